"""Every version of a licence keeps its own certificate, and a superseded one says so."""

import pytest
from django.urls import reverse

from documents import making, papers, tasks
from documents.models import Paper
from tests.cast import give_role
from workflow.gate import perform

KIND = "licence_certificate"


def certificate(licence, part):
    return Paper.objects.of(licence).get(kind=KIND, part=part)


def verified(client, paper):
    return client.get(reverse("verify_code", args=[paper.printed_code])).content.decode()


@pytest.fixture
def renewed(licensing):
    return licensing.renewed(licensing.ending(20, licensing.home))


def test_each_version_has_a_paper_of_its_own(licensing, signing, client, renewed):
    first = papers.issue(certificate(renewed, 1).pk)
    second = papers.issue(certificate(renewed, 2).pk)
    first = Paper.objects.get(pk=first.pk)
    assert (first.status, first.replaced_by) == ("replaced", second)
    assert first.valid_through != second.valid_through
    words = verified(client, first)
    assert "a newer one took its place" in words
    assert second.printed_code in words
    assert "genuine and valid" in verified(client, second)


def test_one_that_is_signed_late_is_replaced_from_the_start(licensing, signing, client, renewed):
    second = papers.issue(certificate(renewed, 2).pk)
    first = papers.issue(certificate(renewed, 1).pk)
    assert (first.status, first.replaced_by) == ("replaced", second)
    assert Paper.objects.get(pk=second.pk).status == "issued"
    # It says what its own version said.
    assert first.facts["en"][-1] != second.facts["en"][-1]


def test_a_certificate_that_cannot_be_signed_does_not_stop_the_licence(
    cast, licensing, signing, client, monkeypatch
):
    licence = licensing.issued(licensing.home)
    assert licence.state == "active"

    def broken():
        raise making.CannotMake(making.NO_KEY, "gone")

    with monkeypatch.context() as patched:
        patched.setattr(making, "_signer", broken)
        paper = papers.issue(certificate(licence, 1).pk)
    assert (paper.status, paper.reason) == ("failed", making.NO_KEY)
    assert paper.file is None
    client.force_login(cast.noor_owner)
    page = client.get(licence.get_absolute_url()).content.decode()
    assert "could not be signed, so it was not issued" in page
    assert "There is no signing key" in page
    # An officer can have it tried again; the clock tries as well.
    client.force_login(cast.licensing_officer)
    retry = reverse("retry_paper", args=[paper.pk])
    assert retry in client.get(licence.get_absolute_url()).content.decode()
    Paper.objects.filter(pk=paper.pk).update(next_try_at="2020-01-01T00:00Z")
    tasks.sweep_papers()
    assert Paper.objects.get(pk=paper.pk).status == "issued"


def test_suspended_and_lifted_and_the_holder_debarred(cast, licensing, signing, client):
    licence = licensing.issued(licensing.home)
    paper = papers.issue(certificate(licence, 1).pk)
    perform(licence, "suspend", by=None, reasons="Dirty.")
    words = verified(client, paper)
    assert "do not rely on it" in words
    assert "is suspended since" in words
    perform(licence, "reinstate", by=cast.licensing_approver, reasons="Clean.")
    give_role(cast.auditor, "registrar", cast.trade)
    perform(
        cast.noor,
        "debar",
        by=cast.fresh(cast.auditor),
        ground="fraud",
        remarks="Forged.",
        until=licence.valid_until,
    )
    words = verified(client, paper)
    assert "holder is not in good standing" in words
    assert "Debarred" in words
