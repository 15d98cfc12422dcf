"""Sealed bids of the demonstration: what a bidder's browser does, done here in Python."""

import io
from typing import Any

from accounts.models import User
from portal.demo import keys
from procurement import biddocument, opening, sealed_bids, sealing
from workflow.gate import perform


def appoint(tender: Any, people: dict[str, User], officer: User) -> Any:
    """Put the demonstration's committee on a tender whose bids are sealed."""
    chosen = User.objects.filter(pk__in=[people[address].pk for address in keys.members()])
    return perform(tender, "appoint_committee", by=officer, members=chosen)


def submit(bid: Any, prices: list[str], bidder: User) -> Any:
    """Seal a bid with a price for each item of its lot, in order, and hand it in."""
    part = sealed_bids.begin_part(bid)
    sent: list[bytes] = []
    sealer = sealing.Sealer(sealed_bids.context_of(bid))
    numbers = bid.lot.items.values_list("number", flat=True)
    priced: dict[int, Any] = dict(zip(numbers, prices, strict=True))
    body = biddocument.build(opening.terms_of(bid.tender, bid), priced)
    sealer.add(0, io.BytesIO(body), lambda _number, data: sent.append(data))
    for counter, data in enumerate(sent):
        sealed_bids.put_chunk(part, counter, data)
    return sealed_bids.hand_in(bid, sealer.finish().json, [part.token], by=bidder)
