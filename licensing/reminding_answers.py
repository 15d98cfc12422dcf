"""Reminders to applicants: 7, 3 and 1 days before the day by which they answer, each once.

For requests for information and for returned applications. Computed from dates: run twice, or
killed in the middle, it says what is true and nothing that was said before.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Audience, Subject
from audit.trail import record
from licensing import notices_asking, remarks
from licensing.models import Application, InformationRequest
from licensing.notices_review import tell
from licensing.people import applicants
from vendors.models import Reminder
from workflow import notices, wording
from workflow.notices import Tell
from workflow.working import local

AHEAD = (7, 3, 1)
BATCH = 200


def step_of(until: date, today: date) -> int | None:
    """Return which reminder is due: the shortest of 7, 3, 1 that the days left fit in."""
    left = (until - today).days
    fitting = [days for days in AHEAD if left <= days]
    return min(fitting) if fitting and left >= 0 else None


def remind(now: datetime) -> int:
    """Send every reminder that is due and was not sent; return how many. Pages by key."""
    near = timezone.localdate(now) + timedelta(days=max(AHEAD) + 1)
    return sum(
        _remind(query.filter(answer_by__lte=near), text, now)
        for query, text in (
            (InformationRequest.objects.filter(state="open"), _question),
            (Application.objects.filter(state="returned"), _returned),
        )
    )


def _remind(query: Any, text: Any, now: datetime) -> int:
    sent, last = 0, 0
    while batch := list(query.with_parties().filter(pk__gt=last).order_by("pk")[:BATCH]):
        sent += sum(_one(case, text, now) for case in batch)
        last = batch[-1].pk
    return sent


@transaction.atomic
def _one(case: Any, text: Any, now: datetime) -> bool:
    step = step_of(case.answer_by, local(now, ZoneInfo(case.agency.zone)))
    if step is None:
        return False
    _row, is_new = Reminder.objects.get_or_create(
        kind=case.kind, case_id=case.pk, until=case.answer_by, days=step
    )
    if not is_new:
        return False
    event = record(
        f"{case.kind}.answer_due",
        Subject(case.kind, case.pk, case.reference),
        by=None,
        at=now,
        company=case.company_id,
        scope=case.trail_scope,
        audience=Audience.PARTIES,
        public={"answer_by": case.answer_by.isoformat(), "days": step},
    )
    notices.queue_after_commit(notices.store([text(case)], case, event))
    return True


def _question(case: Any) -> Tell:
    return Tell(
        to=applicants(case),
        subject=_("%(number)s: please answer by %(day)s, or the application lapses"),
        body=_("%(agency)s still waits for your answer:\n\n%(question)s"),
        values=notices_asking.values(case),
    )


def _returned(case: Any) -> Tell:
    return tell(
        case,
        applicants(case),
        _("%(number)s: please send the application again by %(last)s, or it lapses"),
        _("%(agency)s still waits for your corrections:\n\n%(remarks)s"),
        last=lambda: wording.date_both(case.answer_by),
        remarks=lambda: remarks.in_words(case),
    )
