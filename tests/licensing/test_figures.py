"""The annual figures against plain Python: `statistics`, and the days counted one by one."""

import math
import random
import statistics
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing import figures
from licensing.figures import ASKED as ASKED_STATES
from licensing.models import Application
from licensing.models.application_states import OFFICE, State
from workflow.gate import begin, calendar
from workflow.models import Passage
from workflow.working import local

ZONE = ZoneInfo("Asia/Amman")
PATHS = (
    ("submitted", "in_review", "awaiting_decision", "approved"),
    ("submitted", "in_review", "returned", "submitted", "in_review", "awaiting_decision", "refused"),
    ("submitted", "in_review", "information_requested", "in_review", "awaiting_decision", "approved",
     "awaiting_payment", "issued"),
    ("submitted", "approved", "issued"),
)  # fmt: skip


def trimmed(values):
    ordered = sorted(values)
    cut = math.floor(len(ordered) * 0.05)
    return statistics.fmean(ordered[cut : len(ordered) - cut])


def ninetieth(values):
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=10, method="inclusive")[8]


def told(licensing, path, hours, since=datetime(2025, 3, 2, 6, tzinfo=UTC), kind=None):
    """An application that went this way, so many hours in each state."""
    kind = kind or licensing.food
    application = Application(
        state=path[-1], company=licensing.cast.noor, agency=kind.agency, licence_type=kind,
        version=kind.current, is_exclusive=False, imported=True,
    )  # fmt: skip
    application = begin(application, by=None, who=None)
    event = Passage.objects.get(kind="application", case_id=application.pk).event
    Passage.objects.filter(kind="application", case_id=application.pk).delete()
    at, rows = since, []
    for state, length in zip(path, [*hours, None], strict=False):
        until = None if length is None else at + timedelta(hours=length)
        rows.append(Passage(kind="application", case_id=application.pk, state=state, since=at,
                            until=until, event=event))  # fmt: skip
        at = until
    rows[-1].until = None
    Passage.objects.bulk_create(rows)
    return application, rows


def plainly(rows):
    """(total, office, applicant, complete) of one application, counted by the calendar."""
    known = calendar()
    decided = next(row.since for row in rows if row.state in ("approved", "refused"))

    def days(start, end):
        return known.between(local(start, ZONE), local(end, ZONE))

    now = datetime.now(UTC)
    office = sum(days(r.since, r.until) for r in rows if r.since < decided and r.state in OFFICE)
    asked = [r for r in rows if r.since < decided and r.state in ASKED_STATES]
    waits = [*asked, *(r for r in rows if r.state == State.AWAITING_PAYMENT)]
    applicant = sum(days(r.since, r.until or now) for r in waits)
    return days(rows[0].since, decided), office, applicant, not asked


@pytest.mark.parametrize("count", [0, 1, 4, 5, 19, 20, 41])
def test_the_figures_are_those_that_plain_python_computes(cast, licensing, count):
    chance = random.Random(count)
    expected = []
    for _n in range(count):
        path = chance.choice(PATHS[:3])
        hours = [chance.randint(1, 400) for _state in path[:-1]]
        _application, rows = told(licensing, path, hours)
        expected.append(plainly(rows))
    found = figures.of_year(2025)["all"]
    if count == 0:
        assert found == []
        return
    (one,) = found
    assert one.decided == count
    if count < figures.LEAST:
        assert one.is_few
        assert one.total.mean is None
        return
    for at, spread in enumerate((one.total, one.office, one.applicant)):
        values = [row[at] for row in expected]
        assert spread.mean == pytest.approx(trimmed(values))
        assert spread.median == pytest.approx(statistics.median(values))
        assert spread.ninetieth == pytest.approx(ninetieth(values))
    promised = licensing.food.current.review_days
    assert one.within == pytest.approx(statistics.fmean(row[1] <= promised for row in expected))
    assert one.complete == pytest.approx(statistics.fmean(row[3] for row in expected))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=120))
def test_the_three_figures_of_any_numbers(db, values):
    from django.db import connection

    sql = f"""
      WITH given AS (SELECT unnest(%s::int[]) AS total),
      ranked AS (SELECT total, count(*) OVER () AS n,
                        row_number() OVER (ORDER BY total) AS r_total FROM given)
      SELECT {figures.spread_sql("total")} FROM ranked"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [values])
        mean, median, nine = (float(value) for value in cursor.fetchone())
    assert mean == pytest.approx(trimmed(values))
    assert median == pytest.approx(statistics.median(values))
    assert nine == pytest.approx(ninetieth(values))
    assert min(values) <= mean <= max(values)
    assert median <= nine


def test_types_years_stages_and_what_is_granted_by_rule_stand_apart(cast, licensing):
    for _n in range(6):
        told(licensing, PATHS[0], [24, 48, 24])
        told(licensing, PATHS[3], [1, 1], kind=licensing.home)
        told(licensing, PATHS[0], [24, 24, 24], since=datetime(2024, 3, 4, 6, tzinfo=UTC))
    found = figures.of_year(2025)
    assert [one.decided for one in found["all"]] == [6]
    assert [one.key for one in found["type"]] == [str(licensing.food.pk)]
    assert [one.key for one in found["agency"]] == [str(cast.trade.pk)]
    assert [one.decided for one in found["by_rule"]] == [6]
    stages = {one.key: one.total.median for one in found["stage"]}
    assert stages == {"submitted": 1, "in_review": 2, "awaiting_decision": 1}
    assert [one.key for one in figures.by_year()] == ["2025", "2024"]


def test_stages_that_are_cases_of_their_own(cast, licensing):
    """Passages of another kind, told apart by a column."""
    event = Passage.objects.filter(kind="company").first().event
    monday = datetime(2025, 3, 3, 6, tzinfo=UTC)
    Passage.objects.bulk_create(
        Passage(kind="review", case_id=n, state="open", since=monday,
                until=monday + timedelta(days=n), event=event)
        for n in range(1, 7)
    )  # fmt: skip
    found = figures.stage_times(
        date(2025, 1, 1),
        date(2025, 12, 31),
        kind="review",
        states=["open"],
        key="p.case_id - p.case_id",
    )
    assert [(one.key, one.decided) for one in found] == [("0", 6)]
    known = calendar()
    days = [
        known.between(date(2025, 3, 3), date(2025, 3, 3) + timedelta(days=n)) for n in range(1, 7)
    ]
    assert found[0].total.median == statistics.median(days)


def test_reviews_are_told_by_agency_and_by_stage(cast, licensing, client):
    licensing.staged()
    for _n in range(5):
        case = licensing.in_stages()
        licensing.concluded(case, "health", cast.health_reviewer)
        licensing.concluded(case, "civil", cast.civil_reviewer)
    cache.clear()
    told(licensing, PATHS[0], [24, 48, 24], since=timezone.now() - timedelta(days=9))
    found = figures.of_year(timezone.localdate().year)
    by_agency = {one.key: one.decided for one in found["reviewer"]}
    assert by_agency == {str(cast.health.pk): 5, str(cast.civil.pk): 5}
    assert {one.key: one.decided for one in found["review"]} == {"health": 5, "civil": 5}
    page = client.get("/en/register/figures/").content.decode()
    assert "Reviews by agency" in page
    assert "Food safety review" in page


def test_the_page_shows_charts_with_tables_in_both_languages(
    cast, licensing, client, django_assert_max_num_queries
):
    page = client.get(reverse("licence_figures")).content.decode()
    assert "Nothing was decided yet" in page
    cache.clear()
    for _n in range(6):
        told(licensing, PATHS[1], [24, 48, 72, 24, 24, 24])
        told(licensing, PATHS[0], [24, 48, 24], since=datetime(2024, 3, 4, 6, tzinfo=UTC))
    for _n in range(2):
        told(licensing, PATHS[0], [24, 48, 24], kind=licensing.home)
    for language in ("en", "ar"):
        cache.clear()
        address = reverse("licence_figures").replace("/en/", f"/{language}/")
        with django_assert_max_num_queries(12):
            answer = client.get(f"{address}?year=2025")
        text = answer.content.decode()
        assert text.count('<figure class="chart">') >= 4
        assert str(licensing.food.current.name_ar if language == "ar" else "Food shop") in text
    english = client.get("/en/register/figures/?year=2025").content.decode()
    assert "fewer than 5" in english
    assert client.get(reverse("licence_figures") + "?year=x'").status_code == 200


def test_the_download_says_the_same(cast, licensing, client):
    for _n in range(6):
        told(licensing, PATHS[0], [24, 48, 24])
    answer = client.get(reverse("licence_figures") + "?download=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("year,group,code,name,decided,total_trimmed_mean")
    assert lines[1].startswith("2025,all,,,6,4,4,4,4,4,4,0,0,0,1,1")
    assert any(line.startswith("2025,type,food-shop,Food shop licence,6") for line in lines)
