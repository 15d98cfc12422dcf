"""An application for a licence, from its draft to the licence or the refusal.

Instant types go from submission to the invoice with no officer. In reviewed types an officer
reviews and recommends, and somebody else decides; the clock runs while the office has the ball.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from accounts.models import Agency, Role
from audit.models import Audience
from licensing import checks, granting, notices
from licensing.models.invoice import Invoice
from licensing.models.licence_type import LicenceType, LicenceTypeVersion
from licensing.models.querysets import LicensingQuerySet
from licensing.people import APPLICANTS
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.case import Clock


class ApplicationQuerySet(LicensingQuerySet):
    """Applications; an officer does not see what a company has not sent."""

    def for_officers(self, user: Any) -> Q:
        return super().for_officers(user) & Q(submitted_at__isnull=False)

    def open(self) -> Self:
        """Those that are not at their end."""
        return self.filter(state__in=Application.OPEN)


def _is_paid(now: datetime) -> Q:
    paid = Invoice.objects.filter(application=OuterRef("pk"), state=Invoice.State.PAID)
    return Q(Exists(paid))


class Application(CompanyCase):
    """What a company asks an agency for."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        AWAITING_DECISION = "awaiting_decision", _("Awaiting decision")
        APPROVED = "approved", _("Approved")
        AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
        ISSUED = "issued", _("Licence issued")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = "application"
    prefix = "LA"
    OPEN = (
        State.DRAFT,
        State.SUBMITTED,
        State.IN_REVIEW,
        State.RETURNED,
        State.AWAITING_DECISION,
        State.APPROVED,
        State.AWAITING_PAYMENT,
    )
    clock = Clock(
        runs_in=(State.SUBMITTED, State.IN_REVIEW, State.AWAITING_DECISION),
        days=lambda case: case.version.review_days,
    )
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.RETURNED: "warn",
        State.AWAITING_PAYMENT: "warn",
        State.APPROVED: "ok",
        State.ISSUED: "ok",
        State.REFUSED: "stop",
        State.WITHDRAWN: "quiet",
    }
    reader_labels: ClassVar = {
        State.DRAFT: {"company": _("Not sent yet")},
        State.SUBMITTED: {"agency": _("New: waiting for review"), "company": _("Sent")},
        State.RETURNED: {
            "agency": _("Returned to the applicant"),
            "company": _("Waiting for your corrections"),
        },
        State.AWAITING_DECISION: {
            "agency": _("Waiting for a decision"),
            "company": _("Reviewed; waiting for a decision"),
        },
        State.AWAITING_PAYMENT: {
            "agency": _("Approved; waiting for the fee"),
            "company": _("Approved: pay the fee"),
        },
    }
    step_states: ClassVar = (
        (_("Fill in"), (State.DRAFT,)),
        (
            _("Review"),
            (State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.AWAITING_DECISION),
        ),
        (_("Pay"), (State.APPROVED, State.AWAITING_PAYMENT)),
        (_("Licence"), (State.ISSUED,)),
    )

    class Aim(models.TextChoices):
        """What it is for. Further aims change a licence that is there (`licence`)."""

        NEW = "new", _("New licence")

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    aim = models.CharField(_("aim"), max_length=20, choices=Aim.choices, default=Aim.NEW)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    licence_type = models.ForeignKey(
        LicenceType,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("licence type"),
    )
    version = models.ForeignKey(
        LicenceTypeVersion,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("version"),
    )
    # The licence it changes; for a new one, the licence it has led to.
    licence = models.ForeignKey(
        "licensing.Licence",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("licence"),
    )
    # What its licence type said when it was begun: no second one of a company may be open.
    is_exclusive = models.BooleanField(default=True, editable=False)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    # The office's last words to the applicant: what is to be corrected, or why it is refused.
    remarks = models.TextField(_("remarks"), blank=True)
    recommendation = models.CharField(_("recommendation"), max_length=10, blank=True)
    recommendation_reasons = models.TextField(_("reasons"), blank=True)
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["licence"],
                condition=Q(licence__isnull=False)
                & ~Q(state__in=["issued", "refused", "withdrawn"]),
                name="one_open_change_a_licence",
            ),
            models.UniqueConstraint(
                fields=["company", "licence_type"],
                condition=Q(is_exclusive=True, aim="new")
                & ~Q(state__in=["issued", "refused", "withdrawn"]),
                name="one_open_application",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on", "id"], name="application_waiting"),
            models.Index(fields=["company", "-id"], name="application_company"),
        ]

    @classmethod
    def under(cls, version: LicenceTypeVersion, company: Any = None) -> "Application":
        """An unsaved application that pins this version of a licence type."""
        kind = version.licence_type
        application = cls(
            licence_type=kind, version=version, agency=kind.agency, is_exclusive=kind.one_a_company
        )
        if company is not None:
            application.company = company
        return application

    @property
    def title(self) -> str:
        """The licence applied for."""
        return self.version.name

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    # --- the company -------------------------------------------------------------------

    @action(
        _("Fill in"),
        source=(State.DRAFT, State.RETURNED),
        verb="edited",
        done=_("Saved"),
        who="licensing.edit_application",
        role=APPLICANTS,
        form="licensing.forms.ApplicationForm",
        help=_("Answers and documents. You can stop and come back at any time."),
    )
    def edit(self, act: Act) -> None:
        """Keep the answers and documents as they are so far, complete or not."""
        self.answers = act.data["answers"]
        granting.keep_documents(act)

    @action(
        _("Submit"),
        source=(State.DRAFT, State.RETURNED),
        target=State.SUBMITTED,
        verb="submitted",
        done=_("Application submitted"),
        who="licensing.submit_application",
        role=APPLICANTS,
        locks=("company",),
        needs=[
            checks.company_is_registered,
            checks.questions_are_answered,
            checks.answers_fit,
            checks.documents_are_there,
            checks.none_held_already,
        ],
        tells=notices.submitted,
        then=granting.after_submission,
        style="primary",
        help=_("Sends the application to the agency."),
    )
    def submit(self, act: Act) -> None:
        """Hand it to the agency; an instant type goes on at once."""
        self.submitted_at = act.now
        self.remarks = ""

    @action(
        _("Withdraw"),
        source=OPEN,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Application withdrawn"),
        who="licensing.withdraw_application",
        role=APPLICANTS,
        waits=False,
        needs=[checks.nothing_is_paid],
        tells=notices.withdrawn,
        then=granting.after_withdrawal,
        style="danger",
        help=_("Ends the application. Nothing is owed for it."),
    )
    def withdraw(self, act: Act) -> None:
        """End it at the company's wish; an unpaid invoice falls away."""

    # --- the agency --------------------------------------------------------------------

    @action(
        _("Approve by rule"),
        source=State.SUBMITTED,
        target=State.APPROVED,
        verb="approved_by_rule",
        done=_("Approved: complete, and granted at once"),
        then=granting.after_approval,
    )
    def approve_by_rule(self, act: Act) -> None:
        """Grant an instant type: the checks at submission were the decision."""

    @action(
        _("Start review"),
        source=State.SUBMITTED,
        target=State.IN_REVIEW,
        verb="review_started",
        done=_("Review started"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        style="primary",
        help=_("The applicant sees that somebody is looking at it."),
    )
    def start_review(self, act: Act) -> None:
        """Take it up."""

    @action(
        _("Recommend"),
        source=State.IN_REVIEW,
        target=State.AWAITING_DECISION,
        verb="recommended",
        done=_("Recommendation made"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        form="licensing.forms.RecommendForm",
        audience=Audience.AGENCY,
        tells=notices.recommended,
        style="primary",
        help=_("Somebody else decides."),
    )
    def recommend(self, act: Act) -> None:
        """End the review with a recommendation to the approver."""
        act.apply("recommendation", "recommendation_reasons")
        self.recommended_by = act.by
        act.public["recommendation"] = self.recommendation
        act.private["reasons"] = self.recommendation_reasons

    @action(
        _("Return to the applicant"),
        source=State.IN_REVIEW,
        target=State.RETURNED,
        verb="returned",
        done=_("Returned for corrections"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        waits=False,
        form="licensing.forms.ReturnForm",
        tells=notices.returned,
        help=_("The clock stops until they send it again."),
    )
    def give_back(self, act: Act) -> None:
        """Ask for corrections; the remarks are for the applicant."""
        act.apply("remarks")
        act.private["remarks"] = self.remarks

    @action(
        _("Approve"),
        source=State.AWAITING_DECISION,
        target=State.APPROVED,
        verb="approved",
        done=_("Approved"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        needs=[checks.company_is_registered, checks.none_held_already],
        locks=("company",),
        then=granting.after_approval,
        style="primary",
        help=_("The fee is asked for, and the licence is issued when it is paid."),
    )
    def approve(self, act: Act) -> None:
        """Grant it."""
        self.remarks = ""

    @action(
        _("Refuse"),
        source=State.AWAITING_DECISION,
        target=State.REFUSED,
        verb="refused",
        done=_("Application refused"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        form="licensing.forms.RefuseForm",
        tells=notices.refused,
        style="danger",
        help=_("The applicant is told the reasons."),
    )
    def refuse(self, act: Act) -> None:
        """Refuse it, with reasons for the applicant."""
        act.apply("remarks")
        act.private["reasons"] = self.remarks

    @action(
        _("Send back to the reviewer"),
        source=State.AWAITING_DECISION,
        target=State.IN_REVIEW,
        verb="sent_back",
        done=_("Sent back to the reviewer"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        waits=False,
        form="licensing.forms.SendBackForm",
        audience=Audience.AGENCY,
        tells=notices.sent_back,
    )
    def send_back(self, act: Act) -> None:
        """Ask the reviewer to look again."""
        act.private["remarks"] = act.data["remarks"]

    # --- by themselves -----------------------------------------------------------------

    @action(
        _("Ask for the fee"),
        source=State.APPROVED,
        target=State.AWAITING_PAYMENT,
        verb="billed",
        done=_("Fee asked for"),
        tells=notices.fee_due,
    )
    def bill(self, act: Act) -> None:
        """Make the invoice of what was approved."""
        granting.make_invoice(act)

    @action(
        _("Issue the licence"),
        source=(State.APPROVED, State.AWAITING_PAYMENT),
        target=State.ISSUED,
        verb="issued",
        done=_("Licence issued"),
        needs=[checks.fee_is_settled],
        tells=notices.issued,
        due=_is_paid,
    )
    def issue(self, act: Act) -> None:
        """Make the licence and its certificate. The clock finds what is paid and not issued."""
        granting.make_licence(act)
