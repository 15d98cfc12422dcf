"""What was sent once is kept while the form goes back and forth, for its own person only."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from documents import storage
from documents.attach import attach, attachments_of
from documents.incoming import forget_unused
from documents.models import Attachment, PendingUpload, StoredFile
from tests.documents import files, pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.documents.pages")]
URL = "/test/papers/"


def tokens(page) -> list[str]:
    return re.findall(r'name="scan_kept" value="([^"]+)"', page.content.decode())


@pytest.fixture
def owner(client, cast):
    pages.accepted.clear()
    client.force_login(cast.noor_owner)
    return cast.noor_owner


def test_a_rejected_form_shows_the_upload_and_takes_it_next_time(client, owner):
    first = client.post(URL, {"word": "", "scan": files.upload("سند.pdf", files.pdf())})
    shown = first.content.decode()
    assert "سند.pdf" in shown
    assert 'name="scan_remove"' in shown
    assert tokens(first)
    again = client.post(URL, {"word": "x", "scan_kept": tokens(first)})
    assert again.content == b"thank you"
    [given] = pages.accepted
    assert given["scan"].given_name == "سند.pdf"
    assert storage.read(given["scan"]) == files.pdf()


def test_only_a_field_for_several_files_lets_several_be_chosen(client, owner):
    inputs = dict(
        re.findall(r'<input type="file" name="(\w+)"([^>]*)>', client.get(URL).content.decode())
    )
    assert "multiple" not in inputs["scan"]
    assert "multiple" in inputs["plans"]
    assert 'accept=".pdf,.png"' in inputs["scan"]


def test_it_stays_kept_through_several_rejections(client, owner):
    page = client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf())})
    for _try in range(3):
        page = client.post(URL, {"word": "", "scan_kept": tokens(page)})
        assert "a.pdf" in page.content.decode()
    assert PendingUpload.objects.count() == 1


def test_what_is_removed_is_gone(client, owner):
    page = client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf())})
    [token] = tokens(page)
    page = client.post(URL, {"word": "x", "scan_kept": token, "scan_remove": token})
    assert "Choose a file." in page.content.decode()
    assert not PendingUpload.objects.exists()


def test_a_new_file_takes_the_place_of_the_kept_one(client, owner):
    page = client.post(URL, {"word": "", "scan": files.upload("old.pdf", files.pdf("old"))})
    client.post(
        URL,
        {
            "word": "x",
            "scan_kept": tokens(page),
            "scan": files.upload("new.pdf", files.pdf("new")),
        },
    )
    assert pages.accepted[0]["scan"].given_name == "new.pdf"


def test_a_bad_new_file_does_not_lose_the_good_one_kept(client, owner):
    page = client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf())})
    page = client.post(
        URL, {"word": "x", "scan_kept": tokens(page), "scan": files.upload("b.pdf", b"forged")}
    )
    shown = page.content.decode()
    assert "“b.pdf” is not a whole PDF file" in shown
    assert tokens(page)
    assert client.post(URL, {"word": "x", "scan_kept": tokens(page)}).content == b"thank you"


def test_somebody_elses_token_is_refused(client, owner, cast):
    theirs = client.post(URL, {"word": "", "scan": files.upload("secret.pdf", files.pdf())})
    client.force_login(cast.ofoq_owner)
    page = client.post(URL, {"word": "x", "scan_kept": tokens(theirs)})
    shown = page.content.decode()
    assert not pages.accepted
    assert "secret.pdf" not in shown
    assert "A file kept from before is no longer there. Choose it again." in shown
    client.post(URL, {"word": "x", "scan_kept": tokens(theirs), "scan_remove": tokens(theirs)})
    assert PendingUpload.objects.count() == 1


def test_several_files_are_kept_together(client, owner):
    plans = [files.upload(f"{n}.png", files.image("PNG", colour=n)) for n in ("red", "blue")]
    page = client.post(URL, {"word": "", "plans": plans})
    kept = re.findall(r'name="plans_kept" value="([^"]+)"', page.content.decode())
    assert len(kept) == 2
    page = client.post(
        URL,
        {
            "word": "x",
            "plans_kept": kept,
            "plans_remove": kept[:1],
            "plans": files.upload("green.png", files.image("PNG", colour="green")),
            "scan": files.upload("a.pdf", files.pdf()),
        },
    )
    assert [f.given_name for f in pages.accepted[0]["plans"]] == ["blue.png", "green.png"]


def test_more_files_than_may_be_given_are_refused_with_the_number(client, owner):
    plans = [files.upload(f"{n}.png", files.image("PNG", (n, n))) for n in range(1, 5)]
    page = client.post(URL, {"word": "x", "plans": plans})
    assert "There are 4 files; 3 may be given." in page.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "“a.pdf” is empty: it holds 0 bytes. Choose the file again."),
        ("a.pdf", files.ELF, "“a.pdf” is not a whole PDF file: it is damaged, or something else"),
        ("a.docx", files.ELF, "“a.docx” is not a whole Word file: it is damaged, holds macros"),
        ("a.pdf", files.png(), "“a.pdf” is named as PDF, but its content is PNG image."),
        ("a.docx", files.docx(), "“a.docx” is Word. Welcome here: PDF and PNG image."),
        ("a.exe", files.ELF, "Welcome here: PDF and PNG image."),
        ("a.html", b"<script>alert(1)</script>", "Welcome here: PDF and PNG image."),
        ("a.pdf", files.pdf("x" * 60_000), "A file here may be 49 KB at most."),
    ],
)
def test_what_is_not_welcome_is_refused_with_a_sentence(client, owner, name, content, sentence):
    page = client.post(URL, {"word": "x", "scan": files.upload(name, content)})
    assert sentence in page.content.decode()
    assert not pages.accepted
    assert not PendingUpload.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_over_the_sites_limit_is_not_even_taken_in(client, owner, settings):
    settings.UPLOAD_LIMIT_MB = 1
    page = client.post(URL, {"word": "x", "scan": files.upload("big.pdf", bytes(3 * 1024 * 1024))})
    assert "“big.pdf” is 3 MB. A file here may be 49 KB at most." in page.content.decode()


def test_nobody_fills_the_disk_with_uploads_of_no_form(client, owner, settings):
    settings.PENDING_UPLOADS_MAX = 2
    for number in range(2):
        client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf(str(number)))})
    page = client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf("more"))})
    assert "You have 2 uploads waiting in forms that were not sent" in page.content.decode()
    assert PendingUpload.objects.count() == 2
    settings.PENDING_UPLOADS_MAX, settings.PENDING_UPLOADS_MB = 100, 0
    page = client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf("more"))})
    assert "waiting in forms that were not sent" in page.content.decode()


def test_an_expired_session_keeps_typed_words_and_files(client, owner, cast):
    client.get(URL)
    client.cookies.pop("sessionid")
    answer = client.post(URL, {"word": "long text", "scan": files.upload("a.pdf", files.pdf())})
    assert answer.status_code == 302
    client.force_login(owner)
    page = client.get(URL)
    shown = page.content.decode()
    assert "long text" in shown
    assert "a.pdf" in shown
    assert client.post(URL, {"word": "x", "scan_kept": tokens(page)}).content == b"thank you"


def test_files_of_an_expired_session_belong_to_who_was_signed_in(client, owner, cast):
    client.get(URL)
    client.cookies.pop("sessionid")
    client.post(URL, {"word": "x", "scan": files.upload("a.pdf", files.pdf())})
    client.force_login(cast.ofoq_owner)
    assert "a.pdf" not in client.get(URL).content.decode()
    assert PendingUpload.objects.get().user == owner


def test_a_browser_nobody_signed_in_from_leaves_nothing(client, db):
    client.post(URL, {"word": "x", "scan": files.upload("a.pdf", files.pdf())})
    assert not PendingUpload.objects.exists()


def test_a_kept_file_must_fit_the_field_it_stands_in(client, owner):
    client.get(URL)
    client.cookies.pop("sessionid")
    client.post(URL, {"word": "x", "scan": files.upload("a.docx", files.docx())})
    client.force_login(owner)
    page = client.get(URL)
    assert "“a.docx” is Word. Welcome here: PDF and PNG image." in page.content.decode()


def test_attaching_uses_the_pending_upload_up(client, owner, cast):
    client.post(URL, {"word": "x", "scan": files.upload("a.pdf", files.pdf())})
    attach(cast.noor, "test", pages.accepted[0]["scan"], by=owner)
    assert not PendingUpload.objects.exists()
    assert attachments_of(cast.noor, "test").get().name == "a.pdf"


def test_a_document_that_is_there_counts_as_given(owner, cast):
    stored = pages.Papers({"word": "x"}, {"scan": files.upload("a.pdf", files.pdf())}, by=owner)
    assert stored.is_valid(), stored.errors
    there = attach(cast.noor, "test", stored.cleaned_data["scan"], by=owner)
    blank = pages.Papers(by=owner, initial={"scan": there})
    assert "a.pdf" in str(blank["scan"].as_field_group())
    form = pages.Papers({"word": "x"}, {}, by=owner, initial={"scan": there})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["scan"] == there.file
    form = pages.Papers(
        {"word": "x", "scan_remove": str(there.token)}, {}, by=owner, initial={"scan": there}
    )
    assert not form.is_valid()


def test_unused_uploads_are_forgotten_after_a_day_and_no_earlier(client, owner, cast):
    client.post(URL, {"word": "", "scan": files.upload("a.pdf", files.pdf("unused"))})
    client.post(URL, {"word": "x", "scan": files.upload("b.pdf", files.pdf("used"))})
    attach(cast.noor, "test", pages.accepted[0]["scan"], by=owner)
    assert forget_unused() == (0, 0)
    old = timezone.now() - timedelta(hours=25)
    PendingUpload.objects.update(touched_at=old)
    StoredFile.objects.update(created_at=old)
    unused = StoredFile.objects.get(pending__isnull=False)
    assert unused.blob.storage.exists(str(unused.blob.name))
    assert forget_unused() == (1, 1)
    assert forget_unused() == (0, 0)
    assert Attachment.objects.get().file == StoredFile.objects.get()


def test_a_form_that_does_not_say_whose_it_is_cannot_take_files(owner):
    form = pages.Papers({"word": "x"}, {"scan": files.upload("a.pdf", files.pdf())}, by=None)
    with pytest.raises(ImproperlyConfigured):
        form.is_valid()
