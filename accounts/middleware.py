"""Where a caller comes from, and officers without a second factor: kept on the page where they
set it up.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from accounts.second_factor import must_set_up


class ClientAddressMiddleware:
    """Behind a proxy (BEHIND_PROXY=1), takes the caller's address from what the proxy adds.

    The last entry of X-Forwarded-For is the proxy's own word; the ones before it are anybody's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY:
            said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            if said:
                request.META["REMOTE_ADDR"] = said
        return self.get_response(request)


FREE = ("account_", "mfa_", "usersessions_")
FREE_NAMES = {"healthz", "home", "verify", "verify_code"}


class SecondFactorMiddleware:
    """Redirects such an officer from every page but account pages and the public front."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and not self._is_free(request)
            and must_set_up(request.user)
        ):
            messages.warning(
                request, _("Officers work with a second factor. Set one up to continue.")
            )
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    def _is_free(self, request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).url_name or ""
        except Resolver404:
            return True
        return name.startswith(FREE) or name in FREE_NAMES
