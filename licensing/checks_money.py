"""What must hold before money is recorded, booked, given back.

Each returns None or a Blocker: a sentence for people, with the way to what is missing.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from licensing import fees, providers
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# How long the payment provider is waited for before people may record what they see on its site.
ANSWER_WITHIN = timedelta(hours=1)


def _one_at_a_time(key: str) -> None:
    """Hold a name until the end of the transaction: a second one waits, and then looks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


# --- invoices --------------------------------------------------------------------------


def transfer_is_enough(act: Act) -> Blocker | None:
    """The transfer covers what is owed, in the invoice's currency."""
    entry, invoice = act.data.get("entry"), act.case
    if entry is None:
        return Blocker(_("No bank transfer was named."))
    if entry.currency == invoice.currency and entry.amount >= invoice.still_owed:
        return None
    return Blocker(_("The transfer does not cover what is owed."))


def payment_is_a_part(act: Act) -> Blocker | None:
    """What came covers less than is owed, in the invoice's currency."""
    invoice, entry = act.case, act.data.get("entry")
    if entry is not None:
        came = [entry.amount] if entry.currency == invoice.currency else []
    else:
        came = [p.received for p in invoice.payments.unused() if p.currency == invoice.currency]
    if came and sum(came) < invoice.still_owed:
        return None
    return Blocker(_("No part of the amount has come in."))


def money_is_not_owed(act: Act) -> Blocker | None:
    """Money came for an invoice that asks for none, or in another currency."""
    invoice = act.case
    is_open = invoice.state == invoice.State.ISSUED
    if act.preview or ("entry" in act.data and not is_open):
        return None
    unused = invoice.payments.unused()
    if is_open:
        unused = unused.exclude(currency=invoice.currency)
    return None if unused.exists() else Blocker(_("Nothing has come in that is not owed."))


def anything_kept(invoice: Any) -> bool:
    """Whether something of what was received for the invoice was not paid out again."""
    received = invoice.receipts.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    out = invoice.refunds.filter(state="paid_out").aggregate(sum=Sum("amount"))["sum"]
    return bool(received > (out or Decimal(0)))


# --- refunds ---------------------------------------------------------------------------


def _beyond(receipt: Any, free: Decimal) -> Blocker:
    text = _("Of this payment %(left)s can still be given back, and no more.")
    left = wording.money(fees.rounded(free, receipt.currency), receipt.currency)
    return Blocker(text % {"left": left}, field="amount")


def _receipt(act: Act) -> Any:
    """The money received; held until the end of the transaction, unless only looked at."""
    manager = type(act.case.receipt)._base_manager
    query = manager.all() if act.preview else manager.select_for_update(of=("self",))
    return query.get(pk=act.case.receipt_id)


def something_is_left(act: Act) -> Blocker | None:
    """No more goes back than was received, with all refunds of the same payment together."""
    if act.case.receipt_id is None:
        return None
    receipt = _receipt(act)
    asked = act.case.amount
    if receipt.left > 0 and (asked is None or asked <= receipt.left):
        return None
    return _beyond(receipt, receipt.left)


def amount_is_left(act: Act) -> Blocker | None:
    """The amount proposed is there, beside what other refunds of the payment take."""
    if act.preview:
        return None
    receipt = _receipt(act)
    free = receipt.left + act.case.amount
    return None if act.data["amount"] <= free else _beyond(receipt, free)


def is_not_a_part_still_counted(act: Act) -> Blocker | None:
    """Money that pays a part of an invoice stays there while the rest is asked for: given back,
    the licence would be issued for less. What the system itself begins is due all the same.
    """
    case = act.case
    if act.by is None or case.receipt_id is None or not counts_for_open(case.receipt):
        return None
    text = _(
        "This money pays a part of an invoice that is still to be paid. Its refund begins by "
        "itself once the company withdraws the application, which ends the invoice."
    )
    application = case.invoice.application
    return Blocker(text, application.get_absolute_url(), _("See the application"))


def counts_for_open(receipt: Any) -> bool:
    """Whether the money received pays a part of an invoice of which the rest is still owed."""
    return bool(receipt.applied and receipt.invoice.state == "issued")


def provider_has_answered(act: Act) -> Blocker | None:
    """The payment provider is not being asked at this moment: else the money may go back twice."""
    if act.case.state != "sending" or act.case.is_unclear(act.now):
        return None
    return Blocker(
        _(
            "The payment provider is being asked to give the money back. Wait for its answer; if "
            "none has come within an hour, look on its site and record here what is true."
        )
    )


def provider_gives_back(act: Act) -> Blocker | None:
    """It was paid online, and the provider can give money back."""
    payment = act.case.receipt.payment
    if payment is None:
        return Blocker(_("It was not paid online."), moot=True)
    if providers.gives_back(payment.variant):
        return None
    return Blocker(_("The payment provider cannot give money back: make a transfer instead."))


# --- statements ------------------------------------------------------------------------


def account_fits(act: Act) -> Blocker | None:
    """The file is of the account that was chosen."""
    case = act.case
    reading = getattr(case, "reading", None)
    if reading is None or case.account_id is None:
        return None
    if reading.iban and reading.iban != case.account.iban:
        text = _("The file is of the account %(iban)s, not of the one you have chosen.")
        return Blocker(text % {"iban": reading.iban}, field="file")
    return None


def file_is_new(act: Act) -> Blocker | None:
    """The same file was not brought in before. Two at once: the second waits, then looks."""
    case = act.case
    if case.account_id is None or not case.sha256:
        return None
    if not act.preview:
        _one_at_a_time(f"statement:{case.account_id}")
    same = type(case).objects.filter(account=case.account_id, sha256=case.sha256)
    earlier = same.exclude(state="discarded").first()
    if earlier is None:
        return None
    text = _("This file was brought in before: it is %(number)s. Nothing was done twice.")
    return Blocker(
        text % {"number": earlier.reference},
        link=earlier.get_absolute_url(),
        link_text=_("See the statement"),
        field="file",
    )


def no_other_is_open(act: Act) -> Blocker | None:
    """One statement of an account is looked at at a time: what it repeats depends on the others."""
    case = act.case
    if case.account_id is None:
        return None
    other = type(case).objects.filter(account=case.account_id, state="draft").first()
    if other is None:
        return None
    text = _("The statement %(number)s of this account waits: book or discard it first.")
    return Blocker(
        text % {"number": other.reference},
        link=other.get_absolute_url(),
        link_text=_("See the statement"),
        field="account",
    )


def statement_adds_up(act: Act) -> Blocker | None:
    """The closing balance is the opening one and all entries."""
    if act.case.adds_up:
        return None
    return Blocker(
        _(
            "The balances and the entries do not agree: the file is not whole. Discard it and "
            "ask the bank for it again."
        )
    )


def every_entry_is_booked(act: Act) -> Blocker | None:
    """No entry waits for its result."""
    if not act.case.entries.filter(state="read").exists():
        return None
    return Blocker(_("Some entries are not booked yet."))


# --- entries ---------------------------------------------------------------------------


def invoice_can_take_it(act: Act) -> Blocker | None:
    """The invoice is one of the agency's, in the entry's currency."""
    if act.preview:
        return None
    invoice = act.data["invoice"]
    if not invoice.agency.path.startswith(act.case.agency.path):
        return Blocker(_("The invoice is of another agency."), field="invoice")
    if invoice.currency != act.case.currency:
        text = _(
            "The invoice is in %(currency)s. Ask the bank to convert, or mark it as not a fee."
        )
        return Blocker(text % {"currency": invoice.currency}, field="invoice")
    return None
