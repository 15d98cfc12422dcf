"""The pages of qualifications: what a person fills in there, and what a stranger finds."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.models import Qualification, QualificationRequest
from tests.procurement import qualify_life as life
from tests.procurement.life import again
from tests.procurement.test_secret import tidied
from tests.vendors.life import given
from tests.vendors.registration import pdf
from workflow.gate import perform

pytestmark = pytest.mark.django_db
NO_ROWS = {f"{p}-{k}_FORMS": "0" for p in ("criteria", "papers") for k in ("TOTAL", "INITIAL")}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def call(cast):
    return life.published(cast)


def test_the_form_reads_credentials_once_however_many_documents_are_asked_for(cast, client):
    given(cast.noor, cast.noor_owner)
    client.force_login(cast.noor_bidder)
    paper = {"title_ar": "شهادة", "title_en": "Certificate", "credential_type": "iso_9001"}
    counts = []
    for many in (1, 4):
        call = life.published(cast, papers=[paper] * many)
        url = life.begun(call, cast.noor, cast.noor_bidder).action_url("submit")
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(url).content.decode()
        counts.append(len(caught))
        assert page.count("Or a credential that you have on record") == many
    assert counts[0] == counts[1]


def test_an_officer_begins_a_call_and_completes_it(cast, client):
    client.force_login(cast.officer)
    url = reverse("new_qualification")
    sent = {
        "agency": cast.health.pk,
        "purpose": "prequalification",
        "title_ar": "صيانة",
        "title_en": "Maintenance",
        "least": "٢",
        "most": "1",
        "closes_at": "2099-05-01T12:00",
        **NO_ROWS,
    }
    assert client.get(url).status_code == 200
    refused = client.post(url, sent)
    assert "fewer than are short-listed at least" in refused.content.decode()
    assert client.post(url, {**sent, "most": ""}).status_code == 302
    call = Qualification.objects.get()
    assert (call.least, call.preparers, call.state) == (2, [cast.officer.pk], "draft")
    rows = {
        "criteria-TOTAL_FORMS": "1",
        "criteria-0-title_ar": "خبرة",
        "criteria-0-title_en": "Experience",
        "papers-TOTAL_FORMS": "1",
        "papers-0-title_ar": "شهادة",
        "papers-0-title_en": "Certificate",
        "papers-0-credential_type": "iso_9001",
        "papers-0-is_required": "on",
    }
    assert client.post(call.action_url("edit"), {**sent, "most": "5", **rows}).status_code == 302
    page = client.get(call.get_absolute_url()).content.decode()
    assert "Experience" in page
    assert "at least 2, at most 5 companies" in page
    assert client.post(call.action_url("submit_for_approval"), {}).status_code == 302
    client.force_login(cast.approver)
    assert client.post(call.action_url("publish"), {}).status_code == 302
    assert "Maintenance" in client.get(reverse("qualifications")).content.decode()


def test_a_company_applies_with_a_file_and_a_credential(cast, client, call):
    credential = given(cast.noor, cast.noor_owner)
    client.force_login(cast.noor_bidder)
    assert "Apply" in client.get(call.get_absolute_url()).content.decode()
    url = reverse("apply_to_qualify", args=[call.reference])
    answer = client.post(url, {"company": cast.noor.pk})
    request = QualificationRequest.objects.get()
    assert answer.url.endswith(request.get_absolute_url())
    again_begun = client.post(url, {"company": cast.noor.pk})
    assert "already applied here" in again_begun.content.decode()
    first, second = call.required_documents.all()
    url = request.action_url("submit")
    page = client.get(url).content.decode()
    assert "valid through" in page
    refused = client.post(url, {"statement": "We are able.", "declaration": "on"})
    assert "Attach the file, or choose a credential." in refused.content.decode()
    sent = {
        "statement": "We are able.",
        f"credential_{first.pk}": credential.pk,
        f"file_{second.pk}": SimpleUploadedFile("works.pdf", pdf("works")),
        "declaration": "on",
    }
    without = {**sent, f"file_{second.pk}": SimpleUploadedFile("works.pdf", pdf("works"))}
    without.pop("declaration")
    assert "needs this declaration" in client.post(url, without).content.decode()
    assert client.post(url, sent).status_code == 302
    page = client.get(request.get_absolute_url()).content.decode()
    assert "works.pdf" in page
    assert "Q-2024-17" in page
    own = client.get(call.get_absolute_url()).content.decode()
    assert request.reference in own


def test_nothing_of_an_application_is_kept_as_a_draft_on_the_server(cast, client, call):
    client.force_login(cast.noor_bidder)
    for url in (
        reverse("apply_to_qualify", args=[call.reference]),
        life.begun(call, cast.noor, cast.noor_bidder).action_url("submit"),
    ):
        answer = client.post(url, {"statement": "x"}, headers={"X-Draft": "1"})
        assert answer.status_code == 403


def test_the_page_of_the_call_is_the_same_with_and_without_applications(cast, client, call):
    readers = {
        who: cast.fresh(person)
        for who, person in cast.everybody.items()
        if who not in {"noor_owner", "noor_bidder"}
    }

    def pages():
        found = {}
        for who, person in readers.items():
            client.force_login(person)
            found[who] = tidied(client.get(call.get_absolute_url()).content.decode())
        client.logout()
        found["anonymous"] = tidied(client.get(call.get_absolute_url()).content.decode())
        return found

    before = pages()
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    assert pages() == before
    client.force_login(cast.officer)
    assert client.get(request.get_absolute_url()).status_code == 404
    assert client.get(request.action_url("judge")).status_code == 404


def test_an_evaluator_judges_on_the_page(cast, client, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    client.force_login(cast.evaluator)
    assert request.reference in client.get(reverse("inbox")).content.decode()
    first, second = call.criteria.all()
    url = request.action_url("judge")
    assert "Five technicians" in client.get(url).content.decode()
    sent = {f"met_{first.pk}": "met", f"met_{second.pk}": "not_met", f"reason_{second.pk}": ""}
    assert "Say why it is not met." in client.post(url, sent).content.decode()
    assert client.post(url, {**sent, f"reason_{second.pk}": "Two only."}).status_code == 302
    assert again(request).is_fit is False
    assert request.reference not in client.get(reverse("inbox")).content.decode()


def test_the_approver_chooses_where_too_many_are_fit(cast, client):
    call = life.published(cast, most=1)
    requests = [
        life.submitted(call, cast.noor, cast.noor_bidder),
        life.submitted(call, cast.ofoq, cast.ofoq_bidder),
    ]
    call = life.closed(call)
    for request in requests:
        life.judged(cast, request)
    client.force_login(cast.approver)
    url = call.action_url("conclude")
    assert "At least 1 and at most 1." in client.get(url).content.decode()
    both = [r.pk for r in requests]
    assert client.post(url, {"chosen": both, "reason": "Both."}).status_code == 422
    assert client.post(url, {"chosen": both[:1], "reason": "By lot."}).status_code == 302
    client.logout()
    page = client.get(call.get_absolute_url()).content.decode()
    assert "Short list" in page
    assert re.search(r"<td>.*Al Noor Trading", page)
    assert "Al Ofoq" not in page


def test_the_page_of_a_call_costs_the_same_queries_with_more_applications(cast, client):
    counts = []
    for companies in ((cast.noor,), (cast.noor, cast.ofoq)):
        call = life.published(cast)
        requests = [
            life.submitted(call, company, company.members.filter(role="owner").get().user)
            for company in companies
        ]
        call = life.closed(call)
        for request in requests:
            life.judged(cast, request)
        call = perform(call, "conclude", by=cast.approver)
        client.force_login(cast.officer)
        client.get(call.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            page = client.get(call.get_absolute_url()).content.decode()
        assert page.count("/qualification-requests/") == len(companies)
        counts.append(len(caught))
    assert counts[0] == counts[1]
