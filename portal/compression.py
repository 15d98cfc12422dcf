"""Pages and lists go over the wire compressed; files are sent as they are, with their length.

Style sheets and scripts were compressed when they were collected (WhiteNoise). Django's
middleware adds bytes of random length to each answer, so that its size betrays nothing of
what is secret in it (the BREACH attack).
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/html", "text/csv", "application/json")


class CompressWords(GZipMiddleware):
    """Compresses answers made of words, and only those."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(WORDS):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
