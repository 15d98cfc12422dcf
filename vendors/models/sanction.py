"""A suspension or debarment of a company: why, from when, until when, and how it ended.

Written by the actions of `vendors.models.company_standing` alone. `until` is the first day
without it; a suspension may have none. Debarments are public for ever, with their reasons;
suspensions while they hold, without them: they may yet turn out to be unfounded.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.post import today


class Ground(models.TextChoices):
    """Why a company is kept away, in the words of the register."""

    CORRUPTION = "corruption", _("Bribery or corruption")
    FRAUD = "fraud", _("False statements or forged documents")
    COLLUSION = "collusion", _("Collusion with other bidders")
    CONFLICT = "conflict", _("An undeclared conflict of interest")
    PERFORMANCE = "performance", _("Serious failure to perform a contract")
    CONVICTION = "conviction", _("A court's judgment")
    OBLIGATIONS = "obligations", _("Taxes or social insurance not paid")
    OTHER = "other", _("Another reason")


class SanctionQuerySet(models.QuerySet["Sanction"]):
    """Suspensions and debarments, by whether they hold."""

    def open(self) -> Self:
        """Those that nothing has ended yet."""
        return self.filter(ended_on__isnull=True)

    def published(self) -> Self:
        """The public ones: debarments, and suspensions while they hold."""
        return self.filter(Q(kind=Sanction.Kind.DEBARMENT) | self.in_force())

    @staticmethod
    def in_force() -> Any:
        """The condition that it holds today, whether or not the clock has ended it yet."""
        return Q(ended_on__isnull=True) & (Q(until__isnull=True) | Q(until__gt=today()))


class Sanction(models.Model):
    """One suspension or debarment."""

    class Kind(models.TextChoices):
        SUSPENSION = "suspension", _("Suspension")
        DEBARMENT = "debarment", _("Debarment")

    company = models.ForeignKey(
        "vendors.Company", on_delete=models.PROTECT, related_name="sanctions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground.choices)
    reasons = models.TextField(_("reasons"))
    since = models.DateField(_("from"))
    until = models.DateField(_("until (first day without it)"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reasons = models.TextField(_("why it ended"), blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="sanction_period_is_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="suspension") | Q(until__isnull=False),
                name="debarment_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(ended_on__isnull=True),
                name="one_open_sanction_a_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.company}"

    @property
    def is_debarment(self) -> bool:
        """Whether its reasons are public, for ever."""
        return self.kind == self.Kind.DEBARMENT

    @property
    def is_in_force(self) -> bool:
        """Whether it holds today."""
        return self.ended_on is None and (self.until is None or today() < self.until)
