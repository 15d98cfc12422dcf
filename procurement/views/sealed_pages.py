"""The page on which a bid is sealed, and the page on which a committee member opens bids."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.ports import signed_in
from audit.models import database_now
from procurement import committee, opening, sealwords, stages
from procurement.models import Bid, Tender
from procurement.words import quantity_in_words
from workflow.gate import may
from workflow.views.access import visible_case


@signed_in
def seal_bid(request: HttpRequest, reference: str) -> HttpResponse:
    """Write, check, seal and hand in: all of it in the browser."""
    related = ("tender__agency", "tender__method", "lot", "company")
    bid: Any = visible_case(request, Bid, reference, *related)
    tender = bid.tender
    if not may(request.user, bid, "submit") or bid.state not in ("draft", "submitted"):
        raise Http404(_("There is no such page."))
    sheet = committee.sheet_of(tender).fields
    items = list(bid.lot.items.all())
    facts = {
        "sheet": sheet,
        "lot": next(lot for lot in sheet["lots"] if lot["lot"] == bid.lot.number),
        "bid": bid.reference,
        "company": bid.company.reference,
        "addresses": {
            "begin": reverse("begin_part", args=[bid.reference]),
            "handIn": reverse("hand_in", args=[bid.reference]),
        },
        "words": _bid_words() | _reasons(),
    }
    context = {
        "bid": bid,
        "tender": tender,
        "facts": facts,
        "items": [{"item": item, "quantity": quantity_in_words(item.quantity)} for item in items],
        "is_open": tender.takes_bids_at(database_now()),
        "crumbs": [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": bid.reference, "url": bid.get_absolute_url()},
            {"label": _("Seal the bid"), "url": ""},
        ],
    }
    return render(request, "procurement/seal_bid.html", context)


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


def _bid_words() -> dict[str, str]:
    return {
        "price": _("Item %(item)s: give a price with at most %(decimals)s decimals."),
        "large": _("The documents have more than 200 MB together."),
        "empty": _("One of the documents is empty."),
        "declaration": _("A bid needs the declaration."),
        "total": _("Total"),
        "documents": _("Documents"),
        "note": _("Note to the agency"),
        "sealing": _("Sealing and sending %(name)s"),
        "handing": _("Handing in the sealed bid"),
        "waiting": _("The site cannot be reached. It is tried again until it can."),
        "refused": _("The site did not take it."),
        "differs": _("The site states another fingerprint than the one sealed. Ask the agency."),
        "copy": _("Copy of a sealed bid. Nobody but you can read this before the opening."),
        "unsupported": _(
            "This browser cannot seal bids. Use a current version of Firefox, Chrome, Edge or "
            "Safari."
        ),
    }
