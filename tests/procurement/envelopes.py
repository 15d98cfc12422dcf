"""Envelopes to test with: a committee of three of whom two open, and a bid with documents."""

import io
from dataclasses import dataclass, field
from typing import Any

from accounts.personal_keys import Pair, new_pair
from procurement import biddocument, sealing
from procurement.biddocument import Document, Terms
from procurement.envelope import Context, Header


@dataclass
class Sealed:
    """An envelope with everything that belongs to it."""

    header: Header
    pairs: list[Pair]
    parts: dict[int, bytes]
    terms: Terms
    key: bytes = b""
    documents: list[Document] = field(default_factory=list)

    def shares(self, *places: int) -> dict[int, bytes]:
        return {
            place: sealing.unwrap(self.header, place, self.pairs[place - 1].private)
            for place in places
        }

    def plain(self, number: int) -> bytes:
        stream = io.BytesIO(self.parts[number])
        return b"".join(sealing.read_part(self.header, number, self.key, stream))


def committee(count: int) -> list[Pair]:
    return [new_pair() for _ in range(count)]


def context_of(pairs, threshold=2, **changes) -> Context:
    given: dict[str, Any] = {
        "tender": "T-2026-0007",
        "lot": 1,
        "bid": "b-1",
        "envelope": "single",
    } | changes
    return Context(**given, threshold=threshold, members=tuple(pair.public for pair in pairs))


def seal(files=(), *, pairs=None, threshold=2, prices=None, sealer=None, **changes) -> Sealed:
    """Seal a bid of two items with documents."""
    pairs = pairs or committee(3)
    context = context_of(pairs, threshold, **changes)
    terms = Terms(
        context.tender, context.lot, context.bid, context.envelope, "C-1", "JOD", 3, (1, 2)
    )
    parts: dict[int, bytes] = {}
    sealer = sealer or sealing.Sealer(context)

    def write(number: int, data: bytes) -> None:
        parts[number] = parts.get(number, b"") + data

    documents = []
    for number, content in enumerate(files, start=1):
        plain = sealer.add(number, io.BytesIO(content), write)
        name, kind = f"document {number}.pdf", "application/pdf"
        documents.append(Document(number, name, kind, plain.size, plain.sha256))
    if prices is None:
        prices = {} if context.envelope == "technical" else {1: "12.500", 2: "0.001"}
    note = "" if context.envelope == "financial" else "A note."
    body = biddocument.build(terms, prices, documents, note)
    sealer.add(0, io.BytesIO(body), write)
    sealed = Sealed(sealer.finish(), pairs, parts, terms, documents=documents)
    places = range(1, threshold + 1)
    sealed.key = sealing.unlock(sealed.header, sealed.shares(*places))
    return sealed
