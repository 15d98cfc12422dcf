"""Words with which licence types are written down: questions, documents, fees, places."""

from collections.abc import Iterable
from typing import Any

Words = dict[str, str]


def w(ar: str, en: str) -> Words:
    """The same in both languages."""
    return {"ar": ar, "en": en}


def section(name: str, title: Words, *asked: str) -> dict[str, Any]:
    """Questions that are asked together."""
    return {"name": name, "title": title, "questions": list(asked)}


def schema(
    *asked: tuple[str, bool, dict[str, Any]], sections: list[dict[str, Any]]
) -> dict[str, Any]:
    """Questions in order: (name, whether an answer is needed, what is asked)."""
    return {
        "x-sections": sections,
        "type": "object",
        "x-order": [name for name, _needed, _asked in asked],
        "required": [name for name, needed, _asked in asked if needed],
        "properties": {name: question for name, _needed, question in asked},
    }


def document(key: str, label: Words, help_: Words, required: bool = True) -> dict[str, Any]:
    """A document to be sent."""
    return {"key": key, "label": label, "help": help_, "required": required}


# --- questions -------------------------------------------------------------------------

Question = tuple[str, bool, dict[str, Any]]


def text(name: str, title: Words, *, needed: bool = True, **more: Any) -> Question:
    """A line of text."""
    return name, needed, {"type": "string", "x-title": title, **more}


def count(name: str, title: Words, *, least: int = 0, most: int = 10_000) -> Question:
    """A whole number."""
    return name, True, {"type": "integer", "minimum": least, "maximum": most, "x-title": title}


def measure(name: str, title: Words, *, least: int = 1, most: int = 10_000_000) -> Question:
    """A figure with decimals."""
    return name, True, {"type": "number", "minimum": least, "maximum": most, "x-title": title}


def choice(name: str, title: Words, **options: Words) -> Question:
    """One of a few."""
    asked = {"type": "string", "enum": list(options), "x-choices": options, "x-title": title}
    return name, True, asked


def yes_no(name: str, title: Words) -> Question:
    """Yes or no."""
    return name, True, {"type": "boolean", "x-title": title}


def premises() -> Question:
    """Where the licence holds: asked alike by several types, so that it is answered once."""
    more: dict[str, Any] = {
        "x-public": True,
        "x-help": w("الشارع والمبنى والطابق والمنطقة.", "Street, building, floor and area."),
    }
    return text("premises", w("عنوان المحل أو الموقع", "Address of the premises"), **more)


def floor_area() -> Question:
    """How large it is: asked alike by several types."""
    return measure(
        "floor_area", w("المساحة بالمتر المربع", "Floor area in square metres"), most=100_000
    )


LEASE = document(
    "lease",
    w("عقد الإيجار أو سند الملكية", "Lease or title deed"),
    w("ساري المفعول، باسم الشركة.", "In force, in the company's name."),
)
PLAN = document(
    "plan", w("مخطط الموقع", "Plan of the premises"), w("بمقياس 1:100.", "At a scale of 1:100.")
)
HEALTH_CARDS = document(
    "health",
    w("الشهادات الصحية للعاملين", "Health certificates of staff"),
    w("في ملف واحد.", "In one file."),
)
FIRE = document(
    "fire",
    w("شهادة السلامة من الحريق", "Fire safety certificate"),
    w("صادرة عن الدفاع المدني خلال سنة.", "Issued by the Civil Defence within a year."),
)

# --- fees ------------------------------------------------------------------------------

SQUARE_METRES = w("م²", "m²")
COPY = w("نسخة بدل فاقد", "Duplicate of the certificate")
CHANGE = w("رسم التعديل", "Amendment fee")
TRANSFER = w("رسم نقل الرخصة", "Transfer fee")
LATE = w("غرامة التأخر عن التجديد", "Penalty for late renewal")
LICENCE = w("رسم الرخصة", "Licence fee")
USUAL = ("new", "renew")


def base(key: str, label: Words, amount: str, aims: Iterable[str] = USUAL) -> dict[str, Any]:
    """A fixed amount."""
    return {"key": key, "kind": "base", "label": label, "aims": list(aims), "amount": amount}


def slabs(
    key: str,
    label: Words,
    value: str,
    *steps: tuple[str | None, str],
    unit: Words | None = None,
    mode: str = "whole",
    aims: Iterable[str] = USUAL,
) -> dict[str, Any]:
    """An amount by the size of an answer: up to, how much."""
    return {
        "key": key,
        "kind": "slabs",
        "label": label,
        "aims": list(aims),
        "value": value,
        "unit": unit or {},
        "mode": mode,
        "slabs": [{"to": to, "amount": amount} for to, amount in steps],
    }


def per_unit(
    key: str,
    label: Words,
    value: str,
    amount: str,
    *,
    free: str = "0",
    unit: Words | None = None,
    aims: Iterable[str] = USUAL,
) -> dict[str, Any]:
    """An amount for each of what an answer counts."""
    return {
        "key": key,
        "kind": "per_unit",
        "label": label,
        "aims": list(aims),
        "value": value,
        "amount": amount,
        "free": free,
        "unit": unit or {},
    }


def per_year(key: str, label: Words, amount: str, aims: Iterable[str] = USUAL) -> dict[str, Any]:
    """An amount for each year of the term."""
    return {"key": key, "kind": "per_year", "label": label, "aims": list(aims), "amount": amount}


def late(
    key: str,
    label: Words,
    amount: str,
    *,
    mode: str = "percent",
    per: str = "once",
    most: str | None = None,
) -> dict[str, Any]:
    """A penalty of who renews late."""
    return {
        "key": key,
        "kind": "late",
        "label": label,
        "aims": ["renew"],
        "mode": mode,
        "amount": amount,
        "per": per,
        "most": most,
    }


def exemption(
    key: str,
    label: Words,
    percent: str,
    *,
    basis: Words,
    rows: Iterable[str] = (),
    sizes: Iterable[str] = (),
    when: dict[str, list[Any]] | None = None,
) -> dict[str, Any]:
    """What some need not pay."""
    return {
        "key": key,
        "label": label,
        "percent": percent,
        "basis": basis,
        "rows": list(rows),
        "sizes": list(sizes),
        "when": when or {},
    }


# --- the finder ------------------------------------------------------------------------


def places(*where: str, goods: Words, sizes: Iterable[str] = ()) -> dict[str, Any]:
    """Where a business works that needs the licence, and the words for what it sells."""
    return {
        "places": list(where),
        "sizes": list(sizes),
        "goods": {language: words.split() for language, words in goods.items()},
    }


# --- stages ----------------------------------------------------------------------------


def stage(key: str, kind: str, title: Words, days: int, **more: Any) -> dict[str, Any]:
    """A stage of the process, as an officer would set it."""
    return {"key": key, "kind": kind, "title": title, "days": days, **more}


def line(key: str, ar: str, en: str) -> dict[str, Any]:
    """A line of a checklist."""
    return {"key": key, "label": w(ar, en)}
