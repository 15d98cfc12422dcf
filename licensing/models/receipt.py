"""Money that arrived for an invoice: one row for each payment, transfer or sum at the counter.

The books. A row is added when money is recorded (licensing/takings.py) and never changed; only
`refunded`, which the database itself keeps as the sum of the refunds that were not rejected, and
which it lets never exceed the amount.
"""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from licensing import fees


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Money received, by what became of it."""

    def applied(self) -> Decimal:
        """The sum of what these have paid of their invoice."""
        return self.aggregate(sum=Sum("applied"))["sum"] or Decimal(0)

    def left(self) -> Self:
        """Those of which something was neither given back nor is about to be."""
        return self.filter(amount__gt=F("refunded"))


class Receipt(models.Model):
    """A sum received. `applied` of it pays its invoice; the rest was never owed."""

    class Way(models.TextChoices):
        ONLINE = "online", _("Online payment")
        COUNTER = "counter", _("At the counter")
        TRANSFER = "transfer", _("Bank transfer")

    invoice = models.ForeignKey(
        "licensing.Invoice", on_delete=models.PROTECT, related_name="receipts"
    )
    way = models.CharField(_("how it came"), max_length=10, choices=Way.choices)
    payment = models.OneToOneField(
        "licensing.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    entry = models.OneToOneField(
        "licensing.BankEntry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="receipt",
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=fees.PLACES)
    currency = models.CharField(_("currency"), max_length=10)
    applied = models.DecimalField(
        _("of it for the invoice"), max_digits=14, decimal_places=fees.PLACES
    )
    refunded = models.DecimalField(
        _("given back"),
        max_digits=14,
        decimal_places=fees.PLACES,
        default=Decimal(0),
        editable=False,
    )
    at = models.DateTimeField(_("recorded"))

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("money received")
        verbose_name_plural = _("money received")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_positive"),
            models.CheckConstraint(
                condition=Q(applied__gte=0, applied__lte=F("amount")), name="receipt_applied_fits"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")),
                name="never_more_refunded_than_received",
            ),
            models.CheckConstraint(
                condition=Q(way="online", payment__isnull=False, entry__isnull=True)
                | Q(way="transfer", payment__isnull=True, entry__isnull=False)
                | Q(way="counter", payment__isnull=True, entry__isnull=True),
                name="receipt_has_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}: {fees.plain(self.amount, self.currency)}"

    @property
    def left(self) -> Decimal:
        """What could still be given back."""
        return self.amount - self.refunded

    @property
    def rest(self) -> Decimal:
        """What was never owed."""
        return self.amount - self.applied
