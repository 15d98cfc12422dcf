"""A version of a licence type: what it asks, costs and grants, from one day to another.

Officers prepare it; somebody else puts it into force. An application pins the version it began
under; a version that was in force is never edited, the next one takes its place.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import standing_of
from licensing import questions as asking
from licensing.models.application_states import Aim
from licensing.models.licence_type import LicenceType
from licensing.models.preparing_types import Preparing
from licensing.models.pricing_types import Pricing
from licensing.models.version_states import State, TermEnds
from licensing.terms import Period, first_period
from workflow.actions import actions_of
from workflow.case import Case, CaseQuerySet
from workflow.state_field import StateField

# What changes while everything else must stay as it was.
LIVES = ("state", "due_on", "proposed_by")
READERS = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER, Role.INSPECTOR, Role.AUDITOR)


def home_currency() -> str:
    """The currency of the country this house serves (ISO 4217)."""
    return str(settings.CURRENCY)


def every_change() -> list[str]:
    """Every change of a licence that can be applied for."""
    return [str(aim) for aim in Aim if aim != Aim.NEW]


class LicenceTypeVersionQuerySet(CaseQuerySet):
    """Versions; what is in preparation is read by the agency's licensing people alone."""

    def visible_to(self, user: Any) -> Any:
        return self.filter(standing_of(user).agencies_q(READERS, self._agency()))

    def in_force(self) -> Any:
        """Those under which applications begin."""
        return self.filter(state=State.ACTIVE)


class LicenceTypeVersion(Pricing, Preparing, Case):
    """What a licence type asked for, cost and granted, from one day to another."""

    State = State
    TermEnds = TermEnds
    Aim = Aim
    kind = "licence_type_version"
    prefix = "LT"
    agency_lookup = "licence_type__agency"
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.PROPOSED: "warn",
        State.ACTIVE: "ok",
        State.RETIRED: "quiet",
        State.DISCARDED: "stop",
    }
    step_states: ClassVar = (
        (_("Prepare"), (State.DRAFT,)),
        (_("Check"), (State.PROPOSED,)),
        (_("In force"), (State.ACTIVE,)),
    )

    licence_type = models.ForeignKey(
        LicenceType,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("licence type"),
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = StateField(default=State.DRAFT, choices=State.choices)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it is for"))
    eligibility = models.TextField(_("who may apply"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True, help_text=_("One on each line."))
    activity = models.CharField(_("activity"), max_length=200, blank=True)
    is_instant = models.BooleanField(
        _("granted at once"),
        default=False,
        help_text=_("No officer decides: the licence follows from a complete application."),
    )
    review_days = models.PositiveSmallIntegerField(_("working days to a decision"), default=10)
    term_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), default=12, validators=[MinValueValidator(1)]
    )
    currency = models.CharField(_("currency"), max_length=3, default=home_currency)
    documents = models.JSONField(_("documents needed"), default=list, blank=True)
    questions = models.JSONField(_("questions"), default=asking.empty, blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    # The stages of the process: shape in docs/licence-types.md.
    stages = models.JSONField(_("stages"), default=list, blank=True)
    # What may be applied for besides a new one.
    aims = models.JSONField(_("changes that can be applied for"), default=every_change, blank=True)
    term_ends = models.CharField(
        _("a term ends"), max_length=12, choices=TermEnds.choices, default=TermEnds.ANNIVERSARY
    )
    renewal_opens_days = models.PositiveSmallIntegerField(
        _("renewal opens (days before the end)"), default=90
    )
    late_renewal_days = models.PositiveSmallIntegerField(
        _("late renewal (days after the end)"),
        default=60,
        help_text=_("0: whoever is late applies anew."),
    )
    tacit_approval = models.BooleanField(
        _("silence is consent"),
        default=False,
        help_text=_("Approved by itself when the working days to a decision have run out."),
    )
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=30)
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer"),
        default=30,
        help_text=_("An application that nobody answers for within them lapses."),
    )
    depends_on = models.ManyToManyField(
        LicenceType,
        blank=True,
        related_name="needed_by",
        verbose_name=_("licences that must be held with it"),
    )

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )

    objects: ClassVar[Any] = LicenceTypeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a licence type")
        verbose_name_plural = _("versions of licence types")
        ordering: ClassVar = ["licence_type", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["licence_type", "number"], name="licence_type_version_number"
            ),
            models.UniqueConstraint(
                fields=["licence_type"],
                condition=Q(state="active"),
                name="one_version_in_force",
            ),
            models.CheckConstraint(condition=Q(term_months__gte=1), name="licence_term_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The shape of the two JSON fields, for whoever edits them in the administration."""
        problem = asking.shape_problem(self.questions) or asking.list_problem(self.documents)
        if problem:
            raise ValidationError(problem)
        if self.pk and self.applications.exists() and self._differs():
            raise ValidationError(
                _("Applications were begun under this version. Make the next one instead.")
            )

    def _differs(self) -> bool:
        """Whether anything but its state was changed since it was stored."""
        stored = type(self).objects.get(pk=self.pk)
        names = [f.attname for f in self._meta.concrete_fields if f.name not in LIVES]
        return any(getattr(self, name) != getattr(stored, name) for name in names)

    @property
    def title(self) -> str:
        """Its name, with the number of the version."""
        return f"{self.name} · v{self.number}"

    @property
    def agency(self) -> Any:
        """The agency that grants the licence."""
        return self.licence_type.agency

    @property
    def condition_list(self) -> list[str]:
        """The conditions, in the reader's language, one by one."""
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]

    @property
    def document_list(self) -> list[asking.Document]:
        """The documents asked for, labelled in the reader's language."""
        return asking.documents(self.documents)

    @property
    def replaces(self) -> Any:
        """The version in force that this one would take the place of, or None."""
        others = self.licence_type.versions.exclude(pk=self.pk)
        return others.filter(state=State.ACTIVE).first()

    def under_way(self) -> Any:
        """The applications that were begun under it and are not at their end."""
        return self.applications.open()

    @property
    def parts(self) -> list[Any]:
        """The actions that change one part of a draft each, in order."""
        return [a for name, a in actions_of(self).items() if name.startswith("edit_")]

    def first_term(self, anchor: Any) -> Period:
        """The term of a licence whose first day is `anchor`."""
        return first_period(anchor, self.term_months, self.term_ends)
