"""Writes a tender's draft: its words, lots and items. Called by the actions of a draft, by the
page that begins one and by the demonstration.
"""

from typing import Any

from audit.models import Audience
from documents.attach import replace

DOCUMENT = "tender_document"
FIELDS = (
    "method",
    "title_ar",
    "title_en",
    "description_ar",
    "description_en",
    "estimated_value",
    "value_is_public",
)


def write(tender: Any, data: dict[str, Any], *, by: Any) -> None:
    """Put the values of the form on the saved tender; lots and items are written anew.

    `items` and `lots` are lists of rows; where they are missing they stay as they are.
    """
    for name in FIELDS:
        if name in data:
            setattr(tender, name, data[name])
    if "categories" in data:
        tender.categories.set(data["categories"])
    if "documents" in data:
        replace(tender, DOCUMENT, data["documents"], by=by, audience=Audience.PUBLIC)
    if "items" in data:
        _write_lots(tender, data.get("lots") or [])
        _write_items(tender, data["items"])
    note_preparer(tender, by)


def note_preparer(tender: Any, person: Any) -> None:
    """Remember that the person worked on it; they cannot approve, open or award it."""
    if person is not None and person.pk not in tender.preparers:
        tender.preparers = [*tender.preparers, person.pk]


def _write_lots(tender: Any, rows: list[dict[str, Any]]) -> None:
    tender.items.all().delete()
    tender.lots.all().delete()
    titles = rows or [{"title_ar": tender.title_ar, "title_en": tender.title_en}]
    for number, row in enumerate(titles, start=1):
        tender.lots.create(
            number=number,
            title_ar=row.get("title_ar") or "",
            title_en=row.get("title_en") or "",
            currency=tender.currency,
        )


def _write_items(tender: Any, rows: list[dict[str, Any]]) -> None:
    lots = {lot.number: lot for lot in tender.lots.all()}
    for number, row in enumerate(rows, start=1):
        tender.items.create(
            number=number,
            lot=lots[row.get("lot") or 1],
            description_ar=row["description_ar"],
            description_en=row["description_en"],
            quantity=row["quantity"],
            unit=row["unit"],
        )
