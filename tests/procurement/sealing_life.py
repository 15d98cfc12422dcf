"""What the browsers of bidders and of an opening committee do, done here in Python."""

import io
from functools import cache
from typing import Any

from accounts import keyring, personal_keys
from accounts.exact import to_text
from accounts.models import Membership, PersonalKey, Role, User
from accounts.personal_keys import Pair
from procurement import biddocument, opening, sealed_bids, sealing, stages
from procurement.biddocument import Document
from procurement.envelope import parse_header
from tests.accounts import keys
from tests.cast import with_second_factor
from workflow.gate import perform

Sealed = tuple[bytes, list[bytes]]  # the header, and the ciphertext of each part


@cache
def key_pair(number: int) -> tuple[Pair, dict[str, Any]]:
    """A pair, and it wrapped: the same in every test, since wrapping takes long by design."""
    pair = personal_keys.new_pair()
    return pair, personal_keys.wrap(pair.private, keys.PASSPHRASE, iterations=personal_keys.FEWEST)


class Committee:
    """Members with their keys, in the order of their places: three, or as many as asked."""

    def __init__(self, cast: Any, size: int = 3) -> None:
        everybody = [cast.opener, cast.second_opener]
        everybody += [self._another(cast, number) for number in range(3, size + 1)]
        self.people: list[User] = sorted(everybody, key=lambda person: (person.name, person.pk))
        self.pairs: list[Pair] = []
        for number, person in enumerate(self.people):
            pair, wrapped = key_pair(number)
            if not PersonalKey.objects.filter(user=person).exists():
                keyring.note_checked(keyring.add(person, wrapped))
            self.pairs.append(pair)

    def _another(self, cast: Any, number: int) -> User:
        address = f"opener{number}@example.org"
        person = User.objects.filter(email=address).first()
        if person is None:
            person = User.objects.create_user(address, name=f"Zaid {number}")
            Membership.objects.create(user=person, agency=cast.health, role=Role.OPENING_MEMBER)
            with_second_factor(person)
        return person

    @property
    def keys(self) -> list[PersonalKey]:
        """The members' keys, by place."""
        return [PersonalKey.objects.get(user=person) for person in self.people]

    def appointed(self, cast: Any, tender: Any) -> Any:
        """Put on the tender."""
        chosen = User.objects.filter(pk__in=[person.pk for person in self.people])
        return perform(tender, "appoint_committee", by=cast.officer, members=chosen)

    def shares(self, tender: Any, place: int) -> dict[str, str]:
        """What the member's browser unwraps: a share of each envelope that waits."""
        private = self.pairs[place - 1].private
        return {
            str(envelope.pk): to_text(
                sealing.unwrap(parse_header(envelope.header.encode()), place, private)
            )
            for envelope in stages.pending(tender)
        }

    def give(self, tender: Any, place: int, shares: dict[str, str] | None = None) -> Any:
        """One member gives their shares."""
        given = self.shares(tender, place) if shares is None else shares
        return perform(tender, "give_shares", by=self.people[place - 1], shares=given)

    def open(self, tender: Any, *places: int) -> Any:
        """These members give their shares, and the system opens what can be opened."""
        for place in places:
            tender = self.give(tender, place)
            opening.run(tender)
        return type(tender).objects.get(pk=tender.pk)


def committee_of(cast: Any, size: int = 3) -> Committee:
    """The committee of the ministry in this test: made when it is first asked for."""
    there: Committee | None = getattr(cast, "committee", None)
    if there is None or len(there.people) < size:
        there = cast.committee = Committee(cast, size)
    return there


def seal(bid: Any, *prices: str, files: tuple[bytes, ...] = ()) -> list[Sealed]:
    """The bid's envelopes: documents are in the first, prices in the last."""
    kinds = sealed_bids.kinds_of(bid.tender)
    return [
        _envelope(
            bid,
            kind,
            prices if kind == kinds[-1] else (),
            files if kind == kinds[0] else (),
        )
        for kind in kinds
    ]


def _envelope(bid: Any, kind: str, prices: tuple[str, ...], files: tuple[bytes, ...]) -> Sealed:
    parts: dict[int, bytes] = {}
    sealer = sealing.Sealer(sealed_bids.context_of(bid, kind))

    def write(number: int, data: bytes) -> None:
        parts[number] = parts.get(number, b"") + data

    documents = []
    for number, content in enumerate(files, start=1):
        plain = sealer.add(number, io.BytesIO(content), write)
        name = f"offer {number}.pdf"
        documents.append(Document(number, name, "application/pdf", plain.size, plain.sha256))
    numbers = bid.lot.items.values_list("number", flat=True) if prices else ()
    priced = dict(zip(numbers, prices, strict=True))
    body = biddocument.build(opening.terms_of(bid.tender, bid, kind), priced, documents)
    sealer.add(0, io.BytesIO(body), write)
    return sealer.finish().json, [parts[number] for number in sorted(parts)]


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


def sent(bid: Any, *prices: str, files: tuple[bytes, ...] = ()) -> list[tuple[bytes, list[Any]]]:
    """Sealed and uploaded, to be handed in."""
    return [(header, send(bid, parts)) for header, parts in seal(bid, *prices, files=files)]


def submit(bid: Any, person: Any, *prices: str, files: tuple[bytes, ...] = ()) -> Any:
    """Seal the bid and hand it in; the same for replacing it."""
    return sealed_bids.hand_in(bid, sent(bid, *prices, files=files), by=person)
