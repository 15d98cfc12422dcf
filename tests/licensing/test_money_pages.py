"""The pages of money: a cashier's day in the browser, and what the company reads."""

import io

import pytest
from django.urls import reverse

from licensing import booking, refunding
from licensing.bank import references
from licensing.models import (
    AgencyAccount,
    BankEntry,
    Difference,
    Refund,
    SettlementReport,
    Statement,
)
from tests.licensing import money
from tests.lists.shown import text_of
from workflow.gate import perform
from workflow.models import Notice


@pytest.fixture
def invoice(licensing):
    """What noor owes for a home business: 15 dinars."""
    return licensing.submitted(licensing.home).invoices.get()


def upload(content, name="statement.xml"):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_a_cashier_brings_in_looks_and_books(cast, client, invoice):
    account = money.account(cast.trade)
    client.force_login(cast.cashier)
    assert "Ministry of Trade" in text_of(client.get(reverse("new_statement")))
    content = money.camt(money.pays(invoice), money.entry("who knows", "3"))
    sent = {"account": account.pk, "file": upload(content)}
    answer = client.post(reverse("new_statement"), sent)
    statement = Statement.objects.get()
    assert answer["Location"] == statement.get_absolute_url()
    page = text_of(client.get(answer["Location"]))
    assert "What would be booked" in page
    assert "Pays its invoice" in page
    assert "No reference of an invoice stands in it." in page
    again = client.post(reverse("new_statement"), {**sent, "file": upload(content)})
    assert again.status_code == 422
    assert statement.reference in text_of(again)
    client.post(reverse("act", args=["statement", statement.reference, "book"]))
    from_worker = Statement.objects.get()
    assert from_worker.state == "booking"
    booking.carry_on(from_worker)
    page = text_of(client.get(statement.get_absolute_url()))
    assert "1 entry waits for a cashier." in page
    entry = statement.entries.get(state="unknown")
    form = client.get(entry.action_url("assign"))
    assert form.status_code == 200
    wrong = client.post(entry.action_url("assign"), {"invoice": "I-1", "reasons": "x"})
    assert "There is no such invoice" in text_of(wrong)
    file = client.get(reverse("statement_file", args=[statement.reference]))
    assert file.content == content
    assert file["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("content", [b"", b"<a/>", b"a,b\n1,2\n", b"\x00\x01\x02"])
def test_a_file_that_cannot_be_read_is_answered_beside_the_field(cast, client, content):
    account = money.account(cast.trade)
    client.force_login(cast.cashier)
    sent = {"account": account.pk, "file": upload(content)}
    answer = client.post(reverse("new_statement"), sent)
    assert answer.status_code == 422
    assert "id_file_error" in answer.content.decode()
    assert not Statement.objects.exists()


def test_the_company_reads_how_to_transfer_and_what_came(cast, client, invoice):
    money.account(cast.trade)
    client.force_login(cast.noor_owner)
    page = text_of(client.get(invoice.get_absolute_url()))
    assert references.in_fours(invoice.payment_reference) in page
    assert "JO94 CBJO" in page
    money.booked(cast, money.pays(invoice, "10"))
    page = text_of(client.get(invoice.get_absolute_url())).replace("\xa0", " ")
    assert "It pays a part of the invoice." in page
    assert "remaining JOD 5.000" in page.replace("&nbsp;", " ")
    money.booked(cast, money.pays(invoice, "7"), opening="110")
    page = text_of(client.get(invoice.get_absolute_url())).replace("&nbsp;", " ")
    assert "more than that goes back" in page
    refund = Refund.objects.get()
    assert refund.reference in page
    assert client.get(refund.get_absolute_url()).status_code == 200
    client.force_login(cast.ofoq_owner)
    assert client.get(refund.get_absolute_url()).status_code == 404
    entry = BankEntry.objects.first()
    for case in (entry, entry.statement):
        client.force_login(cast.noor_owner)
        assert client.get(case.get_absolute_url()).status_code == 404


def test_a_cashier_proposes_a_refund_from_the_invoice(cast, licensing, client):
    invoice = licensing.paid_at_counter(licensing.approved())
    client.force_login(cast.cashier)
    url = reverse("new_refund", args=[invoice.reference, invoice.receipts.get().pk])
    assert url in client.get(invoice.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    much = client.post(url, {"amount": "9999", "reasons": "x"})
    assert much.status_code == 422
    assert "can still be given back" in text_of(much)
    client.post(url, {"amount": "5", "reasons": "Charged for a shop of the wrong size."})
    refund = Refund.objects.get()
    assert (refund.state, refund.proposed_by) == ("proposed", cast.cashier)
    told = Notice.objects.filter(to=cast.licensing_approver).latest("pk")
    assert "waits for your decision" in told.subject_en


def test_a_settlement_report_is_brought_in_and_compared(cast, licensing, client):
    client.force_login(cast.cashier)
    content = b"transaction id,amount,currency,status,date\nTX-1,5,JOD,paid,2026-11-01\n"
    sent = {"agency": cast.trade.pk, "file": upload(content, "r.csv")}
    answer = client.post(reverse("new_settlement_report"), sent)
    assert answer["Location"] == reverse("reconciliation")
    assert SettlementReport.objects.count() == 1
    client.post(reverse("new_settlement_report"), {**sent, "file": upload(content, "r.csv")})
    assert SettlementReport.objects.count() == 1
    client.post(reverse("reconcile_now"))
    difference = Difference.objects.get()
    page = text_of(client.get(difference.get_absolute_url()))
    assert "TX-1" in page
    assert "5.000 JOD" in page
    assert difference.reference in text_of(client.get(reverse("differences")))
    assert "r.csv" in text_of(client.get(reverse("reconciliation")))


def test_an_administrator_says_the_account_and_everybody_is_told(cast, client):
    client.force_login(cast.administrator)
    url = reverse("fee_account", args=["trade"])
    sent = {"bank": "B", "holder": "H", "iban": "JO94 CBJO 0010 0000 0000 0131 0003 03",
            "currency": "JOD"}  # fmt: skip
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "iban": money.IBAN}).status_code == 302
    assert AgencyAccount.objects.get().iban == money.IBAN
    told = {n.to for n in Notice.objects.filter(subject_en__contains="account for fees")}
    assert told == {cast.cashier, cast.licensing_approver, cast.auditor}


def test_refunds_are_found_in_the_inbox_of_whoever_is_next(cast, licensing, client):
    invoice = licensing.paid_at_counter(licensing.approved())
    (refund,) = refunding.refund_due(invoice, "")
    client.force_login(cast.cashier)
    assert refund.reference in text_of(client.get(reverse("inbox")))
    perform(
        refund, "propose", by=cast.cashier, amount=refund.amount, reasons="x", holder="", iban=""
    )
    client.force_login(cast.licensing_approver)
    assert refund.reference in text_of(client.get(reverse("inbox")))
