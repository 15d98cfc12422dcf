"""What an application costs: asked for once, paid online or at the counter, or void.

The money's arrival is recorded by itself and first (`settle`, `record_payment`); the licence
follows from it. The clock finds a payment that was confirmed and not yet recorded.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from licensing import checks, checks_money, fees, notices, notices_money, paying, refunding
from licensing.bank import references
from licensing.models.payment import Payment, confirmed_for
from licensing.models.querysets import LicensingQuerySet
from licensing.models.receipt import Receipt
from licensing.people import APPLICANTS
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.state_field import StateField


def _payment_confirmed(now: datetime) -> Q:
    return confirmed_for(currency=OuterRef("currency"))


def _paid_for_nothing(now: datetime) -> Q:
    """Confirmed although nothing is asked for any more, or in money that was not asked for."""
    other_money = Payment.objects.unused().filter(invoice=OuterRef("pk"))
    other_money = other_money.exclude(currency=OuterRef("currency"))
    return (confirmed_for() & ~Q(state="issued")) | Q(Exists(other_money))


def _owes_nothing_more(act: Act) -> None:
    """Parts that were paid before go back."""
    refunding.refund_due(act.case, "", why="void")


class InvoiceQuerySet(LicensingQuerySet):
    """Invoices, with what is still owed."""

    def with_owed(self) -> Self:
        """With the sum of what was received for them, so that it is not asked for one by one."""
        sums = Receipt.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
        applied = Subquery(sums.annotate(sum=Sum("applied")).values("sum"))
        return self.annotate(applied_sum=Coalesce(applied, Value(Decimal(0))))


class Invoice(CompanyCase):
    """An amount that a company owes an agency for an application."""

    class State(models.TextChoices):
        ISSUED = "issued", _("To be paid")
        PAID = "paid", _("Paid")
        VOID = "void", _("Void")
        REFUNDED = "refunded", _("Given back")

    kind = "invoice"
    prefix = "I"
    tones: ClassVar = {
        State.ISSUED: "warn",
        State.PAID: "ok",
        State.VOID: "quiet",
        State.REFUNDED: "quiet",
    }
    step_states: ClassVar = ((_("To be paid"), (State.ISSUED,)), (_("Paid"), (State.PAID,)))

    state = StateField(default=State.ISSUED, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        related_name="invoices",
        verbose_name=_("application"),
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=fees.PLACES)
    currency = models.CharField(_("currency"), max_length=3)
    # How the amount came about, in both languages, as on the day it was asked for
    # (licensing.fees.Line.stored). Empty for invoices from before there were schedules.
    lines = models.JSONField(_("lines"), default=list, blank=True, editable=False)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True, editable=False)
    receipt_number = models.CharField(
        _("number of the counter's receipt"), max_length=40, blank=True
    )

    objects: ClassVar[Any] = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["issued", "paid"]),
                name="one_live_invoice",
            ),
            models.UniqueConstraint(
                fields=["agency", "receipt_number"],
                condition=~Q(receipt_number=""),
                name="one_invoice_a_counter_receipt",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_amount_positive"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="invoice_state")]

    @property
    def title(self) -> str:
        """What is paid for."""
        return str(_("Fee: %(licence)s")) % {"licence": self.application.version.name}

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    @property
    def exact(self) -> Decimal:
        """The amount, to the currency's own decimals."""
        return fees.rounded(self.amount, self.currency)

    @property
    def still_owed(self) -> Decimal:
        """What is left to pay, to the currency's own decimals; read anew unless it came along."""
        applied = vars(self).get("applied_sum")
        if applied is None:
            applied = self.receipts.applied()
        return fees.rounded(self.amount - applied, self.currency)

    @property
    def payment_reference(self) -> str:
        """What a payer writes on a bank transfer (ISO 11649), compact."""
        return references.reference_for(self.reference)

    def action_url(self, name: str) -> str:
        """Paying online has a page of its own, which leads on to the provider."""
        return reverse("pay", args=[self.reference]) if name == "pay" else super().action_url(name)

    @action(
        _("Pay online"),
        source=State.ISSUED,
        verb="payment_begun",
        done=_("Online payment begun"),
        who="licensing.pay_invoice",
        role=APPLICANTS,
        needs=[checks.can_be_paid_online],
        style="primary",
    )
    def pay(self, act: Act) -> None:
        """Begin to pay with the payment provider."""
        paying.start(act)

    @action(
        _("Record an online payment"),
        source=State.ISSUED,
        target=State.PAID,
        verb="settled",
        done=_("Paid online"),
        needs=[checks.payment_is_enough],
        tells=notices.paid,
        due=_payment_confirmed,
    )
    def settle(self, act: Act) -> None:
        """Record what the payment provider has confirmed."""
        paying.use_payment(act)

    @action(
        _("Record a bank transfer"),
        source=State.ISSUED,
        target=State.PAID,
        verb="transferred",
        done=_("Paid by bank transfer"),
        needs=[checks_money.transfer_is_enough],
        tells=notices.paid,
    )
    def settle_transfer(self, act: Act) -> None:
        """Record an entry of the bank's statement that pays all that is owed."""
        paying.use_transfer(act)

    @action(
        _("Record a part payment"),
        source=State.ISSUED,
        verb="part_received",
        done=_("A part of the amount received"),
        needs=[checks_money.payment_is_a_part],
        tells=notices_money.part_received,
        due=_payment_confirmed,
    )
    def take_part(self, act: Act) -> None:
        """Record a payment or transfer of less than is owed; the rest stays to be paid."""
        paying.take_part(act)

    @action(
        _("Record payment at the counter"),
        source=State.ISSUED,
        target=State.PAID,
        verb="paid_at_counter",
        done=_("Paid at the counter"),
        who="licensing.record_payment",
        role=Role.CASHIER,
        needs=[checks.amount_is_exact, checks.receipt_is_new],
        form="licensing.forms.CounterForm",
        tells=notices.paid,
        style="primary",
        help=_("Only when you have the money in hand."),
    )
    def record_payment(self, act: Act) -> None:
        """Record what the cashier has received, with the counter's own receipt number."""
        act.apply("receipt_number")
        paying.paid_at_counter(act)

    @action(
        _("Note money that is not owed"),
        source=(State.ISSUED, State.PAID, State.VOID, State.REFUNDED),
        verb="surplus_noted",
        done=_("Money received that is not owed"),
        needs=[checks_money.money_is_not_owed],
        tells=notices_money.not_owed,
        due=_paid_for_nothing,
    )
    def note_surplus(self, act: Act) -> None:
        """Record money that came after the invoice was paid or void, or in another currency.
        A refund of it begins."""
        paying.note_surplus(act)

    @action(
        _("Make void"),
        source=State.ISSUED,
        target=State.VOID,
        verb="voided",
        done=_("Made void"),
        then=_owes_nothing_more,
    )
    def void(self, act: Act) -> None:
        """Nothing is owed any more: the application was withdrawn."""

    @action(
        _("Note that everything was given back"),
        source=State.PAID,
        target=State.REFUNDED,
        verb="refunded",
        done=_("Everything paid was given back"),
    )
    def mark_refunded(self, act: Act) -> None:
        """Of what was received nothing is left."""
