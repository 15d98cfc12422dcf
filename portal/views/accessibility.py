"""The accessibility statement: what was done so that everybody can use the site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the statement."""
    context = {"contact": settings.SITE_CONTACT, "crumbs": [{"label": _("Accessibility")}]}
    return render(request, "portal/accessibility.html", context)
