"""A public call to companies to show that they are qualified, before any price is asked for.

It makes the short list of a restricted tender (prequalification), or is the first stage of a
two-stage tender, in which companies propose without prices. Its life: draft → in review →
published → closed (by the clock) → concluded with a short list, or unsuccessful, or cancelled.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import CASE_ROLES, standing_of
from audit.leaf import moment
from audit.models import Audience
from procurement import checks_qualify as checks
from procurement import notices_qualify as notices
from procurement import qualifying
from procurement.checks import deadline_has_passed, is_in_both_languages
from procurement.drafting import note_preparer
from vendors.models import Category
from vendors.searching import containing
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet, Clock
from workflow.state_field import StateField


class QualificationQuerySet(CaseQuerySet):
    """Calls for qualification, by who may know of them."""

    def published(self) -> Self:
        """Those that were published, whatever became of them: everybody may read them."""
        return self.filter(self._public())

    def visible_to(self, user: Any) -> Self:
        return self.filter(self._public() | standing_of(user).agencies_q(CASE_ROLES))

    def concluded(self) -> Self:
        """Those with a short list."""
        return self.filter(state=Qualification.State.CONCLUDED)

    def matching(self, words: str) -> Self:
        """Those whose title, number or agency contain every one of the words."""
        agency = ("agency__name_ar", "agency__name_en")
        return containing(self, words, "title_ar", "title_en", "reference", *agency)

    def _public(self) -> Q:
        return Q(state__in=Qualification.PUBLIC, published_at__isnull=False)


class Qualification(Case):
    """A call for qualification, from its draft to its short list."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("Waiting for approval")
        PUBLISHED = "published", _("Open for applications")
        CLOSED = "closed", _("Applications are judged")
        CONCLUDED = "concluded", _("Concluded")
        UNSUCCESSFUL = "unsuccessful", _("Unsuccessful")
        CANCELLED = "cancelled", _("Cancelled")

    class Purpose(models.TextChoices):
        PREQUALIFICATION = "prequalification", _("Prequalification for a restricted tender")
        FIRST_STAGE = "first_stage", _("First stage of a two-stage tender")

    kind = "qualification"
    prefix = "PQ"
    begin_needs = (checks.most_is_not_fewer_than_least, checks.plan_item_is_its_agency_s)
    clock = Clock(runs_in=(State.IN_REVIEW,), days=3)
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.IN_REVIEW: "warn",
        State.PUBLISHED: "ok",
        State.CLOSED: "info",
        State.CONCLUDED: "ok",
        State.UNSUCCESSFUL: "stop",
        State.CANCELLED: "stop",
    }
    step_states: ClassVar = (
        (_("Preparation"), (State.DRAFT, State.IN_REVIEW)),
        (_("Open for applications"), (State.PUBLISHED,)),
        (_("Judging"), (State.CLOSED,)),
        (_("Short list"), (State.CONCLUDED,)),
    )
    PUBLIC: ClassVar = (
        State.PUBLISHED,
        State.CLOSED,
        State.CONCLUDED,
        State.UNSUCCESSFUL,
        State.CANCELLED,
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="qualifications", verbose_name=_("agency")
    )
    purpose = models.CharField(
        _("purpose"), max_length=20, choices=Purpose.choices, default=Purpose.PREQUALIFICATION
    )
    plan_item = models.ForeignKey(
        "procurement.PlanItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="qualifications",
        verbose_name=_("plan item"),
    )
    title = models.CharField(_("title"), max_length=1000)
    description = models.TextField(_("description"), blank=True)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="qualifications", verbose_name=_("categories")
    )
    least = models.PositiveSmallIntegerField(_("companies short-listed, at least"), default=3)
    most = models.PositiveSmallIntegerField(
        _("companies short-listed, at most"), null=True, blank=True
    )
    # The moment from which applications are refused: the deadline itself is already too late.
    closes_at = models.DateTimeField(_("applications close"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # Set when it is closed: from then on, and not before, the agency learns who applied.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    outcome_reason = models.TextField(_("reason of the outcome"), blank=True)
    # Ids of the people who wrote it: none of them approves, judges or concludes it.
    preparers = models.JSONField(default=list, blank=True, editable=False)

    objects: ClassVar[Any] = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for qualification")
        verbose_name_plural = _("calls for qualification")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(closes_at__isnull=False, published_at__isnull=False),
                name="published_qualification_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1) & (Q(most__isnull=True) | Q(most__gte=F("least"))),
                name="qualification_least_fits_most",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "closes_at"], name="qualification_state_closing"),
            models.Index(fields=["agency", "state"], name="qualification_agency_state"),
        ]

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in self.PUBLIC and self.published_at is not None

    @property
    def is_first_stage(self) -> bool:
        """Whether companies propose something, without prices."""
        return self.purpose == self.Purpose.FIRST_STAGE

    def takes_requests_at(self, now: datetime) -> bool:
        """Whether an application made at `now` (the database's clock) is in time."""
        return self.state == self.State.PUBLISHED and bool(self.closes_at and now < self.closes_at)

    # --- preparation -------------------------------------------------------------------

    @action(
        _("Edit the draft"),
        source=State.DRAFT,
        verb="edited",
        done=_("Draft edited"),
        who="procurement.edit_qualification",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_qualify.EditQualification",
        needs=[checks.most_is_not_fewer_than_least],
        audience=Audience.AGENCY,
    )
    def edit(self, act: Act) -> None:
        """Change what is asked for. Whoever does so cannot approve it."""
        qualifying.write(self, act.data, by=act.by)

    @action(
        _("Submit for approval"),
        source=State.DRAFT,
        target=State.IN_REVIEW,
        verb="submitted_for_approval",
        done=_("Submitted for approval"),
        who="procurement.edit_qualification",
        role=Role.PROCUREMENT_OFFICER,
        needs=[
            is_in_both_languages,
            checks.has_criteria,
            checks.leaves_time_to_apply,
        ],
        tells=notices.approval_asked,
        style="primary",
        audience=Audience.AGENCY,
        help=_("Somebody who has not worked on the draft approves it."),
    )
    def submit_for_approval(self, act: Act) -> None:
        """Hand the draft to an approver."""
        note_preparer(self, act.by)

    @action(
        _("Return with remarks"),
        source=State.IN_REVIEW,
        target=State.DRAFT,
        verb="returned",
        done=_("Returned with remarks"),
        who="procurement.approve_qualification",
        form="procurement.forms.Remarks",
        tells=notices.returned,
        audience=Audience.AGENCY,
    )
    def return_to_draft(self, act: Act) -> None:
        """Send it back to whoever prepared it, saying what to change."""
        act.public["note"] = act.data["remarks"]

    @action(
        _("Approve and publish"),
        source=State.IN_REVIEW,
        target=State.PUBLISHED,
        verb="published",
        done=_("Published"),
        who="procurement.approve_qualification",
        role=Role.PROCUREMENT_APPROVER,
        needs=[checks.leaves_time_to_apply],
        tells=notices.published,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("Everybody can read it from then on, and companies can apply."),
    )
    def publish(self, act: Act) -> None:
        """Open it for applications."""
        self.published_at = act.now
        act.public["closes_at"] = moment(self.closes_at) if self.closes_at else ""

    # --- deadline and outcome ----------------------------------------------------------

    @action(
        _("Close"),
        source=State.PUBLISHED,
        target=State.CLOSED,
        verb="closed",
        done=_("Applications closed"),
        due=lambda now: Q(closes_at__lte=now),
        needs=[deadline_has_passed],
        tells=notices.closed,
        audience=Audience.PUBLIC,
    )
    def close(self, act: Act) -> None:
        """Taken by the clock. Applications are refused from the deadline on, closed here or not."""
        self.closed_at = act.now

    @action(
        _("Conclude"),
        source=State.CLOSED,
        target=State.CONCLUDED,
        verb="concluded",
        done=_("Concluded"),
        who="procurement.conclude_qualification",
        role=Role.PROCUREMENT_APPROVER,
        form="procurement.forms_qualify.Conclude",
        needs=[
            checks.every_request_is_judged,
            checks.enough_are_fit,
            checks.short_list_is_chosen,
        ],
        tells=notices.concluded,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("The short list is published, and every applicant is told, with reasons."),
    )
    def conclude(self, act: Act) -> None:
        """Make the short list of those who meet every criterion, and issue the letters."""
        qualifying.conclude(self, act)

    @action(
        _("Declare the call unsuccessful"),
        source=State.CLOSED,
        target=State.UNSUCCESSFUL,
        verb="declared_unsuccessful",
        done=_("Declared unsuccessful"),
        who="procurement.conclude_qualification",
        form="procurement.forms.Reason",
        needs=[checks.every_request_is_judged, checks.too_few_are_fit],
        tells=notices.unsuccessful,
        style="danger",
        audience=Audience.PUBLIC,
    )
    def declare_unsuccessful(self, act: Act) -> None:
        """End it where too few companies meet the criteria."""
        qualifying.end_without_short_list(self, act)

    @action(
        _("Cancel the call"),
        source=[State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.CLOSED],
        target=State.CANCELLED,
        verb="cancelled",
        done=_("Cancelled"),
        who="procurement.cancel_qualification",
        form="procurement.forms.Reason",
        tells=notices.cancelled,
        style="danger",
        audience=Audience.PUBLIC,
    )
    def cancel(self, act: Act) -> None:
        """End it before its conclusion. What was not known before stays unknown."""
        self.outcome_reason = act.data["reason"]
        act.public["note"] = self.outcome_reason
