"""Two cashiers, two workers, two refunds at the same moment: one counts, the other is told."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from licensing import booking, reconciling, refunding, settlements
from licensing.models import BankEntry, Difference, Invoice, Receipt, Refund, Statement
from tests.cast import give_role
from tests.licensing import money
from tests.licensing.test_at_once import refusals, together
from workflow.gate import begin, perform

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """What would be queued is left to the sweeps."""
    monkeypatch.setattr("workflow.queue.send", lambda task, *args: None)


@pytest.fixture
def two_cashiers(lasting_cast):
    """The cashier, and a second one."""
    give_role(lasting_cast.auditor, "cashier", lasting_cast.trade)
    return lasting_cast.cashier, lasting_cast.fresh(lasting_cast.auditor)


def owing(licensing):
    return licensing.submitted(licensing.home).invoices.get()


def test_the_same_file_by_two_cashiers_is_one_statement(lasting_licensing, two_cashiers):
    cast, invoice = lasting_licensing.cast, owing(lasting_licensing)
    account, content = money.account(cast.trade), money.camt(money.pays(invoice))
    came = together(
        *(
            lambda who=who: settlements.bring_in(account, "a.xml", content, by=who)
            for who in two_cashiers
        )
    )
    assert len(refusals(came)) == 1
    assert Statement.objects.count() == 1
    assert BankEntry.objects.count() == 1


def test_two_workers_book_each_entry_once(lasting_licensing):
    cast, licensing = lasting_licensing.cast, lasting_licensing
    first, second = owing(licensing), licensing.approved().invoices.get()
    statement = money.brought_in(
        cast, money.pays(first, "10"), money.pays(second), money.pays(first, "10")
    )
    perform(statement, "book", by=cast.cashier)

    def work():
        booking.carry_on(Statement.objects.get(pk=statement.pk))

    assert together(work, work, work) == [None, None, None]
    booking.sweep()
    assert Receipt.objects.count() == 3
    assert Receipt.objects.filter(invoice=first).applied() == 15
    assert Invoice.objects.get(pk=first.pk).state == "paid"
    assert Refund.objects.get().amount == 5
    assert Statement.objects.get(pk=statement.pk).state == "booked"


def test_counter_and_transfer_at_once_take_nothing_twice(lasting_licensing):
    cast, licensing = lasting_licensing.cast, lasting_licensing
    invoice = owing(licensing)
    statement = perform(money.brought_in(cast, money.pays(invoice)), "book", by=cast.cashier)
    together(
        lambda: licensing.paid_at_counter(invoice.application),
        lambda: booking.carry_on(statement),
    )
    booking.sweep()
    received = Receipt.objects.filter(invoice=invoice)
    assert received.applied() == 15
    # Whoever came second: the transfer goes back, or the counter was told that it is paid.
    extra = received.aggregate(sum=Sum("amount"))["sum"] - 15
    assert extra == sum((r.amount for r in Refund.objects.all()), Decimal(0))


def test_two_cashiers_assign_one_entry_to_two_invoices(lasting_licensing, two_cashiers):
    cast, licensing = lasting_licensing.cast, lasting_licensing
    first, second = owing(licensing), licensing.approved().invoices.get()
    entry = money.booked(cast, money.entry("?", "15")).entries.get()
    came = together(
        *(
            lambda who=who, i=i: perform(entry, "assign", by=who, invoice=i, reasons="x")
            for who, i in zip(two_cashiers, (first, second), strict=True)
        )
    )
    assert len(refusals(came)) == 1
    assert Receipt.objects.count() == 1


def test_refunds_at_once_never_exceed_what_came(lasting_licensing, two_cashiers):
    licensing = lasting_licensing
    invoice = licensing.paid_at_counter(licensing.submitted(licensing.home))
    receipt = invoice.receipts.get()

    def propose(who):
        refund = Refund(
            state="proposed",
            company=invoice.company,
            agency=invoice.agency,
            invoice=invoice,
            receipt=receipt,
            amount=Decimal(10),
            currency="JOD",
        )
        return begin(refund, by=who, who="licensing.propose_refund")

    came = together(*(lambda who=who: propose(who) for who in two_cashiers))
    assert len(refusals(came)) == 1
    assert Receipt.objects.get().refunded == 10


def test_a_refund_is_sent_to_the_provider_once(lasting_licensing, dummy_provider, monkeypatch):
    cast, licensing = lasting_licensing.cast, lasting_licensing
    invoice = owing(licensing)
    perform(invoice, "pay", by=cast.noor_owner)
    invoice.payments.get().change_status("confirmed")
    perform(invoice, "settle", by=None)
    (refund,) = refunding.refund_due(Invoice.objects.get(pk=invoice.pk), "")
    data: dict[str, Any] = {"amount": refund.amount, "reasons": "x", "holder": "", "iban": ""}
    perform(refund, "propose", by=cast.cashier, **data)
    perform(refund, "approve", by=cast.licensing_approver)
    perform(refund, "send", by=cast.cashier)
    asked = []

    def give_back(self, payment, amount=None):
        asked.append(amount)
        return amount

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", give_back)
    together(*(lambda: refunding.carry_out(refund.pk) for _n in range(3)))
    assert asked == [15]
    assert Refund.objects.get().state == "paid_out"


def test_two_reconciliations_at_once_list_each_difference_once(lasting_licensing):
    cast = lasting_licensing.cast
    money.booked(cast, money.entry("?", "3"))
    together(*(lambda: reconciling.run(cast.trade) for _n in range(2)))
    assert Difference.objects.count() == 1
