"""What follows from opening and award: the steps that touch many bids at once.

Called by the bodies of the tender's actions, inside their transaction; each bid moves through
the gate, with an event and a notice of its own.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from procurement import papers, ranking
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.gate import perform

# --- opening -------------------------------------------------------------------------------


def end_if_there_are_none(act: Act) -> None:
    """An opening that finds no bids ends the tender at once."""
    if act.case.bids_opened == 0:
        perform(act.case, "end_without_bids", by=None)


# --- evaluation ----------------------------------------------------------------------------


def note_judgement(bid: Any, act: Act, *, admitted: bool) -> None:
    """Keep the evaluator's judgement and its reason."""
    bid.is_admitted = admitted
    bid.judgement_reason = act.data.get("reason") or ""
    if bid.judgement_reason:
        act.public["note"] = bid.judgement_reason


# --- outcome -------------------------------------------------------------------------------


def price_alone_decides(act: Act) -> Blocker | None:
    """Where points for quality count, the lowest price does not win by itself."""
    if act.case.method_rules.evaluation != "points":
        return None
    return Blocker(
        _(
            "This tender is decided by points for quality and price, and not by the lowest price: "
            "an award needs the scores of the evaluators."
        )
    )


def award(tender: Any, act: Act) -> None:
    """Award each lot that has an admitted bid, and tell every bid its outcome."""
    winners = [won for lot in tender.lots.all() for won in _award_lot(tender, lot, act)]
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


def _award_lot(tender: Any, lot: Any, act: Act) -> list[Any]:
    """Award one lot; return the winning bid (of a framework the first in rank), if any."""
    places = tender.suppliers_a_lot
    bids = {b.pk: b for b in lot.bids.opened().select_related("company", "lot")}
    admitted = [b for b in bids.values() if b.state == "admitted"]
    order = ranking.ranked(ranking.Entry(b.pk, b.total, b.submitted_at) for b in admitted)
    for place, entry in enumerate(order, start=1):
        data = {"deciding": tender, "rank": place, "tied": ranking.is_tied(order)}
        perform(bids[entry.key], "win" if place <= places else "lose", by=act.by, **data)
    for bid in bids.values():
        if bid.state == "rejected":
            perform(bid, "lose", by=act.by, deciding=tender)
    return [bids[entry.key] for entry in order[:places]]


def note_win(bid: Any, act: Act) -> None:
    """Write the award down."""
    tender = act.data["deciding"]
    bid.rank = act.data.get("rank") or 1
    tender.awards.create(
        lot=bid.lot,
        bid=bid,
        rank=bid.rank,
        supplier_name=bid.company.name_en or bid.company.name_ar,
        amount=bid.total,
        currency=tender.currency,
        status="active",
        reasons=reason_won(rank=bid.rank, tied=act.data.get("tied", False)),
        decided_at=act.now,
    )
    act.public |= {"amount": str(bid.total), "currency": tender.currency}


def note_loss(bid: Any, act: Act) -> None:
    """Write down where it came, and why nothing was awarded, if so."""
    bid.rank = act.data.get("rank")
    bid.outcome_reason = act.data.get("reason") or ""


def send_letter(act: Act) -> None:
    """Ask for the letter to the bidder, once the outcome is written."""
    papers.ask_for_outcome_letter(act.case, by=act.by)


def end_without_award(tender: Any, act: Act) -> None:
    """Tell every bid that nothing is awarded, and why."""
    tender.outcome_reason = act.data["reason"]
    act.public["note"] = tender.outcome_reason
    for bid in tender.bids.filter(state__in=["admitted", "rejected"]).order_by("pk"):
        perform(bid, "lose", by=act.by, deciding=tender, reason=tender.outcome_reason)


def reason_won(*, rank: int, tied: bool) -> str:
    """The reason as it stands in the award's record and in open data: in English."""
    with translation.override("en"):
        if rank > 1:
            text = _("Admitted price number %(rank)s of a framework with several suppliers.")
            return text % {"rank": rank}
        if tied:
            return _("Lowest admitted price, offered more than once; this bid was submitted first.")
        return _("Lowest admitted price.")
