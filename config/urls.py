"""Addresses. Every page stands under its language; the few that do not are listed first."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

ROOMS = ["accounts", "workflow", "documents", "vendors", "procurement", "licensing", "portal"]

urlpatterns = [
    path("", include("portal.plain_urls")),
    path("api/", include("portal.api_urls")),
    path("payments/", include("licensing.provider_urls")),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("staff/", admin.site.urls),
        *[path("", include(f"{room}.urls")) for room in ROOMS],
    ),
]
