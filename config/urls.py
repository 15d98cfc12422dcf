"""Addresses. Every page stands under its language; the few that do not are listed first."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

ROOMS = ["accounts", "workflow", "documents", "vendors", "procurement", "licensing", "portal"]


def _has(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


rooms = [path("", include(f"{room}.urls")) for room in ROOMS if _has(f"{room}.urls")]
plain = [path("", include("portal.plain_urls"))] if _has("portal.plain_urls") else []

urlpatterns = [
    *plain,
    path("payments/", include("licensing.provider_urls")),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("staff/", admin.site.urls),
        *rooms,
    ),
]
