"""Bank transfers: looked at, booked, matched to invoices; short, too much, late, twice, unknown."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from licensing import booking, matching, settlements
from licensing.bank.reading import Unreadable
from licensing.catalogue_parts import base, w
from licensing.models import (
    Application,
    BankEntry,
    Invoice,
    Licence,
    LicenceTypeVersion,
    Receipt,
    Refund,
    Statement,
)
from licensing.views.bank import previewed
from tests.licensing import money
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform
from workflow.models import Notice


@pytest.fixture
def invoice(licensing):
    """What noor owes for a home business: 15 dinars."""
    return licensing.submitted(licensing.home).invoices.get()


def fresh(case):
    return type(case)._base_manager.get(pk=case.pk)


def clock():
    clockwork.run(Event.objects.latest("pk").at)


# --- before anything is booked ---------------------------------------------------------


def test_looking_records_nothing_and_says_what_each_entry_would_come_to(cast, licensing, invoice):
    statement = money.brought_in(
        cast,
        money.pays(invoice, "10"),
        money.pays(invoice, "5"),
        money.pays(invoice, "15"),
        money.entry("no idea", "3"),
        money.entry("charges", "2", credit=False),
    )
    entries = list(statement.entries.select_related("agency").order_by("place"))
    assert [row["state"] for row in previewed(entries)] == [
        "part", "settled", "surplus", "unknown", "ignored",
    ]  # fmt: skip
    assert not Receipt.objects.exists()
    assert fresh(invoice).state == Invoice.State.ISSUED
    clock()
    assert {e.state for e in statement.entries.all()} == {"read"}
    perform(statement, "book", by=cast.cashier)
    booking.carry_on(statement)
    assert [state for state, _why in money.results(statement)] == [
        "part", "settled", "surplus", "unknown", "ignored",
    ]  # fmt: skip


def test_a_discarded_statement_leaves_nothing_and_can_come_again(cast, invoice):
    content = money.camt(money.pays(invoice))
    account = money.account(cast.trade)
    first = settlements.bring_in(account, "a.xml", content, by=cast.cashier)
    perform(first, "discard", by=cast.cashier)
    assert not BankEntry.objects.exists()
    again = settlements.bring_in(account, "a.xml", content, by=cast.cashier)
    assert again.entries.count() == 1


def test_only_the_agencys_cashier_brings_in_and_books(cast, invoice):
    content, account = money.camt(money.pays(invoice)), money.account(cast.trade)
    for person in (cast.licensing_officer, cast.licensing_approver, cast.noor_owner, cast.auditor):
        with pytest.raises(NotAllowed):
            settlements.bring_in(account, "a.xml", content, by=person)
    statement = settlements.bring_in(account, "a.xml", content, by=cast.cashier)
    for person in (cast.licensing_approver, cast.noor_owner, cast.auditor, cast.administrator):
        for name in ("book", "discard"):
            with pytest.raises(NotAllowed):
                perform(statement, name, by=person)


def test_a_file_of_another_account_is_refused(cast, invoice):
    content = money.camt(money.pays(invoice), iban="JO71CBJO0000000000001234567890")
    with pytest.raises(Refused, match="not of the one you have chosen"):
        settlements.bring_in(money.account(cast.trade), "a.xml", content, by=cast.cashier)
    assert not Statement.objects.exists()


def test_a_statement_that_does_not_add_up_is_not_booked(cast, invoice):
    statement = money.brought_in(cast, money.pays(invoice), closing="999")
    with pytest.raises(Refused, match="not whole"):
        perform(statement, "book", by=cast.cashier)


# --- what an entry comes to ------------------------------------------------------------


def test_a_transfer_of_the_whole_amount_pays_and_the_licence_is_issued(cast, invoice):
    statement = money.booked(cast, money.pays(invoice))
    assert fresh(statement).state == Statement.State.BOOKED
    assert fresh(invoice).state == Invoice.State.PAID
    clock()
    assert fresh(invoice.application).state == Application.State.ISSUED
    receipt = Receipt.objects.get()
    assert (receipt.way, receipt.amount, receipt.applied) == ("transfer", Decimal(15), Decimal(15))
    assert receipt.entry == statement.entries.get()
    assert Event.objects.filter(verb="invoice.transferred").count() == 1


def test_a_structured_reference_counts_before_what_the_text_says(cast, licensing, invoice):
    other = licensing.approved().invoices.get()
    entry = money.pays(other, "15", rf=invoice.payment_reference)
    money.booked(cast, entry)
    assert fresh(invoice).state == Invoice.State.PAID
    assert fresh(other).state == Invoice.State.ISSUED


def test_a_short_transfer_is_kept_and_the_rest_completes_it(cast, invoice):
    money.booked(cast, money.pays(invoice, "10"))
    current = fresh(invoice)
    assert (current.state, current.still_owed) == (Invoice.State.ISSUED, Decimal(5))
    told = Notice.objects.filter(to=cast.noor_owner).latest("pk")
    assert "a part of the amount" in told.subject_en
    assert "5.000" in told.body_en
    money.booked(cast, money.pays(invoice, "5"), opening="110")
    assert fresh(invoice).state == Invoice.State.PAID
    assert Receipt.objects.filter(invoice=invoice).applied() == 15
    assert not Refund.objects.exists()


def test_the_counter_takes_what_is_still_owed_after_a_part(cast, invoice):
    money.booked(cast, money.pays(invoice, "10"))
    data: dict[str, Any] = {"receipt_number": "A-1"}
    with pytest.raises(Refused, match=r"5\.000"):
        perform(invoice, "record_payment", by=cast.cashier, amount=Decimal(15), **data)
    perform(invoice, "record_payment", by=cast.cashier, amount=Decimal(5), **data)
    assert fresh(invoice).state == Invoice.State.PAID


def test_too_much_pays_and_the_rest_is_to_be_given_back(cast, invoice):
    statement = money.booked(cast, money.pays(invoice, "20"))
    assert money.results(statement) == [("settled", "too_much")]
    refund = Refund.objects.get()
    assert (refund.state, refund.amount, refund.why) == ("due", Decimal(5), "too_much")
    assert refund.iban == "JO15AAAA1234567890123456789012"
    assert Receipt.objects.get().applied == 15


def test_a_second_transfer_for_a_paid_invoice_goes_back(cast, invoice):
    statement = money.booked(cast, money.pays(invoice), money.pays(invoice))
    assert money.results(statement) == [("settled", ""), ("surplus", "paid")]
    refund = Refund.objects.get()
    assert (refund.amount, refund.why) == (Decimal(15), "paid_again")
    assert "not owed" in Notice.objects.filter(to=cast.noor_owner).latest("pk").subject_en
    assert Licence.objects.count() <= 1


def test_a_transfer_after_the_withdrawal_goes_back(cast, invoice):
    perform(invoice.application, "withdraw", by=cast.noor_owner)
    statement = money.booked(cast, money.pays(invoice))
    assert money.results(statement) == [("surplus", "void")]
    assert fresh(invoice).state == Invoice.State.VOID
    assert Refund.objects.get().why == "void"


def test_a_withdrawal_after_a_part_gives_the_part_back(cast, invoice):
    money.booked(cast, money.pays(invoice, "10"))
    perform(invoice.application, "withdraw", by=cast.noor_owner)
    refund = Refund.objects.get()
    assert (refund.amount, refund.why, refund.state) == (Decimal(10), "void", "due")


def test_another_currency_is_held(cast, invoice):
    statement = money.booked(cast, money.pays(invoice, currency="USD"))
    assert money.results(statement) == [("held", "currency")]
    assert fresh(invoice).state == Invoice.State.ISSUED
    entry = statement.entries.get()
    perform(entry, "set_aside", by=cast.cashier, reasons="The bank converts and sends it anew.")
    assert fresh(entry).state == "set_aside"


def test_debits_pending_entries_and_reversals_book_nothing(cast, invoice):
    statement = money.booked(
        cast,
        money.pays(invoice, credit=False),
        money.pays(invoice, status="PDNG"),
        money.pays(invoice, credit=False, reversal=True),
    )
    assert money.results(statement) == [
        ("ignored", "debit"), ("ignored", "pending"), ("held", "reversal"),
    ]  # fmt: skip
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("ref", ["BANK-1", ""])
def test_what_was_pending_is_taken_once_the_bank_has_booked_it(cast, invoice, ref):
    pending = money.booked(cast, money.pays(invoice, ref=ref, status="PDNG"))
    assert money.results(pending) == [("ignored", "pending")]
    by_bank = money.pays(invoice, ref=ref)
    assert money.results(money.booked(cast, by_bank)) == [("settled", "")]
    assert fresh(invoice).state == Invoice.State.PAID
    again = money.booked(cast, by_bank, money.entry("x", "1"), opening="115")
    assert money.results(again)[0] == ("repeated", "")


def test_looking_costs_the_same_queries_for_each_entry(cast, licensing, invoice, client):
    """The statement's page names the company of each invoice that an entry would pay."""
    client.force_login(cast.cashier)
    others = [licensing.approved().invoices.get() for _n in range(3)]
    counts = []
    for paid in ([invoice], [invoice, *others]):
        statement = money.brought_in(cast, *(money.pays(one, "1") for one in paid))
        client.get(statement.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            page = client.get(statement.get_absolute_url()).content.decode()
        assert page.count("Al Noor Trading") >= len(paid)
        counts.append(len(asked))
        perform(statement, "discard", by=cast.cashier)
    assert counts[0] == counts[1]


def test_another_agencys_invoice_is_none_of_ours(cast, licensing, invoice):
    Invoice.objects.filter(pk=invoice.pk).update(agency=cast.city)
    statement = money.booked(cast, money.pays(invoice))
    assert money.results(statement) == [("unknown", "strange")]


def test_a_transfer_that_names_two_invoices_waits_for_a_cashier(cast, licensing, invoice):
    other = licensing.approved().invoices.get()
    text = f"{invoice.payment_reference} and {other.payment_reference}"
    statement = money.booked(cast, money.entry(text, "90"))
    assert money.results(statement) == [("unknown", "several")]


# --- by hand ---------------------------------------------------------------------------


def test_a_cashier_assigns_what_no_rule_could(cast, invoice):
    statement = money.booked(cast, money.entry("licence fee noor", "15"))
    entry = statement.entries.get()
    assert entry.state == "unknown"
    perform(entry, "assign", by=cast.cashier, invoice=invoice, reasons="They called.")
    assert fresh(entry).state == "settled"
    assert fresh(invoice).state == Invoice.State.PAID
    event = Event.objects.get(verb="bank_entry.assigned")
    assert event.public["invoice"] == invoice.reference
    with pytest.raises(Refused):
        perform(entry, "assign", by=cast.cashier, invoice=invoice, reasons="Again.")
    assert Receipt.objects.count() == 1


def test_only_the_cashier_assigns(cast, invoice):
    entry = money.booked(cast, money.entry("x", "15")).entries.get()
    for person in (cast.noor_owner, cast.licensing_approver, cast.auditor, cast.licensing_officer):
        with pytest.raises(NotAllowed):
            perform(entry, "assign", by=person, invoice=invoice, reasons="Mine.")


# --- again -----------------------------------------------------------------------------


def test_the_same_file_twice_is_recognised(cast, invoice):
    content, account = money.camt(money.pays(invoice)), money.account(cast.trade)
    statement = settlements.bring_in(account, "a.xml", content, by=cast.cashier)
    perform(statement, "book", by=cast.cashier)
    booking.carry_on(statement)
    with pytest.raises(Refused, match=statement.reference):
        settlements.bring_in(account, "renamed.xml", content, by=cast.cashier)
    assert Statement.objects.count() == 1
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("ref", ["BANK-1", ""])
def test_the_same_entry_in_another_file_is_recognised(cast, licensing, invoice, ref):
    other = licensing.approved().invoices.get()
    same = money.pays(invoice, "10", ref=ref)
    first = money.booked(cast, same)
    second = money.booked(cast, same, money.pays(other), opening="100")
    assert money.results(second) == [("repeated", ""), ("settled", "")]
    assert second.entries.get(place=1).repeats == first.entries.get()
    assert Receipt.objects.filter(invoice=invoice).count() == 1


def test_the_database_itself_refuses_an_entry_twice(cast, invoice):
    entry = money.booked(cast, money.pays(invoice)).entries.get()
    twin = BankEntry(
        **{
            f.attname: getattr(entry, f.attname)
            for f in BankEntry._meta.concrete_fields
            if f.attname not in ("id", "reference", "place")
        },
        reference="BS-0-2",
        place=2,
    )
    with pytest.raises(IntegrityError, match="one_entry_a_movement"), transaction.atomic():
        BankEntry.objects.bulk_create([twin])


def test_booking_killed_in_the_middle_is_carried_on_and_books_nothing_twice(
    cast, licensing, invoice, monkeypatch
):
    other = licensing.approved().invoices.get()
    statement = money.brought_in(
        cast, money.pays(invoice, "10"), money.pays(invoice, "5"), money.pays(other)
    )
    perform(statement, "book", by=cast.cashier)
    real, seen = perform, []

    def killed(entry, name, **data):
        done = real(entry, name, **data)
        seen.append(entry)
        if len(seen) == 2:
            raise SystemExit  # what the second has done is rolled back with it
        return done

    with monkeypatch.context() as patch:
        patch.setattr("licensing.booking.perform", killed)
        with pytest.raises(SystemExit):
            booking.carry_on(statement)
    assert [state for state, _why in money.results(statement)] == ["part", "read", "read"]
    assert booking.sweep() == 2
    assert booking.sweep() == 0
    assert [state for state, _why in money.results(statement)] == ["part", "settled", "settled"]
    assert fresh(statement).state == Statement.State.BOOKED
    assert Receipt.objects.count() == 3


def test_an_entry_that_cannot_be_booked_holds_up_none_after_it(
    cast, licensing, invoice, monkeypatch
):
    other = licensing.approved().invoices.get()
    statement = money.brought_in(cast, money.pays(invoice), money.pays(other))
    perform(statement, "book", by=cast.cashier)
    real = matching.judge

    def broken(entry, memory=None):
        if entry.place == 1:
            raise RuntimeError("the table is locked")
        return real(entry, memory)

    with monkeypatch.context() as patch:
        patch.setattr("licensing.matching.judge", broken)
        assert booking.carry_on(statement) == 1
    assert fresh(statement).state == Statement.State.BOOKING
    assert booking.sweep() == 1
    assert fresh(statement).state == Statement.State.BOOKED


# --- the fee, and the payer ------------------------------------------------------------


def test_a_fee_changed_after_submission_changes_no_invoice(cast, licensing, invoice):
    version = invoice.application.version
    LicenceTypeVersion.objects.filter(pk=version.pk).update(
        fees={"rows": [base("fee", w("رسم", "Fee"), "40")]}
    )
    assert fresh(invoice).amount == 15
    statement = money.booked(cast, money.pays(invoice))
    assert money.results(statement) == [("settled", "")]
    assert fresh(invoice).state == Invoice.State.PAID


def test_a_fee_changed_while_a_payment_is_under_way_is_paid_as_it_was_asked(
    cast, licensing, invoice, dummy_provider
):
    perform(invoice, "pay", by=cast.noor_owner)
    version = invoice.application.version
    LicenceTypeVersion.objects.filter(pk=version.pk).update(
        fees={"rows": [base("fee", w("رسم", "Fee"), "40")]}
    )
    payment = invoice.payments.get()
    payment.change_status("confirmed")
    clock()
    assert fresh(invoice).state == Invoice.State.PAID
    assert Receipt.objects.get().amount == 15


def test_an_unreadable_file_begins_nothing(cast):
    with pytest.raises(Unreadable):
        settlements.bring_in(money.account(cast.trade), "x", b"<a/>", by=cast.cashier)
    assert not Statement.objects.exists()
