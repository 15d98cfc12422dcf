"""What one row says, and what is wrong with it. Asks the database nothing: what is known of
types and holders is given.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import override

from accounts.text import fold, latin_digits, tidy
from licensing.importing.columns import BY_NAME, COLUMNS, NEEDED
from licensing.importing.problems import Note
from licensing.models.licence_states import HELD
from licensing.standing import EXPIRED
from vendors.numbers import registration_number

LONG = 30 * 366
STATES = ("active", "suspended", "expired", "revoked")
WITH_REASONS = ("suspended", "revoked")
_SPLIT = re.compile(r"[/.\-]")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_ISIC = re.compile(r"\d{2,4}")


@dataclass(frozen=True)
class Kind:
    """A licence type of the agency, as far as rows are judged by it."""

    pk: int
    version: int | None
    exclusive: bool


@dataclass
class Known:
    """What is known before rows are judged."""

    kinds: dict[str, Kind]
    states: dict[str, str]
    day_order: str
    agency: int
    today: date


@dataclass
class Judged:
    """A row: its number and holder, what would be written, and what is to be said."""

    old_number: str = ""
    holder_key: str = ""
    holder_name: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def say(self, code: str, **values: Any) -> None:
        """Note something about the row."""
        self.notes.append([code, values])


def state_words(state: Any) -> dict[str, str]:
    """Every way in which a state may be written: its name, and its label in both languages."""
    found = {name: name for name in STATES}
    for language in ("ar", "en"):
        with override(language):
            found |= {fold(str(state(name).label)): name for name in STATES}
    return found


def judge(given: dict[str, Any], known: Known) -> Judged:
    """Read one row: {column: cell}."""
    row = Judged()
    texts = {name: _text(given.get(name)) for name in BY_NAME}
    row.old_number = _number(texts["old_number"])
    for column in COLUMNS:
        if column.name in NEEDED and not texts[column.name]:
            row.say("missing", column=column.name)
        elif len(texts[column.name]) > column.most:
            row.say("too_long", column=column.name, most=column.most)
    kind = _kind(texts["type"], known, row)
    _holder(texts, known, row)
    days = _days(given, texts, known, row)
    state = _state(texts, days, known, row)
    isic = texts["isic"]
    if isic and not _ISIC.fullmatch(isic):
        row.say("isic_malformed", value=isic[:20])
        isic = ""
    if kind is not None and days is not None and state:
        row.facts = {
            "type": kind.pk,
            "version": kind.version,
            "exclusive": kind.exclusive,
            "anchor": days[0].isoformat(),
            "from": days[1].isoformat(),
            "until": (days[2] + timedelta(days=1)).isoformat(),
            "state": state,
            "isic": isic,
            **{name: texts[name] for name in _WRITTEN},
        }
    return row


_WRITTEN = ("holder_number", "holder_ar", "holder_en", "reasons", "place", "address", "activity_ar",
            "activity_en", "conditions_ar", "conditions_en")  # fmt: skip


def _text(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return tidy(str(cell or "")).strip()


def _number(text: str) -> str:
    """The number in one spelling: Latin digits, capitals, no spaces at its ends."""
    return " ".join(latin_digits(text).upper().split())[:100]


def _kind(text: str, known: Known, row: Judged) -> Kind | None:
    if not text:
        return None
    kind = known.kinds.get(fold(text))
    if kind is None:
        row.say("type_unknown", value=text[:60])
    elif kind.version is None:
        row.say("type_not_active", value=text[:60])
        return None
    return kind


def _holder(texts: dict[str, str], known: Known, row: Judged) -> None:
    """By its registration number; without one, by the agency and its name."""
    names = (texts["holder_ar"], texts["holder_en"])
    row.holder_name = (names[0] or names[1])[:300]
    if texts["holder_number"]:
        try:
            texts["holder_number"] = registration_number(texts["holder_number"])
        except ValueError:
            row.say("number_malformed", value=texts["holder_number"][:40])
            return
        row.holder_key = f"number:{texts['holder_number']}"
    elif any(names):
        name = " ".join(fold(names[0] or names[1]).split())
        row.holder_key = f"name:{known.agency}:{name}"[:400]
    else:
        row.say("holder_missing")


def _days(
    given: dict[str, Any], texts: dict[str, str], known: Known, row: Judged
) -> tuple[date, date, date] | None:
    """The first day of all, the first and the last day of the present term."""
    found: dict[str, date | None] = {}
    for name in ("first_day", "valid_from", "valid_through"):
        found[name] = None
        if texts[name]:
            found[name] = day_of(given.get(name), known.day_order)
            if found[name] is None:
                row.say("no_day", column=name, value=texts[name][:40])
    since, last = found["valid_from"], found["valid_through"]
    anchor = found["first_day"] or since
    if since is None or last is None or anchor is None:
        return None
    if texts["first_day"] and found["first_day"] is None:
        return None
    if last < since:
        row.say("ends_before")
        return None
    if anchor > since:
        row.say("anchor_after")
        return None
    if (last - since).days > LONG:
        row.say("very_long")
    return anchor, since, last


def day_of(cell: Any, order: str) -> date | None:
    """The day of a cell, or None. A date of a spreadsheet and 2026-03-31 are always understood;
    31/3/2026 only where the file was said to write the day, or the month, first.
    """
    if isinstance(cell, date):
        return cell if 1900 <= cell.year <= 2199 else None
    text = latin_digits(tidy(str(cell or ""))).strip()
    iso = ISO.fullmatch(text)
    parts = list(iso.groups()) if iso else _SPLIT.split(text)
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if not iso:
        if order == "iso" or len(parts[2]) != 4:
            return None
        day, month = (numbers[0], numbers[1]) if order == "dmy" else (numbers[1], numbers[0])
        numbers = [numbers[2], month, day]
    if not 1900 <= numbers[0] <= 2199:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def _state(
    texts: dict[str, str], days: tuple[date, date, date] | None, known: Known, row: Judged
) -> str:
    """The state to be written: one whose term is over is expired, whatever the file says."""
    said = known.states.get(fold(texts["state"])) if texts["state"] else "active"
    if said is None:
        row.say("state_unknown", value=texts["state"][:40])
        return ""
    if said in WITH_REASONS and not texts["reasons"]:
        row.say("reasons_missing")
    if days is None:
        return said
    is_over = days[2] < known.today
    if said in HELD and is_over:
        if texts["state"]:
            row.say("is_over")
        return EXPIRED
    if said == EXPIRED and not is_over:
        row.say("still_runs")
    return said
