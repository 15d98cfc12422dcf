"""Sealed bids of the demonstration: what the browsers of bidders and members do, in Python."""

import io
from typing import Any

from accounts import personal_keys
from accounts.exact import to_text
from accounts.models import User
from portal.demo import keys
from portal.demo.people import passphrase
from procurement import biddocument, opening, sealed_bids, sealing, stages
from procurement.envelope import parse_header
from workflow.gate import perform


def appoint(tender: Any, people: dict[str, User], officer: User) -> Any:
    """Put the demonstration's committee on a tender."""
    chosen = User.objects.filter(pk__in=[people[address].pk for address in keys.members()])
    return perform(tender, "appoint_committee", by=officer, members=chosen)


def submit(bid: Any, prices: list[str], bidder: User) -> Any:
    """Seal a bid with a price for each item of its lot, in order, and hand it in."""
    kinds = sealed_bids.kinds_of(bid.tender)
    sent = [_sealed(bid, kind, prices if kind == kinds[-1] else []) for kind in kinds]
    return sealed_bids.hand_in(bid, sent, by=bidder)


def _sealed(bid: Any, kind: str, prices: list[str]) -> tuple[bytes, list[Any]]:
    part = sealed_bids.begin_part(bid)
    sent: list[bytes] = []
    sealer = sealing.Sealer(sealed_bids.context_of(bid, kind))
    numbers = bid.lot.items.values_list("number", flat=True) if prices else ()
    priced: dict[int, Any] = dict(zip(numbers, prices, strict=True))
    body = biddocument.build(opening.terms_of(bid.tender, bid, kind), priced)
    sealer.add(0, io.BytesIO(body), lambda _number, data: sent.append(data))
    for counter, data in enumerate(sent):
        sealed_bids.put_chunk(part, counter, data)
    return sealer.finish().json, [part.token]


def open_all(tender: Any) -> Any:
    """As many members give their shares as it takes; the system opens the bids."""
    for member in tender.committee.select_related("person", "key")[: tender.opening_threshold]:
        private = _private(member.key)
        shares = {
            str(envelope.pk): to_text(
                sealing.unwrap(parse_header(envelope.header.encode()), member.place, private)
            )
            for envelope in stages.pending(tender)
        }
        tender = perform(tender, "give_shares", by=member.person, shares=shares)
    opening.run(tender)
    return type(tender).objects.get(pk=tender.pk)


_PAIRS: dict[str, bytes] = {}


def _private(key: Any) -> bytes:
    """Unwrapping takes a second by design: done once a key."""
    if key.fingerprint not in _PAIRS:
        _PAIRS[key.fingerprint] = personal_keys.unwrap(key.wrapped, passphrase()).private
    return _PAIRS[key.fingerprint]
