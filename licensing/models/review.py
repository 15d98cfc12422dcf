"""A review of an application by one agency: a stage of its process with a queue and a clock.

Opened by `licensing.stages` for each stage of kind review or inspection; what the stage said is
pinned in it. The agency's officer takes it, asks the applicant where something is missing, and
concludes with a recommendation; somebody else decides about the application.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import standing_of
from audit.models import Audience
from licensing import checks_asking, checks_review, notices_review, reviewing
from licensing.models.querysets import READERS
from licensing.questions import in_words
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet, Clock
from workflow.state_field import StateField


class State(models.TextChoices):
    """Where a review is."""

    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("In progress")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


# Whoever a stage can ask for; each review is done by those who hold the role of its own.
REVIEWERS = (Role.LICENSING_OFFICER, Role.INSPECTOR, Role.LICENSING_APPROVER)
OPEN = (State.WAITING, State.IN_PROGRESS, State.PAUSED)


class Recommendation(models.TextChoices):
    """What a reviewer says to whoever decides."""

    APPROVE = "approve", _("Approve it")
    CONDITIONS = "conditions", _("Approve it with conditions")
    REFUSE = "refuse", _("Refuse it")
    # Only the clock says this.
    NO_OBJECTION = "silent", _("No objection in time")


def _abolished(now: datetime) -> Q:
    return Q(agency__is_active=False)


def _ran_out(now: datetime) -> Q:
    return Q(on_overdue="proceed", due_on__lt=timezone.localdate(now))


class ReviewQuerySet(CaseQuerySet):
    """Reviews: read by the agency whose they are and by the one that grants the licence."""

    def visible_to(self, user: Any) -> Self:
        standing = standing_of(user)
        return self.filter(
            standing.agencies_q(READERS, "agency")
            | standing.agencies_q(READERS, "application__agency")
        )

    def waiting_for(self, user: Any) -> Self:
        """Those whose stage asks for a role that the person holds in its agency."""
        own = Q(pk__in=[])
        for role in REVIEWERS:
            own |= Q(role=role) & self.held_by(user, [role])
        return super().waiting_for(user).filter(own)

    def with_parties(self) -> Self:
        return self.select_related(
            "agency", "application__company", "application__agency", "application__version"
        )

    def open(self) -> Self:
        """Those that are not at their end."""
        return self.filter(state__in=OPEN)


class Review(Case):
    """One agency's look at an application."""

    State = State
    Recommendation = Recommendation
    kind = "review"
    prefix = "RV"
    OPEN = OPEN
    clock = Clock(runs_in=(State.WAITING, State.IN_PROGRESS), days=lambda case: case.days)
    tones: ClassVar = {
        State.WAITING: "warn",
        State.PAUSED: "quiet",
        State.DONE: "ok",
        State.CANCELLED: "quiet",
    }
    step_states: ClassVar = (
        (_("Waiting"), (State.WAITING,)),
        (_("Review"), (State.IN_PROGRESS, State.PAUSED)),
        (_("Done"), (State.DONE,)),
    )

    state = StateField(default=State.WAITING, choices=State.choices)
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name=_("application"),
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    # What the stage said when the review was opened.
    key = models.CharField(_("stage"), max_length=60)
    stage_kind = models.CharField(_("kind of stage"), max_length=20, default="review")
    stage_title = models.JSONField(_("title"), default=dict)
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    group = models.PositiveSmallIntegerField(_("group"), default=1)
    days = models.PositiveSmallIntegerField(_("working days"))
    on_overdue = models.CharField(_("when time runs out"), max_length=10, default="wait")
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    # The code of the agency whose review this was to be, where another one does it.
    meant_for = models.CharField(max_length=60, blank=True, editable=False)

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("case officer"),
    )
    taken_at = models.DateTimeField(_("taken up"), null=True, blank=True, editable=False)
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=Recommendation.choices, blank=True
    )
    reasons = models.TextField(_("reasons"), blank=True)
    # Proposed conditions: [{"ar", "en"}, …]; what was ticked of the checklist: its keys.
    conditions = models.JSONField(_("proposed conditions"), default=list, blank=True)
    checked = models.JSONField(default=list, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "key"],
                condition=Q(state__in=["waiting", "in_progress", "paused"]),
                name="one_open_review_a_stage",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "due_on"], name="review_queue"),
        ]

    @property
    def company(self) -> Any:
        """The company that applies."""
        return self.application.company

    @property
    def title(self) -> str:
        """The stage's title, in the reader's language."""
        return in_words(self.stage_title) or self.key

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.application.version.name), str(self.company)]

    def is_party(self, user: Any) -> bool:
        return False  # whoever acts for the company has no part in it

    def side_of(self, user: Any) -> str:
        side = super().side_of(user)
        if side == "agency" or standing_of(user).holds_any(self.application.agency, READERS):
            return "agency"
        return side

    def begin_tells(self, act: Act) -> Any:
        """Those who may take it."""
        return notices_review.opened(act)

    @action(
        _("Take it"),
        source=State.WAITING,
        target=State.IN_PROGRESS,
        verb="taken",
        done=_("Review taken up"),
        who="licensing.take_review",
        role=REVIEWERS,
        audience=Audience.AGENCY,
        style="primary",
        help=_("You become its case officer."),
    )
    def take(self, act: Act) -> None:
        """Take it up."""
        self.assigned_to = act.by
        self.taken_at = self.taken_at or act.now

    @action(
        _("Conclude the review"),
        source=(State.IN_PROGRESS, State.PAUSED),
        target=State.DONE,
        verb="concluded",
        done=_("Review concluded"),
        who="licensing.conclude_review",
        role=REVIEWERS,
        alone=("application",),
        needs=[
            checks_review.review_has_time_left,
            checks_review.its_visit_is_over,
            checks_review.checklist_is_gone_through,
        ],
        form="licensing.forms_review.ConcludeForm",
        audience=Audience.AGENCY,
        then=reviewing.after_review,
        style="primary",
        help=_("Recommends; somebody else decides."),
    )
    def conclude(self, act: Act) -> None:
        """End it with a recommendation to whoever decides."""
        reviewing.conclude(act, by=act.by)

    @action(
        _("Conclude by its inspection"),
        source=OPEN,
        target=State.DONE,
        verb="inspected",
        done=_("Concluded by the inspection"),
        alone=("application",),
        audience=Audience.AGENCY,
        then=reviewing.after_review,
    )
    def conclude_inspection(self, act: Act) -> None:
        """End it with what the inspection found; `reviewed_by` is the inspector."""
        reviewing.conclude(act, by=act.data["reviewed_by"])

    @action(
        _("Ask the applicant"),
        source=(State.IN_PROGRESS, State.PAUSED),
        verb="asked",
        done=_("Applicant asked"),
        who="licensing.conclude_review",
        role=REVIEWERS,
        waits=False,
        alone=("application",),
        needs=[checks_asking.application_is_in_review],
        form="licensing.forms_asking.AskForm",
        audience=Audience.AGENCY,
        then=reviewing.ask_for_review,
        help=_("The clocks stop until everything that was asked is answered."),
    )
    def ask(self, act: Act) -> None:
        """Ask the applicant for information; the application waits for it."""
        self.assigned_to = self.assigned_to or act.by
        self.taken_at = self.taken_at or act.now

    @action(
        _("Assign"),
        source=OPEN,
        verb="assigned",
        done=_("Assigned"),
        who="licensing.assign_review",
        role=REVIEWERS,
        waits=False,
        needs=[checks_review.assignee_may_review],
        form="licensing.forms_review.AssignForm",
        audience=Audience.AGENCY,
        tells=notices_review.assigned,
    )
    def assign(self, act: Act) -> None:
        """Give it to a case officer of the agency."""
        reviewing.assign(act)

    @action(
        _("Write a note"),
        source=OPEN,
        verb="noted",
        done=_("Note written"),
        who="licensing.note_review",
        role=REVIEWERS,
        waits=False,
        form="licensing.forms_review.NoteForm",
        audience=Audience.AGENCY,
    )
    def note(self, act: Act) -> None:
        """A word to the other officers; the applicant never sees it."""
        reviewing.note(act, self.application, self.agency)

    @action(
        _("Take it over"),
        source=OPEN,
        target=State.WAITING,
        verb="taken_over",
        done=_("Taken over by the agency that grants the licence"),
        who="licensing.take_over_review",
        role=Role.LICENSING_OFFICER,
        waits=False,
        alone=("application",),
        needs=[checks_review.is_another_agencys, checks_review.is_given_up_or_late],
        form="licensing.forms_review.WhyForm",
        audience=Audience.AGENCY,
        then=reviewing.after_move,
        help=_("Your agency does this review in the place of the other."),
    )
    def take_over(self, act: Act) -> None:
        """Do it in the place of an agency that is abolished or late."""
        act.private["reasons"] = act.data["reasons"]
        reviewing.move(act)

    @action(
        _("Move from an abolished agency"),
        source=OPEN,
        target=State.WAITING,
        verb="moved",
        done=_("Moved: the agency was abolished"),
        alone=("application",),
        needs=[checks_review.agency_is_abolished, checks_review.is_another_agencys],
        audience=Audience.AGENCY,
        tells=notices_review.moved,
        then=reviewing.after_move,
        due=_abolished,
    )
    def move(self, act: Act) -> None:
        """Its agency is no more: the one that grants the licence does it."""
        reviewing.move(act)

    @action(
        _("Count as no objection"),
        source=(State.WAITING, State.IN_PROGRESS),
        target=State.DONE,
        verb="passed_over",
        done=_("Time ran out: counts as no objection"),
        alone=("application",),
        needs=[checks_review.review_ran_out],
        audience=Audience.AGENCY,
        tells=notices_review.passed_over,
        then=reviewing.after_review,
        due=_ran_out,
    )
    def pass_over(self, act: Act) -> None:
        """The stage says that silence is no objection."""
        self.recommendation = Recommendation.NO_OBJECTION
        self.concluded_at = act.now

    @action(
        _("Pause"),
        source=(State.WAITING, State.IN_PROGRESS),
        target=State.PAUSED,
        verb="paused",
        done=_("Paused: the applicant has been asked"),
        audience=Audience.AGENCY,
    )
    def pause(self, act: Act) -> None:
        """The applicant has the ball: the clock stops."""

    @action(
        _("Wait again"),
        source=State.PAUSED,
        target=State.WAITING,
        verb="resumed_waiting",
        done=_("The clock runs again"),
        audience=Audience.AGENCY,
    )
    def wait_again(self, act: Act) -> None:
        """The applicant has answered; nobody had taken it up."""

    @action(
        _("Go on"),
        source=State.PAUSED,
        target=State.IN_PROGRESS,
        verb="resumed",
        done=_("The clock runs again"),
        audience=Audience.AGENCY,
        tells=notices_review.resumed,
    )
    def go_on(self, act: Act) -> None:
        """The applicant has answered."""

    @action(
        _("Cancel"),
        source=OPEN,
        target=State.CANCELLED,
        verb="cancelled",
        done=_("Cancelled: the application has ended"),
        audience=Audience.AGENCY,
    )
    def cancel(self, act: Act) -> None:
        """The application has ended."""
