"""Bids and addenda: what was sealed before an addendum counts only if its bidder stands by it.

Nothing is written when an addendum is issued: a bid knows how many it has seen. So nobody can
tell from what an addendum does whether there are bids.
"""

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from audit.leaf import canonical
from procurement.money import plain
from workflow.actions import Act
from workflow.blockers import Blocker


def note_seen(bid: Any) -> None:
    """Remember what the tender said when the bid was handed in or confirmed."""
    bid.addenda_seen = bid.tender.addenda.count()
    bid.asked = asked(bid.lot)


def asked(lot: Any) -> str:
    """SHA-256 (hex) of what a sealed bid answers by number: items with their quantities and
    units, required documents, criteria. Better words for one of them ask for nothing new.
    """
    tender = lot.tender
    items = [
        [item.number, plain(item.quantity) if item.quantity is not None else "", item.unit]
        for item in lot.items.all()
    ]
    documents = [
        [row.number, row.pk, row.envelope, row.is_required]
        for row in tender.required_documents.all()
    ]
    criteria = [[row.number, row.pk, row.kind] for row in tender.criteria.all()]
    rows = [items, documents, criteria, tender.security]
    return hashlib.sha256(canonical(rows)).hexdigest()


def needs_confirming(bid: Any) -> bool:
    """Whether an addendum came after it was handed in, and was not confirmed."""
    return bid.state == "submitted" and bid.addenda_seen < bid.tender.addenda.count()


def to_confirm(tender: Any) -> Any:
    """The bids whose people have to be told that an addendum waits for them."""
    seen_all = tender.addenda.count()
    return tender.bids.filter(state="submitted", addenda_seen__lt=seen_all)


def confirm(bid: Any, act: Act) -> None:
    """Stand by the bid: the body of confirming it. The receipt states it."""
    note_seen(bid)
    bid.confirmed_at = act.now
    act.public |= {"addenda": bid.addenda_seen, "digest": bid.digest}


def bid_needs_confirming(act: Act) -> Blocker | None:
    """There is something to confirm."""
    if needs_confirming(act.case):
        return None
    return Blocker(_("No addendum was issued since: there is nothing to confirm."), moot=True)


def lot_asks_for_the_same(act: Act) -> Blocker | None:
    """Prices for other items or quantities cannot be confirmed, only replaced."""
    if act.case.asked == asked(act.case.lot):
        return None
    text = _(
        "An addendum changed the items of this lot, or what a bid must bring: replace the bid."
    )
    return Blocker(text)
