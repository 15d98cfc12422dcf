"""Rows by key: the next page starts after the last row shown, however the list has changed
meanwhile. No page is ever found by counting rows off, and ties are settled by id.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

KEY = "sort_key"


@dataclass(frozen=True)
class Order:
    """By a column or expression, then by id. What is null comes last in either direction.

    Say `nullable` only where it is: without it the database can walk a plain index.
    """

    by: Any = "pk"
    descending: bool = False
    nullable: bool = False

    def apply(self, query: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """Order the rows; backwards is the exact reverse."""
        down = self.descending != backwards
        pk = "-pk" if down else "pk"
        if self.by == "pk":
            return query.order_by(pk)
        query = self.with_key(query)
        if not self.nullable:
            return query.order_by(f"-{KEY}" if down else KEY, pk)
        nulls = {"nulls_first" if backwards else "nulls_last": True}
        return query.order_by(F(KEY).desc(**nulls) if down else F(KEY).asc(**nulls), pk)

    def with_key(self, query: QuerySet[Any]) -> QuerySet[Any]:
        """The query that knows what it is ordered by."""
        return query.alias(**{KEY: F(self.by) if isinstance(self.by, str) else self.by})

    def place(self, query: QuerySet[Any], pk: int | None) -> tuple[Any, int] | None:
        """Return where the row with this id stands, if there is such a row."""
        if pk is None:
            return None
        query = query.order_by().filter(pk=pk)
        if self.by == "pk":
            return (pk, pk) if query.exists() else None
        value = F(self.by) if isinstance(self.by, str) else self.by
        found: tuple[Any, int] | None = (
            query.annotate(sort_value=value).values_list("sort_value", "pk").first()
        )
        return found

    def beyond(self, place: tuple[Any, int], *, backwards: bool = False) -> Q:
        """The condition that a row comes after this place (or before it)."""
        value, pk = place
        side = "lt" if self.descending != backwards else "gt"
        later = Q(**{f"pk__{side}": pk})
        if self.by == "pk":
            return later
        if value is None:
            same = Q(**{f"{KEY}__isnull": True}) & later
            return same | Q(**{f"{KEY}__isnull": False}) if backwards else same
        # "from here on" is said first, so that an index is entered where the page begins.
        found = Q(**{f"{KEY}__{side}e": value}) & (Q(**{f"{KEY}__{side}": value}) | later)
        if self.nullable and not backwards:
            found |= Q(**{f"{KEY}__isnull": True})
        return found


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and whether there are others on either side."""

    rows: list[Any]
    has_next: bool
    has_previous: bool


def page_of(
    query: QuerySet[Any],
    order: Order,
    size: int,
    *,
    place: tuple[Any, int] | None = None,
    backwards: bool = False,
) -> Slice:
    """Return the page after `place` (before it when `backwards`), the first without one."""
    backwards = backwards and place is not None
    query = order.apply(query, backwards=backwards)
    if place is not None:
        query = query.filter(order.beyond(place, backwards=backwards))
    rows = list(query[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    return Slice(
        rows,
        has_next=bool(rows) and (backwards or more),
        has_previous=bool(rows) and place is not None and (more or not backwards),
    )


def in_pieces(
    query: QuerySet[Any],
    order: Order,
    size: int,
    dressed: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda query: query,
) -> Iterator[list[Any]]:
    """Yield every row, some at a time and each by one query: memory does not grow."""
    place: tuple[Any, int] | None = None
    while True:
        rest = order.apply(query)
        if place is not None:
            rest = rest.filter(order.beyond(place))
        if order.by != "pk":
            rest = rest.annotate(sort_value=F(KEY))
        rows = list(dressed(rest)[:size])
        if rows:
            yield rows
        if len(rows) < size:
            return
        place = (getattr(rows[-1], "sort_value", None), rows[-1].pk)


def number(text: str) -> int | None:
    """Return an id from an address; None for whatever is no id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
