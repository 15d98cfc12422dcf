"""`ListPage`: a list from its declaration. One is made for each request.

The address says everything: what is chosen, the order, the row after which the page starts. An
address without any of it opens the list as the reader's own opening filter says, or as the list
itself does; `show=all` opens it whole. Its queries do not grow with its rows: one for the rows
(two after the first page), one for the number, one or two for each facet.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.lists import export
from accounts.lists.columns import Column, kind_of
from accounts.lists.filters import Chosen, Filter
from accounts.lists.keyset import Order, number, page_of
from accounts.models import SavedFilter
from accounts.ports import signed_in

WORDS = ("sort", "show", "after", "before", "download")
EVERYTHING = "show=all"
LISTS: dict[str, type["ListPage"]] = {}


@dataclass(frozen=True)
class Button:
    """Where one begins something, or goes on."""

    url: str
    label: Any


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and what to do first."""

    text: Any
    button: Button | None = None
    icon: str = "inbox"


class ListPage(ABC):
    """A list. Subclasses declare it, and say in `query` which rows the reader may see.

    name       short and lasting: saved filters and downloads are known by it
    address    its route
    order      how it is ordered unless asked otherwise: a column's key, "-key" for descending
    opening    what is chosen when the address says nothing ("state=open")
    private    whether one must be signed in; a private list is never cached
    tells      whether people can be told when something new fits a saved filter; the room tells
    most       beyond so many rows they are not counted: for lists that grow for ever
    """

    name: ClassVar[str] = ""
    address: ClassVar[str] = ""
    title: Any = ""
    lead: Any = ""
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    order: str = ""
    opening: str = ""
    private: ClassVar[bool] = False
    most: ClassVar[int | None] = None
    tells: ClassVar[bool] = False
    size: ClassVar[int] = 25
    template: ClassVar[str] = "lists/page.html"
    nothing_fits: Any = gettext_lazy("Nothing fits what you have chosen.")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            LISTS[cls.name] = cls

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = request.user
        self.admit()
        self.names: dict[str, dict[str, str]] = {}
        self.here = list(self.own_filters())
        self.given, self.opened_with = self._opened()
        self.chosen: Chosen = {f.name: f.parse(self, self.given.getlist(f.name)) for f in self.here}
        self.sort = self._sort()

    # --- what a list says ------------------------------------------------------------------

    def admit(self) -> None:  # noqa: B027  (a hook)
        """Raise PermissionDenied for whoever may not see the list at all."""

    @abstractmethod
    def query(self) -> QuerySet[Any]:
        """The rows that this reader may see, plain: numbers are counted from the same query."""

    def dressed(self, query: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with what their cells need (`select_related` and the like)."""
        return query

    def prepare(self, rows: list[Any]) -> None:  # noqa: B027  (a hook)
        """Read at once what the cells of these rows need besides."""

    def own_filters(self) -> Iterable[Filter]:
        """The filters that this reader has."""
        return self.filters

    def own_columns(self) -> Sequence[Column]:
        """The columns that this reader has."""
        return self.columns

    def usual_order(self) -> str:
        """The order when the address names none; it may follow from what is chosen."""
        return self.order

    def opens_with(self) -> str:
        """What is chosen when the address says nothing; it may follow from who reads."""
        return self.opening

    def url_of(self, row: Any) -> str:
        """Where a row leads; empty: nowhere."""
        return str(row.get_absolute_url())

    def counted(self, count: int) -> str:
        """How many there are, in words."""
        return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        """What can be begun from here."""
        return None

    def empty(self) -> Empty:
        """What is said while there is nothing at all."""
        return Empty(_("Nothing here yet."))

    def extra(self) -> dict[str, Any]:
        """What the page's own template needs besides."""
        return {}

    def alias(self, given: QueryDict) -> QueryDict:
        """An address as it was written formerly, in today's words."""
        return given

    # --- what is chosen --------------------------------------------------------------------

    def _opened(self) -> tuple[QueryDict, SavedFilter | None]:
        given = self.alias(self.request.GET)
        if any(name in given for name in (*(f.name for f in self.here), *WORDS)):
            return given, None
        mine = next((kept for kept in self.saved if kept.is_opening), None)
        return (QueryDict(mine.query), mine) if mine else (QueryDict(self.opens_with()), None)

    @cached_property
    def saved(self) -> list[SavedFilter]:
        """The filters of this list that the reader has kept."""
        if not self.user.is_authenticated:
            return []
        return list(SavedFilter.objects.filter(person=self.user, list_name=self.name))

    def one(self, wanted: Filter) -> str:
        """The single value of a filter, or nothing."""
        return next(iter(self.chosen[wanted.name]), "")

    def narrowed(self, chosen: Chosen) -> QuerySet[Any]:
        """The rows that fit what is chosen."""
        return self.narrow(self.query(), chosen)

    def narrow(self, query: QuerySet[Any], chosen: Chosen) -> QuerySet[Any]:
        """Narrow a query, filter by filter. A list whose filters hang together says how."""
        for f in self.here:
            if chosen.get(f.name):
                query = f.narrow(self, query, chosen[f.name])
        return query

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is chosen."""
        return any(self.chosen.values())

    def _sort(self) -> str:
        """The order asked for, if it is one and not the usual."""
        asked = self.given.get("sort", "")
        known = {c.key for c in self.own_columns() if c.sort is not None}
        return asked if asked.removeprefix("-") in known and asked != self.usual_order() else ""

    @cached_property
    def present_order(self) -> Order:
        """How the rows are ordered now."""
        name = self.sort or self.usual_order()
        found = next((c for c in self.own_columns() if c.key == name.removeprefix("-")), None)
        descending = name.startswith("-")
        if found is None or found.sort is None:
            return Order("pk", descending)
        return Order(found.sort_key(), descending, found.nullable)

    # --- addresses -------------------------------------------------------------------------

    def words_for(self, chosen: Chosen, sort: str, **more: Any) -> str:
        """What follows the `?` in the address: the same choice is always the same words."""
        words = QueryDict(mutable=True)
        for f in self.here:
            if chosen.get(f.name):
                words.setlist(f.name, chosen[f.name])
        for name, value in {"sort": sort, **more}.items():
            if value:
                words[name] = str(value)
        return words.urlencode()

    def url(self, chosen: Chosen | None = None, sort: str | None = None, **more: Any) -> str:
        """The address of this list with another choice, order or place."""
        chosen = self.chosen if chosen is None else chosen
        words = self.words_for(chosen, self.sort if sort is None else sort, **more)
        if not words and (self.opens_with() or any(kept.is_opening for kept in self.saved)):
            words = EVERYTHING
        return f"?{words}" if words else self.request.path

    # --- the answer ------------------------------------------------------------------------

    @classmethod
    def as_view(cls) -> Callable[..., Any]:
        """The view of this list."""

        def view(request: HttpRequest) -> Any:
            response = cls(request).respond()
            if request.user.is_authenticated:
                add_never_cache_headers(response)
            return response

        guarded = require_safe(view)
        return signed_in(guarded) if cls.private else guarded

    def respond(self) -> HttpResponseBase:
        """The page, or the download that was asked for."""
        wanted = self.given.get("download", "")
        if wanted in export.FORMATS:
            if self.total > export.MOST:
                messages.warning(self.request, export.too_many())
                return HttpResponseRedirect(self.path_here)
            return export.download(self, wanted)
        response = render(self.request, self.template, self.context())
        if self.request.headers.get("HX-Request"):
            response["HX-Push-Url"] = self.path_here
        return response

    @property
    def path_here(self) -> str:
        """The whole address of what is shown, in its canonical spelling."""
        here = self.url()
        return here if here.startswith("/") else f"{self.request.path}{here}"

    @cached_property
    def total(self) -> int:
        """How many rows fit; no more than one above `most`."""
        query = self.narrowed(self.chosen).order_by()
        return query.count() if self.most is None else query[: self.most + 1].count()

    def context(self) -> dict[str, Any]:
        """What the template is given."""
        found = self._slice()
        self.prepare(found.rows)
        columns = self.own_columns()
        rows = [self._row(row, columns) for row in found.rows]
        shown = [entry for f in self.here if (entry := f.shown(self)) is not None]
        return {
            "list": self,
            "title": self.title,
            "lead": self.lead,
            "button": self.button(),
            "filters": [entry for entry in shown if entry["kind"] != "facet"],
            "facets": [entry for entry in shown if entry["kind"] == "facet"],
            "chips": self._chips(),
            "clear_url": self.url({}),
            "count_words": self._count_words(),
            "columns": [self._heading(c) for c in columns],
            "sorts": self._sorts(),
            "rows": rows,
            "next_url": self.url(after=found.rows[-1].pk) if found.has_next else "",
            "previous_url": self.url(before=found.rows[0].pk) if found.has_previous else "",
            "downloads": self._downloads(),
            "saved": self._saved(),
            "save_words": self.words_for(self.chosen, self.sort),
            "empty": self.empty(),
            **self.extra(),
        }

    def _slice(self) -> Any:
        after, before = (number(self.given.get(name, "")) for name in ("after", "before"))
        query, order = self.narrowed(self.chosen), self.present_order
        # The place is looked for among all rows the reader may see: a row that fits no longer
        # still says where the reader was.
        at = after if after is not None else before
        place = order.place(self.query(), at) if at is not None else None
        query = self.dressed(order.with_key(query)) if order.by != "pk" else self.dressed(query)
        return page_of(query, order, self.size, place=place, backwards=after is None)

    def _row(self, row: Any, columns: Sequence[Column]) -> dict[str, Any]:
        cells = [column.cell(self, row) for column in columns]
        fields = [
            {"column": column, "value": value, "kind": kind_of(value)}
            for column, value in zip(columns, cells, strict=True)
        ]
        return {"row": row, "cells": cells, "fields": fields, "url": self.url_of(row)}

    def _count_words(self) -> str:
        if self.most is not None and self.total > self.most:
            return _("More than %(count)s") % {"count": self.counted(self.most)}
        return self.counted(self.total)

    def _chips(self) -> list[dict[str, str]]:
        chips = []
        for f in self.here:
            for value in self.chosen[f.name]:
                left = [other for other in self.chosen[f.name] if other != value]
                url = self.url({**self.chosen, f.name: left})
                chips.append({"label": str(f.label), "value": f.words(self, value), "url": url})
        return chips

    def _heading(self, column: Column) -> dict[str, Any]:
        heading: dict[str, Any] = {"column": column, "label": column.label}
        if column.sort is None:
            return heading
        present = self.sort or self.usual_order()
        heading["direction"] = {column.key: "ascending", f"-{column.key}": "descending"}.get(
            present, ""
        )
        wanted = f"-{column.key}" if present == column.key else column.key
        heading["url"] = self.url(sort="" if wanted == self.usual_order() else wanted)
        return heading

    def _sorts(self) -> list[dict[str, Any]]:
        """Every order as an option of a list; the usual one has no name."""
        present = self.sort or self.usual_order()
        return [
            {
                "value": "" if name == self.usual_order() else name,
                "label": column.direction_words(descending),
                "chosen": name == present,
            }
            for column in self.own_columns()
            if column.sort is not None
            for descending in (False, True)
            for name in [f"-{column.key}" if descending else column.key]
        ]

    def _downloads(self) -> dict[str, Any]:
        if not self.total or not any(column.download for column in self.own_columns()):
            return {}
        if self.total > export.MOST:
            return {"too_many": export.too_many()}
        return {"links": [(name.upper(), self.url(download=name)) for name in export.FORMATS]}

    def _saved(self) -> list[dict[str, Any]]:
        here = self.words_for(self.chosen, self.sort)
        return [
            {
                "name": kept.name,
                "url": f"?{kept.query}",
                "is_opening": kept.is_opening,
                "is_here": kept.query == here,
                "tells": kept.tells,
            }
            for kept in self.saved
        ]

    @classmethod
    def home(cls) -> str:
        """The address of the list as it opens."""
        return reverse(cls.address)
