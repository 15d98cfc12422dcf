"""The order that a call-off sends to its supplier: a signed paper in both languages."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Audience
from documents.bilingual import both, day, names, row
from documents.papers import PaperKind, register, request_paper
from procurement import units
from procurement.words import lot_in_words, quantity_in_words
from workflow import wording

ORDER = "call_off_order"
HEADS: dict[str, Any] = {
    "item": gettext_lazy("Item"),
    "quantity": gettext_lazy("Quantity"),
    "unit_price": gettext_lazy("Price of one unit"),
    "together": gettext_lazy("Together"),
    "total": gettext_lazy("Amount of the order"),
}


def ask_for_order(call_off: Any, *, by: Any) -> None:
    """The order, for the supplier."""
    request_paper(call_off, ORDER, by=by)


def context(case: Any, paper: Any) -> dict[str, Any]:
    """What the template is given: facts, and a line for each item."""
    tender, currency = case.tender, case.tender.currency
    several = tender.lots.count() > 1
    lines = [
        row(gettext_lazy("Order"), case.reference),
        row(gettext_lazy("Framework agreement"), tender.reference),
        row(
            gettext_lazy("Subject"),
            (tender.title_ar or tender.title_en, tender.title_en or tender.title_ar),
        ),
        row(gettext_lazy("Lot"), (lambda: lot_in_words(case.award.lot)) if several else None),
        row(gettext_lazy("Buyer"), names(tender.agency)),
        row(gettext_lazy("Supplier"), names(case.company)),
        row(gettext_lazy("Place of delivery"), case.delivery_place),
        row(gettext_lazy("Delivered by"), day(case.delivery_on)),
    ]
    return {
        "lines": [line for line in lines if line["value_ar"]],
        "items": [_item(line, currency) for line in case.lines.select_related("item")],
        "heads": {name: both(text) for name, text in HEADS.items()},
        "total": f"{wording.amount(case.total, currency)} {currency}",
    }


def _item(line: Any, currency: str) -> dict[str, Any]:
    item = line.item
    unit = units.both(item.unit)
    arabic = item.description_ar or item.description_en
    english = item.description_en or item.description_ar
    return {
        "ar": arabic,
        "en": english if english != arabic else "",
        "quantity": quantity_in_words(line.quantity),
        "unit_ar": unit[0],
        "unit_en": unit[1],
        "unit_price": wording.amount(line.unit_price, currency),
        "together": wording.amount(line.quantity * line.unit_price, currency),
    }


def facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of an order, in the active language."""
    return [
        {"label": _("Order"), "value": case.reference},
        {"label": _("Framework agreement"), "value": case.tender.reference},
    ]


def is_in_force(case: Any) -> bool:
    """Whether the order still stands."""
    return case.state not in ("declined", "cancelled")


register(
    PaperKind(
        name=ORDER,
        label=gettext_lazy("Order under a framework agreement"),
        template="procurement/papers/call_off_order.html",
        context=context,
        audience=Audience.PARTIES,
        verify_facts=facts,
        in_force=is_in_force,
    )
)
