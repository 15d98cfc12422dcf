"""Writes a tender's draft: its words, lots, items, requirements and terms. Called by the actions
of a draft, by the page that begins one, by addenda and by the demonstration.
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
    "plan_item",
    "no_plan_reason",
)
TERMS = (
    "no_plan_reason",
    "justification",
    "bid_validity_days",
    "security",
    "security_amount",
    "security_percent",
    "contract_terms_ar",
    "contract_terms_en",
    "performance_percent",
    "contract_months",
    "framework_suppliers",
    "call_off_rules_ar",
    "call_off_rules_en",
    "first_stage_ar",
    "first_stage_en",
)
# Terms that some methods ask for, and others do not know.
FRAMEWORK: tuple[str, ...] = ("framework_suppliers", "call_off_rules_ar", "call_off_rules_en")
FIRST_STAGE: tuple[str, ...] = ("first_stage_ar", "first_stage_en")
ITEM = (
    "description_ar",
    "description_en",
    "quantity",
    "unit",
    "category_code",
    "delivery_place",
    "delivery_on",
)
CRITERION = ("kind", "title_ar", "title_en", "weight", "threshold")
DOCUMENT_ROW = ("title_ar", "title_en", "envelope", "is_required")
Rows = list[dict[str, Any]]


def write(tender: Any, data: dict[str, Any], *, by: Any) -> None:
    """Put the values of the form on the saved tender; lots and items are written anew.

    `items` and `lots` are lists of rows; where they are missing they stay as they are.
    """
    _apply(tender, FIELDS, data)
    if "method" in data:
        _empty_what_it_does_not_ask(tender)
    if "categories" in data:
        tender.categories.set(data["categories"])
    if "documents" in data:
        replace(tender, DOCUMENT, data["documents"], by=by, audience=Audience.PUBLIC)
    if "items" in data:
        if "lots" in data or not tender.lots.exists():
            _write_lots(tender, data.get("lots") or [])
        write_items(tender, data["items"])
    note_preparer(tender, by)


def write_requirements(tender: Any, data: dict[str, Any], *, by: Any) -> None:
    """Criteria, how the price counts, and the documents that a bid brings."""
    _apply(tender, ("price_weight", "price_formula"), data)
    if "criteria" in data:
        sync(tender.criteria, data["criteria"], CRITERION)
    if "papers" in data:
        sync(tender.required_documents, data["papers"], DOCUMENT_ROW)
    note_preparer(tender, by)


def write_terms(tender: Any, data: dict[str, Any], *, by: Any) -> None:
    """Securities, contract, and why it is bought this way. What does not apply is emptied."""
    _apply(tender, TERMS, data)
    if tender.security != "amount":
        tender.security_amount = None
    if tender.security != "percent":
        tender.security_percent = None
    _empty_what_it_does_not_ask(tender)
    note_preparer(tender, by)


def _empty_what_it_does_not_ask(tender: Any) -> None:
    """Nothing stays on a draft, to be published with it, that another method asked for."""
    rules = tender.method_rules
    gone: tuple[str, ...] = () if rules.is_framework else FRAMEWORK
    gone += () if rules.stages == 2 else FIRST_STAGE
    gone += () if tender.method.needs_justification else ("justification",)
    for name in gone:
        setattr(tender, name, None if name == "framework_suppliers" else "")
    if not rules.qualification_purpose:
        tender.qualification, tender.left_out_reason = None, ""
    if not rules.is_by_invitation:
        tender.invitations.all().delete()


def write_invitations(tender: Any, rows: Rows, *, by: Any) -> None:
    """The companies that may bid, each with the reason."""
    tender.invitations.all().delete()
    for company, reason in {row["company"]: row.get("reason") or "" for row in rows}.items():
        tender.invitations.create(company=company, reason=reason)
    note_preparer(tender, by)


def write_items(tender: Any, rows: Rows) -> None:
    """The items, in order. A row with the `key` of an item of the tender changes that item."""
    lots = {lot.number: lot for lot in tender.lots.all()}
    given = [{**row, "lot": lots[row.get("lot") or 1]} for row in rows]
    sync(tender.items, given, (*ITEM, "lot"))


def sync(there: Any, rows: Rows, names: tuple[str, ...]) -> None:
    """Make the rows of a related manager these, numbered in order: by `key` they keep their
    identity, so that what refers to them goes on doing so; rows not named any more are deleted.
    """
    known = {row.pk: row for row in there.all()}
    kept = []
    for number, row in enumerate(rows, start=1):
        values = {name: row[name] for name in names if name in row}
        found = known.get(row.get("key"))
        if found is None or found.pk in kept:
            there.create(number=number, **values)
            continue
        kept.append(found.pk)
        for name, value in {**values, "number": number}.items():
            setattr(found, name, value)
        found.save()
    there.filter(pk__in=set(known) - set(kept)).delete()


def _apply(tender: Any, names: tuple[str, ...], data: dict[str, Any]) -> None:
    for name in names:
        if name in data:
            setattr(tender, name, data[name])


def note_preparer(tender: Any, person: Any) -> None:
    """Remember that the person worked on it; they cannot approve, open or award it."""
    if person is not None and person.pk not in tender.preparers:
        tender.preparers = [*tender.preparers, person.pk]


def _write_lots(tender: Any, rows: Rows) -> None:
    """The lots, by their numbers; items of lots that go are without one until they are written."""
    titles = rows or [{"title_ar": tender.title_ar, "title_en": tender.title_en}]
    tender.items.filter(lot__number__gt=len(titles)).update(lot=None)
    tender.lots.filter(number__gt=len(titles)).delete()
    for number, row in enumerate(titles, start=1):
        words = {"title_ar": row.get("title_ar") or "", "title_en": row.get("title_en") or ""}
        tender.lots.update_or_create(number=number, defaults={**words, "currency": tender.currency})
