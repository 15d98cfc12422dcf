"""Places in calendars: never more than there are seats, whoever asks in which order at once."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing import slots, visit_booking
from licensing.models import Booking, Inspection
from tests.licensing.test_at_once import refusals, together
from tests.licensing.visiting import EVERY_DAY, Visits
from workflow.gate import perform
from workflow.working import Calendar

# A machine that is busy draws slowly.
PATIENTLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ZONE = ZoneInfo("Asia/Amman")
MONDAY = date(2026, 11, 23)
PLAIN = Calendar("JO")
rows = st.builds(
    lambda day, start, length, minutes: {
        "weekday": day,
        "from": time(start).isoformat("minutes"),
        "to": time(min(start + length, 23)).isoformat("minutes"),
        "minutes": minutes,
    },
    st.integers(0, 6),
    st.integers(7, 18),
    st.integers(1, 5),
    st.sampled_from([15, 20, 30, 45, 60, 90]),
)


@PATIENTLY
@given(st.lists(rows, max_size=5))
def test_slots_lie_in_their_hours_on_working_days_in_order(pattern):
    found = slots.between(MONDAY, MONDAY + timedelta(days=13), pattern, [], PLAIN, ZONE)
    assert found == sorted(set(found))
    for slot in found:
        day = slot.starts.astimezone(ZONE).date()
        assert PLAIN.is_working(day)
        assert any(
            row["weekday"] == day.weekday()
            and time.fromisoformat(row["from"]) <= slot.starts.astimezone(ZONE).time()
            and slot.ends.astimezone(ZONE).time() <= time.fromisoformat(row["to"])
            for row in pattern
        )


@PATIENTLY
@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from([15, 30, 60, 90])), max_size=30),
)
def test_no_moment_has_more_visits_than_seats(capacity, wanted):
    """Whatever is asked for in whatever order: a seat is given only where it is free throughout."""
    calendar = SimpleNamespace(capacity=capacity)
    begin = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    taken: list[SimpleNamespace] = []
    for quarter, minutes in wanted:
        starts = begin + timedelta(minutes=15 * quarter)
        slot = slots.Slot(starts, starts + timedelta(minutes=minutes))
        seat = visit_booking.free_seat(calendar, slot, taken)
        if seat is not None:
            assert 1 <= seat <= capacity
            taken.append(SimpleNamespace(seat=seat, starts_at=slot.starts, ends_at=slot.ends))
    for quarter in range(48):
        at = begin + timedelta(minutes=15 * quarter)
        assert sum(one.starts_at <= at < one.ends_at for one in taken) <= capacity


def test_an_exception_closes_a_day_or_opens_a_day_off():
    friday = date(2026, 11, 27)
    closed = {"day": MONDAY.isoformat(), "from": "", "to": "", "minutes": None}
    added = {"day": friday.isoformat(), "from": "10:00", "to": "11:00", "minutes": 30}
    args: Any = (EVERY_DAY, [closed, added], PLAIN, ZONE)
    assert slots.of_day(MONDAY, *args) == []
    assert len(slots.of_day(friday, *args)) == 2
    assert slots.is_off(MONDAY, [closed], PLAIN)
    assert not slots.is_off(friday, [added], PLAIN)


@pytest.mark.django_db(transaction=True)
def test_two_companies_choose_the_same_slot_at_once(lasting_licensing, monkeypatch):
    monkeypatch.setattr("workflow.queue.send", lambda task, *args: None)
    visits = Visits(lasting_licensing)
    visits.calendar()
    cast = visits.cast
    first = visits.needed(lasting_licensing.draft(lasting_licensing.home))
    other = visits.needed(
        lasting_licensing.draft(lasting_licensing.home, cast.ofoq, cast.ofoq_owner)
    )
    slot = visit_booking.offers(first, timezone.now())[0].slot
    came = together(
        lambda: perform(first, "book", by=cast.noor_owner, slot=slot, place="A"),
        lambda: perform(other, "book", by=cast.ofoq_owner, slot=slot, place="B"),
    )
    [refused] = refusals(came)
    assert "The next that are" in str(refused)
    assert Booking.objects.filter(is_held=True).count() == 1
    assert Inspection.objects.filter(state="scheduled").count() == 1


def test_the_database_itself_refuses_two_visits_on_a_seat(licensing):
    visits = Visits(licensing)
    visits.calendar()
    case: Any = visits.booked()
    other = visits.surprise(licensing.issued(licensing.home))
    with pytest.raises(IntegrityError, match="booking_seat_taken_once"), transaction.atomic():
        Booking.objects.create(
            calendar=case.calendar,
            inspection=other,
            seat=1,
            starts_at=case.starts_at + timedelta(minutes=59),
            ends_at=case.ends_at + timedelta(minutes=59),
        )
