"""Warnings that an office's time runs out: two working days before, when it has, and long after.

First the officer, then the approver, then whoever administers the agency or one above it; each
step once for each end of the clock. Computed from the clocks: run twice, or after a week in
which nothing ran, it says what is true now. Called by the task, which beat runs.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import holders
from audit.models import Audience, Subject
from audit.trail import record
from licensing.models import Application, Escalation, Review
from licensing.notices_deciding import desk
from licensing.notices_review import reviewers, tell
from licensing.people import officers
from vendors.standing import members_of
from workflow import notices
from workflow.gate import calendar
from workflow.notices import Tell
from workflow.working import Calendar, local

# Working days before the end at which the first warning comes, and after it for the last.
BEFORE, LATE = 2, 5
# No stretch of days off is longer than this.
FURTHEST = timedelta(days=21)
BATCH = 200
Step = Escalation.Step


def step_of(due: date, today: date, days: Calendar) -> str:
    """Return which warning is due, or ""."""
    if due < today:
        return Step.LATE if days.between(due, today) >= LATE else Step.DUE
    return Step.BEFORE if days.between(today, due) <= BEFORE else ""


def escalate(now: datetime) -> int:
    """Give every warning that is due and was not given; return how many. Pages by key."""
    return sum(
        _escalate(model, officers_of, now)
        for model, officers_of in ((Application, desk), (Review, reviewers))
    )


def _escalate(model: Any, officers_of: Callable[[Any], list[Any]], now: datetime) -> int:
    near = timezone.localdate(now) + FURTHEST
    query = model.objects.filter(state__in=model.clock.runs_in, due_on__lte=near).order_by("pk")
    days = calendar()
    given, last = 0, 0
    while batch := list(query.with_parties().filter(pk__gt=last)[:BATCH]):
        given += sum(_one(case, officers_of, days, now) for case in batch)
        last = batch[-1].pk
    return given


@transaction.atomic
def _one(case: Any, officers_of: Callable[[Any], list[Any]], days: Calendar, now: datetime) -> bool:
    step = step_of(case.due_on, local(now, ZoneInfo(case.agency.zone)), days)
    if not step:
        return False
    _row, is_new = Escalation.objects.get_or_create(
        kind=case.kind, case_id=case.pk, due_on=case.due_on, step=step
    )
    if not is_new:
        return False
    event = record(
        f"{case.kind}.escalated",
        Subject(case.kind, case.pk, case.reference),
        by=None,
        at=now,
        scope=case.trail_scope,
        audience=Audience.AGENCY,
        public={"due_on": case.due_on.isoformat(), "step": step},
    )
    notices.queue_after_commit(notices.store(_tells(case, step, officers_of(case)), case, event))
    return True


def _tells(case: Any, step: str, people: list[Any]) -> list[Tell]:
    goes_up = getattr(case, "on_overdue", "escalate") != "wait"
    own = {person.pk for person in members_of(case.company)}
    approvers = _approvers(case) if goes_up and step != Step.BEFORE else []
    told = {person.pk: person for person in [*people, *approvers] if person.pk not in own}
    found = [tell(case, told.values(), *WORDS[step])]
    if goes_up and step == Step.LATE:
        bosses = [p for p in holders(Role.ADMINISTRATOR, case.agency) if p.pk not in told]
        found.append(tell(case, bosses, *FOR_ADMINISTRATORS, url=_notices()))
    return found


def _approvers(case: Any) -> list[Any]:
    """The approvers of the agency; a reviewing agency may have none, then of the other."""
    grants = getattr(case, "application", case)
    return officers(case, Role.LICENSING_APPROVER) or officers(grants, Role.LICENSING_APPROVER)


def _notices() -> str:
    """Where an administrator is led, who reads no case."""
    with translation.override("en"):
        return reverse("notices").removeprefix("/en")


WORDS: dict[str, tuple[Any, Any]] = {
    Step.BEFORE: (
        _("%(number)s: an answer is due by %(day)s"),
        _("Two working days or less are left for “%(stage)s” (%(company)s)."),
    ),
    Step.DUE: (
        _("%(number)s: the time has run out"),
        _("“%(stage)s” of %(company)s was due by %(day)s and is not done."),
    ),
    Step.LATE: (
        _("%(number)s: a week late"),
        _("“%(stage)s” of %(company)s was due by %(day)s, five working days ago or more."),
    ),
}
FOR_ADMINISTRATORS = (
    _("%(number)s: %(agency)s is a week late"),
    _(
        "“%(stage)s” was due at %(agency)s by %(day)s. The officers and approvers were told twice. "
        "Perhaps a post is not filled, or somebody is away without a stand-in."
    ),
)
