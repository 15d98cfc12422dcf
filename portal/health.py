"""Whether the house is well: one line each for what it stands on. Asked by the supervisor and
by whoever watches the machines; says no more than which part is well and which is not.
"""

import logging
import secrets
from collections.abc import Callable

from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from audit.models import Event
from documents import signing

log = logging.getLogger(__name__)
PATIENCE = 2  # seconds for the broker


class Unwell(Exception):
    """A part answered, and not as it should."""


def database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    """The broker takes a connection."""
    with current_app.connection_for_write(transport_options={"socket_timeout": PATIENCE}) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)


def storage() -> None:
    """What is stored can be read again and removed."""
    content = secrets.token_bytes(32)
    name = default_storage.save("health/probe", ContentFile(content))
    try:
        with default_storage.open(name) as file:
            if file.read() != content:
                raise Unwell("other content came back")
    finally:
        default_storage.delete(name)


def trail() -> None:
    """The trail's guards stand, and its newest entry is what was committed to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass"
            " AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
        row = cursor.fetchone()
    if row is None or row[0] < 2:
        raise Unwell("the triggers that keep events are missing")
    newest = Event.objects.order_by("-pk").first()
    if newest is not None and not newest.is_genuine():
        raise Unwell(f"event {newest.pk} was changed")


def signing_key() -> None:
    """There is a key to sign papers with, and its certificate is valid."""
    signing.signer()


PARTS: dict[str, Callable[[], None]] = {
    "database": database,
    "broker": broker,
    "storage": storage,
    "trail": trail,
    "signing": signing_key,
}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """JSON with "ok" or "failed" for each part; 503 if any failed."""
    lines = {name: _look_at(name, check) for name, check in PARTS.items()}
    well = all(line == "ok" for line in lines.values())
    response = JsonResponse(lines, status=200 if well else 503, json_dumps_params={"indent": 1})
    response["Cache-Control"] = "no-store"
    return response


def _look_at(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # anything at all means that the part is not well
        log.warning("health: %s: %s: %s", name, type(error).__name__, error)
        return "failed"
    return "ok"
