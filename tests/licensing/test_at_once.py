"""Two people at the same moment, on connections of their own: one counts, the other is told."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse

from licensing import paying
from licensing.models import Application, Invoice, Licence, Payment
from tests.cast import give_role
from workflow.blockers import Refused
from workflow.gate import begin, perform

pytestmark = pytest.mark.django_db(transaction=True)


def together(*attempts):
    """Run the functions at the same time; return what each came to: its result or its error."""
    barrier = threading.Barrier(len(attempts))
    came: list[Any] = [None] * len(attempts)

    def run(place, attempt):
        try:
            barrier.wait(10)
            came[place] = attempt()
        except (Refused, IntegrityError) as error:
            came[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came


def refusals(came):
    return [one for one in came if isinstance(one, Refused)]


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """What would be queued is left to the clock."""
    monkeypatch.setattr("workflow.queue.send", lambda task, *args: None)


def test_two_decisions_at_once(lasting_licensing):
    licensing, cast = lasting_licensing, lasting_licensing.cast
    give_role(cast.auditor, "licensing_approver", cast.trade)
    other = cast.fresh(cast.auditor)
    case = licensing.recommended()
    came = together(
        lambda: perform(case, "approve", by=cast.licensing_approver),
        lambda: perform(case, "refuse", by=other, remarks="Too near a school."),
    )
    assert len(refusals(came)) == 1
    state = Application.objects.get(pk=case.pk).state
    assert state in ("awaiting_payment", "refused")
    assert Invoice.objects.count() == (state == "awaiting_payment")


def test_the_provider_and_the_payer_come_back_at_once(lasting_licensing, dummy_provider):
    licensing, cast = lasting_licensing, lasting_licensing.cast
    invoice = licensing.submitted(licensing.home).invoices.get()
    perform(invoice, "pay", by=cast.noor_owner)
    payment = Payment.objects.get()
    payment.change_status("confirmed")

    def carry_out():
        paying.carry_out(Payment.objects.get(pk=payment.pk))

    came = together(carry_out, carry_out, carry_out)
    assert came == [None, None, None]
    assert Licence.objects.count() == 1
    assert Application.objects.get().state == "issued"


def test_a_withdrawal_against_a_payment(lasting_licensing):
    licensing, cast = lasting_licensing, lasting_licensing.cast
    case = licensing.submitted(licensing.home)
    invoice = case.invoices.get()
    came = together(
        lambda: perform(case, "withdraw", by=cast.noor_owner),
        lambda: perform(
            invoice,
            "record_payment",
            by=cast.cashier,
            amount=invoice.exact,
            receipt_number="A-1",
        ),
    )
    stored = Invoice.objects.get()
    assert Application.objects.get().state == "withdrawn"
    if stored.state == "void":  # the withdrawal came first, and the cashier was told
        assert len(refusals(came)) == 1
        assert not stored.refunds.exists()
    else:  # the money came first, and is given back
        assert (stored.state, refusals(came)) == ("paid", [])
        assert stored.refunds.get().amount == stored.amount


def test_two_applications_for_the_same_licence_at_once(lasting_licensing):
    licensing, cast = lasting_licensing, lasting_licensing.cast

    def apply():
        new = Application.under(licensing.home.current, cast.noor)
        return begin(new, by=cast.noor_owner, who="licensing.begin_application")

    came = together(apply, apply)
    assert [type(one).__name__ for one in came].count("IntegrityError") == 1
    assert Application.objects.count() == 1


def test_one_counter_receipt_for_two_invoices_at_once(lasting_licensing):
    licensing, cast = lasting_licensing, lasting_licensing.cast
    invoices = [licensing.approved().invoices.get() for _number in range(2)]

    def record(invoice):
        return lambda: perform(
            invoice,
            "record_payment",
            by=cast.cashier,
            amount=invoice.exact,
            receipt_number="A-1",
        )

    came = together(*(record(invoice) for invoice in invoices))
    assert len(refusals(came)) == 1
    assert "already recorded" in str(refusals(came)[0])
    assert Invoice.objects.filter(state="paid").count() == 1


def test_two_renewals_at_once(lasting_licensing):
    """One is begun; the other is told of it in a sentence, with both ways out."""
    licensing, cast = lasting_licensing, lasting_licensing.cast
    licence = licensing.ending(20, licensing.home)
    url = reverse("change_licence", args=[licence.reference, "renew"])

    def renew():
        client = Client()
        client.force_login(cast.noor_owner)
        return client.post(url, {"changes": "no", "declared": "on"})

    came = together(renew, renew)
    statuses = sorted(answer.status_code for answer in came)
    assert statuses == [302, 422]
    words = next(a for a in came if a.status_code == 422).content.decode()
    change = Application.objects.get(aim="renew")
    assert change.reference in words
    assert change.action_url("withdraw") in words
    assert change.invoices.count() == 1


def test_a_revocation_against_the_renewal_that_is_being_issued(lasting_licensing):
    """Either the term is added and then taken away, or the renewal ends with the licence."""
    licensing, cast = lasting_licensing, lasting_licensing.cast
    licence = licensing.ending(20, licensing.home)
    change = perform(licensing.changed(licence, "renew"), "submit", by=cast.noor_owner)
    licensing.paid_at_counter(change)
    measure = licensing.proposed(licence)
    perform(measure, "answer", by=cast.noor_owner, answer_text="No.")
    together(
        lambda: perform(change, "issue", by=None),
        lambda: perform(
            measure, "impose", by=cast.licensing_approver, outcome="revoke", reasons="Rats."
        ),
    )
    assert Licence.objects.get(pk=licence.pk).state == "revoked"
    assert Application.objects.get(pk=change.pk).state in ("issued", "lapsed")
