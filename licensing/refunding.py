"""Beginning refunds, and carrying out those that go back through the payment provider.

`refund_due` is for other parts of the room: whatever was received for an invoice goes back.
"""

import logging
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from payments import PaymentError, PaymentStatus
from payments.core import provider_factory

from licensing.models.receipt import Receipt
from licensing.models.refund import Refund
from workflow.blockers import Refused
from workflow.gate import begin, perform

log = logging.getLogger(__name__)


@transaction.atomic
def refund_due(
    invoice: Any, reasons: str, *, why: str = Refund.Why.ASKED, by: Any = None
) -> list[Refund]:
    """Begin the refund of everything received for an invoice that was not given back yet.

    One refund for each receipt, in the state "due": a cashier proposes it, an approver decides.
    `reasons` are kept with it and read by all sides. Safe to call twice: what is already being
    given back is not asked for again. Where nothing is left, nothing is begun.
    """
    left = Receipt.objects.filter(invoice=invoice).left().select_for_update().order_by("pk")
    return [begin_due(receipt, receipt.left, why, reasons, by=by) for receipt in left]


def begin_due(
    receipt: Receipt, amount: Decimal, why: str, reasons: str = "", *, by: Any = None
) -> Refund:
    """Begin one refund that waits for the cashier. `by` is noted; the system begins it."""
    invoice = receipt.invoice
    entry = receipt.entry
    company = invoice.company
    public = {"invoice": invoice.reference}
    if by is not None:
        public["asked_by"] = f"user:{by.pk}"
    return begin(
        Refund(
            company=company,
            agency=invoice.agency,
            receipt=receipt,
            invoice=invoice,
            amount=amount,
            currency=receipt.currency,
            why=why,
            reasons=reasons,
            holder=(entry.payer if entry else company.bank_holder)[:200],
            iban=entry.payer_iban if entry else company.iban,
        ),
        by=None,
        who=None,
        public=public,
    )


def carry_out(pk: int) -> None:
    """Let the provider give back what a refund in the state "sending" says. Once.

    The claim is committed before the provider is asked: if this process dies in between, nobody
    asks again by itself. The reconciliation lists it, and a cashier looks at the provider's site.
    """
    claimed = Refund.objects.filter(pk=pk, state="sending", sent_at__isnull=True).update(
        sent_at=timezone.now()
    )
    if not claimed:
        return
    refund = Refund.objects.select_related("receipt__payment").get(pk=pk)
    payment = refund.receipt.payment
    try:
        given = provider_factory(payment.variant, payment).refund(payment, refund.amount)
    except (PaymentError, NotImplementedError) as error:
        if error.__cause__ is not None:
            # The provider's library could not tell either: nobody knows whether it went back.
            _unclear(refund, error.__cause__)
            return
        perform(refund, "note_failure", by=None, problem=str(error) or type(error).__name__)
        return
    except Exception as error:
        _unclear(refund, error)
        return
    if given != refund.amount:
        Refund.objects.filter(pk=pk).update(problem=f"{given} != {refund.amount}"[:300])
        return
    if refund.amount == refund.receipt.amount:
        payment.change_status(PaymentStatus.REFUNDED)
    perform(refund, "confirm", by=None)


def _unclear(refund: Refund, error: BaseException) -> None:
    """It may or may not have gone back: only a person who looks can tell."""
    log.error("refund %s: no answer from the provider: %s", refund.reference, type(error).__name__)
    Refund.objects.filter(pk=refund.pk).update(problem=type(error).__name__[:300])


def sweep() -> int:
    """Carry out what the broker has lost. Safe to run at once with others."""
    waiting = Refund.objects.filter(state="sending", sent_at__isnull=True).order_by("pk")
    pks = list(waiting.values_list("pk", flat=True)[:100])
    for pk in pks:
        try:
            carry_out(pk)
        except Refused as refused:
            log.info("refund %s: %s", pk, refused)
    return len(pks)
