"""The terms of a tender: where it comes from, how prices count, securities, contract, framework.

Abstract: `Tender` has these fields. Who writes them: `procurement.drafting`.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.models.method import MethodRules, pinned


class Terms(models.Model):
    """What a tender says besides what it asks for."""

    class PriceFormula(models.TextChoices):
        PROPORTIONAL = "proportional", _("The lowest price divided by the price, times the weight")
        LINEAR = "linear", _("The weight, less the share by which the price exceeds the lowest")

    class Security(models.TextChoices):
        NONE = "none", _("None")
        AMOUNT = "amount", _("A fixed amount")
        PERCENT = "percent", _("A percentage of the price")
        DECLARATION = "declaration", _("A declaration instead of money")

    plan_item = models.ForeignKey(
        "procurement.PlanItem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tenders",
        verbose_name=_("plan item"),
    )
    # Where its short list comes from, if the method asks for one.
    qualification = models.ForeignKey(
        "procurement.Qualification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tenders",
        verbose_name=_("call for qualification"),
    )
    left_out_reason = models.TextField(
        _("why companies of the short list are not invited"), blank=True
    )
    no_plan_reason = models.TextField(_("why it was not planned"), blank=True)
    justification = models.TextField(_("why this method"), blank=True)
    # The method's rules as they were at publication; empty before.
    pinned_rules = models.JSONField(null=True, blank=True, editable=False)
    # --- evaluation ---
    price_weight = models.DecimalField(
        _("weight of the price (points)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    price_formula = models.CharField(
        _("price formula"),
        max_length=20,
        choices=PriceFormula.choices,
        default=PriceFormula.PROPORTIONAL,
    )
    # --- bids ---
    bid_validity_days = models.PositiveSmallIntegerField(_("bids are valid for (days)"), default=90)
    security = models.CharField(
        _("bid security"), max_length=20, choices=Security.choices, default=Security.NONE
    )
    security_amount = models.DecimalField(
        _("amount of the security"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    security_percent = models.DecimalField(
        _("security (% of the price)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    # --- contract ---
    contract_terms = models.TextField(_("contract terms"), blank=True)
    performance_percent = models.DecimalField(
        _("performance security (% of the contract)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
    )
    contract_months = models.PositiveSmallIntegerField(
        _("the contract lasts (months)"), null=True, blank=True
    )
    # --- framework agreement, first stage ---
    framework_suppliers = models.PositiveSmallIntegerField(
        _("suppliers in the framework, at most"), null=True, blank=True
    )
    call_off_rules = models.TextField(_("how call-offs are made"), blank=True)
    first_stage = models.TextField(_("what the first stage asks for"), blank=True)

    class Meta:
        abstract = True

    @property
    def method_rules(self) -> MethodRules:
        """What the method asks of this tender: fixed from its publication on."""
        method: Any = self.method  # type: ignore[attr-defined]
        kept: dict[str, Any] | None = self.pinned_rules
        rules: MethodRules = pinned(kept, method) if kept else method.rules()
        return rules

    @property
    def suppliers_a_lot(self) -> int:
        """How many bids of a lot may win: one, unless it makes a framework agreement."""
        return (self.framework_suppliers or 1) if self.method_rules.is_framework else 1


def percentage(name: str) -> models.CheckConstraint:
    """A percentage lies between 0 and 100, if there is one."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100}),
        name=f"tender_{name}_is_a_percentage",
    )


CONSTRAINTS: list[models.CheckConstraint] = [
    percentage(name) for name in ("price_weight", "security_percent", "performance_percent")
]
