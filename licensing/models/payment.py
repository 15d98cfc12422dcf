"""One try to pay an invoice online, in the terms of django-payments.

The provider's word (`status`) is kept here as it comes; what it means for the invoice is
decided at the gate. A confirmed payment stays confirmed whatever a late callback says.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from payments import PaymentStatus, PurchasedItem
from payments.models import BasePayment

from licensing import fees
from workflow.queue import after_commit

# A payment that may still succeed.
PENDING = (PaymentStatus.WAITING, PaymentStatus.INPUT, PaymentStatus.PREAUTH)
FINAL = (PaymentStatus.CONFIRMED, PaymentStatus.REFUNDED)
# Columns with one writer each: `change_status`, and the actions on the invoice.
WRITTEN_ELSEWHERE = {"id", "status", "message", "used_at", "surplus_at"}


def _money(label: Any, **options: Any) -> models.DecimalField:
    """An amount wide enough for any currency; django-payments' own has two decimals."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=fees.PLACES, default=Decimal(0), **options
    )


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments, by what was made of them."""

    def unused(self) -> Self:
        """Those that a provider has confirmed and about which nothing was done yet."""
        return self.filter(
            status=PaymentStatus.CONFIRMED, used_at__isnull=True, surplus_at__isnull=True
        )


class Payment(BasePayment):
    """A payment that somebody began for an invoice."""

    invoice = models.ForeignKey(
        "licensing.Invoice", on_delete=models.PROTECT, related_name="payments"
    )
    total = _money(_("amount"))
    delivery = _money(_("delivery"))
    tax = _money(_("tax"))
    captured_amount = _money(_("amount received"))
    # When it was recorded for its invoice; or when it was found to be not owed at all.
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    surplus_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(surplus_at__isnull=True),
                name="payment_used_or_surplus",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["invoice"],
                condition=Q(status="confirmed", used_at__isnull=True, surplus_at__isnull=True),
                name="payment_to_settle",
            ),
            models.Index(fields=["token"], name="payment_token"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.status}"

    @property
    def received(self) -> Decimal:
        """What arrived. Providers that tell no amount took the total."""
        return self.captured_amount or self.total

    def save(self, **kwargs: Any) -> None:
        """Leave alone what others write: a provider's module saves whole rows it read long ago,
        and would undo the confirmation or the use of a payment that happened meanwhile."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                field.attname
                for field in self._meta.concrete_fields
                if field.attname not in WRITTEN_ELSEWHERE
            ]
        super().save(**kwargs)

    def change_status(self, status: str, message: str = "") -> None:
        """Keep what the provider says; a confirmation is acted upon once this is committed."""
        with transaction.atomic():
            stored = type(self).objects.select_for_update().get(pk=self.pk)
            self.words.create(status=status, message=message or "", at=timezone.now())
            if stored.status in FINAL and status != PaymentStatus.REFUNDED:
                self.status = stored.status
                return
            super().change_status(status, message)
            if status == PaymentStatus.CONFIRMED:
                after_commit("licensing.tasks.carry_out_payment", self.pk)

    def get_purchased_items(self) -> Iterable[PurchasedItem]:
        """The one thing that is bought, for providers that list it."""
        yield PurchasedItem(
            name=self.description,
            quantity=1,
            price=self.total,
            currency=self.currency,
            sku=self.invoice.reference,
        )

    def get_success_url(self) -> str:
        """Where the payer comes back to, whatever became of it."""
        return reverse("payment_return", args=[self.token])

    def get_failure_url(self) -> str:
        """The same page: it says what the provider has told us, which may differ."""
        return reverse("payment_return", args=[self.token])


def confirmed_for(**narrowed: Any) -> Q:
    """The condition that an invoice has a confirmed payment about which nothing was done yet."""
    return Q(Exists(Payment.objects.unused().filter(invoice=OuterRef("pk"), **narrowed)))
