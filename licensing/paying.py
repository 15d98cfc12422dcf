"""How money arrives: tries to pay online, what the provider confirms, what the counter takes.

The arrival of money is recorded in a transaction of its own, before anything is made of it; a
licence that could not be issued then is found by the clock, which takes the same action.
"""

import logging
from typing import Any

from django.conf import settings
from payments import PaymentStatus

from licensing import certificates, fees, takings
from licensing.models.payment import PENDING, Payment
from licensing.models.receipt import Receipt
from workflow.actions import Act
from workflow.blockers import Refused
from workflow.gate import perform
from workflow.queue import after_commit

log = logging.getLogger(__name__)
Way = Receipt.Way


def variant() -> str:
    """The name of the payment provider that is configured."""
    return str(next(iter(settings.PAYMENT_VARIANTS)))


# --- bodies of actions on an invoice ---------------------------------------------------


def start(act: Act) -> None:
    """Begin a try to pay what is still owed, or go on with one that is under way: two tabs
    share it. One over another amount (a part was transferred meanwhile) is left alone."""
    invoice = act.case
    owed = invoice.still_owed
    if invoice.payments.filter(status__in=PENDING, variant=variant(), total=owed).exists():
        return
    Payment(
        invoice=invoice,
        variant=variant(),
        total=owed,
        currency=invoice.currency,
        description=f"{invoice.reference} {invoice.application.version.name_en}",
        billing_email=act.by.email,
        billing_first_name=act.by.name[:256],
    ).save()


def use_payment(act: Act) -> None:
    """Settle the invoice with the payments that were confirmed, oldest first, until nothing is
    owed; any further one is noted as surplus."""
    invoice = act.case
    for payment in _held(invoice, currency=invoice.currency):
        takings.take_payment(act, payment)
        act.public["payment"] = payment.pk
        act.private["transaction"] = payment.transaction_id
        if invoice.still_owed <= 0:
            break
    _paid(act)


def use_transfer(act: Act) -> None:
    """Settle the invoice with an entry of the bank's statement."""
    takings.take_transfer(act)
    _paid(act)


def paid_at_counter(act: Act) -> None:
    """Settle the invoice with what the cashier received."""
    invoice = act.case
    takings.take(invoice, Way.COUNTER, invoice.still_owed, invoice.currency, act.now)
    act.public["receipt"] = invoice.receipt_number
    _paid(act)


def _paid(act: Act) -> None:
    invoice = act.case
    invoice.paid_at = act.now
    act.public["amount"] = fees.plain(invoice.amount, invoice.currency)
    act.public["note"] = fees.plain(invoice.amount, invoice.currency)
    certificates.request_receipt(act)
    after_commit("licensing.tasks.finish_application", invoice.application_id)


def take_part(act: Act) -> None:
    """Record a transfer, or the payments confirmed online, of less than is owed."""
    invoice = act.case
    if "entry" in act.data:
        takings.take_transfer(act)
        return
    came = [
        takings.take_payment(act, payment) for payment in _held(invoice, currency=invoice.currency)
    ]
    act.public["note"] = ", ".join(fees.plain(r.amount, r.currency) for r in came)


def note_surplus(act: Act) -> None:
    """Record money that is not owed: after the invoice was paid or void, or other money."""
    invoice = act.case
    if "entry" in act.data:
        takings.take_transfer(act)
        return
    held = _held(invoice)
    if invoice.state == invoice.State.ISSUED:
        held = [payment for payment in held if payment.currency != invoice.currency]
    came = [takings.take_payment(act, payment) for payment in held]
    act.public["payments"] = [receipt.payment_id for receipt in came]
    act.public["note"] = ", ".join(fees.plain(r.amount, r.currency) for r in came)


def _held(invoice: Any, **narrowed: Any) -> list[Payment]:
    """The confirmed payments about which nothing was done yet, locked, oldest first."""
    unused = invoice.payments.unused().filter(**narrowed)
    return list(unused.select_for_update(of=("self",)).order_by("pk"))


# --- after the provider has spoken -----------------------------------------------------


def carry_out(payment: Payment) -> None:
    """Record a confirmed payment and finish its application. Safe to call any number of times.

    Called by the task queued with the confirmation, and by the page the payer comes back to.
    """
    if payment.status != PaymentStatus.CONFIRMED:
        return
    for name in ("settle", "take_part", "note_surplus"):
        try:
            perform(payment.invoice, name, by=None)
        except Refused as refused:
            log.info("payment %s, %s: %s", payment.pk, name, refused)
        else:
            break
    finish(payment.invoice.application)


def finish(application: Any) -> None:
    """Issue what is paid for. Somebody may have been quicker; what fails, the clock finds."""
    try:
        perform(application, "issue", by=None)
    except Refused as refused:
        log.info("%s is not to be issued: %s", application.reference, refused)
