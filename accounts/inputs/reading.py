"""Reads days and hours as people type them, and says in a sentence what is wrong with each part.

Pure: no form, no database. The fields for dates call it.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, time
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import calendars
from accounts.text import fold, plain_number, tidy

# Numbers of the parts, as their inputs are called: due_0, due_1, due_2, due_3.
DAY, MONTH, YEAR, HOUR = range(4)


class Typed(NamedTuple):
    """What stood in the inputs of a date, as it was typed."""

    day: str = ""
    month: str = ""
    year: str = ""
    hour: str = ""


class Wrong(ValueError):
    """What is wrong, as sentences for people, and with which parts."""

    def __init__(self, *problems: tuple[str, int]) -> None:
        super().__init__(*(sentence for sentence, _part in problems))
        self.sentences = [sentence for sentence, _part in problems]
        self.parts = {part for _sentence, part in problems}


_WHOLE = (
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})\s*[-/. ]\s*(?P<month>\d{1,2})\s*[-/. ]\s*(?P<year>\d{4})"),
)


def cleaned(typed: Typed) -> Typed:
    """The parts in Latin digits; a whole date in the first one is spread over all three."""
    day, month, year, hour = (plain_number(tidy(part)) for part in typed)
    if day and not month and not year:
        found = next((m for p in _WHOLE if (m := p.fullmatch(day))), None)
        if found:
            return Typed(found["day"], found["month"], found["year"], hour)
    return Typed(day, month, year, hour)


def read_day(typed: Typed) -> date:
    """The day that was typed. Raises Wrong, with everything that is wrong at once."""
    typed = cleaned(typed)
    problems: list[tuple[str, int]] = []
    day = _part(typed.day, DAY, _day, _("Write the day too."), problems)
    month = _part(typed.month, MONTH, _month, _("Write the month too."), problems)
    year = _part(typed.year, YEAR, _year, _("Write the year too."), problems)
    if problems:
        raise Wrong(*problems)
    last = monthrange(year, month)[1]
    if day > last:
        text = _("%(date)s does not exist: that month ends with day %(last)s.")
        words = f"{day} {calendars.months()[month - 1]} {year}"
        raise Wrong((text % {"date": words, "last": last}, DAY))
    return date(year, month, day)


def _part(
    value: str,
    number: int,
    reader: Callable[[str], int],
    missing: str,
    problems: list[tuple[str, int]],
) -> int:
    """Read one part, or note what is wrong with it."""
    if not value:
        problems.append((missing, number))
        return 0
    try:
        return reader(value)
    except ValueError as error:
        problems.append((str(error), number))
        return 0


def _day(value: str) -> int:
    if not re.fullmatch(r"\d+", value, re.ASCII) or not 1 <= int(value[:9]) <= 31:
        raise ValueError(_("The day must be between 1 and 31."))
    return int(value)


def _month(value: str) -> int:
    named = calendars.months_by_name(settings.COUNTRY).get(
        fold(" ".join(value.split())).rstrip(".")
    )
    if named:
        return named
    if not re.fullmatch(r"\d+", value, re.ASCII) or not 1 <= int(value[:9]) <= 12:
        raise ValueError(_("The month must be between 1 and 12."))
    return int(value)


def _year(value: str) -> int:
    if not re.fullmatch(r"\d{4}", value, re.ASCII) or int(value) < 1000:
        text = _("Write the year with four digits, for example %(year)s.")
        raise ValueError(text % {"year": timezone.localdate().year})
    if 1300 <= int(value) < 1600:
        raise ValueError(_("This is a Hijri year. Write the date in the Gregorian calendar."))
    return int(value)


_CLOCK = re.compile(r"(?P<hour>\d{2})(?:[:.]?(?P<minute>\d{2}))?", re.ASCII)
_HALF_DAY = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?:(?P<am>am|a\.m\.|ص)|(?P<pm>pm|p\.m\.|م))",
    re.ASCII,
)
_SHORT = re.compile(r"(?P<hour>\d)(?:[:.]?(?P<minute>\d{2}))?", re.ASCII)


def read_hour(value: str) -> time:
    """The hour and minute that were typed. Raises Wrong.

    14:00, 14.00, 1400, 14 and 2:00 pm are understood. 2:00 alone is not: bids that close in the
    afternoon must not close at night because of a guess.
    """
    value = plain_number(tidy(value)).lower()
    short = _SHORT.fullmatch(value)
    if short and int(short["minute"] or 0) < 60:
        early = time(int(short["hour"]), int(short["minute"] or 0))
        text = _("Is that in the morning or in the evening? Write %(early)s or %(late)s.")
        late = f"{early.hour + 12}:{early:%M}"
        raise Wrong((text % {"early": f"{early:%H:%M}", "late": late}, HOUR))
    half, clock = _HALF_DAY.fullmatch(value), _CLOCK.fullmatch(value)
    found = half or clock
    if found is None:
        raise Wrong((_("Write the hour like this: 14:00."), HOUR))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if half:
        hour = hour % 12 + (12 if half["pm"] else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise Wrong((_("The hour must be between 00:00 and 23:59."), HOUR))
    return time(hour, minute)
