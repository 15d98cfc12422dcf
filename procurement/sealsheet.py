"""The sealing sheet of a tender, "mizan-sealing-sheet-1": all that sealing a bid needs to know.

Public from the tender's publication on. Whoever seals outside the browser is given it as a
file, and compares the fingerprints of the members' keys with those in the published notice.
Needs neither Django nor a database.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts import exact
from accounts.exact import SealError, to_bytes, to_text
from accounts.personal_keys import fingerprint
from procurement.biddocument import MOST_NUMBER, MOST_PRICES, Terms
from procurement.envelope import KEY, MOST_MEMBERS, Context
from procurement.hpke import check_public

FORMAT = "mizan-sealing-sheet-1"
MOST_BYTES = 8 << 20
MOST_ASKED = 1_000
KINDS = (["single"], ["technical", "financial"])


@dataclass(frozen=True)
class Member:
    """A member of the opening committee; places count from 1 in the order of the sheet."""

    name: str
    key: bytes

    @property
    def fingerprint(self) -> str:
        """What to compare with the notice."""
        return fingerprint(self.key)


@dataclass(frozen=True)
class Item:
    """A line of a lot; the quantity is decimal text, empty where there is none."""

    item: int
    description: str
    quantity: str
    unit: str


@dataclass(frozen=True)
class Lot:
    """A lot and its items."""

    lot: int
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Required:
    """A document that a bid brings: the envelope it belongs in, and whether it must be there."""

    document: int
    title: str
    envelope: str
    required: bool


@dataclass(frozen=True)
class Criterion:
    """A condition that a bid passes or fails, and therefore answers."""

    criterion: int
    title: str


@dataclass(frozen=True)
class Sheet:
    """A tender as sealing knows it. `deadline` is RFC 3339 text in UTC."""

    tender: str
    title: str
    currency: str
    decimals: int
    deadline: str
    envelopes: tuple[str, ...]
    threshold: int
    members: tuple[Member, ...]
    lots: tuple[Lot, ...]
    documents: tuple[Required, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    def lot(self, number: int) -> Lot:
        """Return a lot by its number. Raises SealError."""
        for lot in self.lots:
            if lot.lot == number:
                return lot
        known = ", ".join(str(lot.lot) for lot in self.lots)
        raise SealError("other", f"the tender has no lot {number}; it has {known}")

    def context(self, lot: int, bid: str, envelope: str) -> Context:
        """Return what an envelope is bound to. Raises SealError."""
        if envelope not in self.envelopes:
            raise SealError("other", f"the tender asks for: {', '.join(self.envelopes)}")
        keys = tuple(member.key for member in self.members)
        return Context(self.tender, self.lot(lot).lot, bid, envelope, self.threshold, keys)

    def terms(self, lot: int, bid: str, envelope: str, company: str) -> Terms:
        """Return what a bid document has to fit."""
        return Terms(
            tender=self.tender,
            lot=lot,
            bid=bid,
            envelope=envelope,
            company=company,
            currency=self.currency,
            decimals=self.decimals,
            items=tuple(item.item for item in self.lot(lot).items),
            documents=tuple(d.document for d in self.asked_in(envelope) if d.required),
            criteria=tuple(criterion.criterion for criterion in self.criteria),
        )

    def asked_in(self, envelope: str) -> tuple[Required, ...]:
        """Return the documents that belong in an envelope: all of them where there is one."""
        return tuple(d for d in self.documents if envelope in ("single", d.envelope))

    @property
    def closes(self) -> datetime:
        """The deadline as a moment."""
        return datetime.fromisoformat(self.deadline.replace("Z", "+00:00"))

    @property
    def fields(self) -> dict[str, Any]:
        """Return it as JSON states it."""
        return {
            "format": FORMAT,
            "tender": self.tender,
            "title": self.title,
            "currency": self.currency,
            "decimals": self.decimals,
            "deadline": self.deadline,
            "envelopes": list(self.envelopes),
            "threshold": self.threshold,
            "members": [{"name": m.name, "key": to_text(m.key)} for m in self.members],
            "lots": [
                {"lot": lot.lot, "title": lot.title, "items": [vars(item) for item in lot.items]}
                for lot in self.lots
            ],
            "documents": [vars(document) for document in self.documents],
            "criteria": [vars(criterion) for criterion in self.criteria],
        }


def parse_sheet(data: bytes) -> Sheet:
    """Return the sheet that `data` is the JSON of. Raises SealError."""
    names = {
        "format", "tender", "title", "currency", "decimals", "deadline", "envelopes",
        "threshold", "members", "lots", "documents", "criteria",
    }  # fmt: skip
    value = exact.fields(exact.strict_json(data, MOST_BYTES), names, "the sealing sheet")
    if value["format"] != FORMAT:
        raise SealError("form", f"not of the format {FORMAT}")
    if value["envelopes"] not in KINDS:
        raise SealError("form", "envelopes: single, or technical and financial")
    members = tuple(_member(m) for m in exact.items(value["members"], MOST_MEMBERS, "members", 2))
    documents = exact.items(value["documents"], MOST_ASKED, "required documents")
    criteria = exact.items(value["criteria"], MOST_ASKED, "criteria")
    sheet = Sheet(
        tender=exact.reference(value["tender"], "the tender"),
        title=exact.text(value["title"], 1000, "the title"),
        currency=_matched(value["currency"], "[A-Z]{3}", "the currency"),
        decimals=exact.number(value["decimals"], 0, 4, "the currency's decimals"),
        deadline=_moment(value["deadline"]),
        envelopes=tuple(value["envelopes"]),
        threshold=exact.number(value["threshold"], 2, len(members), "the threshold"),
        members=members,
        lots=tuple(_lot(lot) for lot in exact.items(value["lots"], 1000, "lots", 1)),
        documents=tuple(_required(document) for document in documents),
        criteria=tuple(_criterion(criterion) for criterion in criteria),
    )
    _numbered_once([lot.lot for lot in sheet.lots], "lots")
    _numbered_once([document.document for document in sheet.documents], "required documents")
    _numbered_once([criterion.criterion for criterion in sheet.criteria], "criteria")
    sheet.context(sheet.lots[0].lot, "probe", sheet.envelopes[0])  # keys all different
    return sheet


def _member(value: Any) -> Member:
    value = exact.fields(value, {"name", "key"}, "a member")
    member = Member(
        exact.text(value["name"], 200, "a member's name"), to_bytes(value["key"], KEY, "a key")
    )
    check_public(member.key)
    return member


def _lot(value: Any) -> Lot:
    value = exact.fields(value, {"lot", "title", "items"}, "a lot")
    items = tuple(_item(item) for item in exact.items(value["items"], MOST_PRICES, "items"))
    _numbered_once([item.item for item in items], "items")
    return Lot(
        exact.number(value["lot"], 1, 1_000_000, "a lot's number"),
        exact.text(value["title"], 1000, "a lot's title", least=0),
        items,
    )


def _numbered_once(numbers: list[int], what: str) -> None:
    if len(set(numbers)) != len(numbers):
        raise SealError("form", f"two {what} of the same number")


def _required(value: Any) -> Required:
    names = {"document", "title", "envelope", "required"}
    value = exact.fields(value, names, "a required document")
    if value["envelope"] not in ("technical", "financial") or type(value["required"]) is not bool:
        raise SealError("form", "a required document: its envelope, and whether it must be there")
    return Required(
        exact.number(value["document"], 1, MOST_NUMBER, "a document's number"),
        exact.text(value["title"], 1000, "a document's title"),
        value["envelope"],
        value["required"],
    )


def _criterion(value: Any) -> Criterion:
    value = exact.fields(value, {"criterion", "title"}, "a criterion")
    return Criterion(
        exact.number(value["criterion"], 1, MOST_NUMBER, "a criterion's number"),
        exact.text(value["title"], 1000, "a criterion's title"),
    )


def _item(value: Any) -> Item:
    value = exact.fields(value, {"item", "description", "quantity", "unit"}, "an item")
    return Item(
        exact.number(value["item"], 1, 1_000_000, "an item's number"),
        exact.text(value["description"], 5000, "a description", least=0, lines=True),
        _matched(value["quantity"], r"|[0-9]{1,18}(\.[0-9]{1,6})?", "a quantity"),
        exact.text(value["unit"], 100, "a unit", least=0),
    )


def _moment(value: Any) -> str:
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"
    value = _matched(value, pattern, "the deadline (a moment in UTC)")
    try:
        datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise SealError("form", "the deadline is no moment") from None
    return value


def _matched(value: Any, pattern: str, what: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise SealError("form", f"{what} is not written as it should be")
    return value
