"""The front page: where to go, what closes soon, and how much there is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import database_now
from licensing.models import Licence
from procurement.models import Tender
from vendors.models import Company

SHOWN = 5


def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: four queries, however much there is."""
    now = database_now()
    still_open = Tender.objects.filter(
        state=Tender.State.PUBLISHED, closes_at__gt=now, imported=False
    )
    context = {
        "tiles": _tiles(),
        "tenders": still_open.select_related("agency").order_by("closes_at", "pk")[:SHOWN],
        "figures": [
            {"label": _("Tenders open for bids"), "value": still_open.count()},
            {
                "label": _("Licences in force"),
                "value": Licence.objects.standing_as("active", timezone.localdate()).count(),
            },
            {
                "label": _("Registered companies"),
                "value": Company.objects.filter(state=Company.State.REGISTERED).count(),
            },
        ],
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
