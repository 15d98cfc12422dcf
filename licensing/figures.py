"""How long decisions take, computed set-wise from the passages of applications through states.

What is measured, in working days of the authority (the day on which something happens is not
counted, as in its clocks):

    total      from the first submission to the decision
    office     of it, while the authority had the ball
    applicant  while the applicant had it: corrections, information, and payment afterwards

Of each the 5 % trimmed mean (of the values in order, 5 % at each end are left out, rounded
down: R's `mean(x, trim = 0.05)`), the median and the 90th percentile (interpolated between
neighbours, as PostgreSQL's percentile_cont). What was granted by rule, at once, is counted
apart. Groups of fewer than `LEAST` decisions give a number and nothing else.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from licensing.models.application_states import OFFICE, State
from workflow.gate import calendar

LEAST = 5
TRIM = 0.05
KEPT = 600  # seconds
DAY = 86_400  # seconds
YEAR = dt.timedelta(days=365)
DECIDED = (State.APPROVED, State.REFUSED)
ASKED = (State.RETURNED, State.INFORMATION_REQUESTED)
# An officer has had it: it was not granted by rule.
SEEN = (State.SCREENING, State.IN_REVIEW, State.AWAITING_DECISION)
FIRST = dt.date(1990, 1, 1)
# The reviews that were concluded, by the agency that made them and by the stage they were.
REVIEWS = {"reviewer": "r.agency_id", "review": "r.key"}
REVIEWING = ("waiting", "in_progress")
DONE_REVIEWS = "JOIN licensing_review r ON r.id = p.case_id AND r.state = 'done'"
# Every day, and how many working days there were up to it.
Known = tuple[list[dt.date], list[int]]


@dataclass(frozen=True)
class Spread:
    """Trimmed mean, median and 90th percentile of some days; None where there are too few."""

    mean: float | None = None
    median: float | None = None
    ninetieth: float | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of one group: `kind` is "all", "type", "agency", "year", "stage", "reviewer" or "review"."""

    kind: str
    key: str
    decided: int
    total: Spread = Spread()
    office: Spread = Spread()
    applicant: Spread = Spread()
    within: float | None = None
    complete: float | None = None

    @property
    def is_few(self) -> bool:
        """Whether there are too few to say anything: single cases would show."""
        return self.decided < LEAST


def spread_sql(value: str) -> str:
    """The three figures of a column, of rows that carry its rank `r_…` and the group's `n`."""
    return f"""
      avg({value}) FILTER (WHERE r_{value} > floor(n * {TRIM}) AND r_{value} <= n - floor(n * {TRIM})),
      percentile_cont(0.5) WITHIN GROUP (ORDER BY {value}),
      percentile_cont(0.9) WITHIN GROUP (ORDER BY {value})"""


def _rank_sql(value: str) -> str:
    return f"row_number() OVER (PARTITION BY kind, key ORDER BY {value}) AS r_{value}"


# Working days up to and including each day; the first submission and decision of each case.
_CASES = """
  working AS (SELECT day, n FROM unnest(%(days)s::date[], %(counts)s::int[]) AS given(day, n)),
  decided AS (
    SELECT p.case_id AS id, min(p.since) AS at FROM workflow_passage p
    WHERE p.kind = 'application' AND p.state = ANY(%(decided)s) GROUP BY p.case_id
  ),
  cases AS (
    SELECT a.id, a.licence_type_id, a.agency_id, d.at, g.zone, v.review_days,
           (d.at AT TIME ZONE g.zone)::date AS day
    FROM decided d
    JOIN licensing_application a ON a.id = d.id
    JOIN accounts_agency g ON g.id = a.agency_id
    JOIN licensing_licencetypeversion v ON v.id = a.version_id
    WHERE (d.at AT TIME ZONE g.zone)::date BETWEEN %(since)s AND %(until)s
  ),
  spans AS (
    SELECT c.id, p.state, p.since < c.at AS before, u.n - s.n AS days, s.n AS begun
    FROM cases c
    JOIN workflow_passage p ON p.kind = 'application' AND p.case_id = c.id
    JOIN working s ON s.day = (p.since AT TIME ZONE c.zone)::date
    JOIN working u ON u.day = (coalesce(p.until, %(now)s) AT TIME ZONE c.zone)::date
  )
"""
_SPENT = """
  spent AS (
    SELECT c.id, c.licence_type_id, c.agency_id, c.day, c.review_days,
           w.n - min(p.begun) FILTER (WHERE p.state = 'submitted') AS total,
           coalesce(sum(p.days) FILTER (WHERE p.before AND p.state = ANY(%(office)s)), 0) AS office,
           coalesce(sum(p.days) FILTER (WHERE (p.before AND p.state = ANY(%(asked)s))
             OR p.state = 'awaiting_payment'), 0) AS applicant,
           NOT bool_or(p.before AND p.state = ANY(%(asked)s)) AS complete,
           bool_or(p.before AND p.state = ANY(%(seen)s)) AS seen
    FROM cases c JOIN spans p ON p.id = c.id JOIN working w ON w.day = c.day
    GROUP BY c.id, c.licence_type_id, c.agency_id, c.day, c.review_days, w.n
    HAVING min(p.begun) FILTER (WHERE p.state = 'submitted') IS NOT NULL
  )
"""
_GROUPS = {
    "all": "SELECT 'all' AS kind, '' AS key, spent.* FROM spent WHERE seen",
    "type": "SELECT 'type' AS kind, licence_type_id::text AS key, spent.* FROM spent WHERE seen",
    "agency": "SELECT 'agency' AS kind, agency_id::text AS key, spent.* FROM spent WHERE seen",
    "year": "SELECT 'year' AS kind, extract(year FROM day)::int::text AS key, spent.* FROM spent WHERE seen",
    "by_rule": "SELECT 'by_rule' AS kind, '' AS key, spent.* FROM spent WHERE NOT seen",
}


def of_year(year: int) -> dict[str, list[Figures]]:
    """The figures of what was decided in a year, by kind of group; kept for ten minutes."""
    return _kept(f"licence-figures:{year}", lambda: _of_year(year))


def by_year() -> list[Figures]:
    """The figures of each year in which something was decided, the latest first."""
    found = _kept("licence-figures:years", lambda: _figures(FIRST, dt.date(2199, 12, 31), ["year"]))
    return sorted(found, key=lambda one: one.key, reverse=True)


def usual_days() -> dict[int, int]:
    """The median of the past year's times to a decision, in whole working days, rounded up.

    By the key of the licence type; only of types of which officers decided often enough. From
    the first submission on, with what the applicant took. Computed once a day.
    """
    today = timezone.localdate()

    def medians() -> dict[int, int]:
        found = _figures(today - YEAR, today, ["type"])
        return {int(x.key): math.ceil(x.total.median) for x in found if x.total.median is not None}

    return dict(_kept(f"licence-usual:{today}", medians, DAY))


def _kept(key: str, make: Any, seconds: int = KEPT) -> Any:
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, seconds)
    return found


def _of_year(year: int) -> dict[str, list[Figures]]:
    since, until = dt.date(year, 1, 1), dt.date(year, 12, 31)
    known = _working_days()
    found = _figures(since, until, ["all", "type", "agency", "by_rule"], known)
    found += stage_times(since, until, known=known)
    for kind, key in REVIEWS.items():
        reviews = stage_times(
            since, until, kind="review", states=REVIEWING, key=key, join=DONE_REVIEWS, known=known
        )
        found += [replace(one, kind=kind) for one in reviews]
    kinds = ("all", "type", "agency", "by_rule", "stage", *REVIEWS)
    return {kind: [one for one in found if one.kind == kind] for kind in kinds}


def _figures(
    since: dt.date, until: dt.date, kinds: Sequence[str], known: Known | None = None
) -> list[Figures]:
    groups = " UNION ALL ".join(_GROUPS[kind] for kind in kinds)
    values = ("total", "office", "applicant")
    sql = f"""
      WITH {_CASES}, {_SPENT},
      grouped AS ({groups}),
      ranked AS (
        SELECT grouped.*, count(*) OVER (PARTITION BY kind, key) AS n,
               {", ".join(_rank_sql(value) for value in values)}
        FROM grouped
      )
      SELECT kind, key, count(*), {", ".join(spread_sql(value) for value in values)},
             avg((office <= review_days)::int), avg(complete::int)
      FROM ranked GROUP BY kind, key ORDER BY kind, count(*) DESC, key
    """  # noqa: S608  (parts of this module; every value is a parameter)
    return [_read(row) for row in _rows(sql, since, until, known)]


def stage_times(
    since: dt.date,
    until: dt.date,
    *,
    kind: str = "application",
    states: Sequence[str] = OFFICE,
    key: str = "p.state",
    join: str = "",
    known: Known | None = None,
) -> list[Figures]:
    """How long each stage took, of cases decided between two days: one group for each stage.

    At first the stages are the states of applications in which the office has the ball. Where
    stages are cases of their own, they name them: `kind` of the case, the `states` in which its
    clock runs, what tells stages apart (`key`, SQL over the passage `p`) and the `join` it needs
    (see `REVIEWS`). Of other kinds than applications a case counts when its last such passage
    has ended between the days. SQL is written in the code, never by people.
    """
    if kind == "application":
        source = """
          SELECT 'stage' AS kind, c.state AS key, c.id, sum(c.days) AS total FROM spans c
          WHERE c.before AND c.state = ANY(%(states)s) AND c.id IN (
            SELECT id FROM spans WHERE before AND state = ANY(%(seen)s))
          GROUP BY c.state, c.id"""
    else:
        source = f"""
          SELECT 'stage' AS kind, ({key})::text AS key, p.case_id AS id, sum(u.n - s.n) AS total
          FROM workflow_passage p {join}
          JOIN working s ON s.day = (p.since AT TIME ZONE %(zone)s)::date
          JOIN working u ON u.day = (p.until AT TIME ZONE %(zone)s)::date
          WHERE p.kind = %(kind)s AND p.state = ANY(%(states)s) AND p.until IS NOT NULL
          GROUP BY 2, p.case_id
          HAVING (max(p.until) AT TIME ZONE %(zone)s)::date BETWEEN %(since)s AND %(until)s"""  # noqa: S608
    sql = f"""
      WITH {_CASES},
      grouped AS ({source}),
      ranked AS (
        SELECT grouped.*, count(*) OVER (PARTITION BY kind, key) AS n, {_rank_sql("total")}
        FROM grouped
      )
      SELECT kind, key, count(*), {spread_sql("total")} FROM ranked GROUP BY kind, key ORDER BY key
    """  # noqa: S608  (the same)
    chosen = [str(state) for state in states]
    rows = _rows(sql, since, until, known, kind=kind, states=chosen)
    return [_read(row) for row in rows]


def _rows(sql: str, since: dt.date, until: dt.date, known: Known | None, **more: Any) -> list[Any]:
    days, counts = known or _working_days()
    values = {
        "days": days,
        "counts": counts,
        "since": since,
        "until": until,
        "now": timezone.now(),
        "zone": timezone.get_default_timezone_name(),
        "decided": [str(state) for state in DECIDED],
        "office": [str(state) for state in OFFICE],
        "asked": [str(state) for state in ASKED],
        "seen": [str(state) for state in SEEN],
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _working_days() -> Known:
    """Every day since the first passage, and how many working days there were up to it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(since), now() FROM workflow_passage")
        first, last = cursor.fetchone() or (None, None)
    if first is None or last is None:
        return [], []
    known = calendar()
    day, end, count = first.date() - dt.timedelta(days=2), last.date() + dt.timedelta(days=2), 0
    days, counts = [], []
    while day <= end:
        count += known.is_working(day)
        days.append(day)
        counts.append(count)
        day += dt.timedelta(days=1)
    return days, counts


def _read(row: Sequence[Any]) -> Figures:
    kind, key, decided, *rest = row
    if decided < LEAST:
        return Figures(kind, key or "", decided)
    numbers = [None if value is None else float(value) for value in rest]
    spreads = [Spread(*numbers[at : at + 3]) for at in (0, 3, 6) if at + 3 <= len(numbers)]
    shares = numbers[9:11] if len(numbers) >= 11 else [None, None]
    if kind == "by_rule":
        return Figures(kind, "", decided)
    total, office, applicant = (*spreads, Spread(), Spread())[:3]
    return Figures(kind, key or "", decided, total, office, applicant, shares[0], shares[1])
