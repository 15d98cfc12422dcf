"""What follows from opening and award: the steps that touch many bids at once.

Called by the bodies of the tender's actions, inside their transaction; each bid moves through
the gate, with an event and a notice of its own.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from procurement import ranking
from workflow import wording
from workflow.actions import Act
from workflow.gate import perform


def open_bids(tender: Any, act: Act) -> None:
    """Open every submitted bid. Submissions hold the tender's lock shared, so none is missed."""
    submitted = tender.bids.filter(state="submitted").order_by("submitted_at", "pk")
    opened = [perform(bid, "open", by=act.by, opening=tender) for bid in submitted]
    tender.opened_at = act.now
    tender.opened_by = act.by
    tender.bids_opened = len(opened)
    act.public["bids"] = len(opened)


def make_known(bid: Any, act: Act) -> None:
    """Compute the price from what was submitted."""
    tender = act.data["opening"]
    lines = [(p.item.quantity, p.unit_price) for p in bid.prices.select_related("item")]
    bid.total = ranking.total_price(lines, tender.currency)
    act.public |= {"total": str(bid.total), "currency": tender.currency, "digest": bid.digest}


def note_judgement(bid: Any, act: Act) -> None:
    """Keep the evaluator's reason."""
    bid.judgement_reason = act.data.get("reason") or ""
    if bid.judgement_reason:
        act.public["note"] = bid.judgement_reason


def award(tender: Any, act: Act) -> None:
    """Award each lot that has an admitted bid, and tell every bid its outcome."""
    winners = [won for lot in tender.lots.all() if (won := _award_lot(tender, lot, act))]
    tender.awarded_at = act.now
    act.public["awards"] = [
        {
            "lot": bid.lot.number,
            "supplier": bid.company.name_en or bid.company.name_ar,
            "amount": str(bid.total),
            "currency": tender.currency,
        }
        for bid in winners
    ]


def _award_lot(tender: Any, lot: Any, act: Act) -> Any:
    bids = {b.pk: b for b in lot.bids.opened().select_related("company", "lot")}
    admitted = [b for b in bids.values() if b.state == "admitted"]
    order = ranking.ranked(ranking.Entry(b.pk, b.total, b.submitted_at) for b in admitted)
    winner = bids[order[0].key] if order else None
    for place, entry in enumerate(order, start=1):
        data = {"deciding": tender, "winner": winner, "rank": place, "tied": ranking.is_tied(order)}
        name = "win" if place == 1 else "lose"
        perform(bids[entry.key], name, by=act.by, **data)
    for bid in bids.values():
        if bid.state == "rejected":
            perform(bid, "lose", by=act.by, deciding=tender, winner=winner)
    return winner


def note_win(bid: Any, act: Act) -> None:
    """Write the award down."""
    tender = act.data["deciding"]
    bid.rank = 1
    bid.outcome_reason = _reason_won(act.data.get("tied", False))
    tender.awards.create(
        lot=bid.lot,
        bid=bid,
        supplier_name=bid.company.name_en or bid.company.name_ar,
        amount=bid.total,
        currency=tender.currency,
        status="active",
        reasons=bid.outcome_reason,
        decided_at=act.now,
    )


def note_loss(bid: Any, act: Act) -> None:
    """Write down why it did not win."""
    bid.rank = act.data.get("rank")
    bid.outcome_reason = act.data.get("reason") or ""


def end_without_award(tender: Any, act: Act) -> None:
    """Tell every bid that nothing is awarded, and why."""
    tender.outcome_reason = act.data["reason"]
    act.public["note"] = tender.outcome_reason
    for bid in tender.bids.filter(state__in=["admitted", "rejected"]).order_by("pk"):
        perform(bid, "lose", by=act.by, deciding=tender, reason=tender.outcome_reason)


def _reason_won(tied: bool) -> str:
    with translation.override("en"):
        text = _("Lowest admitted price.")
        if tied:
            text = _("Lowest admitted price, offered more than once; this one was submitted first.")
        return text


def price_of(bid: Any) -> str:
    """The bid's price in the reader's words."""
    return wording.money(bid.total, bid.tender.currency)
