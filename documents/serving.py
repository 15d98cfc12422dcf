"""Sends a stored file to a browser, so that it is saved and never run in our name."""

import logging
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from documents.models import StoredFile
from documents.sniff import TYPES

log = logging.getLogger(__name__)

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
NEVER_KEPT = "private, no-store"


def send(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponseBase:
    """Return the file as a download under `name`, of the type found in its content.

    Names beyond ASCII go out as RFC 6266 asks (`filename*`). No cache keeps it.
    """
    try:
        content: Any = stored.blob.open("rb")
    except Exception as error:  # each storage raises its own kinds
        log.error("content %s cannot be read: %s", stored.sha256, type(error).__name__)
        return unavailable(request)
    response = FileResponse(
        content, as_attachment=True, filename=name, content_type=TYPES[stored.kind].content_type
    )
    response["Content-Length"] = str(stored.size)
    return harmless(response)


def harmless(response: Any) -> Any:
    """Put the headers on that keep a file from acting as a page of ours."""
    for header, value in SAFE_HEADERS.items():
        response[header] = value
    response["Cache-Control"] = NEVER_KEPT
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the file cannot be had at the moment."""
    return render(request, "documents/unavailable.html", status=503)
