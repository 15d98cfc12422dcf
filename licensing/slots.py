"""The slots of an inspection calendar: times at which a visit can be booked.

They follow from a weekly pattern, its exceptions and the country's working days; nothing of
them is stored, so a holiday announced later takes its slots away by itself. Pure: called by
`licensing.visit_booking` and by the pages of calendars.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflow.working import Calendar

SHORTEST, LONGEST = 15, 480  # minutes of one visit


@dataclass(frozen=True, order=True)
class Slot:
    """A time for a visit, [starts, ends), both aware."""

    starts: datetime
    ends: datetime

    def meets(self, starts: datetime, ends: datetime) -> bool:
        """Whether it shares any moment with [starts, ends)."""
        return self.starts < ends and starts < self.ends


@dataclass(frozen=True)
class Hours:
    """A stretch of a day in which visits of `minutes` follow one another."""

    since: time
    until: time
    minutes: int

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Hours":
        """From a stored row: {"from": "09:00", "to": "12:00", "minutes": 60}."""
        return cls(
            time.fromisoformat(row["from"]), time.fromisoformat(row["to"]), int(row["minutes"])
        )


def closed_days(exceptions: Iterable[Mapping[str, Any]]) -> set[str]:
    """The days (ISO) on which there are no visits, whatever the pattern says."""
    return {row["day"] for row in exceptions if not row.get("from")}


def added_hours(exceptions: Iterable[Mapping[str, Any]]) -> dict[str, list[Hours]]:
    """Hours added on single days (ISO), which count on days off, too."""
    found: dict[str, list[Hours]] = {}
    for row in exceptions:
        if row.get("from"):
            found.setdefault(row["day"], []).append(Hours.read(row))
    return found


def of_day(
    day: date,
    pattern: Iterable[Mapping[str, Any]],
    exceptions: Iterable[Mapping[str, Any]],
    calendar: Calendar,
    zone: ZoneInfo,
) -> list[Slot]:
    """Return the slots of one day, in order, none twice.

    `pattern` holds rows {"weekday": 0…6 (0 is Monday), "from", "to", "minutes"}; `exceptions`
    rows {"day": ISO, "from", "to", "minutes", "reason"}, closed where "from" is empty.
    """
    exceptions = list(exceptions)
    name = day.isoformat()
    if name in closed_days(exceptions):
        return []
    hours = list(added_hours(exceptions).get(name, []))
    if calendar.is_working(day):
        hours += [Hours.read(row) for row in pattern if int(row["weekday"]) == day.weekday()]
    return sorted({slot for one in hours for slot in _cut(day, one, zone)})


def _cut(day: date, hours: Hours, zone: ZoneInfo) -> Iterator[Slot]:
    """The hours in pieces; what is left over at their end is no slot."""
    if not SHORTEST <= hours.minutes <= LONGEST:
        return
    length = timedelta(minutes=hours.minutes)
    at, end = datetime.combine(day, hours.since), datetime.combine(day, hours.until)
    while at + length <= end:
        starts = at.replace(tzinfo=zone)
        yield Slot(starts, starts + length)
        at += length


def between(
    first: date,
    last: date,
    pattern: Iterable[Mapping[str, Any]],
    exceptions: Iterable[Mapping[str, Any]],
    calendar: Calendar,
    zone: ZoneInfo,
) -> list[Slot]:
    """Return the slots of the days from `first` to `last`, both included, in order."""
    pattern, exceptions = list(pattern), list(exceptions)
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return [slot for day in days for slot in of_day(day, pattern, exceptions, calendar, zone)]


def is_off(day: date, exceptions: Iterable[Mapping[str, Any]], calendar: Calendar) -> bool:
    """Whether no visit should take place on the day: a day off to which no hours were added,
    or one that was closed."""
    exceptions = list(exceptions)
    if day.isoformat() in closed_days(exceptions):
        return True
    return not calendar.is_working(day) and day.isoformat() not in added_hours(exceptions)
