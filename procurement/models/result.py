"""What came of a tender: awards, one a lot (of a framework: one a supplier), and the contracts made on them.

Contracts are the records that imported history brings; running one comes later.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Award(models.Model):
    """The decision that a bid wins a lot. Imported ones name suppliers who are no companies here."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("In force")
        CANCELLED = "cancelled", _("Cancelled")
        UNSUCCESSFUL = "unsuccessful", _("Unsuccessful")

    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="awards",
        verbose_name=_("tender"),
    )
    lot = models.ForeignKey(
        "procurement.Lot", on_delete=models.PROTECT, related_name="awards", null=True, blank=True
    )
    bid = models.OneToOneField(
        "procurement.Bid", on_delete=models.PROTECT, related_name="award", null=True, blank=True
    )
    # 1 wins; a framework agreement may have more suppliers, in the order of their prices.
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    title = models.TextField(_("title"), blank=True)
    supplier_name = models.TextField(_("supplier"), blank=True)
    # Imported: [{"id": …, "name": …}, …] as the data says.
    suppliers = models.JSONField(default=list, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    imported_id = models.CharField(max_length=300, blank=True)
    source = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "rank"],
                condition=models.Q(bid__isnull=False, status="active"),
                name="one_award_a_rank",
            ),
        ]

    def __str__(self) -> str:
        return self.supplier_name


class Contract(models.Model):
    """A contract: with whom (by its award), for how much, from when to when."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("In force")
        CANCELLED = "cancelled", _("Cancelled")
        TERMINATED = "terminated", _("Ended")

    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name=_("tender"),
    )
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="contracts", null=True, blank=True
    )
    number = models.CharField(_("contract number"), max_length=300, blank=True)
    title = models.TextField(_("title"), blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # The last day belongs to the period: it is what the imported data states.
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to (last day)"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    imported_id = models.CharField(max_length=300, blank=True)
    source = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.number or self.title
