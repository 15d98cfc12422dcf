"""A licence in force, suspended, reinstated, revoked, expired; and what its papers say."""

import subprocess
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from documents import papers
from documents.models import Paper
from licensing import beginning
from licensing.models import Licence
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import begin, perform
from workflow.models import Notice

State = Licence.State


def over(licence, days=1):
    """Put the licence's term into the past, as if it had been granted long ago."""
    today = timezone.localdate()
    Licence.objects.filter(pk=licence.pk).update(
        valid_from=today - timedelta(days=400), valid_until=today - timedelta(days=days - 1)
    )
    return Licence.objects.get(pk=licence.pk)


def page(client, licence, language="en"):
    with translation.override(language):
        return client.get(reverse("licence", args=[licence.reference])).content.decode()


def test_a_suspension_is_published_with_its_reasons_and_can_be_lifted(cast, licensing, client):
    licence = licensing.issued()
    why = "The chillers were at 12 degrees."
    suspended = perform(licence, "suspend", by=None, reasons=why)
    assert suspended.state == State.SUSPENDED
    assert why in page(client, licence)
    assert why in Notice.objects.filter(to=cast.noor_owner).latest("pk").body_ar
    back = perform(suspended, "reinstate", by=cast.licensing_approver, reasons="Repaired.")
    assert (back.state, back.reasons) == (State.ACTIVE, "")


def test_a_licence_ends_by_the_clock(cast, licensing):
    licence = over(licensing.issued())
    clockwork.run(Event.objects.latest("pk").at)
    assert Licence.objects.get(pk=licence.pk).state == State.EXPIRED
    assert "has expired" in Notice.objects.filter(to=cast.noor_owner).latest("pk").subject_en


def test_a_licence_does_not_end_before_its_last_day_is_over(cast, licensing):
    licence = over(licensing.issued(), days=0)
    assert licence.period.last_day == timezone.localdate()
    clockwork.run(Event.objects.latest("pk").at)
    assert Licence.objects.get(pk=licence.pk).state == State.ACTIVE
    with pytest.raises(Refused, match="still valid"):
        perform(licence, "expire", by=None)


def test_what_is_over_reads_as_expired_before_the_clock_has_been_there(licensing, client):
    licence = over(licensing.issued())
    assert licence.state == State.ACTIVE
    assert str(licence.label_for("public")) == "Expired"
    today = timezone.localdate()
    assert list(Licence.objects.standing_as(State.EXPIRED, today)) == [licence]
    assert not Licence.objects.standing_as(State.ACTIVE, today).exists()
    assert 'class="tag quiet">Expired' in page(client, licence)


def test_a_suspended_licence_that_is_over_is_not_reinstated(cast, licensing):
    licence = licensing.issued()
    perform(licence, "suspend", by=None, reasons="Dirty.")
    with pytest.raises(Refused, match="term of the licence is over"):
        perform(over(licence), "reinstate", by=cast.licensing_approver, reasons="Clean.")


def test_nobody_suspends_or_revokes_but_by_a_measure(cast, licensing):
    licence = licensing.issued()
    everybody = (cast.licensing_approver, cast.licensing_officer, cast.noor_owner, cast.stranger)
    for person in everybody:
        for name in ("suspend", "revoke"):
            with pytest.raises(NotAllowed):
                perform(licence, name, by=person, reasons="x")


def test_the_database_refuses_two_licences_where_one_is_allowed(licensing):
    licence = licensing.issued(licensing.home)
    twin = Licence(
        company=licence.company,
        agency=licence.agency,
        licence_type=licence.licence_type,
        type_version=licence.type_version,
        anchor=licence.anchor,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        is_exclusive=True,
    )
    with pytest.raises(IntegrityError, match="one_licence_held"), transaction.atomic():
        begin(twin, by=None, who=None)


def test_the_database_refuses_two_open_changes_of_a_licence(cast, licensing):
    licence = licensing.ending(20)
    licensing.changed(licence, "renew")
    twin = beginning.change_of(licence, "amend")
    twin.reference = "LA-2026-999999"
    with pytest.raises(IntegrityError, match="one_open_change_a_licence"), transaction.atomic():
        twin.save(force_insert=True)


# --- papers ----------------------------------------------------------------------------


def issue(case):
    return papers.issue(Paper.objects.of(case).latest("pk").pk)


def text_of(paper, tmp_path):
    path = tmp_path / "paper.pdf"
    with paper.file.blob.open() as blob:
        path.write_bytes(blob.read())
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.needs("pdftotext")
def test_the_certificate_says_what_was_granted_in_both_languages(
    licensing, signing, client, tmp_path
):
    licence = licensing.issued()
    paper = issue(licence)
    assert (paper.status, paper.detail) == ("issued", "")
    assert paper.valid_through == licence.period.last_day
    text = text_of(paper, tmp_path)
    assert licence.reference in text
    for words in ("Al Noor Trading", "ISIC 4711", "45 Madinah Street (floor 2), Amman"):
        assert words in text
    # The title is set with spaces between its letters.
    assert "FOODSHOPLICENCE" in text.replace(" ", "").upper()
    with translation.override("ar"):
        answer = client.get(reverse("verify_code", args=[paper.printed_code])).content.decode()
    assert "رخصة محل مواد غذائية" in answer


@pytest.mark.needs("pdftotext")
def test_the_receipt_says_what_was_paid_and_how(licensing, signing, tmp_path):
    licence = licensing.issued()
    invoice = licence.applications.get().invoices.get()
    paper = issue(invoice)
    assert paper.status == "issued"
    text = text_of(paper, tmp_path)
    assert "75.500" in text
    assert invoice.receipt_number in text


def verified(client, paper):
    url = reverse("verify_code", args=[paper.printed_code])
    return client.get(url).content.decode()


def test_verification_knows_suspension_revocation_and_the_end(cast, licensing, signing, client):
    licence = licensing.issued()
    paper = issue(licence)
    assert "genuine and valid" in verified(client, paper)
    perform(licence, "suspend", by=None, reasons="Dirty.")
    assert "do not rely on it" in verified(client, paper)
    perform(licence, "reinstate", by=cast.licensing_approver, reasons="Clean.")
    with time_machine.travel(licence.period.last_day, tick=False):
        assert "genuine and valid" in verified(client, paper)
    with time_machine.travel(licence.valid_until + timedelta(days=1), tick=False):
        assert "has expired" in verified(client, paper)
    perform(licence, "revoke", by=None, reasons="Sold spoilt meat.")
    assert "do not rely on it" in verified(client, paper)
    assert Licence.objects.get(pk=licence.pk).state == State.REVOKED
