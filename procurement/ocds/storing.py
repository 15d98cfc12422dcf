"""Writes the facts of a process as a past case, and rewrites it when later releases say more.

Called by `importing`, in its transaction. Cases are begun and changed at the gate, with the
system as actor; their lots, items, awards and contracts wait until `flush` writes those of all
cases together, with one query a table.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import Agency
from audit.models import Audience
from procurement.methods import imported_method
from procurement.models import Award, Contract, Item, Lot, Method, Tender
from procurement.ocds.codes import AWARDED, CONTRACTED
from procurement.ocds.facts import AwardFacts, ContractFacts, Facts, ItemFacts, LotFacts
from procurement.ocds.parties import Words
from workflow.gate import begin, perform

# Rows written with one statement.
ROWS = 1000


class Storing:
    """Writes cases; remembers the method that imported cases have."""

    def __init__(self) -> None:
        self._method: Method | None = None
        self._waiting: list[tuple[Tender, Facts]] = []

    def forget(self) -> None:
        """Forget everything, after a transaction was undone."""
        self._method = None
        self._waiting = []

    def create(self, facts: Facts, agency: Agency, releases: int) -> Tender:
        """Begin the past case that the facts tell of."""
        if self._method is None:
            self._method = imported_method()
        tender = Tender(
            imported=True,
            ocid=facts.ocid,
            method=self._method,
            state=facts.state,
            value_is_public=True,
            **_fields(facts, agency),
        )
        begin(
            tender,
            by=None,
            who=None,
            verb="imported",
            public={"ocid": facts.ocid, "releases": releases},
            audience=Audience.PUBLIC,
        )
        self._waiting.append((tender, facts))
        return tender

    def update(self, tender: Tender, facts: Facts, agency: Agency, releases: int) -> None:
        """Bring a past case up to what all releases now say."""
        name = "import_update" if tender.state == facts.state else f"import_as_{facts.state}"
        perform(tender, name, by=None, releases=releases, **_fields(facts, agency))
        # Nothing outside the import refers to these rows of a past case.
        for model in (Contract, Award, Item, Lot):
            rows = model._base_manager.filter(tender=tender)
            rows._raw_delete(rows.db)
        self._waiting.append((tender, facts))

    def flush(self) -> None:
        """Write the lots, items, awards and contracts of the cases that wait for them."""
        cases, self._waiting = self._waiting, []
        lots = [[_lot(t, n, lot) for n, lot in enumerate(f.lots, 1)] for t, f in cases]
        _write(lots)
        awards = [
            [_award(t, award, own) for award in f.awards]
            for (t, f), own in zip(cases, lots, strict=True)
        ]
        _write(awards)
        _write(
            [_item(t, n, item, own) for n, item in enumerate(f.items, 1)]
            for (t, f), own in zip(cases, lots, strict=True)
        )
        _write(
            [_contract(t, contract, own) for contract in f.contracts]
            for (t, f), own in zip(cases, awards, strict=True)
        )


def _fields(facts: Facts, agency: Agency) -> dict[str, Any]:
    is_awarded = facts.state in (AWARDED, CONTRACTED)
    return {
        "agency": agency,
        "imported_id": facts.own_id,
        **_both("title", facts.title),
        **_both("description", facts.description),
        "estimated_value": facts.value.amount,
        "currency": facts.value.currency,
        "closes_at": facts.closes_at,
        "questions_until": facts.questions_until,
        "awarded_at": facts.awarded_at if is_awarded else None,
        # When any system first recorded it: what the standard says a release's date is.
        "created_at": facts.recorded_at or timezone.now(),
        "source": facts.stated,
    }


def _both(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_ar": words.ar, f"{name}_en": words.en}


def _lot(tender: Tender, number: int, lot: LotFacts) -> Lot:
    return Lot(
        tender=tender,
        number=number,
        value=lot.value.amount,
        currency=lot.value.currency,
        imported_id=lot.own_id,
        imported_status=lot.status,
        **_both("title", lot.title),
        **_both("description", lot.description),
    )


def _item(tender: Tender, number: int, item: ItemFacts, lots: list[Lot]) -> Item:
    return Item(
        tender=tender,
        number=number,
        lot=None if item.lot is None else lots[item.lot],
        quantity=item.quantity,
        unit=item.unit,
        category_code=item.category,
        imported_id=item.own_id,
        **_both("description", item.description),
    )


def _contract(tender: Tender, contract: ContractFacts, awards: list[Award]) -> Contract:
    return Contract(
        tender=tender,
        award=None if contract.award is None else awards[contract.award],
        number=contract.own_id,
        title=contract.title,
        value=contract.value.amount,
        currency=contract.value.currency,
        status=contract.status,
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        imported_id=contract.own_id,
    )


def _award(tender: Tender, award: AwardFacts, lots: list[Lot]) -> Award:
    return Award(
        tender=tender,
        lot=None if award.lot is None else lots[award.lot],
        title=award.title,
        supplier_name=", ".join(s["name"] for s in award.suppliers if s.get("name")),
        suppliers=award.suppliers,
        amount=award.value.amount,
        currency=award.value.currency,
        status=award.status,
        decided_at=award.decided_at,
        imported_id=award.own_id,
    )


def _write(groups: Iterable[list[Any]]) -> None:
    rows = [row for group in groups for row in group]
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=ROWS)
