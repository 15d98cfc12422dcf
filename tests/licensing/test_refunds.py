"""Refunds: proposed, approved by somebody else, paid out; never more than was received."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payments import PaymentError

from accounts.models.post import today
from audit.models import Event
from documents.models import Paper
from licensing import refunding
from licensing.models import Invoice, Payment, Receipt, Refund
from tests.cast import give_role
from tests.licensing import money
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import begin, perform
from workflow.models import Notice


@pytest.fixture
def invoice(licensing):
    """What noor has paid for a home business at the counter: 15 dinars."""
    return licensing.paid_at_counter(licensing.submitted(licensing.home))


def fresh(case):
    return type(case)._base_manager.get(pk=case.pk)


def proposed(cast, refund, amount=None, by=None):
    return perform(
        refund, "propose", by=by or cast.cashier, amount=amount or refund.amount,
        reasons="Paid twice.", holder="Al Noor", iban=money.IBAN,
    )  # fmt: skip


def approved(cast, refund):
    return perform(proposed(cast, refund), "approve", by=cast.licensing_approver)


def paid_out(cast, refund):
    data: dict[str, Any] = {"paid_on": today(), "paid_reference": "OUT-1"}
    return perform(approved(cast, refund), "pay_out", by=cast.cashier, **data)


def asked(invoice, amount):
    receipt = invoice.receipts.get()
    return Refund(
        state="proposed", company=invoice.company, agency=invoice.agency, invoice=invoice,
        receipt=receipt, amount=Decimal(amount), currency=receipt.currency, reasons="Unused.",
    )  # fmt: skip


# --- its life --------------------------------------------------------------------------


def test_a_refund_is_proposed_approved_and_paid_out(cast, invoice):
    (refund,) = refunding.refund_due(invoice, "Withdrawn after payment.")
    assert (refund.state, refund.amount) == ("due", Decimal(15))
    refund = paid_out(cast, refund)
    assert refund.state == Refund.State.PAID_OUT
    assert fresh(invoice).state == Invoice.State.REFUNDED
    assert Paper.objects.filter(kind="refund_note", case_id=refund.pk).count() == 1
    subjects = [n.subject_en for n in Notice.objects.filter(to=cast.noor_owner)]
    assert any("was given back" in subject for subject in subjects)


def test_asking_twice_begins_one_refund(cast, invoice):
    assert len(refunding.refund_due(invoice, "a")) == 1
    assert refunding.refund_due(invoice, "b") == []


def test_a_part_given_back_leaves_the_invoice_paid(cast, invoice):
    refund = refunding.begin_due(invoice.receipts.get(), Decimal(5), "asked")
    paid_out(cast, refund)
    assert fresh(invoice).state == Invoice.State.PAID
    assert fresh(invoice.receipts.get()).refunded == 5


def test_a_rejected_refund_is_told_with_reasons_and_frees_the_sum(cast, invoice):
    (refund,) = refunding.refund_due(invoice, "")
    perform(refund, "reject", by=cast.licensing_approver, remarks="Section 4 of the order.")
    assert invoice.receipts.get().left == 15
    told = Notice.objects.filter(to=cast.noor_owner).latest("pk")
    assert "Section 4" in told.body_en
    assert len(refunding.refund_due(invoice, "")) == 1


# --- who -------------------------------------------------------------------------------


def test_nobody_proposes_and_approves_or_approves_and_pays_out(cast, invoice):
    give_role(cast.cashier, "licensing_approver", cast.trade)
    give_role(cast.licensing_approver, "cashier", cast.trade)
    both = cast.fresh(cast.cashier)
    (refund,) = refunding.refund_due(invoice, "")
    proposed(cast, refund, by=both)
    with pytest.raises(NotAllowed):
        perform(refund, "approve", by=both)
    with pytest.raises(NotAllowed):
        perform(refund, "reject", by=both, remarks="x")
    other = cast.fresh(cast.licensing_approver)
    perform(refund, "approve", by=other)
    with pytest.raises(NotAllowed):
        perform(refund, "pay_out", by=other, paid_on=today(), paid_reference="1")


def test_strangers_and_the_company_move_no_money(cast, invoice):
    (refund,) = refunding.refund_due(invoice, "")
    people = (cast.noor_owner, cast.ofoq_owner, cast.auditor, cast.licensing_officer,
              cast.administrator, cast.stranger)  # fmt: skip
    for person in people:
        with pytest.raises(NotAllowed):
            proposed(cast, refund, by=person)
        with pytest.raises(NotAllowed):
            begin(asked(invoice, 1), by=person, who="licensing.propose_refund")
    proposed(cast, refund)
    for person in (*people, cast.cashier):
        with pytest.raises(NotAllowed):
            perform(refund, "approve", by=person)


def test_in_the_wrong_state_nothing_happens(cast, invoice):
    (refund,) = refunding.refund_due(invoice, "")
    with pytest.raises(WrongState):
        perform(refund, "approve", by=cast.licensing_approver)
    paid_out(cast, refund)
    with pytest.raises(WrongState):
        perform(refund, "pay_out", by=cast.cashier, paid_on=today(), paid_reference="2")


# --- never more than was received ------------------------------------------------------


def test_the_check_says_how_much_is_left(cast, invoice):
    begin(asked(invoice, 10), by=cast.cashier, who="licensing.propose_refund")
    with pytest.raises(Refused, match=r"5\.000"):
        begin(asked(invoice, "5.001"), by=cast.cashier, who="licensing.propose_refund")
    begin(asked(invoice, 5), by=cast.cashier, who="licensing.propose_refund")
    with pytest.raises(Refused, match=r"0\.000"):
        begin(asked(invoice, "0.001"), by=cast.cashier, who="licensing.propose_refund")


def test_a_proposal_cannot_grow_beyond_the_receipt(cast, invoice):
    receipt = invoice.receipts.get()
    first = refunding.begin_due(receipt, Decimal(10), "asked")
    refunding.begin_due(fresh(receipt), Decimal(4), "asked")
    with pytest.raises(Refused, match=r"11\.000"):
        proposed(cast, first, Decimal(12))
    assert proposed(cast, first, Decimal(11)).amount == 11
    assert fresh(receipt).refunded == 15


def test_the_database_itself_refuses_more(cast, invoice):
    for n, amount in enumerate((10, 6)):
        refund = asked(invoice, amount)
        refund.reference = f"RE-0-{n}"
        if n == 0:
            refund.save()
            continue
        with (
            pytest.raises(IntegrityError, match="never_more_refunded"),
            transaction.atomic(),
        ):
            refund.save()
    assert invoice.receipts.get().refunded == 10


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(
    st.lists(
        st.tuples(st.decimals("0.001", "20", places=3), st.sampled_from(["due", "reject"])),
        max_size=6,
    )
)
def test_whatever_is_asked_the_sum_never_exceeds_what_came(cast, invoice, steps):
    with transaction.atomic():
        receipt = invoice.receipts.get()
        for amount, what in steps:
            try:
                refund = refunding.begin_due(fresh(receipt), amount, "asked")
            except Refused:
                assert fresh(receipt).left < amount
                continue
            if what == "reject":
                perform(refund, "reject", by=cast.licensing_approver, remarks="No.")
        live = Refund.objects.exclude(state="rejected").filter(receipt=receipt)
        total = sum((r.amount for r in live), Decimal(0))
        assert total == fresh(receipt).refunded <= receipt.amount
        transaction.set_rollback(True)


# --- through the provider --------------------------------------------------------------


@pytest.fixture
def online(cast, licensing, dummy_provider):
    """A refund, approved, of what noor has paid online."""
    invoice = licensing.submitted(licensing.home).invoices.get()
    perform(invoice, "pay", by=cast.noor_owner)
    payment = invoice.payments.get()
    payment.change_status("confirmed")
    clockwork.run(Event.objects.latest("pk").at)
    (refund,) = refunding.refund_due(fresh(invoice), "Unused.")
    return approved(cast, refund)


def test_a_payment_online_goes_back_the_way_it_came(cast, online):
    perform(online, "send", by=cast.cashier)
    assert refunding.sweep() == 1
    refund = fresh(online)
    assert refund.state == Refund.State.PAID_OUT
    assert Payment.objects.get().status == "refunded"
    assert fresh(refund.invoice).state == Invoice.State.REFUNDED


def test_the_provider_is_asked_once_however_often_the_task_runs(cast, online, monkeypatch):
    asked_for = []

    def refund(self, payment, amount=None):
        asked_for.append(amount)
        raise SystemExit  # the worker is killed while the provider works

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", refund)
    perform(online, "send", by=cast.cashier)
    with pytest.raises(SystemExit):
        refunding.carry_out(online.pk)
    refunding.carry_out(online.pk)
    refunding.sweep()
    assert asked_for == [15]
    assert fresh(online).state == Refund.State.SENDING
    # An hour later the cashier has looked on the provider's site: it did go back.
    sent(online, minutes_ago=61)
    perform(online, "pay_out", by=cast.cashier, paid_on=today(), paid_reference="X")


def sent(refund, minutes_ago):
    at = Event.objects.latest("pk").at - timedelta(minutes=minutes_ago)
    Refund.objects.filter(pk=refund.pk).update(sent_at=at)


def test_while_the_provider_is_asked_nobody_pays_out_by_hand(cast, client, online):
    data: dict[str, Any] = {"paid_on": today(), "paid_reference": "X"}
    perform(online, "send", by=cast.cashier)
    with pytest.raises(Refused, match="payment provider is being asked"):
        perform(online, "pay_out", by=cast.cashier, **data)
    sent(online, minutes_ago=5)
    with pytest.raises(Refused, match="payment provider is being asked"):
        perform(online, "pay_out", by=cast.cashier, **data)
    client.force_login(cast.cashier)
    page = client.get(online.get_absolute_url()).content.decode()
    assert "payment provider is being asked" in page
    assert "gave no clear answer" not in page
    sent(online, minutes_ago=61)
    page = client.get(online.get_absolute_url()).content.decode()
    assert "payment provider is being asked" not in page
    assert "gave no clear answer" in page
    assert perform(fresh(online), "pay_out", by=cast.cashier, **data).state == "paid_out"


def test_an_answer_that_is_not_clear_is_recorded_by_hand_at_once(cast, online, monkeypatch):
    def refund(self, payment, amount=None):
        raise TimeoutError("no answer")

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", refund)
    perform(online, "send", by=cast.cashier)
    refunding.carry_out(online.pk)
    data: dict[str, Any] = {"paid_on": today(), "paid_reference": "X"}
    assert perform(online, "pay_out", by=cast.cashier, **data).state == Refund.State.PAID_OUT


@pytest.mark.parametrize("wraps", [True, False])
def test_an_error_of_the_providers_library_is_no_clear_no(cast, online, monkeypatch, wraps):
    """What the library wraps, or does not expect, says nothing of whether the money went back."""

    def refund(self, payment, amount=None):
        error = ValueError("not the JSON that was expected")
        if wraps:
            raise PaymentError("refund failed") from error
        raise error

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", refund)
    perform(online, "send", by=cast.cashier)
    refunding.carry_out(online.pk)
    assert (fresh(online).state, fresh(online).problem) == ("sending", "ValueError")
    assert refunding.sweep() == 0


def test_a_provider_that_refuses_leaves_it_to_a_transfer(cast, online, monkeypatch):
    def refund(self, payment, amount=None):
        raise PaymentError("too old")

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", refund)
    perform(online, "send", by=cast.cashier)
    refunding.carry_out(online.pk)
    assert (fresh(online).state, fresh(online).problem) == ("approved", "too old")
    perform(online, "pay_out", by=cast.cashier, paid_on=today(), paid_reference="X")


def test_an_answer_that_is_not_clear_is_not_tried_again(cast, online, monkeypatch):
    def refund(self, payment, amount=None):
        raise TimeoutError("no answer")

    monkeypatch.setattr("payments.dummy.DummyProvider.refund", refund)
    perform(online, "send", by=cast.cashier)
    refunding.carry_out(online.pk)
    assert (fresh(online).state, fresh(online).problem) == ("sending", "TimeoutError")
    assert refunding.sweep() == 0


def test_what_was_paid_at_the_counter_does_not_go_through_the_provider(cast, invoice):
    (refund,) = refunding.refund_due(invoice, "")
    approved(cast, refund)
    with pytest.raises(Refused, match="not paid online"):
        perform(refund, "send", by=cast.cashier)


# --- online payments that do not fit ---------------------------------------------------


@pytest.fixture
def begun(cast, licensing, dummy_provider):
    """A payment of 15 dinars that noor has begun."""
    invoice = licensing.submitted(licensing.home).invoices.get()
    perform(invoice, "pay", by=cast.noor_owner)
    return SimpleNamespace(invoice=invoice, payment=invoice.payments.get())


def confirmed(begun, **fields):
    Payment.objects.filter(pk=begun.payment.pk).update(**fields)
    Payment.objects.get(pk=begun.payment.pk).change_status("confirmed")
    clockwork.run(Event.objects.latest("pk").at)
    return fresh(begun.invoice)


def test_a_short_payment_online_is_kept_and_the_rest_can_be_paid(cast, begun):
    invoice = confirmed(begun, captured_amount=Decimal(14))
    assert (invoice.state, invoice.still_owed) == (Invoice.State.ISSUED, 1)
    perform(invoice, "pay", by=cast.noor_owner)
    rest = invoice.payments.latest("pk")
    assert rest.total == 1
    rest.change_status("confirmed")
    clockwork.run(Event.objects.latest("pk").at)
    assert fresh(invoice).state == Invoice.State.PAID
    assert Receipt.objects.filter(invoice=invoice).applied() == 15


def test_too_much_online_pays_and_the_rest_goes_back(cast, begun):
    invoice = confirmed(begun, captured_amount=Decimal(17))
    assert invoice.state == Invoice.State.PAID
    assert Refund.objects.get().amount == 2


def test_other_money_online_goes_back_whole(cast, begun):
    invoice = confirmed(begun, currency="USD")
    assert invoice.state == Invoice.State.ISSUED
    refund = Refund.objects.get()
    assert (refund.amount, refund.currency, refund.why) == (Decimal(15), "USD", "currency")


def open_part(begun):
    """10 of the 15 dinars have come online; the invoice stays to be paid."""
    invoice = confirmed(begun, captured_amount=Decimal(10))
    assert invoice.state == Invoice.State.ISSUED
    return invoice


def test_nobody_proposes_to_give_back_a_part_while_the_rest_is_asked_for(cast, begun):
    invoice = open_part(begun)
    with pytest.raises(Refused, match="the company withdraws") as refused:
        begin(asked(invoice, 10), by=cast.cashier, who="licensing.propose_refund")
    assert refused.value.blockers[0].link == invoice.application.get_absolute_url()
    # What the system has found to be due waits, too, until nothing is asked for any more.
    refund = refunding.begin_due(invoice.receipts.get(), Decimal(10), "asked")
    with pytest.raises(Refused, match="the company withdraws"):
        proposed(cast, refund)
    perform(invoice.application, "withdraw", by=cast.noor_owner)
    assert paid_out(cast, fresh(refund)).state == Refund.State.PAID_OUT


def test_money_that_an_open_invoice_does_not_count_is_given_back(cast, begun):
    invoice = confirmed(begun, currency="USD")
    assert invoice.state == Invoice.State.ISSUED
    assert paid_out(cast, Refund.objects.get()).state == Refund.State.PAID_OUT


def test_a_part_is_not_offered_to_be_given_back_and_its_page_says_why(cast, client, begun):
    invoice = open_part(begun)
    client.force_login(cast.cashier)
    url = reverse("new_refund", args=[invoice.reference, invoice.receipts.get().pk])
    assert url not in client.get(invoice.get_absolute_url()).content.decode()
    for answer in (client.get(url), client.post(url, {"amount": "5", "reasons": "Asked."})):
        assert "the company withdraws" in answer.content.decode()
    assert not Refund.objects.exists()
    perform(invoice.application, "withdraw", by=cast.noor_owner)
    perform(Refund.objects.get(), "reject", by=cast.licensing_approver, remarks="No.")
    assert url in client.get(invoice.get_absolute_url()).content.decode()


def test_what_is_noted_as_not_owed_was_really_received(cast, begun):
    """Of a paid, void or refunded invoice nothing is noted where nothing has come."""
    invoice = confirmed(begun)
    assert invoice.state == Invoice.State.PAID
    with pytest.raises(Refused, match="Nothing has come in"):
        perform(invoice, "note_surplus", by=None)
    assert not Event.objects.filter(verb="invoice.surplus_noted").exists()


def test_a_callback_before_the_payer_returns_after_withdrawal_and_twice_counts_once(
    cast, client, begun
):
    client.force_login(cast.noor_owner)
    perform(begun.invoice.application, "withdraw", by=cast.noor_owner)
    for _time in range(2):
        callback = reverse("process_payment", args=[begun.payment.token])
        assert client.get(callback, {"verification_result": "confirmed"}).status_code == 302
        confirmed(begun)
    assert fresh(begun.invoice).state == Invoice.State.VOID
    refund = Refund.objects.get()
    assert (refund.amount, refund.why) == (Decimal(15), "void")
    assert begun.payment.words.count() >= 2
