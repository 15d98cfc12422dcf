"""Reads single fields of a release: a text, a sum, a date. What is there but cannot be read is
noted with its path; what is missing, null or empty is nothing to note.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Self

from babel.numbers import list_currencies

from procurement.ocds.merging import identity
from procurement.ocds.problems import Notes, shown
from workflow.text import tidy

# What the columns hold: 24 digits, of which 4 (sums) or 6 (quantities) after the point.
DIGITS = 24
# Years of public procurement; 0001-01-01 and 9999-12-31 are how machines say nothing.
YEARS = range(1900, 2200)
NUMBER = re.compile(r"[+-]?\d{1,60}(\.\d{1,60})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(.*)")
ZONE = re.compile(r"[Zz]|[+-]\d{2}:?\d{2}")


@cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217, those no longer in use included: history is written in them."""
    return frozenset(list_currencies())


@dataclass(frozen=True)
class Sum:
    """An amount in its currency; None where no amount can be told for certain."""

    amount: Decimal | None = None
    currency: str = ""


class Node:
    """An object in a release, with the path to it and the notes that problems go to."""

    def __init__(self, value: dict[str, Any], path: str, notes: Notes) -> None:
        self.value, self.path, self.notes = value, path, notes

    def at(self, key: str) -> str:
        """The path of a field."""
        return f"{self.path}.{key}" if self.path else key

    def note(self, key: str, reason: str, value: object = "") -> None:
        """Note a problem with a field."""
        self.notes.note(self.at(key), reason, value)

    def get(self, key: str) -> Any:
        """The field's value; None where it is missing or says nothing."""
        found = self.value.get(key)
        if isinstance(found, str) and not found.strip():
            return None
        return found

    def node(self, key: str) -> Self:
        """The object in a field; an empty one where there is none."""
        found = self.get(key)
        if found is not None and not isinstance(found, dict):
            self.note(key, "not_an_object", found)
        return type(self)(found if isinstance(found, dict) else {}, self.at(key), self.notes)

    def nodes(self, key: str) -> list[Self]:
        """The objects in the list in a field."""
        found = self.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            self.note(key, "not_a_list", found)
            return []
        nodes: list[Self] = []
        seen: set[str] = set()
        for position, member in enumerate(found):
            own = identity(member)
            path = f"{self.at(key)}[{shown(own) or position}]"
            if not isinstance(member, dict):
                self.notes.note(path, "not_an_object", member)
                continue
            if own and own in seen:
                self.notes.note(self.at(key), "repeated_id", own)
            seen.add(own)
            nodes.append(type(self)(member, path, self.notes))
        return nodes

    def words(self, key: str) -> list[str]:
        """The texts in the list in a field (ids, roles)."""
        found = self.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            self.note(key, "not_a_list", found)
            return []
        return [str(word) for word in found if isinstance(word, str | int)]

    @property
    def id(self) -> str:
        """The object's own id, as text."""
        return self.text("id", 300)

    def text(self, key: str, limit: int = 0) -> str:
        """The text of a field, tidied; cut (and noted) where longer than `limit`."""
        found = self.get(key)
        if found is None:
            return ""
        if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
            self.note(key, "not_text", found)
            return ""
        text = _printable(str(found))
        if limit and len(text) > limit:
            self.note(key, "too_long", text)
            text = text[: limit - 1] + "…"
        return text

    def code(self, key: str, codes: Collection[str]) -> str:
        """The field's code, if it is one of `codes`."""
        found = self.text(key)
        if found and found not in codes:
            self.note(key, "not_a_code", found)
            return ""
        return found

    def number(self, key: str, places: int) -> Decimal | None:
        """The field's number, not negative, with `places` decimals."""
        found = self.get(key)
        if found is None:
            return None
        if isinstance(found, str) and NUMBER.fullmatch(found.strip()):
            found = Decimal(found.strip())
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            self.note(key, "not_a_number", found)
            return None
        if found < 0:
            self.note(key, "negative", found)
            return None
        value = Decimal(found)
        if value.adjusted() >= DIGITS - places:
            self.note(key, "too_large", found)
            return None
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if rounded != value:
            self.note(key, "rounded", found)
        return rounded + 0  # never minus nothing

    def sum(self, key: str) -> Sum:
        """The value object in a field. An amount without a known currency is left empty."""
        value = self.node(key)
        amount = value.number("amount", 4)
        currency = value.text("currency").upper()
        if currency and currency not in currencies():
            value.note("currency", "not_a_currency", value.text("currency"))
            return Sum()
        if amount is not None and not currency:
            value.note("amount", "no_currency", f"{amount.normalize():f}")
            return Sum()
        return Sum(amount, currency)

    def moment(self, key: str) -> datetime | None:
        """The field's moment, UTC. Without a time or a zone it is none, and noted."""
        found = self.get(key)
        if found is None:
            return None
        text = found.strip() if isinstance(found, str) else ""
        moment, parsed = read_moment(text), _parsed(text) if MOMENT.fullmatch(text) else None
        if parsed is not None and (moment or parsed).year not in YEARS:
            self.note(key, "absurd_date", found)
            return None
        if moment is None:
            self.note(key, "no_time" if parsed or DAY.fullmatch(text) else "not_a_date", found)
        return moment

    def day(self, key: str) -> date | None:
        """The day of a field, as it is written there: a moment's day in its own zone."""
        found = self.get(key)
        if found is None:
            return None
        text = found.strip() if isinstance(found, str) else ""
        shape = MOMENT.fullmatch(text)
        if DAY.fullmatch(text) or (shape and _parsed(text)):
            with suppress(ValueError):
                day = date.fromisoformat(text[:10])
                if day.year in YEARS:
                    return day
                self.note(key, "absurd_date", found)
                return None
        self.note(key, "not_a_date", found)
        return None


def read_moment(text: str) -> datetime | None:
    """Return an RFC 3339 moment as UTC; None where the text is none or has no zone."""
    shape = MOMENT.fullmatch(text)
    if shape is None or not ZONE.fullmatch(shape[4].strip()):
        return None
    found = _parsed(text)
    try:
        return found.astimezone(UTC) if found is not None and found.tzinfo else None
    except (OverflowError, ValueError):
        return None


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper().replace(",", "."))
    except ValueError:
        return None


def _printable(text: str) -> str:
    """The text as it can be stored and shown: no NUL, no half characters, tidy line ends."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return tidy(whole.replace("\r\n", "\n").replace("\r", "\n")).strip()
