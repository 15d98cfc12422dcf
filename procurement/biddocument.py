"""The bid itself, part 0 of a sealed envelope: JSON of the format "mizan-bid-1".

`build` makes it on the bidder's side, `parse` reads it at the opening and trusts nothing:
whatever does not fit the tender is refused with a reason that can stand in the opening record.
Needs neither Django nor a database. docs/sealed-bids.md specifies the format.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from accounts import exact
from accounts.exact import SealError, canonical
from procurement.envelope import ENVELOPES, MOST_PART, MOST_PARTS, Header, padded_length, sha256
from procurement.sealing import Plain, read_part

FORMAT = "mizan-bid-1"
MOST_BYTES = 1 << 20  # padding and all
MOST_PRICES = 5_000
MOST_NOTE = 10_000
MOST_ANSWERS = 1_000
MOST_ANSWER = 5_000
MOST_NUMBER = 1_000_000
WHOLE_DIGITS = 15


@dataclass(frozen=True)
class Terms:
    """What a bid has to fit: its tender, lot and company, as those who open it know them.

    `decimals` are those of the currency; `items` are the numbers of the lot's items. `documents`
    are those that must come in this envelope, and `criteria` those to answer: a bid without them
    is read all the same, and `missing` names what it lacks.
    """

    tender: str
    lot: int
    bid: str
    envelope: str
    company: str
    currency: str
    decimals: int
    items: tuple[int, ...]
    documents: tuple[int, ...] = ()
    criteria: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.envelope not in ENVELOPES:
            raise SealError("form", f"the envelope is one of {', '.join(ENVELOPES)}")
        exact.reference(self.company, "the company")

    @property
    def priced(self) -> tuple[int, ...]:
        """The items for which the envelope states a price: none in a technical envelope."""
        return () if self.envelope == "technical" else self.items

    @property
    def answered(self) -> tuple[int, ...]:
        """The criteria that the envelope answers: none in a financial envelope."""
        return () if self.envelope == "financial" else self.criteria

    @property
    def stated(self) -> dict[str, Any]:
        """What a bid repeats, word for word."""
        return {
            "format": FORMAT,
            "tender": self.tender,
            "lot": self.lot,
            "bid": self.bid,
            "envelope": self.envelope,
            "company": self.company,
            "currency": self.currency,
        }


@dataclass(frozen=True)
class Price:
    """The price of one unit of an item, in the currency of the tender."""

    item: int
    unit_price: Decimal


@dataclass(frozen=True)
class Document:
    """A file that comes with the bid, and the part of the envelope that holds it.

    `requirement` is the number of the required document that it is, 0 for any other file.
    """

    part: int
    name: str
    type: str
    size: int
    sha256: str
    requirement: int = 0

    @property
    def plain(self) -> Plain:
        """What `sealing.read_plain` holds the part to."""
        return Plain(self.size, self.sha256)


@dataclass(frozen=True)
class Answer:
    """Whether the bidder meets a criterion, as they say themselves, and how."""

    criterion: int
    meets: bool
    text: str = ""


@dataclass(frozen=True)
class Bid:
    """What a bidder offers for a lot."""

    terms: Terms
    prices: tuple[Price, ...]
    documents: tuple[Document, ...]
    answers: tuple[Answer, ...]
    note: str

    @property
    def missing(self) -> "Missing":
        """What it should have brought by its terms, and has not."""
        brought = {document.requirement for document in self.documents}
        answered = {answer.criterion for answer in self.answers}
        return Missing(
            tuple(number for number in self.terms.documents if number not in brought),
            tuple(number for number in self.terms.answered if number not in answered),
        )


@dataclass(frozen=True)
class Missing:
    """Numbers of required documents and of criteria. False where nothing is missing."""

    documents: tuple[int, ...]
    criteria: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.documents or self.criteria)


FIELDS = {
    "format", "tender", "lot", "bid", "envelope", "company", "currency",
    "prices", "documents", "answers", "note",
}  # fmt: skip


# --- building -----------------------------------------------------------------------------


def build(
    terms: Terms,
    prices: dict[int, Decimal | str],
    documents: Sequence[Document] = (),
    note: str = "",
    answers: Sequence[Answer] = (),
) -> bytes:
    """Return the bytes of part 0: canonical JSON, padded. Raises SealError if it would not do.

    `prices` are unit prices by item number. What comes out can be read by `parse`.
    """
    value = terms.stated | {
        "prices": [
            {"item": item, "unit_price": _written(price)} for item, price in sorted(prices.items())
        ],
        "documents": [vars(document) for document in documents],
        "answers": [vars(answer) for answer in sorted(answers, key=lambda a: a.criterion)],
        "note": note,
    }
    data = pad(canonical(value))
    parse(data, terms)
    return data


def _written(price: Decimal | str) -> str:
    return price if isinstance(price, str) else format(price, "f")


def pad(data: bytes) -> bytes:
    """Return `data` with spaces after it, so that its length tells little."""
    return data.ljust(padded_length(len(data)))


# --- reading ------------------------------------------------------------------------------


def open_bid(header: Header, key: bytes, stream: BinaryIO, terms: Terms) -> Bid:
    """Decrypt part 0 and return the bid. Raises SealError.

    Beyond `parse`: the envelope is that of `terms`, and its parts are exactly the documents.
    """
    context = header.context
    if (context.tender, context.lot, context.bid, context.envelope) != (
        terms.tender, terms.lot, terms.bid, terms.envelope,
    ):  # fmt: skip
        raise SealError("context", "sealed for another tender, lot, bid or envelope")
    if header.parts[0].length > MOST_BYTES:
        raise SealError("size", f"the bid itself has more than {MOST_BYTES} bytes")
    bid = parse(b"".join(read_part(header, 0, key, stream)), terms)
    lengths = [padded_length(document.size) for document in bid.documents]
    if lengths != [part.length for part in header.parts[1:]]:
        raise SealError("documents", "the parts of the envelope are not the bid's documents")
    return bid


def parse(data: bytes, terms: Terms) -> Bid:
    """Return the bid that part 0 states. Raises SealError if it is not one that fits `terms`."""
    text = data.rstrip(b" ")
    if len(data) > MOST_BYTES or len(data) != padded_length(len(text)):
        raise SealError("size", "the bid is not padded as it should be, or too long")
    value = exact.fields(exact.strict_json(text, MOST_BYTES), FIELDS, "the bid")
    if canonical(value) != text:
        raise SealError("form", "the bid is not canonical JSON")
    for name, stated in terms.stated.items():
        if type(value[name]) is not type(stated) or value[name] != stated:
            raise SealError("other", f"the bid states another {name} than that of the tender")
    note = exact.text(value["note"], MOST_NOTE, "the note", least=0, lines=True)
    answers = _answers(value["answers"])
    if terms.envelope == "financial" and (note or answers):
        raise SealError("answers", "a financial envelope has no answers and no note")
    return Bid(
        terms, _prices(value["prices"], terms), _documents(value["documents"]), answers, note
    )


def _prices(value: Any, terms: Terms) -> tuple[Price, ...]:
    found = []
    for row in exact.items(value, MOST_PRICES, "prices"):
        row = exact.fields(row, {"item", "unit_price"}, "a price")
        item = exact.number(row["item"], 1, MOST_NUMBER, "an item's number")
        found.append(Price(item, amount(row["unit_price"], terms.decimals, f"item {item}")))
    if [price.item for price in found] != sorted(terms.priced):
        raise SealError(
            "prices",
            "a technical envelope states no prices"
            if terms.envelope == "technical"
            else "every item of the lot has one price, in the order of their numbers",
        )
    return tuple(found)


def amount(value: Any, decimals: int, what: str) -> Decimal:
    """Return a price that text states: digits and at most `decimals` after a point."""
    places = rf"(\.[0-9]{{1,{decimals}}})?" if decimals else ""
    pattern = rf"(0|[1-9][0-9]{{0,{WHOLE_DIGITS - 1}}}){places}"
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise SealError(
            "prices", f"{what}: a price is digits, with at most {decimals} after a point"
        )
    return Decimal(value)


def _documents(value: Any) -> tuple[Document, ...]:
    found = [_document(row) for row in exact.items(value, MOST_PARTS - 1, "documents")]
    if [document.part for document in found] != list(range(1, len(found) + 1)):
        raise SealError("documents", "documents are listed in the order of their parts, from 1")
    return tuple(found)


def _document(value: Any) -> Document:
    names = {"part", "requirement", "name", "type", "size", "sha256"}
    value = exact.fields(value, names, "a document")
    name = exact.text(value["name"], 200, "a document's name")
    if name in {".", ".."} or re.search(r"[/\\]", name) or name != name.strip():
        raise SealError("documents", "a document's name is that of a file, without a folder")
    kind = value["type"]
    if not isinstance(kind, str) or not re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}", kind):
        raise SealError("documents", "a document's type is a media type such as application/pdf")
    return Document(
        part=exact.number(value["part"], 1, MOST_PARTS - 1, "a document's part"),
        name=name,
        type=kind,
        size=exact.number(value["size"], 0, MOST_PART, "a document's size"),
        sha256=sha256(value["sha256"]),
        requirement=exact.number(value["requirement"], 0, MOST_NUMBER, "a requirement"),
    )


def _answers(value: Any) -> tuple[Answer, ...]:
    found = [_answer(row) for row in exact.items(value, MOST_ANSWERS, "answers")]
    numbers = [answer.criterion for answer in found]
    if numbers != sorted(set(numbers)):
        raise SealError("answers", "a criterion is answered once, in the order of their numbers")
    return tuple(found)


def _answer(value: Any) -> Answer:
    value = exact.fields(value, {"criterion", "meets", "text"}, "an answer")
    if not isinstance(value["meets"], bool):
        raise SealError("answers", "a criterion is met or not: true or false")
    return Answer(
        criterion=exact.number(value["criterion"], 1, MOST_NUMBER, "a criterion's number"),
        meets=value["meets"],
        text=exact.text(value["text"], MOST_ANSWER, "an answer", least=0, lines=True),
    )
