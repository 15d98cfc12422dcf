"""A fee schedule in words: how each line was computed, and what the schedule says in general.

Called by `licensing.fees` and by the pages of the catalogue. What an invoice keeps is written in
both languages at once, as it was on the day.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.bilingual import both
from licensing import fee_schedule as fs
from licensing.questions import in_words, label, shown
from vendors.sizes import Size
from workflow import wording

Row = Mapping[str, Any]


def pair(say: Any) -> dict[str, str]:
    """Return what a function says, in both languages."""
    arabic, english = both(say)
    return {"ar": arabic, "en": english}


def how(line: fs.Line, currency: str) -> str:
    """Return how a line was computed, in the language that is active."""
    return str(_HOW[line.kind](line, currency))


def _units(row: Row, value: Decimal) -> str:
    """A figure with its unit: 86.5 m²."""
    unit = in_words(row.get("unit"))
    return f"{wording.number(value)}\u00a0{unit}" if unit else wording.number(value)


def _of_base(line: fs.Line, currency: str) -> str:
    return _("a fixed amount")


def _of_slabs(line: fs.Line, currency: str) -> str:
    facts, row = line.facts, line.row
    value = _units(row, facts["value"])
    if "parts" in facts:
        parts = [
            _("%(units)s at %(rate)s")
            % {"units": _units(row, units), "rate": wording.money(rate, currency)}
            for units, rate in facts["parts"]
        ]
        return f"{value}: {wording.listing(parts)}"
    if facts["to"] is not None:
        text = _("%(value)s: the slab up to %(limit)s")
        return text % {"value": value, "limit": _units(row, facts["to"])}
    if facts["above"] is None:
        return value
    text = _("%(value)s: the slab above %(limit)s")
    return text % {"value": value, "limit": _units(row, facts["above"])}


def _of_units(line: fs.Line, currency: str) -> str:
    facts, row = line.facts, line.row
    values = {
        "units": _units(row, facts["units"]),
        "value": _units(row, facts["value"]),
        "free": wording.number(facts["free"]),
        "rate": wording.money(facts["rate"], currency),
    }
    if facts["free"]:
        return _("%(value)s, %(free)s of them free: %(units)s × %(rate)s") % values
    return _("%(units)s × %(rate)s") % values


def _of_years(line: fs.Line, currency: str) -> str:
    facts = line.facts
    rate = wording.money(facts["rate"], currency)
    return _("%(term)s at %(rate)s a year") % {"term": term(facts["months"]), "rate": rate}


def term(months: int) -> str:
    """A number of months, in years where it is whole years."""
    if months % 12 == 0:
        years = months // 12
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}


def _of_lateness(line: fs.Line, currency: str) -> str:
    facts, row = line.facts, line.row
    days = ngettext("%(count)s day late", "%(count)s days late", facts["days"])
    parts = [days % {"count": facts["days"]}]
    if row.get("per") == fs.MONTHLY:
        months = int(facts["times"])
        text = ngettext(
            "%(count)s started month of 30 days at %(rate)s",
            "%(count)s started months of 30 days at %(rate)s",
            months,
        )
        parts.append(text % {"count": months, "rate": _rate(row, facts["rate"], currency)})
    if facts["capped"]:
        parts.append(_("at most %(most)s") % {"most": _rate(row, facts["charged"], currency)})
    if row.get("mode") == fs.PERCENT:
        of = wording.money(facts["owed"], currency)
        text = _("%(percent)s of %(amount)s")
        parts.append(text % {"percent": percent(facts["charged"]), "amount": of})
    return "; ".join(parts) if not _is_arabic() else "؛ ".join(parts)


def _is_arabic() -> bool:
    return str(wording.locale()).startswith("ar")


def _rate(row: Row, value: Decimal, currency: str) -> str:
    return percent(value) if row.get("mode") == fs.PERCENT else wording.money(value, currency)


def percent(value: Decimal) -> str:
    """A share: 12.5 %."""
    return f"{wording.number(value)}\u00a0%"


def _of_exemption(line: fs.Line, currency: str) -> str:
    facts = line.facts
    share, of = percent(facts["percent"]), wording.money(facts["of"], currency)
    words = _("%(percent)s of %(amount)s") % {"percent": share, "amount": of}
    basis = in_words(line.row.get("basis"))
    return f"{words} · {basis}" if basis else words


_HOW = {
    fs.BASE: _of_base,
    fs.SLABS: _of_slabs,
    fs.PER_UNIT: _of_units,
    fs.PER_YEAR: _of_years,
    fs.LATE: _of_lateness,
    fs.EXEMPTION: _of_exemption,
}


# --- the schedule itself, for the catalogue --------------------------------------------


def rule(row: Row, currency: str) -> str:
    """Return what a row says in general, whoever pays it."""
    money = wording.money(fs.figure(row.get("amount")), currency)
    kind = row["kind"]
    if kind == fs.SLABS:
        return _slabs_rule(row, currency)
    if kind == fs.PER_UNIT:
        return _unit_rule(row, money)
    if kind == fs.PER_YEAR:
        return _("%(amount)s for each year of the term") % {"amount": money}
    return _late_rule(row, currency) if kind == fs.LATE else money


def _slabs_rule(row: Row, currency: str) -> str:
    parts, below = [], None
    marginal = row.get("mode") == fs.MARGINAL
    for slab in row.get("slabs") or []:
        amount = wording.money(fs.figure(slab.get("amount")), currency)
        limit = slab.get("to")
        if limit not in (None, ""):
            below = fs.figure(limit)
            text = _("up to %(limit)s: %(amount)s")
        else:
            text = _("above %(limit)s: %(amount)s") if below is not None else "%(amount)s"
        shown = _units(row, below) if below is not None else ""
        parts.append(text % {"limit": shown, "amount": amount})
    words = " · ".join(parts)
    return _("for each unit, %(slabs)s") % {"slabs": words} if marginal else words


def _unit_rule(row: Row, money: str) -> str:
    unit = in_words(row.get("unit"))
    text = _("%(amount)s each (%(unit)s)") if unit else _("%(amount)s each")
    words = text % {"amount": money, "unit": unit}
    free = fs.figure(row.get("free"))
    if not free:
        return words
    return _("%(rule)s; %(free)s are free") % {"rule": words, "free": wording.number(free)}


def _late_rule(row: Row, currency: str) -> str:
    rate = _rate(row, fs.figure(row.get("amount")), currency)
    if row.get("mode") == fs.PERCENT:
        rate = _("%(percent)s of the fee") % {"percent": rate}
    if row.get("per") == fs.MONTHLY:
        rate = _("%(amount)s for each started month of 30 days") % {"amount": rate}
    if row.get("most") in (None, ""):
        return rate
    most = _rate(row, fs.figure(row["most"]), currency)
    return _("%(rule)s, at most %(most)s") % {"rule": rate, "most": most}


def conditions(row: Row, schema: dict[str, Any]) -> str:
    """Return for which companies and answers alone a row counts, or nothing."""
    found = []
    sizes = [str(Size(size).label) for size in row.get("sizes") or [] if size in Size.values]
    if sizes:
        found.append(_("size of the company: %(sizes)s") % {"sizes": wording.either(sizes)})
    for name, wanted in (row.get("when") or {}).items():
        if name in schema.get("properties", {}):
            answers = wording.either([shown(schema, name, value) for value in wanted])
            found.append(answered(schema, name, answers))
    return " · ".join(found)


def answered(schema: dict[str, Any], name: str, answer: str) -> str:
    """Return a question with an answer, on one line."""
    question = label(schema, name).rstrip()
    return f"{question} {answer}" if question.endswith(("?", "؟")) else f"{question}: {answer}"
