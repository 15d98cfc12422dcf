"""How long a registration holds: a year at a time, counted from its first day.

Periods are half-open: `until` is the first day without it. Counting from the anchor and not from
the last term keeps 29 February what it was.
"""

from calendar import isleap
from datetime import date, timedelta

# So many days before it ends, a registration can be renewed without a gap.
EARLY = 60


def years_after(anchor: date, years: int) -> date:
    """Return the same day `years` later; of 29 February, where there is none, 1 March."""
    year = anchor.year + years
    if (anchor.month, anchor.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return anchor.replace(year=year)


def year_from(anchor: date, start: date) -> date:
    """Return the end of the year that holds at `start`: the first anniversary after it."""
    years = start.year - anchor.year
    end = years_after(anchor, years)
    return end if end > start else years_after(anchor, years + 1)


def can_renew_early(until: date, today: date) -> bool:
    """Whether today is among the last days before the registration ends."""
    return until - timedelta(days=EARLY) <= today < until


def last_day(until: date) -> date:
    """Return the last day on which it holds, which is what people are shown."""
    return until - timedelta(days=1)
