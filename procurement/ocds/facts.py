"""What a process says, as plain values: the tender, its lots and items, awards and contracts.

Pure: from releases to `Facts` and problems, the same for the same set of releases however they
came. `storing` writes the facts down.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from procurement.ocds import codes
from procurement.ocds.fields import YEARS, Node, Sum, read_moment
from procurement.ocds.jsontext import digest
from procurement.ocds.merging import compiled, identity
from procurement.ocds.parties import Buyer, Parties, Words, words_in, words_of
from procurement.ocds.problems import Notes

PREFIX = re.compile(r"(ocds-[a-z0-9]{6})-", re.IGNORECASE)
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LotFacts:
    own_id: str
    title: Words
    description: Words
    value: Sum
    status: str


@dataclass(frozen=True)
class ItemFacts:
    own_id: str
    description: Words
    quantity: Any
    unit: str
    category: str
    lot: int | None


@dataclass(frozen=True)
class AwardFacts:
    own_id: str
    title: str
    suppliers: list[dict[str, Any]]
    value: Sum
    status: str
    decided_at: datetime | None
    lot: int | None


@dataclass(frozen=True)
class ContractFacts:
    own_id: str
    award: int | None
    title: str
    value: Sum
    status: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Facts:
    """A past tender. Lots and awards are referred to by their position in the lists."""

    ocid: str
    own_id: str
    state: str
    title: Words
    description: Words
    value: Sum
    method: str
    closes_at: datetime | None
    questions_until: datetime | None
    awarded_at: datetime | None
    recorded_at: datetime | None
    # The latest release; no part of the fingerprint, for it changes nothing by itself.
    revised_at: datetime | None
    buyer: Buyer | None
    # As the data words it, read or not: status, method, language.
    stated: dict[str, str]
    lots: list[LotFacts] = field(default_factory=list)
    items: list[ItemFacts] = field(default_factory=list)
    awards: list[AwardFacts] = field(default_factory=list)
    contracts: list[ContractFacts] = field(default_factory=list)

    def fingerprint(self) -> str:
        """The SHA-256 of everything said: two equal ones leave the same case."""
        said = asdict(self)
        del said["revised_at"]
        return digest(_plain(said))


def released_at(release: dict[str, Any]) -> datetime | None:
    """When the release was made. For its place in the order alone, a day or a time without a
    zone counts as UTC; None where there is no date at all, or an absurd one.
    """
    text = release.get("date")
    text = text.strip() if isinstance(text, str) else ""
    found = read_moment(text)
    if found is None:
        try:
            found = datetime.fromisoformat(text).replace(tzinfo=UTC)
        except ValueError:
            return None
    return found if found.year in YEARS else None


def in_order(releases: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the releases oldest first; those of one moment by id, then by content."""
    given = list(releases)
    if len(given) < 2:
        return given
    return sorted(given, key=lambda r: (released_at(r) or EARLIEST, identity(r), digest(r)))


def facts_of(ocid: str, releases: Iterable[dict[str, Any]]) -> tuple[Facts | None, Notes]:
    """Return what the releases of one process say together, and what could not be read.

    None where none of them speaks of a tender, an award or a contract.
    """
    notes = Notes()
    ordered = in_order(releases)
    for release in ordered:
        if released_at(release) is None:
            notes.note("date", "no_release_date", release.get("date", ""))
    whole = Node(compiled(ordered), "", notes)
    tender = whole.node("tender")
    if not any(r.get(part) for r in ordered for part in ("tender", "awards", "contracts")):
        notes.note("", "nothing_to_import")
        return None, notes
    own_ids = dict.fromkeys(identity(r.get("tender")) for r in ordered)
    own_ids.pop("", None)
    if len(own_ids) > 1:
        notes.note("tender.id", "several_tenders", ", ".join(own_ids))
    return _read(ocid, whole, tender, [released_at(r) for r in ordered]), notes


def _read(ocid: str, whole: Node, tender: Node, dates: list[datetime | None]) -> Facts:
    prefix = PREFIX.match(ocid)
    parties = Parties(whole, prefix[1].lower() if prefix else ocid)
    buyer = parties.buyer(tender)
    if buyer is None:
        whole.note("buyer", "no_buyer")
    lots, lot_numbers, lot_of_item = _lots(tender)
    awards = [_award(a, parties, lot_numbers) for a in whole.nodes("awards")]
    contracts = _contracts(whole, awards)
    status = tender.code("status", codes.TENDER_STATUS)
    state, against = codes.state_of(
        status,
        [a.status for a in awards],
        [(c.status, c.signed_on is not None) for c in contracts],
    )
    if against:
        whole.note("tender.status", "contradiction", ", ".join(against))
    decided = [a.decided_at for a in awards if a.decided_at and a.status == "active"]
    title = words_in(tender, "title", 1000)
    known = [d for d in dates if d is not None]
    return Facts(
        ocid=ocid,
        own_id=tender.id,
        state=state,
        title=title if title != Words() else words_of(ocid),
        description=words_in(tender, "description"),
        value=tender.sum("value"),
        method=tender.code("procurementMethod", codes.METHODS),
        closes_at=tender.node("tenderPeriod").moment("endDate"),
        questions_until=tender.node("enquiryPeriod").moment("endDate"),
        awarded_at=max(decided, default=None),
        recorded_at=min(known, default=None),
        revised_at=max(known, default=None),
        buyer=buyer,
        stated=_stated(whole, tender),
        lots=lots,
        items=[_item(i, lot_numbers, lot_of_item) for i in tender.nodes("items")],
        awards=awards,
        contracts=contracts,
    )


def _stated(whole: Node, tender: Node) -> dict[str, str]:
    said = {
        "status": tender.text("status", 300),
        "method": tender.text("procurementMethod", 300),
        "method_details": tender.text("procurementMethodDetails", 300),
        "language": whole.text("language", 60),
    }
    return {key: text for key, text in said.items() if text}


def _lots(tender: Node) -> tuple[list[LotFacts], dict[str, int], dict[str, int]]:
    """The lots, their positions by id, and by item id where a lot lists its items."""
    lots: list[LotFacts] = []
    numbers: dict[str, int] = {}
    of_item: dict[str, int] = {}
    for position, lot in enumerate(tender.nodes("lots")):
        lots.append(
            LotFacts(
                own_id=lot.id,
                title=words_in(lot, "title", 1000),
                description=words_in(lot, "description"),
                value=lot.sum("value"),
                status=lot.text("status", 100),
            )
        )
        numbers.setdefault(lot.id, position)
        for own in lot.words("items"):
            of_item.setdefault(own, position)
    numbers.pop("", None)
    return lots, numbers, of_item


def _lot_number(node: Node, key: str, own: str, numbers: dict[str, int]) -> int | None:
    if own and own not in numbers:
        node.note(key, "no_such_lot", own)
    return numbers.get(own)


def _item(item: Node, lots: dict[str, int], lot_of_item: dict[str, int]) -> ItemFacts:
    classification = item.node("classification")
    scheme, code = classification.text("scheme"), classification.text("id", 60)
    both = f"{scheme} {code}".strip() if code else ""
    named = item.text("relatedLot")
    lot = _lot_number(item, "relatedLot", named, lots) if named else lot_of_item.get(item.id)
    description = words_in(item, "description")
    if description == Words():
        description = words_in(classification, "description")
    return ItemFacts(
        own_id=item.id,
        description=description,
        quantity=item.number("quantity", 6),
        unit=item.node("unit").text("name", 100),
        category=both if len(both) <= 60 else code,
        lot=lot,
    )


def _award(award: Node, parties: Parties, lots: dict[str, int]) -> AwardFacts:
    named = award.words("relatedLots")
    return AwardFacts(
        own_id=award.id,
        title=award.text("title"),
        suppliers=parties.suppliers(award),
        value=award.sum("value"),
        status=award.code("status", codes.AWARD_STATUS),
        decided_at=award.moment("date"),
        lot=_lot_number(award, "relatedLots", named[0], lots) if len(named) == 1 else None,
    )


def _contracts(whole: Node, awards: list[AwardFacts]) -> list[ContractFacts]:
    numbers: dict[str, int] = {}
    for position, award in enumerate(awards):
        numbers.setdefault(award.own_id, position)
    numbers.pop("", None)
    return [_contract(contract, numbers) for contract in whole.nodes("contracts")]


def _contract(contract: Node, awards: dict[str, int]) -> ContractFacts:
    named = contract.text("awardID")
    if named and named not in awards:
        contract.note("awardID", "no_such_award", named)
    period = contract.node("period")
    return ContractFacts(
        own_id=contract.id,
        award=awards.get(named),
        title=contract.text("title"),
        value=contract.sum("value"),
        status=contract.code("status", codes.CONTRACT_STATUS),
        signed_on=contract.day("dateSigned"),
        starts_on=period.day("startDate"),
        ends_on=period.day("endDate"),
    )


def _plain(value: Any) -> Any:
    """Dates as text, for the fingerprint."""
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value
