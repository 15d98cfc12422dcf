"""A fee schedule and what comes of it: pure arithmetic, Decimal only, no words and no database.

Called by `licensing.fees.assess`. The shape of a schedule is described in docs/fees.md:
`{"rows": [{"key", "kind", "label", "aims", …}], "exemptions": [{"key", "label", "percent", …}]}`.
Each line is rounded once; the total is the sum of the lines and never below nothing. The order
of the rows decides the order of the lines and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

BASE, SLABS, PER_UNIT, PER_YEAR, LATE = "base", "slabs", "per_unit", "per_year", "late"
KINDS = (BASE, SLABS, PER_UNIT, PER_YEAR, LATE)
EXEMPTION = "exemption"
# Rows that say nothing of aims are for what most pay for.
USUAL_AIMS = ("new", "renew")
WHOLE, MARGINAL = "whole", "marginal"
FIXED, PERCENT = "fixed", "percent"
ONCE, MONTHLY = "once", "month"
# A started month of lateness, in days: said so on the invoice.
MONTH = 30

NOTHING, HUNDRED = Decimal(0), Decimal(100)
Row = Mapping[str, Any]
Rounding = Callable[[Decimal], Decimal]


@dataclass(frozen=True)
class Given:
    """What a fee depends on: the aim, the answers (skipped ones left out), the company's size,
    the months of a term, and how many days late a renewal is."""

    aim: str
    values: Mapping[str, Any] = field(default_factory=dict)
    size: str = ""
    months: int = 12
    days_late: int = 0


@dataclass(frozen=True)
class Line:
    """One line of an invoice; `facts` are the figures it was computed from."""

    row: Row
    kind: str
    amount: Decimal
    facts: dict[str, Any]

    @property
    def key(self) -> str:
        """The row's name in its schedule."""
        return str(self.row.get("key", ""))


def figure(value: Any) -> Decimal:
    """Return an answer as a figure: rows are counted, yes is one, nothing is nothing."""
    if value is None or value == "" or isinstance(value, Mapping):
        return NOTHING
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, list | tuple):
        return Decimal(len(value))
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        return NOTHING
    return max(found, NOTHING) if found.is_finite() else NOTHING


def is_for(row: Row, given: Given) -> bool:
    """Whether a row counts for this aim and these answers."""
    aims = row.get("aims") or USUAL_AIMS
    return given.aim in aims and _answered(row.get("when") or {}, given.values)


def _answered(when: Mapping[str, Iterable[Any]], values: Mapping[str, Any]) -> bool:
    for name, wanted in when.items():
        value = values.get(name)
        several = value if isinstance(value, list) else [value]
        if not any(_same(one, other) for one in several for other in wanted):
            return False
    return True


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def lines(schedule: Mapping[str, Any], given: Given, rounded: Rounding) -> list[Line]:
    """Return the lines of an invoice: the rows, what is exempted of them, then what is late."""
    counting = [row for row in schedule.get("rows") or [] if is_for(row, given)]
    exempting = [row for row in schedule.get("exemptions") or [] if _exempts(row, given)]
    usual = [_line(row, given, rounded) for row in counting if row["kind"] != LATE]
    usual = [line for line in usual if line.amount]
    found = [*usual, *_exempted(usual, exempting, rounded)]
    owed = sum((line.amount for line in found), NOTHING)
    late = [_late(row, given, owed, rounded) for row in counting if row["kind"] == LATE]
    late = [line for line in late if line.amount]
    return [*found, *late, *_exempted(late, exempting, rounded)]


def total(found: Iterable[Line]) -> Decimal:
    """Return the sum of the lines."""
    return sum((line.amount for line in found), NOTHING)


# --- rows ------------------------------------------------------------------------------


def _line(row: Row, given: Given, rounded: Rounding) -> Line:
    amount, facts = _KINDS[row["kind"]](row, given)
    return Line(row, row["kind"], rounded(amount), facts)


def _base(row: Row, given: Given) -> tuple[Decimal, dict[str, Any]]:
    return figure(row.get("amount")), {}


def _per_unit(row: Row, given: Given) -> tuple[Decimal, dict[str, Any]]:
    value, free = figure(given.values.get(row["value"])), figure(row.get("free"))
    units, rate = max(value - free, NOTHING), figure(row.get("amount"))
    return units * rate, {"value": value, "free": min(free, value), "units": units, "rate": rate}


def _per_year(row: Row, given: Given) -> tuple[Decimal, dict[str, Any]]:
    rate = figure(row.get("amount"))
    return rate * given.months / 12, {"months": given.months, "rate": rate}


def _slabs(row: Row, given: Given) -> tuple[Decimal, dict[str, Any]]:
    value = figure(given.values.get(row["value"]))
    steps = [(_limit(slab), figure(slab.get("amount"))) for slab in row.get("slabs") or []]
    if row.get("mode") == MARGINAL:
        parts = _parts(steps, value)
        amount = sum((units * rate for units, rate in parts), NOTHING)
        return amount, {"value": value, "parts": parts}
    below = None
    for limit, amount in steps:
        if limit is None or value <= limit:
            return amount, {"value": value, "to": limit, "above": below}
        below = limit
    last = steps[-1][1] if steps else NOTHING
    return last, {"value": value, "to": None, "above": below}


def _limit(slab: Row) -> Decimal | None:
    limit = slab.get("to")
    return None if limit in (None, "") else figure(limit)


def _parts(
    steps: list[tuple[Decimal | None, Decimal]], value: Decimal
) -> list[tuple[Decimal, Decimal]]:
    """How much of the value lies in each slab, with the slab's rate."""
    found, below = [], NOTHING
    for limit, rate in steps:
        upper = value if limit is None else min(value, limit)
        if upper > below:
            found.append((upper - below, rate))
        below = below if limit is None else max(limit, below)
    return found


_KINDS: dict[str, Callable[[Row, Given], tuple[Decimal, dict[str, Any]]]] = {
    BASE: _base,
    SLABS: _slabs,
    PER_UNIT: _per_unit,
    PER_YEAR: _per_year,
}


# --- lateness --------------------------------------------------------------------------


def _late(row: Row, given: Given, owed: Decimal, rounded: Rounding) -> Line:
    days = max(given.days_late, 0)
    rate, most = figure(row.get("amount")), row.get("most")
    monthly = row.get("per") == MONTHLY
    times = Decimal(-(-days // MONTH)) if monthly else Decimal(min(days, 1))
    reached = rate * times
    cap = None if most in (None, "") else figure(most)
    charged = reached if cap is None else min(reached, cap)
    is_percent = row.get("mode") == PERCENT
    amount = owed * charged / HUNDRED if is_percent else charged
    facts = {
        "days": days,
        "times": times,
        "rate": rate,
        "charged": charged,
        "capped": charged < reached,
        "owed": owed,
    }
    return Line(row, LATE, rounded(amount), facts)


# --- exemptions ------------------------------------------------------------------------


def _exempts(row: Row, given: Given) -> bool:
    aims, sizes = row.get("aims") or (), row.get("sizes") or ()
    return (
        (not aims or given.aim in aims)
        and (not sizes or given.size in sizes)
        and _answered(row.get("when") or {}, given.values)
    )


def _exempted(charged: list[Line], exempting: list[Row], rounded: Rounding) -> list[Line]:
    """Return what falls away of these lines. Of several exemptions of one line the greatest
    counts alone: they are not added up, so nothing is ever exempted more than whole."""
    shares: dict[str, Decimal] = {}
    best: dict[int, Row] = {}
    for number, line in enumerate(charged):
        fitting = [row for row in exempting if _covers(row, line)]
        if fitting:
            best[number] = max(fitting, key=lambda row: (_percent(row), str(row.get("key"))))
    for number, row in best.items():
        key = str(row.get("key"))
        shares[key] = shares.get(key, NOTHING) + charged[number].amount
    found = []
    for row in exempting:
        of = shares.pop(str(row.get("key")), NOTHING)
        amount = rounded(of * _percent(row) / HUNDRED)
        if amount:
            facts = {"of": of, "percent": _percent(row)}
            found.append(Line(row, EXEMPTION, -amount, facts))
    return found


def _percent(row: Row) -> Decimal:
    return min(figure(row.get("percent")), HUNDRED)


def _covers(row: Row, line: Line) -> bool:
    """Whether an exemption is of this line: named, or any that is no penalty."""
    named = row.get("rows") or ()
    return line.key in named if named else line.kind != LATE
