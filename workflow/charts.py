"""Charts, each with its table: what `parts/chart.html` draws. Nothing here reads the database.

A chart is drawn from the same rows as its table, so that whoever cannot see the picture loses
nothing. Bars compare kinds of things; columns follow time.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from workflow import wording

Number = int | float | Decimal


def bars(
    title: Any,
    heading: Any,
    series: Sequence[Any],
    rows: Sequence[tuple[Any, Sequence[Number]]],
    *,
    worded: Callable[[Number], str] = wording.number,
    note: Any = "",
) -> dict[str, Any]:
    """A bar a row; several series stand one after the other in it.

    `rows` are (label, values), one value a series and none below zero; `heading` names what the
    labels are, for the table. Raises ValueError for a negative value or a row of another length.
    """
    totals = [sum(values) for _label, values in rows]
    return _chart("bars", title, heading, series, rows, max(totals, default=0), worded, note)


def columns(
    title: Any,
    heading: Any,
    label: Any,
    rows: Sequence[tuple[Any, Number]],
    *,
    worded: Callable[[Number], str] = wording.number,
    note: Any = "",
) -> dict[str, Any]:
    """A column a row, in the order of time; it runs from the inline start. `rows`: (label, value)."""
    highest = max((value for _label, value in rows), default=0)
    filled = [(name, [value]) for name, value in rows]
    return _chart("columns", title, heading, [label], filled, highest, worded, note)


def _chart(
    kind: str,
    title: Any,
    heading: Any,
    series: Sequence[Any],
    rows: Sequence[tuple[Any, Sequence[Number]]],
    full: Number,
    worded: Callable[[Number], str],
    note: Any,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": title,
        "note": note,
        "series": [{"label": label, "css": f"series-{i}"} for i, label in enumerate(series, 1)],
        "rows": [_row(label, values, len(series), full, worded) for label, values in rows],
        "table": {
            "title": title,
            "columns": [heading, *[{"label": label, "numeric": True} for label in series]],
            "rows": [[label, *[worded(value) for value in values]] for label, values in rows],
        },
    }


def _row(
    label: Any, values: Sequence[Number], expected: int, full: Number, worded: Callable[..., str]
) -> dict[str, Any]:
    if len(values) != expected or any(value < 0 for value in values):
        raise ValueError("a row has one value a series, and none below zero")
    parts, start = [], 0.0
    for number, value in enumerate(values, 1):
        share = round(100 * float(value) / float(full), 2) if full else 0.0
        parts.append({"css": f"series-{number}", "start": round(start, 2), "share": share})
        start += share
    return {
        "label": label,
        "parts": parts,
        "top": round(100 - start, 2),
        "worded": worded(sum(values)),
    }
