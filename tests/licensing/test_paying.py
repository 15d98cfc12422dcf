"""How money arrives: online through the provider, at the counter, twice, late, or too little."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from payments import RedirectNeeded
from payments.forms import PaymentForm

from audit.models import Event
from licensing import paying
from licensing.models import Application, Invoice, Licence, Payment, Refund
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import begin, perform
from workflow.models import Notice


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


@pytest.fixture
def invoice(licensing):
    """What noor owes for a home business."""
    return licensing.submitted(licensing.home).invoices.get()


@pytest.fixture
def payer(cast, client, dummy_provider):
    """noor's owner, signed in, where the demonstration's provider is configured."""
    client.force_login(cast.noor_owner)
    return client


def begun(cast, invoice):
    perform(invoice, "pay", by=cast.noor_owner)
    return invoice.payments.latest("pk")


def confirm(payment):
    """What the provider's callback does."""
    payment.change_status("confirmed")
    return payment


def state_of(case):
    return type(case).objects.get(pk=case.pk).state


# --- in the browser --------------------------------------------------------------------


def test_a_payment_online_ends_with_the_licence(cast, payer, invoice):
    page = payer.get(url("pay", invoice.reference))
    assert page.status_code == 200
    assert "JOD&nbsp;15.000" in page.content.decode() or "JOD\xa015.000" in page.content.decode()
    answer = payer.post(url("pay", invoice.reference))
    payment = invoice.payments.get()
    assert answer["Location"] == url("payment", payment.token)
    form = payer.get(answer["Location"])
    assert form.status_code == 200
    assert "fraud" not in form.content.decode()
    answer = payer.post(answer["Location"], {"status": "confirmed"})
    assert answer["Location"] == url("payment_return", payment.token)
    answer = payer.get(answer["Location"])
    assert answer["Location"] == invoice.application.get_absolute_url()
    assert state_of(invoice) == Invoice.State.PAID
    assert state_of(invoice.application) == Application.State.ISSUED


def test_a_refused_payment_can_be_tried_again(cast, payer, invoice):
    payer.post(url("pay", invoice.reference))
    first = invoice.payments.get()
    payer.post(url("payment", first.token), {"status": "rejected"})
    page = payer.get(url("payment_return", first.token))
    assert "The payment was not made" in page.content.decode()
    payer.post(url("pay", invoice.reference))
    second = invoice.payments.latest("pk")
    assert second.pk != first.pk
    assert second.status == "waiting"
    assert state_of(invoice) == Invoice.State.ISSUED


def test_an_answer_that_is_not_there_yet_says_so(cast, payer, invoice):
    payer.post(url("pay", invoice.reference))
    payment = invoice.payments.get()
    payer.post(url("payment", payment.token), {"status": "waiting"})
    page = payer.get(url("payment_return", payment.token))
    assert "not confirmed yet" in page.content.decode()


def test_two_tabs_share_one_payment(cast, payer, invoice):
    for _tab in range(2):
        payer.post(url("pay", invoice.reference))
    assert invoice.payments.count() == 1


def test_a_provider_that_does_not_answer_loses_nothing(cast, payer, invoice):
    payer.post(url("pay", invoice.reference))
    payment = invoice.payments.get()
    data = {"status": "waiting", "gateway_response": "failure"}
    page = payer.post(url("payment", payment.token), data)
    assert page.status_code == 502
    assert "did not answer" in page.content.decode()
    assert state_of(invoice) == Invoice.State.ISSUED


def test_strangers_do_not_find_a_payment(cast, payer, invoice, client):
    payment = begun(cast, invoice)
    for person in (cast.ofoq_owner, cast.stranger, cast.noor_viewer, cast.cashier):
        client.force_login(person)
        for name in ("payment", "payment_return"):
            assert client.get(url(name, payment.token)).status_code == 404
    client.force_login(cast.ofoq_owner)
    assert client.get(url("pay", invoice.reference)).status_code == 404


def test_without_a_provider_the_page_names_the_counter(cast, client, invoice, no_provider):
    client.force_login(cast.noor_owner)
    page = client.get(url("pay", invoice.reference)).content.decode()
    assert "Online payment is not available here" in page
    assert "Ministry of Trade" in page
    with pytest.raises(Refused):
        perform(invoice, "pay", by=cast.noor_owner)


def test_a_provider_elsewhere_is_reached_by_a_link(cast, payer, invoice, monkeypatch):
    def leave(self, data=None):
        raise RedirectNeeded("https://bank.example/pay?x=1")

    payment = begun(cast, invoice)
    monkeypatch.setattr(Payment, "get_form", leave)
    page = payer.get(url("payment", payment.token))
    assert 'href="https://bank.example/pay?x=1"' in page.content.decode()


def test_a_providers_own_form_may_leave_this_site(cast, payer, invoice, monkeypatch):
    payment = begun(cast, invoice)
    form = PaymentForm({"amount": "15.000"}, action="https://bank.example/pay")
    monkeypatch.setattr(Payment, "get_form", lambda self, data=None: form)
    page = payer.get(url("payment", payment.token))
    assert 'action="https://bank.example/pay"' in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode().split("bank.example")[1][:200]
    policy = page["Content-Security-Policy"]
    assert "form-action 'self' https://bank.example" in policy
    other = payer.get(url("invoice", invoice.reference))["Content-Security-Policy"]
    assert "bank.example" not in other


# --- what the provider says, and when --------------------------------------------------


def test_a_confirmation_that_comes_twice_counts_once(cast, dummy_provider, invoice):
    payment = confirm(begun(cast, invoice))
    for _time in range(3):
        confirm(payment)
        paying.carry_out(Payment.objects.get(pk=payment.pk))
    assert Licence.objects.count() == 1
    assert Event.objects.filter(verb="invoice.settled").count() == 1


def test_a_callback_after_the_page_was_closed_is_enough(
    cast, client, dummy_provider, invoice, django_capture_on_commit_callbacks, monkeypatch
):
    queued = []
    monkeypatch.setattr("workflow.queue.send", lambda task, *args: queued.append((task, *args)))
    payment = begun(cast, invoice)
    callback = reverse("process_payment", args=[payment.token])
    with django_capture_on_commit_callbacks(execute=True):
        client.get(callback, {"verification_result": "confirmed"})
    assert ("licensing.tasks.carry_out_payment", payment.pk) in queued
    assert state_of(invoice) == Invoice.State.ISSUED
    # Nobody comes back to the page, and the worker has lost the task: the clock finds it.
    now = Event.objects.latest("pk").at
    clockwork.run(now)
    clockwork.run(now)
    assert state_of(invoice) == Invoice.State.PAID
    assert state_of(invoice.application) == Application.State.ISSUED


def test_a_callback_before_the_payer_comes_back_leaves_them_the_licence(cast, payer, invoice):
    payer.post(url("pay", invoice.reference))
    payment = invoice.payments.get()
    callback = reverse("process_payment", args=[payment.token])
    payer.get(callback, {"verification_result": "confirmed"})
    clockwork.run(Event.objects.latest("pk").at)
    assert state_of(invoice) == Invoice.State.PAID
    answer = payer.get(url("payment_return", payment.token))
    assert answer["Location"] == invoice.application.get_absolute_url()
    payer.get(callback, {"verification_result": "confirmed"})
    clockwork.run(Event.objects.latest("pk").at)
    assert Licence.objects.count() == 1
    assert invoice.receipts.get().amount == invoice.amount
    assert Event.objects.filter(verb="invoice.settled").count() == 1
    assert not Refund.objects.exists()


def test_a_late_word_does_not_undo_a_confirmation(cast, dummy_provider, invoice):
    payment = begun(cast, invoice)
    stale = Payment.objects.get(pk=payment.pk)
    confirm(payment)
    paying.carry_out(payment)
    stale.change_status("rejected")
    stale.change_fraud_status("accept")
    stored = Payment.objects.get(pk=payment.pk)
    assert (stored.status, stored.fraud_status) == ("confirmed", "accept")
    assert stored.used_at is not None


def test_money_that_comes_after_the_withdrawal_is_told_to_the_cashier(
    cast, dummy_provider, invoice
):
    payment = begun(cast, invoice)
    perform(invoice.application, "withdraw", by=cast.noor_owner)
    paying.carry_out(confirm(payment))
    assert state_of(invoice) == Invoice.State.VOID
    clockwork.run(Event.objects.latest("pk").at)
    assert Payment.objects.get(pk=payment.pk).surplus_at is not None
    notice = Notice.objects.filter(to=cast.cashier).latest("pk")
    assert "not owed" in notice.subject_en
    assert clockwork.run(Event.objects.latest("pk").at) == 0
    assert not Licence.objects.exists()


def test_a_payer_who_comes_back_to_a_void_invoice_is_told(cast, payer, invoice):
    payment = begun(cast, invoice)
    perform(invoice.application, "withdraw", by=cast.noor_owner)
    confirm(payment)
    answer = payer.get(url("payment_return", payment.token), follow=True)
    assert answer.redirect_chain[-1][0] == invoice.get_absolute_url()
    assert "It will be given back" in answer.content.decode()


def test_money_that_comes_after_the_counter_is_told_too(cast, licensing, dummy_provider, invoice):
    payment = begun(cast, invoice)
    licensing.paid_at_counter(invoice.application)
    paying.carry_out(confirm(payment))
    clockwork.run(Event.objects.latest("pk").at)
    assert Payment.objects.get(pk=payment.pk).surplus_at is not None
    assert Licence.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"captured_amount": Decimal(14)}, {"currency": "USD"}, {"total": Decimal(1)}]
)
def test_too_little_or_other_money_settles_nothing(cast, dummy_provider, invoice, wrong):
    payment = begun(cast, invoice)
    Payment.objects.filter(pk=payment.pk).update(**wrong)
    paying.carry_out(confirm(Payment.objects.get(pk=payment.pk)))
    clockwork.run(Event.objects.latest("pk").at)
    assert state_of(invoice) == Invoice.State.ISSUED
    assert not Licence.objects.exists()


def test_a_licence_that_could_not_be_issued_is_issued_later(cast, payer, invoice, monkeypatch):
    payment = confirm(begun(cast, invoice))

    def broken(act):
        raise RuntimeError("the certificate's table is locked")

    with monkeypatch.context() as patch:
        patch.setattr("licensing.changing.carry_out", broken)
        answer = payer.get(url("payment_return", payment.token))
        assert answer.status_code == 302
    assert state_of(invoice) == Invoice.State.PAID
    assert state_of(invoice.application) == Application.State.AWAITING_PAYMENT
    clockwork.run(Event.objects.latest("pk").at)
    assert state_of(invoice.application) == Application.State.ISSUED


def test_what_is_held_already_is_not_issued_again_and_the_money_can_go_back(
    cast, licensing, dummy_provider, invoice
):
    payment = begun(cast, invoice)
    own = licensing.issued(licensing.food)
    licensing.lasting(own, licence_type=licensing.home, is_exclusive=True)
    paying.carry_out(confirm(payment))
    assert state_of(invoice) == Invoice.State.PAID
    application = Application.objects.get(pk=invoice.application_id)
    with pytest.raises(Refused, match="already holds"):
        perform(application, "issue", by=None)
    perform(application, "withdraw", by=cast.noor_owner)
    assert Refund.objects.get(invoice=invoice).amount == invoice.amount


# --- at the counter --------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["14.999", "15.001", "0"])
def test_the_counter_takes_exactly_what_is_owed(cast, client, invoice, amount):
    client.force_login(cast.cashier)
    page = client.post(
        url("act", "invoice", invoice.reference, "record_payment"),
        {"amount": amount, "receipt_number": "A-17"},
    )
    assert page.status_code == 422
    assert "The amount owed is JOD\xa015.000" in page.content.decode().replace("&nbsp;", "\xa0")
    assert 'value="A-17"' in page.content.decode()


@pytest.mark.parametrize("amount", ["-15", "15.0001", "many", ""])
def test_an_absurd_amount_is_answered_beside_the_field(cast, client, invoice, amount):
    client.force_login(cast.cashier)
    page = client.post(
        url("act", "invoice", invoice.reference, "record_payment"),
        {"amount": amount, "receipt_number": "A-17"},
    )
    assert page.status_code == 422
    assert "id_amount_error" in page.content.decode()


def test_a_counter_receipt_is_used_once(cast, licensing, invoice):
    licensing.paid_at_counter(invoice.application, "A-17")
    other = licensing.approved()
    with pytest.raises(Refused, match=invoice.reference):
        licensing.paid_at_counter(other, "A-17")


def test_only_a_cashier_records_payments(cast, licensing, invoice):
    data = {"amount": invoice.exact, "receipt_number": "1"}
    for person in (cast.noor_owner, cast.licensing_officer, cast.licensing_approver):
        with pytest.raises(NotAllowed):
            perform(invoice, "record_payment", by=person, **data)


def test_an_invoice_is_made_once(cast, licensing, invoice):
    twin = Invoice(
        company=invoice.company,
        agency=invoice.agency,
        application=invoice.application,
        amount=1,
        currency="JOD",
        paid_at=timezone.now(),
    )
    with pytest.raises(IntegrityError, match="one_live_invoice"), transaction.atomic():
        begin(twin, by=None, who=None)
