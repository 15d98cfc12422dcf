"""The papers this room issues: opening record, award letter, letter of regret, bid receipt.

Bodies of actions ask for them by the functions here; a worker writes and signs them after
commit. Everything but the opening record is for the bidder alone.
"""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.leaf import moment
from audit.models import Audience
from documents.bilingual import both, names, row
from documents.papers import PaperKind, register, request_paper
from procurement import notice_paper, outcomes, record
from procurement.words import lot_in_words
from workflow import wording

NOTICE = "tender_notice"
OPENING_RECORD = "opening_record"
AWARD_LETTER = "award_letter"
REGRET_LETTER = "regret_letter"
BID_RECEIPT = "bid_receipt"


def ask_for_notice(tender: Any, *, by: Any, again: bool = False) -> None:
    """The notice of the tender, for everybody; after an addendum again, in place of the first."""
    request_paper(tender, NOTICE, by=by, once_per_case=not again)


def ask_for_opening_record(tender: Any, *, by: Any) -> None:
    """The record of names and prices, for everybody."""
    request_paper(tender, OPENING_RECORD, by=by, once_per_case=False)


def ask_for_outcome_letter(bid: Any, *, by: Any) -> None:
    """The letter that tells a bidder the outcome, in the language of who made the bid."""
    kind = AWARD_LETTER if bid.state == "awarded" else REGRET_LETTER
    request_paper(bid, kind, by=by, language=_language_of(bid))


def ask_for_receipt(bid: Any, *, by: Any) -> Any:
    """What was done with the bid, and when; every act gets one of its own."""
    return request_paper(bid, BID_RECEIPT, by=by, each=True)


def _language_of(bid: Any) -> str:
    return getattr(bid.created_by, "language", "") or "ar"


# --- what the templates are given ----------------------------------------------------------


def letter(case: Any, paper: Any) -> dict[str, Any]:
    """The outcome for one bidder, with the reasons, in the language of the letter."""
    tender = case.tender
    facts = [
        {"label": _("Tender"), "value": f"{tender.reference} · {tender.title}"},
        {"label": _("Bid"), "value": case.reference},
    ]
    if case.total is not None:
        facts.append({"label": _("Price"), "value": outcomes.price(case.total, tender)})
    if tender.lots.count() > 1:
        facts.insert(1, {"label": _("Lot"), "value": lot_in_words(case.lot)})
    return {
        "tender": tender,
        "addressee": case.company.name,
        "facts": facts,
        "reasons": outcomes.sentences(case),
    }


def receipt(case: Any, paper: Any) -> dict[str, Any]:
    """What the database holds of one act on the bid, and when it was; in both languages."""
    given = paper.bid_receipt
    stated = json.loads(given.statement)
    name_ar, name_en = names(case.company)
    lines = [
        row(gettext_lazy("Act"), _ACTS[given.act]),
        row(gettext_lazy("Bid"), f"{case.reference} · v{given.version}"),
        row(gettext_lazy("Tender"), lambda: " · ".join(_what(case))),
        row(gettext_lazy("Time of the act"), lambda: wording.moment(given.at)),
        row(gettext_lazy("Database time (UTC)"), moment(given.at)),
        row(gettext_lazy("Fingerprint (SHA-256)"), _in_pieces(stated["digest"])),
    ]
    body = both(_BODIES["withdrawn" if given.act == "withdrawn" else "received"])
    return {"name_ar": name_ar, "name_en": name_en, "rows": lines, "body_words": body}


def _what(bid: Any) -> list[str]:
    """Number and title of the tender, and the lot where there are several."""
    tender = bid.tender
    lot = [lot_in_words(bid.lot)] if tender.lots.count() > 1 else []
    return [tender.reference, tender.title, *lot]


_ACTS: dict[str, Any] = {
    "submitted": gettext_lazy("The bid was handed in"),
    "replaced": gettext_lazy("The bid was replaced by this one"),
    "confirmed": gettext_lazy("The bid was confirmed after an addendum"),
    "withdrawn": gettext_lazy("The bid was withdrawn"),
}
_BODIES: dict[str, Any] = {
    "received": gettext_lazy(
        "The bid described here was received before the deadline. Its prices are not shown on "
        "this receipt."
    ),
    "withdrawn": gettext_lazy(
        "The bid described here was withdrawn before the deadline. It will not be opened."
    ),
}


def _in_pieces(digest: str) -> str:
    """A fingerprint in groups that fit a line and can be read aloud."""
    return " ".join(digest[i : i + 16] for i in range(0, len(digest), 16))


register(
    PaperKind(
        name=NOTICE,
        label=gettext_lazy("Tender notice"),
        template="procurement/papers/tender_notice.html",
        context=notice_paper.context,
        audience=Audience.PUBLIC,
        verify_facts=notice_paper.facts,
    )
)
register(
    PaperKind(
        name=OPENING_RECORD,
        label=gettext_lazy("Opening record"),
        template="procurement/papers/opening_record.html",
        context=record.context,
        audience=Audience.PUBLIC,
        verify_facts=record.facts,
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
