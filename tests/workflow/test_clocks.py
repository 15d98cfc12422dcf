"""Working days, clocks that stop and go on, and holidays: examples, and what always holds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.cases import company
from vendors.models import Company
from workflow import clockwork, gate
from workflow.models import Holiday, Passage
from workflow.working import Calendar, Span, due_on

AMMAN = ZoneInfo("Asia/Amman")
JORDAN = Calendar("JO")
DAY = timedelta(days=1)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
counts = st.integers(0, 60)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMMAN)


def test_the_weekend_of_the_country_is_not_counted():
    # Thursday 5 November 2026: the next working day in Jordan is Sunday.
    assert JORDAN.add(date(2026, 11, 5), 1) == date(2026, 11, 8)
    assert Calendar("GB").add(date(2026, 11, 5), 1) == date(2026, 11, 6)


def test_public_holidays_are_not_counted():
    # 25 May is Independence Day: a Tuesday in 2027.
    assert not JORDAN.is_working(date(2027, 5, 25))
    assert JORDAN.between(date(2027, 5, 24), date(2027, 5, 26)) == 1


def test_amendments_count():
    added = Calendar("JO", added=[date(2026, 11, 8)])
    assert added.add(date(2026, 11, 5), 1) == date(2026, 11, 9)
    worked = Calendar("JO", removed=[date(2026, 5, 25), date(2026, 11, 6)])
    assert worked.is_working(date(2026, 5, 25))
    assert worked.is_working(date(2026, 11, 6)), "a Friday that offices make up for"


def test_a_clock_stands_still_while_it_is_stopped():
    # Sunday to Tuesday (two days used), stopped a week, five days allowed: three are left.
    spans = [Span(at("2026-11-01T09:00"), at("2026-11-03T15:00")), Span(at("2026-11-10T08:00"))]
    assert due_on(spans, 5, JORDAN, AMMAN) == date(2026, 11, 15)
    assert due_on(spans[:1], 5, JORDAN, AMMAN) is None
    assert due_on([], 5, JORDAN, AMMAN) is None


def test_the_day_it_begins_is_the_agencys_own():
    # 23:30 UTC on Saturday is Sunday in Amman.
    late = [Span(datetime(2026, 11, 7, 23, 30, tzinfo=UTC))]
    assert due_on(late, 1, JORDAN, AMMAN) == date(2026, 11, 9)
    assert due_on(late, 1, JORDAN, ZoneInfo("UTC")) == date(2026, 11, 8)


def test_stopping_the_clock_does_not_make_what_is_late_timely_again():
    spans = [Span(at("2026-11-01T09:00"), at("2026-11-12T15:00")), Span(at("2026-12-01T08:00"))]
    assert due_on(spans, 3, JORDAN, AMMAN) == date(2026, 11, 4)


@given(days, counts)
def test_adding_and_counting_agree(day, count):
    end = JORDAN.add(day, count)
    assert JORDAN.between(day, end) == count
    assert count == 0 or JORDAN.is_working(end)


@given(days, counts, counts)
def test_adding_in_two_steps_is_adding_at_once(day, first, second):
    assert JORDAN.add(JORDAN.add(day, first), second) == JORDAN.add(day, first + second)


@given(st.lists(days, min_size=3, max_size=3).map(sorted))
def test_counting_in_two_parts_is_counting_at_once(three):
    a, b, c = three
    assert JORDAN.between(a, b) + JORDAN.between(b, c) == JORDAN.between(a, c)


@given(moments, st.lists(st.timedeltas(timedelta(), timedelta(days=9)), max_size=4), counts)
def test_a_stop_of_no_length_changes_nothing(start, steps, allowed):
    spans, last = [], start
    for step in steps:
        spans.append(Span(last, last + step))
        last += step
    spans.append(Span(last))
    assert due_on(spans, allowed, JORDAN, AMMAN) == due_on([Span(start)], allowed, JORDAN, AMMAN)


@given(
    moments,
    st.timedeltas(timedelta(), timedelta(days=20)),
    st.timedeltas(timedelta(), timedelta(days=40)),
    st.integers(1, 40),
)
def test_a_stop_never_brings_the_end_nearer_and_never_rescues_what_is_late(start, ran, stopped, n):
    stop = start + ran
    spans = [Span(start, stop), Span(stop + stopped)]
    paused, straight = due_on(spans, n, JORDAN, AMMAN), due_on([Span(start)], n, JORDAN, AMMAN)
    assert paused is not None
    assert straight is not None
    assert paused >= straight
    if straight < stop.astimezone(AMMAN).date() and JORDAN.between(
        straight, stop.astimezone(AMMAN).date()
    ):
        assert paused == straight


@given(moments, st.integers(0, 30))
def test_more_days_never_end_sooner(start, allowed):
    spans = [Span(start)]
    assert due_on(spans, allowed, JORDAN, AMMAN) < due_on(spans, allowed + 1, JORDAN, AMMAN)


def test_the_gate_computes_the_clock_from_the_passages(cast):
    case = company(cast)
    begun = Passage.objects.get(kind="company", case_id=case.pk).since.astimezone(AMMAN).date()
    assert case.due_on == JORDAN.add(begun, Company.clock.days_for(case))
    case = gate.perform(case, "start_review", by=cast.registrar)
    assert case.due_on is not None
    case = gate.perform(
        case, "send_back", by=cast.registrar, remarks="Please correct.", remark_parts=[]
    )
    assert case.due_on is None, "it waits for the company: the office's clock stands still"


def test_an_amended_holiday_moves_running_clocks(cast):
    running, stopped = company(cast), company(cast, Company.State.RETURNED)
    before = running.due_on
    assert before is not None
    Holiday.objects.create(day=before, name="Election day")
    assert clockwork.recompute() == 1
    running.refresh_from_db()
    assert running.due_on == JORDAN.add(before, 1)
    stopped.refresh_from_db()
    assert stopped.due_on is None
    assert clockwork.recompute() == 0


@pytest.mark.parametrize(("delta", "late"), [(-1, True), (0, False), (1, False)])
def test_late_is_after_the_last_day(cast, delta, late):
    case = Company(due_on=timezone.localdate() + delta * DAY)
    assert case.is_late is late
