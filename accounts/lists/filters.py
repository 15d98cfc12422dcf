"""What a list can be narrowed by. Each filter has its name in the address, and ignores there
whatever it does not know.

`Words` are looked for, a `Moment` bounds a time; `Choice` and `Related` are facets: options to
tick, each with the number of rows it would give under the other filters.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.text import latin_digits, tidy

Chosen = dict[str, list[str]]
NO_ID = re.compile(r"[^\w-]")
LONGEST, MOST, SHOWN, MOST_WORDS = 200, 30, 7, 8


def each_word(query: QuerySet[Any], text: str, *lookups: str) -> QuerySet[Any]:
    """The rows in which each of the words fits one of the lookups ("title_ar__icontains").

    Reads every row that the other filters leave: good for some hundred thousand rows.
    """
    for word in text.split()[:MOST_WORDS]:
        found = Q()
        for lookup in lookups:
            found |= Q(**{lookup: word})
        query = query.filter(found)
    return query


def matching(query: Any, text: str) -> Any:
    """The search that the rows themselves declare (`QuerySet.matching`)."""
    return query.matching(text)


@dataclass(frozen=True)
class Filter(ABC):
    """A name in the address, a label, and how it narrows."""

    name: str
    label: Any

    kind: ClassVar[str] = ""

    @abstractmethod
    def parse(self, page: Any, given: Sequence[str]) -> list[str]:
        """The values that count, in their canonical spelling."""

    @abstractmethod
    def narrow(self, page: Any, query: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        """The rows that fit."""

    def words(self, page: Any, value: str) -> str:
        """A chosen value in words."""
        return value

    def shown(self, page: Any) -> dict[str, Any] | None:
        """What its template needs; None where there is nothing to choose."""
        return {"kind": self.kind, "name": self.name, "label": self.label, "value": page.one(self)}


def tidied(given: Iterable[str]) -> list[str]:
    """What stands in an address, without invisible characters, and not without end."""
    texts = (tidy(text[:LONGEST]).strip() for text in list(given)[:MOST])
    return list(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True)
class Words(Filter):
    """Text to look for, with the rows' own search unless `find` says another."""

    find: Callable[[Any, str], QuerySet[Any]] = matching
    search: bool = True

    kind: ClassVar[str] = "words"

    def parse(self, page: Any, given: Sequence[str]) -> list[str]:
        return tidied(given[-1:])

    def narrow(self, page: Any, query: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        return self.find(query, values[0])

    def shown(self, page: Any) -> dict[str, Any] | None:
        return {**(super().shown(page) or {}), "search": self.search}


@dataclass(frozen=True)
class Select(Filter):
    """One of a long list of options, without counts: for lists that grow for ever."""

    options: Callable[[], Sequence[tuple[str, Any]]]
    lookup: str

    kind: ClassVar[str] = "select"

    def parse(self, page: Any, given: Sequence[str]) -> list[str]:
        known = dict(self.options())
        return [value for value in tidied(given) if value in known][-1:]

    def narrow(self, page: Any, query: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        return query.filter(**{self.lookup: values[0]})

    def words(self, page: Any, value: str) -> str:
        return str(dict(self.options()).get(value, value))

    def shown(self, page: Any) -> dict[str, Any] | None:
        return {**(super().shown(page) or {}), "options": self.options()}


@dataclass(frozen=True)
class Moment(Filter):
    """A day and hour in the agency's zone. `lookup` is the comparison ("at__gte")."""

    lookup: str

    kind: ClassVar[str] = "moment"

    def parse(self, page: Any, given: Sequence[str]) -> list[str]:
        found = [moment for text in tidied(given[-1:]) if (moment := _moment(text)) is not None]
        return [moment.strftime("%Y-%m-%dT%H:%M") for moment in found]

    def narrow(self, page: Any, query: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        moment = _moment(values[0])
        return query.filter(**{self.lookup: timezone.make_aware(moment)}) if moment else query

    def words(self, page: Any, value: str) -> str:
        return value.replace("T", " ")


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(latin_digits(text))
    except ValueError:
        return None
    if found is None or not 1000 < found.year < 9000:
        return None
    return timezone.make_naive(found) if timezone.is_aware(found) else found


@dataclass(frozen=True)
class Option:
    """One option of a `Choice`: its name in the address, its label, which rows it means."""

    value: str
    label: Any
    where: Q


@dataclass(frozen=True)
class Facet(Filter):
    """Options to tick, each with its count. `many`: several may be ticked, any of them fits.
    Where only one may, `every` is what choosing none of them is called."""

    many: bool = True
    every: Any = ""

    kind: ClassVar[str] = "facet"

    @abstractmethod
    def counts(self, page: Any, query: QuerySet[Any], others: Chosen) -> dict[str, int]:
        """How many rows of `query` each option means, in the order they are shown."""

    def shown(self, page: Any) -> dict[str, Any] | None:
        chosen = page.chosen[self.name]
        others = {name: values for name, values in page.chosen.items() if name != self.name}
        counts = self.counts(page, page.narrowed(others), others)
        counts |= {value: 0 for value in chosen if value not in counts}
        options = [
            {
                "value": value,
                "id": f"f-{self.name}-{NO_ID.sub('_', value)}",
                "label": self.words(page, value),
                "count": count,
                "checked": value in chosen,
            }
            for value, count in counts.items()
            if count or value in chosen
        ]
        if not options or (len(options) == 1 and not chosen):
            return None
        first = [option for option in options[SHOWN:] if option["checked"]]
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label,
            "many": self.many,
            "every": self.every or _("All"),
            "chosen": len(chosen),
            "options": options[:SHOWN] + first,
            "more": [option for option in options[SHOWN:] if not option["checked"]],
        }


@dataclass(frozen=True)
class Choice(Facet):
    """A facet of declared options: a tuple, or a function of the page that returns them.

    The counts of all options cost one query.
    """

    options: Any = ()

    def parse(self, page: Any, given: Sequence[str]) -> list[str]:
        known = {option.value for option in self.options_for(page)}
        found = [value for value in tidied(given) if value in known]
        return found if self.many else found[-1:]

    def options_for(self, page: Any) -> list[Option]:
        """The options that this reader has."""
        return list(self.options(page) if callable(self.options) else self.options)

    def narrow(self, page: Any, query: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        found = Q(pk__in=[])
        for option in self.options_for(page):
            if option.value in values:
                found |= option.where
        return query.filter(found)

    def counts(self, page: Any, query: QuerySet[Any], others: Chosen) -> dict[str, int]:
        options = self.options_for(page)
        wanted = {f"n{i}": Count("pk", filter=o.where) for i, o in enumerate(options)}
        found = query.order_by().aggregate(**wanted)
        return {option.value: found[f"n{i}"] for i, option in enumerate(options)}

    def words(self, page: Any, value: str) -> str:
        return next((str(o.label) for o in self.options_for(page) if o.value == value), value)


@dataclass(frozen=True)
class Related(Facet):
    """A facet of the things that rows belong to: agencies, categories, types.

    lookup    the way to the name in the address ("agency__code")
    source    the things themselves, for their names (a function that returns a query)
    several   whether a row may belong to several of them

    The counts cost one query, the names another.
    """

    lookup: str = ""
    source: Callable[[], QuerySet[Any]] | None = None
    several: bool = False

    @property
    def slug(self) -> str:
        """The field that names a thing in the address."""
        return self.lookup.rpartition("__")[2]

    def parse(self, page: Any, given: Sequence[str]) -> list[str]:
        known = self._names(page, tidied(given))
        found = [value for value in tidied(given) if value in known]
        return found if self.many else found[-1:]

    def narrow(self, page: Any, query: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        where = {f"{self.lookup}__in": values}
        if not self.several:
            return query.filter(**where)
        # In a subquery: a row with two of them stays one row.
        return query.filter(pk__in=query.model._base_manager.filter(**where).values("pk"))

    def counts(self, page: Any, query: QuerySet[Any], others: Chosen) -> dict[str, int]:
        rows = query.order_by().values_list(self.lookup)
        rows = rows.annotate(n=Count("pk", distinct=self.several)).order_by("-n", self.lookup)
        found = {str(value): count for value, count in rows if value is not None}
        names = self._names(page, found)
        return {value: count for value, count in found.items() if value in names}

    def words(self, page: Any, value: str) -> str:
        return str(page.names.get(self.name, {}).get(value, value))

    def _names(self, page: Any, values: Iterable[str]) -> dict[str, str]:
        """The names of these things, read once and kept for the page."""
        kept: dict[str, str] = page.names.setdefault(self.name, {})
        missing = [value for value in values if value not in kept]
        if missing and self.source is not None:
            found = self.source().filter(**{f"{self.slug}__in": missing})
            kept |= {str(getattr(thing, self.slug)): str(thing) for thing in found}
        return kept
