"""The page on which a committee member opens bids."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.ports import signed_in
from procurement import opening, sealwords, stages
from procurement.models import Tender
from workflow.gate import may
from workflow.views.access import visible_case


@signed_in
def open_bids(request: HttpRequest, reference: str) -> HttpResponse:
    """A member gives their shares."""
    tender: Any = visible_case(request, Tender, reference, "agency", "method")
    member = opening.place_of(tender, request.user)
    if member is None or not may(request.user, tender, "give_shares"):
        raise Http404(_("There is no such page."))
    facts = {
        "place": member.place,
        "wrapped": member.key.wrapped,
        "addresses": {
            "envelopes": reverse("envelopes", args=[tender.reference]),
            "shares": reverse("shares", args=[tender.reference]),
        },
        "words": {
            "busy": _("One moment…"),
            "given": _("Shares given: %(count)s"),
            "done": _("Your shares are given. The bids open as soon as enough members have."),
        }
        | _reasons(),
    }
    context = {
        "tender": tender,
        "member": member,
        "facts": facts,
        "progress": progress_of(tender),
        "can_open": stages.stage_of(tender) is not None,
        "crumbs": [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": _("Open the bids"), "url": ""},
        ],
    }
    return render(request, "procurement/open_bids.html", context)


def progress_of(tender: Any) -> dict[str, Any]:
    """Who took part, and what has opened so far: names and prices, and nothing else."""
    members = list(tender.committee.select_related("person", "key"))
    bids = tender.bids.opened().select_related("company").order_by("lot__number", "total", "pk")
    return {
        "members": members,
        "taken_part": sum(member.took_part_at is not None for member in members),
        "threshold": tender.opening_threshold,
        "bids": list(bids),
    }


def _reasons() -> dict[str, str]:
    return {code: str(text) for code, text in sealwords.REASONS.items()}
