"""A company's application to be short-listed, unseen by everybody else until the deadline."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import CASE_ROLES, standing_of
from audit.models import Audience
from procurement import checks_qualify as checks
from procurement import notices_qualify as notices
from procurement import qualifying
from procurement.checks import bidder_is_registered
from vendors.models import CompanyCase, CompanyCaseQuerySet
from vendors.standing import BIDDERS, companies_with
from workflow.actions import Act, action
from workflow.numbers import scattered_number
from workflow.state_field import StateField

# Known to the agency once the call is closed; drafts and what was withdrawn never are.
HANDED_IN = ("submitted", "qualified", "not_qualified")
KNOWN = Q(state__in=HANDED_IN, qualification__closed_at__isnull=False)


class RequestQuerySet(CompanyCaseQuerySet):
    """Applications, which exist for nobody but the applicant until the call is closed."""

    def handed_in(self) -> Self:
        """Those that were submitted and not withdrawn."""
        return self.filter(state__in=HANDED_IN)

    def disclosed(self) -> Self:
        return self.filter(KNOWN)

    def fit(self) -> Self:
        """Those judged to meet every criterion."""
        return self.filter(judged_at__isnull=False, is_fit=True)

    def visible_to(self, user: Any) -> Self:
        officers = standing_of(user).agencies_q(CASE_ROLES, self._agency())
        own = Q(company_id__in=companies_with(user, BIDDERS))
        return self.filter(own | (officers & KNOWN))

    def waiting_for(self, user: Any) -> Self:
        """Drafts wait for their company while there is time; the others for a judgement."""
        own = Q(company_id__in=companies_with(user, BIDDERS))
        draft = own & Q(state="draft", qualification__state="published")
        to_judge = Q(state="submitted", qualification__state="closed", judged_at__isnull=True)
        return super().waiting_for(user).filter(draft | (to_judge & ~own))


class QualificationRequest(CompanyCase):
    """An application to a call for qualification, from its draft to the letter with the outcome."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft, not submitted")
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        QUALIFIED = "qualified", _("Qualified, on the short list")
        NOT_QUALIFIED = "not_qualified", _("Not on the short list")

    kind = "qualification_request"
    prefix = "QR"
    agency_lookup = "qualification__agency"
    begin_needs = (checks.takes_requests, bidder_is_registered)
    begin_locks = ("qualification",)
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.SUBMITTED: "ok",
        State.WITHDRAWN: "quiet",
        State.QUALIFIED: "ok",
        State.NOT_QUALIFIED: "quiet",
    }
    reader_labels: ClassVar = {
        State.SUBMITTED: {"company": _("Your application is submitted")},
    }

    state = StateField(default=State.DRAFT, choices=State.choices)
    qualification = models.ForeignKey(
        "procurement.Qualification",
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name=_("call for qualification"),
    )
    # What the company says of itself; in a first stage, what it proposes, without prices.
    statement = models.TextField(_("statement"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    # How often it was submitted: 1, and one more with each replacement.
    version = models.PositiveIntegerField(_("version"), default=0)
    # SHA-256 of what was received (`qualifying.digest`), as the receipt states it.
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True)
    is_fit = models.BooleanField(_("meets every criterion"), null=True, blank=True)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome_reason = models.TextField(_("reason of the outcome"), blank=True)

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for qualification")
        verbose_name_plural = _("applications for qualification")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["qualification", "company"],
                condition=~Q(state="withdrawn"),
                name="one_live_qualification_request",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["qualification", "state"], name="qualification_request_state"),
        ]

    @property
    def title(self) -> str:
        """The call it answers."""
        return str(self.qualification.title)

    def new_reference(self) -> str:
        """Applications in sequence could be counted."""
        taken = QualificationRequest._base_manager
        return scattered_number("QR", lambda number: taken.filter(reference=number).exists())

    @property
    def is_secret(self) -> bool:
        return self.state not in HANDED_IN or self.qualification.closed_at is None

    # --- the applicant -----------------------------------------------------------------

    @action(
        _("Edit the draft"),
        source=State.DRAFT,
        verb="edited",
        done=_("Draft edited"),
        who="procurement.apply_to_qualify",
        form="procurement.forms_qualify.DraftRequest",
        needs=[checks.takes_requests, checks.credentials_can_be_used],
        locks=("qualification",),
    )
    def edit(self, act: Act) -> None:
        """Keep what is ready for later. Nothing is submitted by it."""
        qualifying.write_request(self, act)

    @action(
        _("Submit the application"),
        source=State.DRAFT,
        target=State.SUBMITTED,
        verb="submitted",
        done=_("Application submitted"),
        who="procurement.apply_to_qualify",
        role=BIDDERS,
        form="procurement.forms_qualify.SubmitRequest",
        needs=[
            checks.takes_requests,
            bidder_is_registered,
            checks.papers_are_complete,
            checks.credentials_can_be_used,
            checks.proposal_is_made,
        ],
        locks=("qualification",),
        tells=notices.request_received,
        style="primary",
        help=_("Nobody but your company can see it until applications close."),
    )
    def submit(self, act: Act) -> None:
        """Hand it in. The receipt says what was received, and when, by the database's clock."""
        qualifying.receive(self, act)

    @action(
        _("Replace the application"),
        source=State.SUBMITTED,
        target=State.SUBMITTED,
        verb="replaced",
        done=_("Application replaced"),
        who="procurement.apply_to_qualify",
        form="procurement.forms_qualify.SubmitRequest",
        needs=[
            checks.takes_requests,
            bidder_is_registered,
            checks.papers_are_complete,
            checks.credentials_can_be_used,
            checks.proposal_is_made,
        ],
        locks=("qualification",),
        tells=notices.request_received,
        help=_("Until you confirm the new one, the application you have submitted counts."),
    )
    def replace(self, act: Act) -> None:
        """Put other documents in the place of those submitted."""
        qualifying.receive(self, act)

    @action(
        _("Withdraw the application"),
        source=State.SUBMITTED,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Application withdrawn"),
        who="procurement.apply_to_qualify",
        needs=[checks.takes_requests],
        locks=("qualification",),
        tells=notices.request_withdrawn,
        style="danger",
        help=_("It will not be judged. You can begin another one until the deadline."),
    )
    def withdraw(self, act: Act) -> None:
        """Take it back before the deadline; nobody else learns that it was there."""

    # --- judging and outcome -----------------------------------------------------------

    @action(
        _("Judge the application"),
        source=State.SUBMITTED,
        verb="judged",
        done=_("Application judged"),
        who="procurement.judge_qualification",
        role=Role.EVALUATOR,
        form="procurement.forms_qualify.Judge",
        needs=[checks.is_being_judged, checks.every_criterion_is_judged],
        locks=("qualification",),
        style="primary",
        audience=Audience.AGENCY,
        help=_("Criterion by criterion. Until the conclusion it can be judged anew."),
    )
    def judge(self, act: Act) -> None:
        """Say of each criterion whether the company meets it; where not, why."""
        qualifying.judge(self, act)

    @action(
        _("Short-list"),
        source=State.SUBMITTED,
        target=State.QUALIFIED,
        verb="qualified",
        done=_("Put on the short list"),
        who="procurement.conclude_qualification",
        needs=[checks.the_call_is_being_decided],
        tells=notices.request_qualified,
        then=qualifying.send_letter,
        shown=False,
    )
    def qualify(self, act: Act) -> None:
        """Taken with the conclusion of its call."""

    @action(
        _("Turn down"),
        source=State.SUBMITTED,
        target=State.NOT_QUALIFIED,
        verb="turned_down",
        done=_("Not put on the short list"),
        who="procurement.conclude_qualification",
        needs=[checks.the_call_is_being_decided],
        tells=notices.request_turned_down,
        then=qualifying.send_letter,
        shown=False,
    )
    def turn_down(self, act: Act) -> None:
        """Taken with the conclusion of its call, or with its end without a short list."""
        self.outcome_reason = act.data.get("reason") or ""


class Judgement(models.Model):
    """What an evaluator found of one criterion; anew, it replaces the earlier finding."""

    request = models.ForeignKey(
        QualificationRequest, on_delete=models.PROTECT, related_name="judgements"
    )
    criterion = models.ForeignKey(
        "procurement.QualificationCriterion", on_delete=models.PROTECT, related_name="judgements"
    )
    is_met = models.BooleanField(_("met"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering: ClassVar = ["criterion__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "criterion"], name="one_judgement_a_criterion"
            ),
            models.CheckConstraint(
                condition=Q(is_met=True) | ~Q(reason=""), name="unmet_criterion_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.criterion_id}"


class PresentedCredential(models.Model):
    """A credential on record that stands for a document of an application.

    Its file is attached to the application as well, so that what was sent stays as it was.
    """

    request = models.ForeignKey(
        QualificationRequest, on_delete=models.CASCADE, related_name="presented"
    )
    document = models.ForeignKey(
        "procurement.QualificationDocument", on_delete=models.PROTECT, related_name="+"
    )
    credential = models.ForeignKey(
        "vendors.Credential", on_delete=models.PROTECT, related_name="presented"
    )

    class Meta:
        verbose_name = _("credential presented")
        verbose_name_plural = _("credentials presented")
        ordering: ClassVar = ["document__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "document"], name="one_credential_a_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.document_id}"
