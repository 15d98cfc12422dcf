"""The few addresses that stand under no language: the way in, printed codes, health."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override

from portal import health


def front_door(request: HttpRequest) -> HttpResponse:
    """Lead to the front page in the browser's language, or the one chosen before."""
    return _in_browsers_language(request, "home")


def printed_code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from the address printed on a paper to its page in the browser's language."""
    return _in_browsers_language(request, "verify_code", code)


def verify(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for a code."""
    return _in_browsers_language(request, "verify")


def _in_browsers_language(request: HttpRequest, name: str, *args: str) -> HttpResponse:
    language = get_language_from_request(request)
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        response = HttpResponseRedirect(reverse(name, args=args))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response["Cache-Control"] = "no-cache"
    return response


urlpatterns = [
    path("", front_door),
    path("verify", verify),
    path("verify/", verify),
    path("verify/<str:code>", printed_code),
    path("verify/<str:code>/", printed_code),
    path("healthz", health.healthz, name="healthz"),
]
