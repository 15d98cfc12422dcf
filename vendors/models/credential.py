"""A credential of a company: what it can show of itself, given once and used in every bid.

Validity is half-open, [valid_from, valid_until); without an end it does not expire. The clock
lets it lapse; what is usable on a day is asked of the dates (`CredentialQuerySet.usable_on`),
never of the clock having run.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from vendors import checks_credentials as checks
from vendors import credentials, notices_members
from vendors.models.company_case import CompanyCase, CompanyCaseQuerySet
from vendors.standing import BIDDERS
from workflow.actions import Act, action
from workflow.state_field import StateField


class CredentialType(models.TextChoices):
    """What kinds of credentials there are."""

    COMMERCIAL = "commercial", _("Commercial registration")
    TAX = "tax", _("Tax clearance")
    SOCIAL = "social", _("Social insurance clearance")
    CHAMBER = "chamber", _("Membership of a chamber")
    LICENCE = "licence", _("Professional or trade licence")
    GRADE = "grade", _("Contractor's classification")
    ISO_9001 = "iso_9001", _("ISO 9001 (quality)")
    ISO_14001 = "iso_14001", _("ISO 14001 (environment)")
    ISO_45001 = "iso_45001", _("ISO 45001 (safety at work)")
    ISO_27001 = "iso_27001", _("ISO/IEC 27001 (information security)")
    ISO_13485 = "iso_13485", _("ISO 13485 (medical devices)")
    ACCOUNTS = "accounts", _("Audited accounts")
    OTHER = "other", _("Another credential")


class CredentialQuerySet(CompanyCaseQuerySet):
    """Credentials, by whether they can be used."""

    def waiting_for(self, user: Any) -> Self:
        """Those given, for the registrars; of companies that the registry knows."""
        return super().waiting_for(user).exclude(company__state="draft")

    def live(self) -> Self:
        """Those that are neither refused, lapsed nor withdrawn."""
        return self.filter(state__in=Credential.LIVE)

    def usable_on(self, day: date) -> Self:
        """Those that hold on a day: what a bid may refer to."""
        ends = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        return self.live().filter(ends, valid_from__lte=day)


class Credential(CompanyCase):
    """One credential."""

    class State(models.TextChoices):
        GIVEN = "given", _("Given")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not accepted")
        LAPSED = "lapsed", _("Lapsed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LIVE = (State.GIVEN, State.CONFIRMED)
    kind = "credential"
    prefix = "CR"
    agency_lookup = "company__agency"
    begin_needs = (checks.period_is_one, checks.is_new)
    tones: ClassVar = {
        State.GIVEN: "info",
        State.CONFIRMED: "ok",
        State.REFUSED: "stop",
        State.LAPSED: "warn",
        State.WITHDRAWN: "quiet",
    }
    reader_labels: ClassVar = {
        State.GIVEN: {"agency": _("Given, not checked yet"), "company": _("Given")},
        State.CONFIRMED: {"company": _("Confirmed by the registry")},
    }

    state = StateField(default=State.GIVEN, choices=State.choices)
    type = models.CharField(_("kind"), max_length=20, choices=CredentialType.choices)
    number = models.CharField(_("number"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (first day without it)"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True, editable=False)

    objects: ClassVar[Any] = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="credential_period_is_one",
            ),
            models.UniqueConstraint(
                fields=["company", "type", "number", "valid_from"],
                condition=Q(state__in=["given", "confirmed"]),
                name="one_live_credential_a_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "valid_until"], name="credential_end"),
        ]

    @property
    def title(self) -> str:
        return f"{self.get_type_display()} · {self.number}"

    @action(
        _("Correct it"),
        source=(State.GIVEN, State.REFUSED),
        target=State.GIVEN,
        verb="corrected",
        done=_("Credential corrected"),
        who="vendors.manage_credentials",
        role=BIDDERS,
        needs=[checks.period_is_one, checks.is_new, checks.has_a_file],
        form="vendors.forms_credentials.CredentialForm",
        waits=False,
    )
    def correct(self, act: Act) -> None:
        """Change what it says; what was not accepted is given once more."""
        credentials.write(act)

    @action(
        _("Confirm"),
        source=State.GIVEN,
        target=State.CONFIRMED,
        verb="confirmed",
        done=_("Credential confirmed"),
        who="vendors.check_credential",
        role=Role.REGISTRAR,
        style="primary",
        help=_("You have compared it with the issuer's own records."),
    )
    def confirm(self, act: Act) -> None:
        """Say that it is genuine."""
        self.remarks = ""

    @action(
        _("Do not accept"),
        source=(State.GIVEN, State.CONFIRMED),
        target=State.REFUSED,
        verb="refused",
        done=_("Credential not accepted"),
        who="vendors.check_credential",
        role=Role.REGISTRAR,
        form="vendors.forms.ReasonsForm",
        tells=notices_members.credential_refused,
        style="danger",
        waits=False,
    )
    def refuse(self, act: Act) -> None:
        """Say why it cannot be used."""
        self.remarks = act.data["remarks"]
        act.private["remarks"] = self.remarks

    @action(
        _("Withdraw"),
        source=(State.GIVEN, State.CONFIRMED, State.REFUSED),
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Credential withdrawn"),
        who="vendors.manage_credentials",
        role=BIDDERS,
        waits=False,
        help=_("It is used in no further bid. What was sent with it stays as it is."),
    )
    def withdraw(self, act: Act) -> None:
        """The company uses it no longer."""

    @action(
        _("Lapse"),
        source=LIVE,
        target=State.LAPSED,
        verb="lapsed",
        done=_("Credential lapsed"),
        due=lambda now: Q(valid_until__lte=_day(now)),
        needs=[checks.validity_is_over],
        tells=notices_members.credential_lapsed,
        shown=False,
    )
    def lapse(self, act: Act) -> None:
        """Taken by the clock on the first day on which it no longer holds."""


def _day(now: datetime) -> date:
    return timezone.localdate(now)
