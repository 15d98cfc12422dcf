"""Starting a tender from what is there: an earlier tender, a template, a plan item.

`as_data` turns a tender's draft into plain data (as templates keep it); `write_data` puts such
data on a new draft. What belongs to one purchase alone stays behind: dates, invited companies,
the plan item, values of a template.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from audit.models import Audience, Subject
from audit.trail import record
from procurement import drafting
from vendors.models import Category

WORDS = ("title_ar", "title_en", "description_ar", "description_en")
# Terms that are of one purchase, not of its kind.
OWN = ("no_plan_reason", "justification")
# What an agency may change of a template of its own.
TEMPLATE = ("name_ar", "name_en", "is_offered")


def as_data(tender: Any) -> dict[str, Any]:
    """What a draft says, as plain data that JSON can hold."""
    terms = {name: _plain(getattr(tender, name)) for name in drafting.TERMS if name not in OWN}
    lots = list(tender.lots.values("title_ar", "title_en"))
    return {
        **{name: getattr(tender, name) or "" for name in WORDS},
        "method": tender.method.code,
        "categories": list(tender.categories.values_list("code", flat=True)),
        "estimated_value": _plain(tender.estimated_value),
        "value_is_public": tender.value_is_public,
        "lots": lots if len(lots) > 1 else [],
        "items": [
            {**_rows(item, drafting.ITEM), "delivery_on": None, "lot": _number(item.lot)}
            for item in tender.items.select_related("lot")
        ],
        "price_weight": _plain(tender.price_weight),
        "price_formula": tender.price_formula,
        "criteria": [_rows(row, drafting.CRITERION) for row in tender.criteria.all()],
        "papers": [_rows(row, drafting.DOCUMENT_ROW) for row in tender.required_documents.all()],
        "terms": terms,
    }


def write_data(tender: Any, data: dict[str, Any], *, by: Any) -> None:
    """Put requirements and terms of such data on a saved draft; what a form asked for stays."""
    requirements = {
        "price_weight": _number_in(data.get("price_weight")),
        "price_formula": data.get("price_formula") or "proportional",
        "criteria": [_numbers(row, "weight", "threshold") for row in data.get("criteria") or []],
        "papers": data.get("papers") or [],
    }
    drafting.write_requirements(tender, requirements, by=by)
    terms = _numbers(
        data.get("terms") or {}, "security_amount", "security_percent", "performance_percent"
    )
    drafting.write_terms(tender, terms, by=by)


def initial(data: dict[str, Any]) -> dict[str, Any]:
    """What the form of a new tender starts with: its fields, and its rows by formset."""
    codes = data.get("categories") or []
    return {
        **{name: data.get(name, "") for name in WORDS},
        "estimated_value": _number_in(data.get("estimated_value")),
        "value_is_public": data.get("value_is_public", False),
        "categories": list(Category.objects.filter(code__in=codes).values_list("pk", flat=True)),
        "lots": data.get("lots") or [],
        "item_rows": [_numbers(row, "quantity") for row in data.get("items") or []],
    }


def from_plan(item: Any) -> dict[str, Any]:
    """What a plan item says of the tender to be made of it."""
    return {
        **{name: getattr(item, name) or "" for name in WORDS},
        "method": item.method.code,
        "categories": list(item.categories.values_list("code", flat=True)),
        "estimated_value": _plain(item.estimated_value),
        "value_is_public": item.value_is_public,
    }


def from_qualification(call: Any) -> dict[str, Any]:
    """What a concluded call says of the tender to be made of it."""
    item = call.plan_item
    return {
        **{name: getattr(call, name) or "" for name in WORDS},
        "categories": list(call.categories.values_list("code", flat=True)),
        "estimated_value": _plain(item.estimated_value) if item is not None else None,
        "value_is_public": item.value_is_public if item is not None else False,
    }


def keep(tender: Any, values: dict[str, Any]) -> Any:
    """Keep the tender as a template of its agency; return the template."""
    data = as_data(tender) | {"estimated_value": None, "value_is_public": False}
    templates = tender.agency.tender_templates
    code = f"{slugify(tender.reference)}-{templates.count() + 1}"
    return templates.create(
        code=code, name_ar=values["name_ar"], name_en=values["name_en"], data=data
    )


@transaction.atomic
def change(template: Any, values: dict[str, Any], *, by: Any) -> None:
    """Rename a template, withdraw it or offer it again."""
    for name in TEMPLATE:
        setattr(template, name, values[name])
    template.save(update_fields=TEMPLATE)
    record(
        "tender_template.changed",
        Subject("tender_template", template.pk, template.code),
        by=by,
        agency=template.agency_id,
        scope=template.agency.path,
        audience=Audience.AGENCY,
        public={name: values[name] for name in TEMPLATE},
    )


def _rows(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _number(lot: Any) -> int:
    return int(lot.number) if lot is not None else 1


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else value


def _number_in(value: Any) -> Decimal | None:
    return Decimal(str(value)) if value not in (None, "") else None


def _numbers(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: _number_in(row[name]) for name in names if name in row}}
