"""Reminders that a credential or a registration ends: 60, 30 and 7 days ahead, each once.

Computed from dates: run twice, or after a week in which nothing ran, it says what is true now
and nothing that was said before. Called by the task, which beat runs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.models import Audience, Subject
from audit.trail import record
from vendors import notices_members
from vendors.models import Company, Credential, Reminder
from workflow import notices

AHEAD = (60, 30, 7)
BATCH = 200


@dataclass(frozen=True)
class Ending:
    """A kind of thing that ends: which ones hold, when they end, who is told what."""

    rows: Callable[[], Any]
    field: str
    tell: Callable[[Any, date], notices.Tell]
    related: tuple[str, ...]


ENDINGS = (
    Ending(
        lambda: Credential.objects.live(),
        "valid_until",
        notices_members.credential_ends_soon,
        ("company__agency",),
    ),
    Ending(
        lambda: Company.objects.filter(state=Company.State.REGISTERED, imported=False).filter(
            renewal_asked_at__isnull=True
        ),
        "registered_until",
        notices_members.registration_ends_soon,
        ("agency",),
    ),
)


def step_of(until: date, today: date) -> int | None:
    """Return which reminder is due: the shortest of 60, 30, 7 that the days left fit in."""
    return nearest(AHEAD, until, today)


def nearest(ahead: Iterable[int], until: date, today: date) -> int | None:
    """Return the shortest of the distances that the days left fit in; None: none is due.

    After days in which nothing ran, the longer ones are not made up for.
    """
    left = (until - today).days
    fitting = [days for days in ahead if left <= days]
    return min(fitting) if fitting and left > 0 else None


def remind(now: datetime) -> int:
    """Send every reminder that is due and was not sent; return how many. Pages by key."""
    today = timezone.localdate(now)
    return sum(_remind(ending, today, now) for ending in ENDINGS)


def _remind(ending: Ending, today: date, now: datetime) -> int:
    near = {
        f"{ending.field}__gt": today,
        f"{ending.field}__lte": today + timedelta(days=max(AHEAD)),
    }
    query = ending.rows().filter(**near).select_related(*ending.related).order_by("pk")
    sent, last = 0, 0
    while batch := list(query.filter(pk__gt=last)[:BATCH]):
        sent += sum(_one(ending, case, today, now) for case in batch)
        last = batch[-1].pk
    return sent


@transaction.atomic
def _one(ending: Ending, case: Any, today: date, now: datetime) -> bool:
    until = getattr(case, ending.field)
    step = step_of(until, today)
    if step is None:
        return False
    _row, is_new = Reminder.objects.get_or_create(
        kind=case.kind, case_id=case.pk, until=until, days=step
    )
    if not is_new:
        return False
    event = record(
        f"{case.kind}.ends_soon",
        Subject(case.kind, case.pk, case.reference),
        by=None,
        at=now,
        company=case.case_company.pk,
        scope=case.trail_scope,
        audience=Audience.PARTIES,
        public={"until": until.isoformat(), "days": step},
    )
    notices.queue_after_commit(notices.store([ending.tell(case, until)], case, event))
    return True
