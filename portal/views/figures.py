"""The public figures: how much is bought and licensed, as charts with their tables."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal import counts


def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures; a constant number of queries, however much there is."""
    context = {
        "stats": counts.headline(counts.open_tenders()),
        "charts": counts.all_charts(),
        "crumbs": [{"label": _("In figures")}],
    }
    return render(request, "portal/figures.html", context)
