"""How money arrives: tries to pay online, what the provider confirms, what the counter takes.

The arrival of money is recorded in a transaction of its own, before anything is made of it; a
licence that could not be issued then is found by the clock, which takes the same action.
"""

import logging
from typing import Any

from django.conf import settings
from payments import PaymentStatus

from licensing import certificates, fees
from licensing.models.payment import PENDING, Payment
from workflow.actions import Act
from workflow.blockers import Refused
from workflow.gate import perform
from workflow.queue import after_commit

log = logging.getLogger(__name__)


def variant() -> str:
    """The name of the payment provider that is configured."""
    return str(next(iter(settings.PAYMENT_VARIANTS)))


# --- bodies of actions on an invoice ---------------------------------------------------


def start(act: Act) -> None:
    """Begin a try to pay, or go on with one that is under way: two tabs share it."""
    invoice = act.case
    if invoice.payments.filter(status__in=PENDING, variant=variant()).exists():
        return
    Payment(
        invoice=invoice,
        variant=variant(),
        total=invoice.exact,
        currency=invoice.currency,
        description=f"{invoice.reference} {invoice.application.version.name_en}",
        billing_email=act.by.email,
        billing_first_name=act.by.name[:256],
    ).save()


def use_payment(act: Act) -> None:
    """Settle the invoice with the first payment that is enough; others are noted as surplus."""
    invoice = act.case
    held = invoice.payments.unused().select_for_update(of=("self",)).order_by("pk")
    payment = next(payment for payment in held if payment.is_enough)
    Payment.objects.filter(pk=payment.pk).update(used_at=act.now)
    act.public["payment"] = payment.pk
    act.private["transaction"] = payment.transaction_id
    _paid(act)


def paid_at_counter(act: Act) -> None:
    """Settle the invoice with what the cashier received."""
    act.public["receipt"] = act.case.receipt_number
    _paid(act)


def _paid(act: Act) -> None:
    invoice = act.case
    invoice.paid_at = act.now
    act.public["amount"] = fees.plain(invoice.amount, invoice.currency)
    act.public["note"] = fees.plain(invoice.amount, invoice.currency)
    certificates.request_receipt(act)
    after_commit("licensing.tasks.finish_application", invoice.application_id)


def note_surplus(act: Act) -> None:
    """Mark the payments that came after the invoice was paid or void: money to be given back."""
    surplus = list(act.case.payments.unused().select_for_update(of=("self",)))
    Payment.objects.filter(pk__in=[p.pk for p in surplus]).update(surplus_at=act.now)
    act.public["payments"] = [p.pk for p in surplus]
    act.public["note"] = ", ".join(fees.plain(p.total, p.currency) for p in surplus)


# --- after the provider has spoken -----------------------------------------------------


def carry_out(payment: Payment) -> None:
    """Record a confirmed payment and finish its application. Safe to call any number of times.

    Called by the task queued with the confirmation, and by the page the payer comes back to.
    """
    if payment.status != PaymentStatus.CONFIRMED:
        return
    try:
        perform(payment.invoice, "settle", by=None)
    except Refused as refused:
        log.info("payment %s settles nothing: %s", payment.pk, refused)
    finish(payment.invoice.application)


def finish(application: Any) -> None:
    """Issue what is paid for. Somebody may have been quicker; what fails, the clock finds."""
    try:
        perform(application, "issue", by=None)
    except Refused as refused:
        log.info("%s is not to be issued: %s", application.reference, refused)
