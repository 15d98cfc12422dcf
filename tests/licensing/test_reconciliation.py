"""The nightly reconciliation: every kind of difference is found once, closes by itself, is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from payments.dummy import DummyProvider

from audit.models import Event
from licensing import reconciling, refunding, settlements, tasks
from licensing.bank.reading import Unreadable
from licensing.models import (
    BankEntry,
    Difference,
    Payment,
    ProviderRecord,
    Receipt,
    Reconciliation,
    SettlementReport,
)
from licensing.providers import Word
from tests.licensing import money
from workflow import clockwork
from workflow.gate import perform
from workflow.models import Notice, Passage


@pytest.fixture
def payment(cast, licensing, dummy_provider):
    """A payment online that was confirmed and recorded yesterday."""
    invoice = licensing.submitted(licensing.home).invoices.get()
    perform(invoice, "pay", by=cast.noor_owner)
    payment = invoice.payments.get()
    payment.change_status("confirmed")
    clockwork.run(Event.objects.latest("pk").at)
    long_ago = timezone.now() - timedelta(days=10)
    Payment.objects.update(transaction_id="TX-1", modified=long_ago, created=long_ago)
    return Payment.objects.get()


def found(cast):
    reconciling.run(cast.trade)
    return {d.what for d in Difference.objects.filter(state="open")}


def report(cast, *rows, name="report.csv"):
    lines = "\n".join(("transaction id,amount,currency,status,date", *rows))
    content = lines.encode()
    return settlements.keep_report(
        cast.trade, name, content, settlements.read(content), by=cast.cashier
    )


def day(offset=0):
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def test_where_all_agree_nothing_is_listed(cast, licensing, payment):
    licensing.paid_at_counter(licensing.approved())
    money.booked(cast, money.pays(licensing.approved().invoices.get()))
    assert found(cast) == set()
    run = Reconciliation.objects.get()
    assert (run.found, run.compared) == (0, 3)
    assert run.ended_at is not None


def test_what_the_provider_confirmed_and_nobody_recorded_is_found(cast, payment):
    Receipt.objects.filter(payment=payment).delete()
    assert found(cast) == {"not_in_books"}


def test_what_is_in_the_books_and_was_never_confirmed_is_found(cast, payment):
    payment.words.all().delete()
    payment.words.create(status="rejected", at=timezone.now())
    assert found(cast) == {"not_at_provider"}


def test_a_report_that_says_another_amount_counts(cast, payment):
    report(cast, f"TX-1,14.000,JOD,captured,{day()}")
    assert found(cast) == {"amount"}
    difference = Difference.objects.get()
    assert difference.facts["provider"] == "14.000 JOD"
    assert difference.facts["books"] == "15.000 JOD"


def test_a_transaction_that_the_books_do_not_know_is_found(cast, payment):
    report(cast, f"TX-1,15.000,JOD,confirmed,{day()}", f"TX-9,30,JOD,settled,{day()}")
    assert found(cast) == {"not_in_books"}
    assert "TX-9" in Difference.objects.get().facts["transaction"]


def test_a_payment_that_the_report_of_its_days_leaves_out_is_found(cast, payment):
    report(cast, f"A,1,JOD,rejected,{day(-3)}", f"B,1,JOD,rejected,{day(3)}")
    assert found(cast) == {"not_at_provider"}


def test_a_provider_that_can_be_asked_is_asked(cast, payment, monkeypatch):
    monkeypatch.setattr(
        DummyProvider, "ask_status", lambda self, payment: Word("refunded", Decimal(15), "JOD"),
        raising=False,
    )  # fmt: skip
    assert found(cast) == {"refund_unknown"}


def test_a_provider_that_does_not_answer_stops_nothing(cast, payment, monkeypatch):
    def broken(self, payment):
        raise TimeoutError

    monkeypatch.setattr(DummyProvider, "ask_status", broken, raising=False)
    assert found(cast) == set()


def test_a_payment_pending_for_days_is_found(cast, licensing, dummy_provider):
    invoice = licensing.submitted(licensing.home).invoices.get()
    perform(invoice, "pay", by=cast.noor_owner)
    assert found(cast) == set()
    Payment.objects.update(created=timezone.now() - timedelta(days=4))
    assert found(cast) == {"pending"}


def test_a_refund_that_nobody_carries_out_is_found(cast, licensing):
    invoice = licensing.paid_at_counter(licensing.approved())
    (refund,) = refunding.refund_due(invoice, "")
    data: dict[str, Any] = {"amount": refund.amount, "reasons": "x", "holder": "", "iban": ""}
    perform(refund, "propose", by=cast.cashier, **data)
    perform(refund, "approve", by=cast.licensing_approver)
    assert found(cast) == set()
    Passage.objects.filter(kind="refund", state="approved").update(
        since=timezone.now() - timedelta(days=6)
    )
    assert found(cast) == {"refund_open"}


def test_a_refund_about_which_the_provider_says_nothing_is_found_the_next_night(
    cast, payment, monkeypatch
):
    def refund(self, payment, amount=None):
        raise SystemExit  # the worker is killed while the provider works

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", refund)
    (due,) = refunding.refund_due(payment.invoice, "Unused.")
    perform(due, "propose", by=cast.cashier, amount=due.amount, reasons="Unused.",
            holder="Al Noor", iban=money.IBAN)  # fmt: skip
    perform(due, "approve", by=cast.licensing_approver)
    perform(due, "send", by=cast.cashier)
    with pytest.raises(SystemExit):
        refunding.carry_out(due.pk)
    assert "refund_open" not in found(cast)
    type(due).objects.filter(pk=due.pk).update(sent_at=timezone.now() - timedelta(hours=2))
    assert "refund_open" in found(cast)


def test_balances_that_do_not_follow_one_another_are_found(cast, licensing):
    money.booked(cast, money.entry("interest", "1", credit=False), opening="100")
    money.booked(cast, money.entry("interest", "1", credit=False), opening="50")
    assert found(cast) == {"gap"}


def test_money_that_nobody_has_assigned_is_listed_until_it_is(cast, licensing):
    invoice = licensing.approved().invoices.get()
    entry = money.booked(cast, money.entry("?", invoice.amount)).entries.get()
    assert found(cast) == {"unmatched"}
    assert found(cast) == {"unmatched"}
    assert Difference.objects.count() == 1
    perform(entry, "assign", by=cast.cashier, invoice=invoice, reasons="They called.")
    assert found(cast) == set()
    assert Difference.objects.get().state == "gone"


def test_books_that_somebody_has_changed_behind_our_back_are_found(cast, licensing):
    money.booked(cast, money.pays(licensing.approved().invoices.get()))
    assert found(cast) == set()
    Receipt.objects.update(amount=1, applied=1)
    assert found(cast) == {"entry"}


def test_what_was_resolved_is_not_listed_again(cast, licensing):
    money.booked(cast, money.entry("?", "3"))
    found(cast)
    difference = Difference.objects.get()
    perform(difference, "resolve", by=cast.cashier, note="The embassy's donation.")
    assert found(cast) == set()
    assert Difference.objects.get().state == "resolved"


def test_new_differences_are_told_once_to_cashiers_and_auditors(cast, licensing):
    money.booked(cast, money.entry("?", "3"))
    before = Notice.objects.count()
    assert tasks.reconcile() == 1
    told = Notice.objects.filter(subject_en__contains="new differences")
    assert {n.to for n in told} == {cast.cashier, cast.auditor}
    assert told[0].subject_ar
    assert Notice.objects.count() == before + 2
    assert tasks.reconcile() == 0
    assert Notice.objects.count() == before + 2


def test_another_agencys_money_is_not_compared(cast, licensing):
    money.booked(cast, money.entry("?", "3"))
    reconciling.run(cast.city)
    assert not Difference.objects.exists()
    assert BankEntry.objects.exists()


def test_the_same_report_twice_changes_nothing(cast, payment):
    row = f"TX-1,15.000,JOD,confirmed,{day()}"
    _first, is_new = report(cast, row)
    _second, is_new_again = report(cast, row, name="again.csv")
    assert (is_new, is_new_again) == (True, False)
    report(cast, row, f"TX-2,1,JOD,refused,{day()}".replace("refused", "declined"))
    assert SettlementReport.objects.count() == 2
    assert ProviderRecord.objects.filter(transaction_id="TX-1").count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2", b"transaction id,amount,currency,status,date\nT,1,JOD,maybe,2026-01-01",
     b"transaction id,amount,currency,status,date\nT,1,5,JOD,paid,2026-01-01",
     b"transaction id,amount,currency,status,date\n", b"\x00\x01"],
)  # fmt: skip
def test_a_report_that_cannot_be_read_is_refused(content):
    with pytest.raises(Unreadable):
        settlements.read(content)
