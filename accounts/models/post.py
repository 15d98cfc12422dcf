"""Who holds which role in which agency, from when to when, and who stands in for them.

A role held in an agency covers the agencies below it. Periods are half-open: `until` is the
first day on which the role is no longer held.
"""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.agency import Agency


class Role(models.TextChoices):
    """What an officer is in an agency (docs/permissions.md says what each may do)."""

    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer")
    PROCUREMENT_APPROVER = "procurement_approver", _("Procurement approver")
    OPENING_MEMBER = "opening_member", _("Opening committee member")
    EVALUATOR = "evaluator", _("Evaluator")
    COMPLAINTS_REVIEWER = "complaints_reviewer", _("Complaints reviewer")
    REGISTRAR = "registrar", _("Registrar of companies")
    LICENSING_OFFICER = "licensing_officer", _("Licensing officer")
    INSPECTOR = "inspector", _("Inspector")
    LICENSING_APPROVER = "licensing_approver", _("Licensing approver")
    CASHIER = "cashier", _("Cashier")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


def today() -> date:
    """Today in the country's time zone."""
    return timezone.localdate()


def in_force(prefix: str = "") -> Q:
    """Return the condition that a half-open period holds today."""
    day = today()
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": day})
    )


class Membership(models.Model):
    """A person's role in an agency."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("agency")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    since = models.DateField(_("from"), default=today)
    until = models.DateField(_("until (first day without it)"), null=True, blank=True)

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="membership_period_is_one",
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(until__isnull=True),
                name="one_open_membership",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agency", "role"], name="membership_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency}"


class Delegation(models.Model):
    """A member's role lent to somebody else for a period. It is not lent on."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("role")
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_received",
        verbose_name=_("stand-in"),
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until (first day without it)"))
    reason = models.CharField(_("reason"), max_length=200)
    revoked_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="delegation_period_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} → {self.to}"
