"""The front page: where to go, what closes soon, what can be relied on, how much there is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal import counts

SHOWN = 5


def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: six queries, however much there is."""
    still_open = counts.open_tenders()
    context = {
        "tiles": _tiles(),
        "promises": _promises(),
        "tenders": still_open.select_related("agency").order_by("closes_at", "pk")[:SHOWN],
        "figures": counts.headline(still_open),
    }
    return render(request, "portal/home.html", context)


def _tiles() -> list[dict[str, Any]]:
    return [
        {
            "icon": "gavel",
            "title": _("Tenders"),
            "text": _("See what is being bought, ask questions, and bid."),
            "url": reverse("tenders"),
        },
        {
            "icon": "badge-check",
            "title": _("Licences"),
            "text": _("Find the licence your business needs, and apply online."),
            "url": reverse("licences"),
        },
        {
            "icon": "building-2",
            "title": _("Register a company"),
            "text": _("Once, and every agency knows you."),
            "url": reverse("my_companies"),
        },
        {
            "icon": "qr-code",
            "title": _("Verify a paper"),
            "text": _("Check a certificate by its code, or the file itself."),
            "url": reverse("verify"),
        },
    ]


def _promises() -> list[dict[str, Any]]:
    return [
        {
            "icon": "lock-keyhole",
            "title": _("No page shows a bid before the opening"),
            "text": _("Neither what is in it, nor who sent it, nor how many there are."),
        },
        {
            "icon": "scroll-text",
            "title": _("Every act is written down"),
            "text": _("In a trail that can only grow. Nothing is changed or removed later."),
        },
        {
            "icon": "stamp",
            "title": _("Every paper is signed"),
            "text": _("Anybody can check a certificate by its code, free of charge."),
        },
        {
            "icon": "message-square-text",
            "title": _("Every decision gives its reasons"),
            "text": _("To the person it concerns, in their own language."),
        },
    ]
