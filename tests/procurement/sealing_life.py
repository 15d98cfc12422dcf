"""Walks sealed tenders through bidding and opening: what browsers do, done here in Python."""

import io
from typing import Any

from accounts.exact import to_text
from accounts.models import Membership, PersonalKey, Role, User
from accounts.personal_keys import Pair
from procurement import biddocument, opening, sealed_bids, sealing
from procurement.biddocument import Document
from procurement.envelope import parse_header
from procurement.models import Tender
from tests.accounts import keys
from tests.cast import with_second_factor
from tests.procurement import life
from workflow.gate import perform


class Committee:
    """Three members with their keys, in the order of their places."""

    def __init__(self, cast: Any) -> None:
        third = User.objects.create_user("third@example.org", name="Zaid Third")
        Membership.objects.create(user=third, agency=cast.health, role=Role.OPENING_MEMBER)
        with_second_factor(third)
        everybody = [cast.opener, cast.second_opener, third]
        self.people: list[User] = sorted(everybody, key=lambda person: person.name)
        self.keys: list[PersonalKey] = [keys.keep(person) for person in self.people]
        self.pairs: list[Pair] = [keys.pair_of(key) for key in self.keys]

    def shares(self, tender: Any, place: int) -> dict[str, str]:
        """What the member's browser unwraps: a share of each envelope that waits."""
        return {
            str(envelope.pk): to_text(
                sealing.unwrap(
                    parse_header(envelope.header.encode()), place, self.pairs[place - 1].private
                )
            )
            for envelope in opening.pending(tender)
        }

    def give(self, tender: Any, place: int, shares: dict[str, str] | None = None) -> Any:
        given = self.shares(tender, place) if shares is None else shares
        return perform(tender, "give_shares", by=self.people[place - 1], shares=given)


def published(cast: Any, committee: Committee) -> Tender:
    tender = life.approved(cast, code=life.sealed_method().code)
    chosen = User.objects.filter(pk__in=[person.pk for person in committee.people])
    perform(tender, "appoint_committee", by=cast.officer, members=chosen)
    return perform(tender, "publish", by=cast.officer)


def seal(bid: Any, *prices: str, files: tuple[bytes, ...] = ()) -> tuple[Any, list[bytes]]:
    """Header and ciphertext of each part."""
    parts: dict[int, bytes] = {}
    sealer = sealing.Sealer(sealed_bids.context_of(bid))

    def write(number: int, data: bytes) -> None:
        parts[number] = parts.get(number, b"") + data

    documents = []
    for number, content in enumerate(files, start=1):
        plain = sealer.add(number, io.BytesIO(content), write)
        name = f"offer {number}.pdf"
        documents.append(Document(number, name, "application/pdf", plain.size, plain.sha256))
    numbers = bid.lot.items.values_list("number", flat=True)
    priced = dict(zip(numbers, prices, strict=True))
    body = biddocument.build(opening.terms_of(bid.tender, bid), priced, documents)
    sealer.add(0, io.BytesIO(body), write)
    return sealer.finish(), [parts[number] for number in sorted(parts)]


def send(bid: Any, parts: list[bytes]) -> list[Any]:
    """Upload the parts in chunks; return their tokens."""
    tokens = []
    for data in parts:
        part = sealed_bids.begin_part(bid)
        step = sealed_bids.MOST_CHUNK
        for counter in range(-(-len(data) // step)):
            sealed_bids.put_chunk(part, counter, data[counter * step : (counter + 1) * step])
        tokens.append(part.token)
    return tokens


def submit(bid: Any, person: Any, *prices: str, files: tuple[bytes, ...] = ()) -> Any:
    header, parts = seal(bid, *prices, files=files)
    return sealed_bids.hand_in(bid, header.json, send(bid, parts), by=person)


def submitted(tender: Any, company: Any, person: Any, *prices: str, **more: Any) -> Any:
    return submit(life.bid_draft(tender, company, person), person, *prices, **more)
