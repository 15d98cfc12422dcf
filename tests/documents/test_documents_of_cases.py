"""Documents of a case: who may download them, how they are sent, what the trail keeps."""

import hashlib

import pytest
from django.urls import reverse
from django.utils.http import parse_header_parameters

from audit.models import Audience, Event, PrivatePart
from documents import storage
from documents.attach import attach, attachments_of, detach, replace, rows
from documents.models import Attachment, StoredFile
from tests.cast import without_second_factor
from tests.documents import files

pytestmark = pytest.mark.django_db
ALL = ("noor_owner", "noor_viewer", "registrar", "auditor", "officer", "ofoq_owner", "stranger")


@pytest.fixture
def document(cast):
    """Return a function that attaches a PDF to the company Noor."""

    def make(audience=Audience.PARTIES, name="عقد (نسخة).pdf", content=None):
        file = storage.store(content or files.pdf(), name)
        return attach(cast.noor, "contract", file, by=cast.noor_owner, audience=audience)

    return make


def who_may(client, cast, attachment) -> set[str]:
    """Return the names of those who get the document; everybody else must get 404."""
    found = set()
    for name in ALL:
        client.force_login(getattr(cast, name))
        answer = client.get(attachment.get_absolute_url())
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            assert b"".join(answer.streaming_content) == files.pdf()
            found.add(name)
    client.logout()
    assert client.get(attachment.get_absolute_url()).status_code == 404
    return found


def test_the_parties_and_nobody_else_read_a_document(client, cast, document):
    may = who_may(client, cast, document())
    assert may == {"noor_owner", "noor_viewer", "registrar", "auditor"}


def test_a_document_of_the_agency_is_hidden_from_the_company(client, cast, document):
    assert who_may(client, cast, document(Audience.AGENCY)) == {"registrar", "auditor"}
    assert rows(cast.noor, cast.noor_owner) == []
    assert len(rows(cast.noor, cast.registrar)) == 1


def test_an_unknown_document_does_not_exist(client, cast):
    client.force_login(cast.registrar)
    url = reverse("document", args=["11111111-1111-4111-8111-111111111111"])
    assert client.get(url).status_code == 404


def test_it_is_sent_as_a_download_that_can_do_no_harm(client, cast, document):
    client.force_login(cast.noor_owner)
    answer = client.get(document().get_absolute_url())
    assert b"".join(answer.streaming_content) == files.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(files.pdf()))
    kind, options = parse_header_parameters(answer["Content-Disposition"])
    assert kind == "attachment"
    assert options["filename"] == "عقد (نسخة).pdf"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("evil.html", "evil.html.pdf"),
        ('a"; filename="evil.html', "a ; filename= evil.html.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("../../secret.pdf", "secret.pdf"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(client, cast, document, given, sent):
    client.force_login(cast.noor_owner)
    answer = client.get(document(name=given).get_absolute_url())
    assert b"".join(answer.streaming_content) == files.pdf()
    _kind, options = parse_header_parameters(answer["Content-Disposition"])
    assert options["filename"] == sent
    assert "Set-Cookie" not in answer.headers


def test_only_reading_is_possible_at_its_address(client, cast, document):
    client.force_login(cast.noor_owner)
    url = document().get_absolute_url()
    assert client.post(url).status_code == 405
    assert client.delete(url).status_code == 405


def test_a_storage_that_does_not_answer_is_said_plainly(client, cast, document):
    attachment = document()
    attachment.file.blob.storage.delete(attachment.file.blob.name)
    client.force_login(cast.noor_owner)
    answer = client.get(attachment.get_absolute_url())
    assert answer.status_code == 503
    assert "It is not lost" in answer.content.decode()


def test_the_same_document_is_attached_once(cast, document):
    first, second = document(), document()
    assert first == second
    assert attachments_of(cast.noor).count() == 1


def test_the_trail_keeps_the_fingerprint_and_may_forget_the_name(cast, document):
    attachment = document()
    event = Event.objects.get(verb="document.attached")
    assert event.public["sha256"] == hashlib.sha256(files.pdf()).hexdigest()
    assert "نسخة" not in bytes(event.statement).decode()
    assert PrivatePart.objects.get(event=event).data["name"] == attachment.name
    assert event.on_company == str(cast.noor.pk)
    detach(attachment, case=cast.noor, by=cast.registrar)
    assert not Attachment.objects.exists()
    assert Event.objects.get(verb="document.detached").on_agency == str(cast.trade.pk)
    assert StoredFile.objects.exists()


def test_replacing_keeps_what_stays_and_takes_away_what_is_missing(cast):
    one, two, three = (storage.store(files.pdf(n), f"{n}.pdf") for n in ("one", "two", "three"))
    replace(cast.noor, "plans", [one, two], by=cast.noor_owner)
    kept = attachments_of(cast.noor, "plans").get(file=two)
    replace(cast.noor, "plans", [two, three], by=cast.noor_owner)
    assert [a.file for a in attachments_of(cast.noor, "plans")] == [two, three]
    assert attachments_of(cast.noor, "plans").get(file=two) == kept


def test_a_case_page_lists_its_documents_in_one_query(cast, django_assert_num_queries):
    for number in range(5):
        attach(cast.noor, "x", storage.store(files.pdf(str(number)), "a.pdf"), by=cast.noor_owner)
    rows(cast.noor, cast.registrar)  # standing is read once a request
    with django_assert_num_queries(1):
        found = rows(cast.noor, cast.registrar)
    assert len(found) == 5
    assert found[0]["size"] == len(files.pdf("0"))


def test_an_officer_without_a_second_factor_downloads_nothing(client, cast, document, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(without_second_factor(cast.registrar))
    assert client.get(document().get_absolute_url()).status_code == 302
