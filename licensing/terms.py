"""How long a licence is valid: half-open periods counted from its first day.

Called when a licence is issued and when its dates are shown. A period holds from its first day
up to, and not including, `until`; people read the last valid day.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """A half-open stretch of days, [since, until)."""

    since: date
    until: date

    @property
    def last_day(self) -> date:
        """The last day on which it holds: the one that is printed."""
        return last_day(self.until)

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies within."""
        return self.since <= day < self.until


def last_day(until: date) -> date:
    """Return the last valid day of a period that ends, half-open, at `until`."""
    return until - timedelta(days=1)


def anniversary(anchor: date, months: int) -> date:
    """Return the day `months` calendar months after `anchor`.

    A month that has no such day gives the first day of the next: a licence from 29 February
    runs through 28 February, and nobody loses a day. Later anniversaries are counted from the
    anchor again, so that 29 February comes back in the next leap year.
    """
    years, month = divmod(anchor.month - 1 + months, 12)
    try:
        return date(anchor.year + years, month + 1, anchor.day)
    except ValueError:
        return anniversary(anchor.replace(day=1), months + 1)


def term(anchor: date, months: int, number: int = 1) -> Period:
    """Return the `number`-th term (the first is 1) of a licence whose first day is `anchor`."""
    return Period(anniversary(anchor, months * (number - 1)), anniversary(anchor, months * number))


# When a term ends: LicenceTypeVersion.TermEnds.
YEAR_END = "year_end"


def first_period(anchor: date, months: int, ends: str = "") -> Period:
    """Return the first term of a licence whose first day is `anchor`."""
    return next_period(anchor, anchor, months, ends)[0]


def next_period(anchor: date, since: date, months: int, ends: str = "") -> tuple[Period, date]:
    """Return the term that begins on `since`, and the anchor from which the next is counted.

    `since` is the end of the term before (or the anchor itself), so that terms follow one
    another without gap or overlap. With `ends="year_end"` a term ends with the calendar year:
    months count as whole years, begun ones full. Where the rule was another before, so that
    `since` is no anniversary of the anchor, terms are counted from `since` on.
    """
    if ends == YEAR_END:
        years = -(-months // 12)
        return Period(since, date(since.year + years, 1, 1)), anchor
    passed = _months_between(anchor, since)
    if passed is None:
        anchor, passed = since, 0
    return Period(since, anniversary(anchor, passed + months)), anchor


def _months_between(anchor: date, day: date) -> int | None:
    """Return how many months after the anchor `day` is an anniversary, or None if it is none.

    An anniversary that its month does not have falls on the first of the next: then it is one
    month less than the calendar seems to say.
    """
    apart = (day.year - anchor.year) * 12 + day.month - anchor.month
    fitting = (months for months in (apart, apart - 1) if months >= 0)
    return next((months for months in fitting if anniversary(anchor, months) == day), None)
