"""How often one address may ask after codes, so that nobody tries them out.

Counted in the cache by the minute. A cache that is away stops nobody: the codes have 60 bits.
"""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)
A_MINUTE = 30


def within(request: HttpRequest, what: str = "verify", most: int = A_MINUTE) -> bool:
    """Count this request and say whether its address is still within the limit.

    `what` is counted by itself, up to `most` a minute.
    """
    key = f"{what}:{address_of(request)}:{int(time.time() // 60)}"
    try:
        cache.add(key, 0, timeout=120)
        return cache.incr(key) <= most
    except Exception as error:  # each cache raises its own kinds
        log.warning("requests are not counted: %s", type(error).__name__)
        return True


def address_of(request: HttpRequest) -> str:
    """The address that asks: behind our proxy, the one that the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        seen = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if seen:
            return seen[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that the limit is reached, and when it ends."""
    response = render(request, "documents/too_many.html", {"limit": A_MINUTE}, status=429)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response
