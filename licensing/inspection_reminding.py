"""Reminders of visits and of findings, each once: computed from days, so that running twice, or
after days in which nothing ran, says what is true now and nothing that was said before.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.models import Audience, Subject
from audit.trail import record
from licensing import notices_inspection, visit_booking
from licensing.models import Finding, Inspection
from vendors.models import Reminder
from workflow import gate, notices

AHEAD = (7, 1)  # days before a finding's day
VISIT, OFF, OVERDUE = 1, 1000, 0
BATCH = 200


def remind(now: datetime) -> int:
    """Send every reminder that is due and was not sent; return how many. Pages by key."""
    today = timezone.localdate(now)
    return _visits(now, today) + _findings(now, today)


def _visits(now: datetime, today: date) -> int:
    days = gate.calendar()
    coming = Inspection.objects.filter(state="scheduled", starts_at__gt=now)
    sent = 0
    for case in _by_key(coming.select_related("company", "agency", "inspector", "calendar")):
        if visit_booking.must_move(case, days):
            sent += _once(case, case.day, OFF, notices_inspection.visit_on_a_day_off, now)
        elif case.day is not None and case.day <= today + timedelta(days=1):
            sent += _once(case, case.day, VISIT, notices_inspection.visit_is_near, now)
    return sent


def _findings(now: datetime, today: date) -> int:
    near = Finding.objects.filter(
        state=Finding.State.OPEN, put_right_by__lte=today + timedelta(days=max(AHEAD))
    )
    sent = 0
    for case in _by_key(near.select_related("company", "agency")):
        left = (case.put_right_by - today).days
        if left < 0:
            sent += _once(
                case, case.put_right_by, OVERDUE, notices_inspection.finding_is_overdue, now
            )
        else:
            step = min(days for days in AHEAD if left <= days)
            sent += _once(case, case.put_right_by, step, notices_inspection.finding_ends_soon, now)
    return sent


def _by_key(query: Any) -> Any:
    last = 0
    while batch := list(query.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk


@transaction.atomic
def _once(case: Any, day: Any, step: int, tell: Callable[[Any], Any], now: datetime) -> bool:
    """Tell, unless it was told of this day at this step."""
    _row, is_new = Reminder.objects.get_or_create(
        kind=case.kind, case_id=case.pk, until=day, days=step
    )
    if not is_new:
        return False
    event = record(
        f"{case.kind}.ends_soon",
        Subject(case.kind, case.pk, case.reference),
        by=None,
        at=now,
        company=case.company_id,
        scope=case.trail_scope,
        audience=Audience.AGENCY,
        public={"until": day.isoformat(), "days": step},
    )
    notices.queue_after_commit(notices.store([tell(case)], case, event))
    return True
