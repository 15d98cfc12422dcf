"""An application for a licence, from its draft to the licence or the refusal.

Instant types go from submission to the invoice with no officer. In reviewed types an officer
reviews and recommends, and somebody else decides; the clock runs while the office has the ball.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from licensing import checks_changes, checks_eligibility, notices_changes, stages
from licensing.models.application_states import OFFICE, OPEN, Aim, State
from licensing.models.applying import Applying
from licensing.models.changing import Changing, ChangingQuerySet
from licensing.models.deciding import Deciding
from licensing.models.finishing import Finishing
from licensing.models.handling_cases import Handling
from licensing.models.licence_type import LicenceType
from licensing.models.licence_type_version import LicenceTypeVersion
from licensing.models.overturning import Overturning
from licensing.models.querysets import READERS
from licensing.models.review import Review
from licensing.models.screening import Screening
from vendors.models import CompanyCase
from workflow.actions import Act
from workflow.case import Clock
from workflow.state_field import StateField


class ApplicationQuerySet(ChangingQuerySet):
    """Applications; an officer does not see what a company has not sent."""

    def for_officers(self, user: Any) -> Q:
        theirs = Review.objects.filter(standing_of(user).agencies_q(READERS, "agency"))
        looks_into_it = Q(pk__in=theirs.values("application"))
        return (super().for_officers(user) | looks_into_it) & Q(submitted_at__isnull=False)

    def with_parties(self) -> Self:
        # Who may do what follows from the version's stages and from who has reviewed.
        return super().with_parties().select_related("version").prefetch_related("reviews__agency")

    def open(self) -> Self:
        """Those that are not at their end."""
        return self.filter(state__in=OPEN)


class Application(
    Changing, Applying, Screening, Handling, Deciding, Finishing, Overturning, CompanyCase
):
    """What a company asks an agency for."""

    State = State
    Aim = Aim
    kind = "application"
    prefix = "LA"
    OPEN = OPEN
    begin_needs = (
        checks_eligibility.company_may_apply,
        *checks_changes.BEGIN,
        checks_changes.no_other_change,
    )
    clock = Clock(
        runs_in=OFFICE,
        days=lambda case: case.version.review_days,
    )
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.RETURNED: "warn",
        State.INFORMATION_REQUESTED: "warn",
        State.AWAITING_PAYMENT: "warn",
        State.APPROVED: "ok",
        State.ISSUED: "ok",
        State.REFUSED: "stop",
        State.WITHDRAWN: "quiet",
        State.LAPSED: "quiet",
    }
    reader_labels: ClassVar = {
        State.DRAFT: {"company": _("Not sent yet")},
        State.SUBMITTED: {"agency": _("New: waiting for review"), "company": _("Sent")},
        State.RETURNED: {
            "agency": _("Returned to the applicant"),
            "company": _("Waiting for your corrections"),
        },
        State.INFORMATION_REQUESTED: {
            "agency": _("Waiting for the applicant's answer"),
            "company": _("Waiting for your answer"),
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
            (*OFFICE, State.RETURNED, State.INFORMATION_REQUESTED),
        ),
        (_("Pay"), (State.APPROVED, State.AWAITING_PAYMENT)),
        (_("Licence"), (State.ISSUED,)),
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
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
    # The version of the licence on which a change is based.
    base_version = models.ForeignKey(
        "licensing.LicenceVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("case officer"),
    )
    # Conditions of the decision, besides those of the licence type: [{"ar", "en"}, …].
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    # Those begun in one go have the same (licensing.together).
    bundle = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    # What its licence type said when it was begun: no second one of a company may be open.
    is_exclusive = models.BooleanField(default=True, editable=False)
    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["licence"],
                condition=Q(licence__isnull=False)
                & ~Q(state__in=["issued", "refused", "withdrawn", "lapsed"]),
                name="one_open_change_a_licence",
            ),
            models.UniqueConstraint(
                fields=["company", "licence_type"],
                condition=Q(is_exclusive=True, aim="new")
                & ~Q(state__in=["issued", "refused", "withdrawn", "lapsed"]),
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
        """The licence applied for, or what is to become of it."""
        if self.aim == Aim.NEW:
            return self.version.name
        return f"{Aim(self.aim).label}: {self.version.name}"

    def begin_tells(self, act: Act) -> Iterable[Any]:
        return notices_changes.begun(act)

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    def side_of(self, user: Any) -> str:
        side = super().side_of(user)
        if side == "public" and self.is_looked_into_by(user):
            return "agency"
        return side

    def is_looked_into_by(self, user: Any) -> bool:
        """Whether one of the agencies that review it is the person's."""
        standing = standing_of(user)
        if not standing.posts:
            return False
        return any(standing.holds_any(review.agency, READERS) for review in self.reviews.all())

    @property
    def is_staged(self) -> bool:
        """Whether it is reviewed in stages; else its own agency reviews it in one go."""
        return bool(stages.reviews(self.version))
