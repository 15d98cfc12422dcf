"""What an invoice's page says of money: what came, what is owed, how to transfer, what goes back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from licensing import checks_money, fees
from licensing.bank import references
from licensing.models import AgencyAccount, Invoice, Receipt, Refund
from workflow import wording

State = Invoice.State
Section = dict[str, Any]


def sections(case: Invoice, user: Any, side: str) -> list[Section]:
    """Further sections of facts, those with nothing to say left out."""
    receipts = list(case.receipts.select_related("payment", "entry").order_by("pk"))
    for receipt in receipts:
        receipt.invoice = case
    found = [transfer(case), received(case, receipts, user), refunds(case, side)]
    return [section for section in found if section["rows"]]


def owed_rows(case: Invoice) -> list[dict[str, Any]]:
    """What was received and what is still owed, where a part has come."""
    applied = case.receipts.applied()
    if not applied or case.state != State.ISSUED:
        return []
    return [
        {"label": _("Received so far"), "value": _money(applied, case.currency)},
        {"label": _("Still to be paid"), "value": _money(case.still_owed, case.currency)},
    ]


def transfer(case: Invoice) -> Section:
    """How to pay it by bank transfer, if its agency has an account in its currency."""
    account = AgencyAccount.objects.serving(case.agency) if case.state == State.ISSUED else None
    if account is None or account.currency != case.currency:
        return {"title": "", "rows": []}
    rows = [
        {
            "label": _("Payment reference"),
            "value": references.in_fours(case.payment_reference),
        },
        {"label": _("Amount"), "value": _money(case.still_owed, case.currency)},
        {"label": _("Account holder"), "value": account.holder},
        {"label": _("IBAN"), "value": account.spelled},
        {"label": _("Bank"), "value": account.bank},
        {"label": _("BIC"), "value": account.bic},
        {
            "label": _("Please note"),
            "value": _(
                "Write the payment reference and nothing else as the purpose of the transfer. It "
                "is recorded when the bank's statement arrives, usually on the next working day."
            ),
        },
    ]
    return {"title": _("By bank transfer"), "rows": [row for row in rows if row["value"]]}


def received(case: Invoice, receipts: list[Receipt], user: Any) -> Section:
    """Each sum that came, and what became of it; a cashier can propose to give it back."""
    may_refund = user.has_perm("licensing.propose_refund", case)
    rows = []
    for receipt in receipts:
        row: dict[str, Any] = {
            "label": f"{receipt.get_way_display()} · {wording.moment(receipt.at, 'short')}",
            "value": f"{_money(receipt.amount, receipt.currency)}\n{_became(receipt)}",
        }
        if may_refund and receipt.left > 0 and not checks_money.counts_for_open(receipt):
            row["url"] = reverse("new_refund", args=[case.reference, receipt.pk])
            row["link_text"] = _("Propose a refund")
        rows.append(row)
    return {"title": _("Money received"), "rows": rows}


def _became(receipt: Receipt) -> str:
    """What became of a sum, in a sentence."""
    invoice = receipt.invoice
    if receipt.currency != invoice.currency:
        return _("It is in another currency than the invoice, and goes back.")
    if not receipt.applied:
        return _("It was not owed any more, and goes back.")
    rest = _money(receipt.rest, receipt.currency)
    if receipt.applied < invoice.amount and receipt.rest:
        return _("It pays what was still owed; %(rest)s more than that goes back.") % {"rest": rest}
    if receipt.applied < invoice.amount:
        return _("It pays a part of the invoice.")
    if receipt.rest:
        return _("It pays the invoice; %(rest)s more than was owed goes back.") % {"rest": rest}
    return _("It pays the invoice.")


def refunds(case: Invoice, side: str) -> Section:
    """Each refund with its state."""
    rows = [
        {
            "label": refund.reference,
            "value": f"{_money(refund.amount, refund.currency)} · {refund.label_for(side)}",
            "url": refund.get_absolute_url(),
            "link_text": _("See the refund"),
        }
        for refund in case.refunds.order_by("pk")
    ]
    return {"title": _("Refunds"), "rows": rows}


def next_step(case: Invoice, user: Any, side: str) -> dict[str, Any]:
    """What happens next with the money, for this side."""
    going = case.refunds.exclude(state__in=[Refund.State.PAID_OUT, Refund.State.REJECTED])
    amounts = [_money(r.amount, r.currency) for r in going.order_by("pk")]
    back = ""
    if amounts:
        words = wording.listing(amounts)
        back = " " + _("%(amount)s is to be given back: see the refund.") % {"amount": words}
    if case.state == State.ISSUED:
        return {"text": _issued(case) + back}
    if case.state == State.PAID:
        return {"text": _("Nothing more is to be paid.") + back}
    if case.state == State.REFUNDED:
        return {"text": _("What was paid has been given back.") + back}
    return {"text": _("Nothing is owed: the application was withdrawn.") + back}


def _issued(case: Invoice) -> str:
    if case.receipts.applied():
        text = _(
            "A part was received. The licence is issued as soon as the remaining %(owed)s is paid."
        )
        return text % {"owed": _money(case.still_owed, case.currency)}
    return _("The licence is issued as soon as the payment is confirmed.")


def _money(amount: Any, currency: str) -> str:
    return wording.money(fees.rounded(amount, currency), currency)
