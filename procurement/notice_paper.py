"""What the notice of a tender says, in both languages: what is bought, how, and until when."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.bilingual import both, names, row
from procurement import units
from procurement.words import quantity_in_words
from workflow import wording

HEADS: dict[str, Any] = {
    "item": gettext_lazy("Item"),
    "quantity": gettext_lazy("Quantity"),
    "delivery": gettext_lazy("Delivery"),
    "items": gettext_lazy("What is asked for"),
    "criteria": gettext_lazy("Criteria"),
    "documents": gettext_lazy("Documents that a bid brings"),
    "lot": gettext_lazy("Lot"),
}


def context(case: Any, paper: Any) -> dict[str, Any]:
    """What the template is given: lines, lots with their items, criteria, documents."""
    groups: dict[int | None, list[dict[str, Any]]] = {}
    for item in case.items.all():
        groups.setdefault(item.lot_id, []).append(_item(item))
    lots = [{"lot": lot, "items": groups.get(lot.pk, [])} for lot in case.lots.all()]
    return {
        "tender": case,
        "lines": [line for line in lines(case) if line["value_ar"]],
        "lots": lots,
        "several": len(lots) > 1,
        "criteria": [_criterion(c) for c in case.criteria.all()],
        "documents": [_words(d) for d in case.required_documents.all()],
        "heads": {name: both(text) for name, text in HEADS.items()},
    }


def lines(case: Any) -> list[dict[str, Any]]:
    """The facts of the tender, a line each."""
    money = wording.money
    shown = case.estimated_value if case.value_is_public else None
    return [
        row(gettext_lazy("Tender"), case.reference),
        row(gettext_lazy("Subject"), _both(case, "title")),
        row(gettext_lazy("Agency"), names(case.agency)),
        row(gettext_lazy("Procurement method"), names(case.method)),
        row(gettext_lazy("Description"), _both(case, "description")),
        row(
            gettext_lazy("Estimated value"),
            (lambda: money(shown, case.currency)) if shown is not None else None,
        ),
        row(gettext_lazy("Published"), lambda: wording.moment(case.published_at)),
        row(
            gettext_lazy("Questions until"),
            (lambda: wording.moment(case.questions_until)) if case.questions_until else None,
        ),
        row(gettext_lazy("Bids close"), lambda: wording.moment(case.closes_at, "long")),
        row(gettext_lazy("Evaluation"), case.method.Evaluation(case.method_rules.evaluation).label),
        row(gettext_lazy("Bids are valid for"), lambda: wording.days(case.bid_validity_days)),
        row(gettext_lazy("Bid security"), lambda: security_in_words(case)),
        row(gettext_lazy("Addenda"), str(case.addenda.count() or "")),
    ]


def security_in_words(case: Any) -> str:
    """The bid security: how much, or that there is none."""
    if case.security == "amount" and case.security_amount is not None:
        return wording.money(case.security_amount, case.currency)
    if case.security == "percent" and case.security_percent is not None:
        return _("%(percent)s%% of the price") % {"percent": wording.number(case.security_percent)}
    return str(case.get_security_display())


def facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of a notice, in the active language."""
    return [
        {"label": _("Tender"), "value": f"{case.reference} · {case.title}"},
        {"label": _("Agency"), "value": case.agency.name},
        {"label": _("Bids close"), "value": wording.moment(case.closes_at)},
    ]


def _both(thing: Any, name: str) -> tuple[str, str]:
    arabic = getattr(thing, f"{name}_ar") or ""
    english = getattr(thing, f"{name}_en") or ""
    return arabic or english, english or arabic


def _words(thing: Any) -> dict[str, str]:
    arabic, english = _both(thing, "title")
    return {"ar": arabic, "en": "" if english == arabic else english}


def _criterion(criterion: Any) -> dict[str, str]:
    words = _words(criterion)
    if criterion.weight is None:
        kind = both(lambda: criterion.get_kind_display())
    else:
        kind = both(lambda: _("%(points)s points") % {"points": wording.number(criterion.weight)})
    return {**words, "kind_ar": kind[0], "kind_en": kind[1]}


def _item(item: Any) -> dict[str, Any]:
    arabic, english = _both(item, "description")
    unit = units.both(item.unit)
    day = item.delivery_on
    return {
        "number": item.number,
        "ar": arabic,
        "en": english if english != arabic else "",
        "quantity": quantity_in_words(item.quantity),
        "unit_ar": unit[0],
        "unit_en": unit[1],
        "place": item.delivery_place,
        "day": both(lambda: wording.date(day)) if day else ("", ""),
    }
