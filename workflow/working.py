"""Working days, and clocks that run on them.

A clock is computed from the spans of time during which it ran, never incremented. The day on
which something happens is not counted; weekends and public holidays are not counted either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as public_holidays
from django.conf import settings


class Calendar:
    """The working days of a country: its weekend and public holidays, as amended."""

    def __init__(
        self, country: str, added: Iterable[date] = (), removed: Iterable[date] = ()
    ) -> None:
        self._holidays = public_holidays.country_holidays(country)
        self._added = frozenset(added)
        self._removed = frozenset(removed)

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self._removed:
            return True
        if day.weekday() in self._holidays.weekend or day in self._added:
            return False
        return day not in self._holidays

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (`day` itself when count is 0 or less)."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return the number of working days after `start`, up to and including `end`."""
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=i)) for i in range(1, days + 1))


@lru_cache(maxsize=1)
def _plain(country: str) -> Calendar:
    return Calendar(country)


def plain_calendar() -> Calendar:
    """Return the calendar of `COUNTRY` without amendments."""
    return _plain(settings.COUNTRY)


def plain_country() -> str:
    """Return the country whose calendar is kept (ISO 3166 alpha-2)."""
    return str(settings.COUNTRY)


@dataclass(frozen=True)
class Span:
    """A time during which a clock ran; `end` is None while it still runs."""

    start: datetime
    end: datetime | None = None


def due_on(spans: Sequence[Span], days: int, calendar: Calendar, zone: ZoneInfo) -> date | None:
    """Return the last working day on which the clock is kept, or None while it is stopped.

    `days` is the number of working days allowed, `spans` are in order of time.
    """
    if not any(span.end is None for span in spans):
        return None
    left = days
    for span in spans:
        start = local(span.start, zone)
        last = calendar.add(start, left)
        # Run out before it was stopped: stopping it afterwards makes nothing timely again.
        if span.end is None or last < local(span.end, zone):
            return last
        left -= calendar.between(start, local(span.end, zone))
    return None


def local(at: datetime, zone: ZoneInfo) -> date:
    """Return the date at `at` in `zone`."""
    return at.astimezone(zone).date()
