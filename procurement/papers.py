"""The papers this room issues: opening record, award letter, letter of regret, bid receipt.

Bodies of actions ask for them by the functions here; a worker writes and signs them after
commit. Everything but the opening record is for the bidder alone.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.leaf import moment
from audit.models import Audience
from documents.bilingual import both, names, row
from documents.papers import PaperKind, register, request_paper
from procurement import notice_paper, outcomes
from procurement.sealwords import REASONS
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


def ask_for_receipt(bid: Any, *, by: Any) -> None:
    """What was received, and when; a replacement gets one of its own."""
    request_paper(bid, BID_RECEIPT, by=by, once_per_case=False)


def _language_of(bid: Any) -> str:
    return getattr(bid.created_by, "language", "") or "ar"


# --- what the templates are given ----------------------------------------------------------


def opening_record(case: Any, paper: Any) -> dict[str, Any]:
    """Every bid opened, by lot and price; headings and names in both languages."""
    bids = (
        case.bids.filter(state__in=case.bids.model.KNOWN)
        .select_related("company", "lot")
        .order_by("total", "submitted_at")
    )
    by_lot: dict[int, list[dict[str, Any]]] = {}
    for bid in bids:
        by_lot.setdefault(bid.lot_id, []).append(_record_line(bid, case))
    lots = [{"lot": lot, "bids": by_lot.get(lot.pk, [])} for lot in case.lots.all()]
    return {
        "tender": case,
        "lots": lots,
        "several": len(lots) > 1,
        "heads": {name: both(text) for name, text in HEADS.items()},
        "lines": [
            row(gettext_lazy("Tender"), case.reference),
            row(
                gettext_lazy("Subject"),
                (case.title_ar or case.title_en, case.title_en or case.title_ar),
            ),
            row(gettext_lazy("Bids closed"), lambda: wording.moment(case.closes_at)),
            row(gettext_lazy("Bids opened"), lambda: wording.moment(case.opened_at)),
            *_openers(case),
            row(gettext_lazy("Number of bids"), str(case.bids_opened)),
        ],
    }


def _openers(case: Any) -> list[Any]:
    """The members of the committee who opened the bids, and when each did."""
    taken_part = case.committee.filter(took_part_at__isnull=False).select_related("person", "key")
    return [
        row(
            gettext_lazy("Gave their shares"),
            f"{member.person.name} · {member.key.fingerprint} · {moment(member.took_part_at)}",
        )
        for member in taken_part.order_by("took_part_at")
    ]


HEADS: dict[str, Any] = {
    "bidder": gettext_lazy("Bidder"),
    "received": gettext_lazy("Received on"),
    "price": gettext_lazy("Price"),
    "fingerprint": gettext_lazy("Fingerprint (SHA-256)"),
    "lot": gettext_lazy("Lot"),
    "none": gettext_lazy("No bids were received."),
}


def _record_line(bid: Any, tender: Any) -> dict[str, Any]:
    arabic, english = names(bid.company)
    received = timezone.localtime(bid.submitted_at).strftime("%Y-%m-%d %H:%M:%S.%f")
    return {
        "name_ar": arabic,
        "name_en": english if english != arabic else "",
        "received": received,
        "price": _price(bid, tender),
        "reason": both(_why_shut(bid)) if bid.state == "unopenable" else None,
        "digest": bid.digest,
        "reference": bid.reference,
    }


def _price(bid: Any, tender: Any) -> str:
    if bid.total is None:
        return "—"
    return f"{wording.amount(bid.total, tender.currency)} {tender.currency}"


def _why_shut(bid: Any) -> Any:
    envelope = bid.envelopes.filter(is_current=True).first()
    return REASONS.get(envelope.reason if envelope else "form", REASONS["form"])


def opening_facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of an opening record, in the active language."""
    return [
        {"label": _("Tender"), "value": f"{case.reference} · {case.title}"},
        {"label": _("Agency"), "value": case.agency.name},
        {"label": _("Bids opened"), "value": str(case.bids_opened)},
    ]


def letter(case: Any, paper: Any) -> dict[str, Any]:
    """The outcome for one bidder, with the reasons, in the language of the letter."""
    tender = case.tender
    facts = [
        {"label": _("Tender"), "value": f"{tender.reference} · {tender.title}"},
        {"label": _("Bid"), "value": case.reference},
        {"label": _("Price"), "value": outcomes.price(case.total, tender)},
    ]
    if tender.lots.count() > 1:
        facts.insert(1, {"label": _("Lot"), "value": lot_in_words(case.lot)})
    return {
        "tender": tender,
        "addressee": case.company.name,
        "facts": facts,
        "reasons": outcomes.sentences(case),
    }


def receipt(case: Any, paper: Any) -> dict[str, Any]:
    """What the database holds of the submission, and when it came; in both languages."""
    tender = case.tender
    name_ar, name_en = names(case.company)
    lines = [
        row(gettext_lazy("Bid"), f"{case.reference} · v{case.version}"),
        row(gettext_lazy("Tender"), tender.reference),
        row(
            gettext_lazy("Subject"),
            (tender.title_ar or tender.title_en, tender.title_en or tender.title_ar),
        ),
        row(gettext_lazy("Received on"), lambda: wording.moment(case.submitted_at)),
        row(gettext_lazy("Database time (UTC)"), moment(case.submitted_at)),
        row(gettext_lazy("Fingerprint (SHA-256)"), _in_pieces(case.digest)),
    ]
    if tender.lots.count() > 1:
        lines.insert(3, row(gettext_lazy("Lot"), lambda: lot_in_words(case.lot)))
    return {"name_ar": name_ar, "name_en": name_en, "rows": lines}


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
