"""The columns of a list: where a cell's value comes from, how it is shown, how it sorts.

A cell is a value, not words: text, a day, a moment, a number, a `Tag`, a `Link` or a `Label`.
The page words it in the reader's language; a download keeps dates as dates, numbers as numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import CharField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Sorts = Literal["text", "date", "number"]


@dataclass(frozen=True)
class Tag:
    """A state, in the reader's words."""

    label: Any
    tone: str = "info"

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Link:
    """Something to go to from a row; `about` is read out, and not shown, after the text."""

    text: Any
    url: str
    about: Any = ""
    value: Any = None

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True)
class Label:
    """A name with its place in a tree, and a tag."""

    text: Any
    level: int = 0
    tag: Tag | None = None

    def __str__(self) -> str:
        return str(self.text)

    @property
    def steps(self) -> range:
        """One mark for each step down, six at most."""
        return range(min(self.level, 6))


@dataclass(frozen=True)
class Column:
    """A column. Its cell is what the page's method `cell_<key>` returns, or else `value`: a
    path from the row ("agency.name") or a function of it; without either, the key is the path.

    sort      what it is ordered by: a lookup, an expression, or a function that returns one
              (`translated`); None: not sortable
    nullable  whether what it is ordered by may be null
    sorts     how its two directions are said: as "text", "date" or "number"
    download  whether it stands in downloads; columns of things to do do not
    hidden    whether its heading is only read out
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any] | None = None
    sort: Any = None
    nullable: bool = False
    sorts: Sorts = "text"
    numeric: bool = False
    download: bool = True
    hidden: bool = False

    def cell(self, page: Any, row: Any) -> Any:
        """The value of this column in a row."""
        own = getattr(page, f"cell_{self.key}", None)
        if own is not None:
            return own(row)
        if callable(self.value):
            return self.value(row)
        for name in (self.value or self.key).split("."):
            row = getattr(row, name)
        return row

    def sort_key(self) -> Any:
        """What it is ordered by, for this reader."""
        return self.sort() if callable(self.sort) else self.sort

    def direction_words(self, descending: bool) -> str:
        """One of its two orders in words: "Name: A to Z"."""
        words = {
            ("text", False): _("A to Z"),
            ("text", True): _("Z to A"),
            ("date", False): _("earliest first"),
            ("date", True): _("latest first"),
            ("number", False): _("smallest first"),
            ("number", True): _("largest first"),
        }
        order = words[self.sorts, descending]
        return _("%(column)s: %(order)s") % {"column": self.label, "order": order}


def translated(name: str) -> Callable[[], Coalesce]:
    """Return what orders by a name in the reader's language, or in the other where it has none."""

    def expression() -> Coalesce:
        languages = ("ar", "en") if (get_language() or "").startswith("ar") else ("en", "ar")
        own, other = (NullIf(f"{name}_{language}", Value("")) for language in languages)
        return Coalesce(own, other, name, Value(""), output_field=CharField())

    return expression


def kind_of(value: Any) -> str:
    """Which way a cell is shown."""
    if value is None or value == "":
        return "nothing"
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (Tag, "tag"),
        (Link, "link"),
        (Label, "label"),
        (datetime, "moment"),
        (date, "day"),
        (bool, "text"),
        ((int, Decimal), "number"),
    )
    return next((kind for types, kind in kinds if isinstance(value, types)), "text")
