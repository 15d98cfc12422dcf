"""The papers this room issues: opening record, award letter, letter of regret, bid receipt.

Bodies of actions ask for them by the functions here; a worker writes and signs them after
commit. Everything but the opening record is for the bidder alone.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Audience
from documents.papers import PaperKind, register, request_paper
from procurement import outcomes
from procurement.ranking import decimals

OPENING_RECORD = "opening_record"
AWARD_LETTER = "award_letter"
REGRET_LETTER = "regret_letter"
BID_RECEIPT = "bid_receipt"


def ask_for_opening_record(tender: Any, *, by: Any) -> None:
    """The record of names and prices, for everybody."""
    request_paper(tender, OPENING_RECORD, by=by)


def ask_for_outcome_letter(bid: Any, *, by: Any) -> None:
    """The letter that tells a bidder the outcome, in the language of who made the bid."""
    kind = AWARD_LETTER if bid.state == "awarded" else REGRET_LETTER
    request_paper(bid, kind, by=by, language=_language_of(bid))


def ask_for_receipt(bid: Any, *, by: Any) -> None:
    """What was received, and when; a replacement gets one of its own."""
    request_paper(bid, BID_RECEIPT, by=by, once_per_case=False)


def _language_of(bid: Any) -> str:
    return getattr(bid.created_by, "language", "") or "ar"


# --- what the templates are given ----------------------------------------------------------


def opening_record(case: Any, paper: Any) -> dict[str, Any]:
    """Every bid opened, by lot and price."""
    bids = case.bids.opened().select_related("company").order_by("total", "submitted_at", "pk")
    by_lot: dict[int, list[Any]] = {}
    for bid in bids:
        by_lot.setdefault(bid.lot_id, []).append(bid)
    lots = [{"lot": lot, "bids": by_lot.get(lot.pk, [])} for lot in case.lots.all()]
    return {
        "tender": case,
        "lots": lots,
        "several": len(lots) > 1,
        "count": case.bids_opened,
        "places": decimals(case.currency),
    }


def opening_facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of an opening record, in the active language."""
    return [
        {"label": _("Tender"), "value": f"{case.reference} · {case.title}"},
        {"label": _("Agency"), "value": case.agency.name},
        {"label": _("Bids opened"), "value": str(case.bids_opened)},
    ]


def letter(case: Any, paper: Any) -> dict[str, Any]:
    """The outcome for one bidder, with the reasons."""
    with translation.override(paper.language):
        return {
            "bid": case,
            "tender": case.tender,
            "company": case.company,
            "reasons": outcomes.sentences(case),
            "several_lots": case.tender.lots.count() > 1,
        }


def receipt(case: Any, paper: Any) -> dict[str, Any]:
    """What the database holds of the submission, and when it came."""
    return {"bid": case, "tender": case.tender, "company": case.company, "lot": case.lot}


register(
    PaperKind(
        name=OPENING_RECORD,
        label=gettext_lazy("Opening record"),
        template="procurement/papers/opening_record.html",
        context=opening_record,
        audience=Audience.PUBLIC,
        verify_facts=opening_facts,
    )
)
register(
    PaperKind(
        name=AWARD_LETTER,
        label=gettext_lazy("Award letter"),
        template="procurement/papers/award_letter.html",
        context=letter,
        audience=Audience.PARTIES,
    )
)
register(
    PaperKind(
        name=REGRET_LETTER,
        label=gettext_lazy("Letter on the outcome"),
        template="procurement/papers/regret_letter.html",
        context=letter,
        audience=Audience.PARTIES,
    )
)
register(
    PaperKind(
        name=BID_RECEIPT,
        label=gettext_lazy("Receipt of a bid"),
        template="procurement/papers/bid_receipt.html",
        context=receipt,
        audience=Audience.PARTIES,
        replaces=False,
    )
)
