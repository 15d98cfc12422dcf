"""The page on which a bid is written and sealed: all of it happens in the browser.

The server gives the sealing sheet, the words, and the addresses of what is fetched and sent;
nothing of the bid's content ever reaches it in the clear, neither as a draft.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import keyring
from accounts.inputs.money import currency_in_words
from accounts.models import PersonalKey
from accounts.ports import signed_in
from audit.models import database_now
from procurement import committee, company_file, sealed_bids, sealed_drafts, sealscripts
from procurement.models import Bid
from procurement.sealsheet import Required, Sheet
from procurement.views.bid_words import kind_in_words, words
from procurement.words import lot_in_words, quantity_in_words
from workflow.gate import may
from workflow.views.access import visible_case


@signed_in
def seal_bid(request: HttpRequest, reference: str) -> HttpResponse:
    """Write, check, seal and hand in; or hand in what was sealed offline."""
    related = ("tender__agency", "tender__method", "lot", "company")
    bid: Any = visible_case(request, Bid, reference, *related)
    if not may(request.user, bid, "submit") or bid.state not in ("draft", "submitted"):
        raise Http404(_("There is no such page."))
    sheet = committee.sheet_of(bid.tender)
    user: Any = request.user
    key = keyring.current_key(user)
    context = _outline(bid, sheet) | {
        "facts": _facts(bid, sheet, user, key),
        "kept": company_file.kept(bid.company, timezone.localdate()),
        "readers": sealed_drafts.readers(bid.company),
        "has_key": key is not None and key.is_usable,
        "scripts": sealscripts.statement(),
        "threshold": bid.tender.opening_threshold,
    }
    return render(request, "procurement/seal_bid.html", context)


def _facts(bid: Any, sheet: Sheet, user: Any, key: PersonalKey | None) -> dict[str, Any]:
    """What the scripts go by."""
    fields = sheet.fields
    return {
        "sheet": fields,
        "lot": next(lot for lot in fields["lots"] if lot["lot"] == bid.lot.number),
        "bid": bid.reference,
        "company": bid.company.reference,
        "person": str(user.pk),
        "ownKey": key.wrapped if key is not None and key.is_usable else None,
        "addresses": {
            "begin": reverse("begin_part", args=[bid.reference]),
            "handIn": reverse("hand_in", args=[bid.reference]),
            "draft": reverse("bid_draft", args=[bid.reference]),
        },
        "words": words(),
    }


def _outline(bid: Any, sheet: Sheet) -> dict[str, Any]:
    """What the page is composed of."""
    tender = bid.tender
    items = list(bid.lot.items.all())
    return {
        "bid": bid,
        "tender": tender,
        "currency": currency_in_words(tender.currency),
        "lot": lot_in_words(bid.lot) if len(sheet.lots) > 1 else "",
        "items": [{"item": item, "quantity": quantity_in_words(item.quantity)} for item in items],
        "places": _places(sheet),
        "criteria": sheet.criteria,
        "kinds": [(kind, kind_in_words(kind)) for kind in sealed_bids.kinds_of(tender)],
        "is_open": tender.takes_bids_at(database_now()),
        "crumbs": [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": bid.reference, "url": bid.get_absolute_url()},
            {"label": _("Seal the bid"), "url": ""},
        ],
    }


def _places(sheet: Sheet) -> list[dict[str, Any]]:
    """Where files are chosen: for each document that is asked for, and for any others."""
    two = len(sheet.envelopes) > 1
    found = [_place(document, two) for document in sheet.documents]
    for envelope in sheet.envelopes if two else ("technical",):
        title = _("Other documents")
        where = kind_in_words(envelope) if two else ""
        found.append(
            {"number": 0, "title": title, "envelope": envelope, "where": where, "required": False}
        )
    return found


def _place(document: Required, two: bool) -> dict[str, Any]:
    return {
        "number": document.document,
        "title": document.title,
        "envelope": document.envelope,
        "where": kind_in_words(document.envelope) if two else "",
        "required": document.required,
    }
