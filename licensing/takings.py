"""How money that arrives enters the books: one receipt for each sum, in the action's transaction.

Called by the actions of an invoice. What is more than the invoice asks for is not kept quietly:
a refund of it is begun at once, which waits for the cashier.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from licensing import fees, refunding
from licensing.models.receipt import Receipt
from licensing.models.refund import Refund
from workflow.actions import Act

Why = Refund.Why
# Why money that an invoice in this state did not ask for goes back.
NOT_OWED = {"paid": Why.PAID_AGAIN, "refunded": Why.PAID_AGAIN, "void": Why.VOID}


def comes_to(invoice: Any, amount: Decimal, currency: str) -> str:
    """What a sum would be to an invoice as it stands: "full", "part", "none" or "currency"."""
    if currency != invoice.currency:
        return "currency"
    if invoice.state != "issued":
        return "none"
    return "full" if amount >= invoice.still_owed else "part"


def take(
    invoice: Any,
    way: str,
    amount: Decimal,
    currency: str,
    at: datetime,
    *,
    payment: Any = None,
    entry: Any = None,
) -> Receipt:
    """Record a sum under the invoice's lock, and begin the refund of what was not owed."""
    state = invoice.state
    owed = invoice.still_owed if state == "issued" and currency == invoice.currency else Decimal(0)
    receipt = Receipt.objects.create(
        invoice=invoice,
        way=way,
        amount=amount,
        currency=currency,
        applied=min(amount, owed),
        at=at,
        payment=payment,
        entry=entry,
    )
    if receipt.rest:
        not_owed = Why.CURRENCY if currency != invoice.currency else NOT_OWED.get(state)
        refunding.begin_due(receipt, receipt.rest, not_owed or Why.TOO_MUCH)
    return receipt


def take_transfer(act: Act) -> Receipt:
    """Record a bank entry (`act.data["entry"]`) for the invoice of the action."""
    entry = act.data["entry"]
    act.public["entry"] = entry.reference
    act.public["note"] = fees.plain(entry.amount, entry.currency)
    return take(act.case, Receipt.Way.TRANSFER, entry.amount, entry.currency, act.now, entry=entry)


def take_payment(act: Act, payment: Any) -> Receipt:
    """Record an online payment that the provider has confirmed, under its own lock."""
    receipt = take(
        act.case, Receipt.Way.ONLINE, payment.received, payment.currency, act.now, payment=payment
    )
    used = {"used_at": act.now} if receipt.applied else {"surplus_at": act.now}
    type(payment).objects.filter(pk=payment.pk).update(**used)
    return receipt
