"""Papers are written in the reader's language, signed, and issued once or not at all."""

import re
import subprocess
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from documents import papers, rendering, signing, storage, tasks
from documents.models import Paper, StoredFile
from tests.documents import kinds

pytestmark = pytest.mark.django_db
Status = Paper.Status


def save(paper: Paper, folder: Path) -> Path:
    """Write the paper's PDF where poppler can read it."""
    path = folder / f"{paper.serial}.pdf"
    assert paper.file is not None
    path.write_bytes(storage.read(paper.file))
    return path


def run(*command: object) -> str:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def no_key(settings):
    """A house without a signing key."""
    settings.SIGNING_OWN_KEY = False


# --- what a paper is ---------------------------------------------------------------------


@pytest.mark.needs("pdfsig")
def test_an_issued_paper_is_signed_over_all_of_it(cast, issue, folder):
    paper = issue(cast.noor, "test_certificate", by=cast.registrar)
    assert paper.status == Status.ISSUED
    said = run("pdfsig", "-nocert", save(paper, folder))
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "SHA-256" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_letter_is_in_its_readers_language(cast, issue, folder, language):
    paper = issue(cast.noor, "test_letter", by=cast.registrar, language=language)
    text = run("pdftotext", "-layout", save(paper, folder), "-")
    assert paper.serial in text
    assert paper.printed_code in text
    assert cast.noor.reference in text
    months = {"en": "Jumada|Rajab|Muharram|Safar|Rabi|Sha|Ramadan|Shawwal|Dhu", "ar": "هـ"}
    assert re.search(months[language], text)
    assert ("Ministry of Trade" in text) is True
    assert ("Al Noor Trading" in text) is (language == "en")


@pytest.mark.needs("pdftotext")
def test_a_certificate_carries_both_languages_and_both_calendars(cast, issue, folder):
    kinds.LAST_DAY[0] = date(2027, 11, 21)
    paper = issue(cast.noor, "test_certificate", by=cast.registrar)
    kinds.LAST_DAY[0] = None
    assert paper.valid_through == date(2027, 11, 21)
    text = run("pdftotext", "-layout", save(paper, folder), "-")
    assert "21 November 2027" in text
    assert "22 Jumada al-Akhirah 1449 AH" in text
    assert "Al Noor Trading" in text
    assert "Ministry of Trade" in text
    assert re.search("[\u0600-\u06ff]{3}", text)


@pytest.mark.needs("pdftoppm", "zbarimg")
def test_the_printed_code_can_be_scanned(cast, issue, folder):
    paper = issue(cast.noor, "test_certificate", by=cast.registrar)
    run("pdftoppm", "-r", "150", "-png", "-singlefile", save(paper, folder), folder / "page")
    assert run("zbarimg", "-q", "--raw", folder / "page.png").strip() == paper.verify_url


@pytest.mark.needs("pdffonts")
def test_only_our_fonts_are_in_it(cast, issue, folder):
    said = run("pdffonts", save(issue(cast.noor, "test_letter", language="ar"), folder))
    fonts = said.splitlines()[2:]
    assert fonts
    assert all("Plex" in line for line in fonts)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "file:///etc/hostname",
        "/etc/hostname",
        "plex:../../../package.json",
        "plex:ibm-plex-sans-arabic-no-such-font.woff2",
    ],
)
def test_a_paper_takes_nothing_from_outside(monkeypatch, address):
    monkeypatch.setattr(rendering, "render_to_string", lambda *_: f'<img src="{address}">')
    with pytest.raises(rendering.Outside):
        rendering.render("any.html", {}, "en")


# --- once ---------------------------------------------------------------------------------


def test_a_paper_is_queued_only_after_the_commit(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting, transaction.atomic():
        paper = papers.request_paper(cast.noor, "test_letter", by=cast.registrar)
    assert len(waiting) == 1
    assert paper.status == Status.PENDING
    assert re.fullmatch(r"P-\d{4}-\d{6}", paper.serial)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", paper.printed_code)


def test_issuing_twice_issues_once(cast, issue):
    paper = issue(cast.noor, "test_letter")
    again = papers.issue(paper.pk)
    assert (again.sha256, again.issued_at) == (paper.sha256, paper.issued_at)
    assert Event.objects.filter(verb="paper.issued").count() == 1


def test_a_case_has_one_paper_of_a_kind_unless_a_further_one_is_wanted(cast, issue):
    first = issue(cast.noor, "test_certificate")
    assert papers.request_paper(cast.noor, "test_certificate", by=None) == first
    second = issue(cast.noor, "test_certificate", once_per_case=False)
    first.refresh_from_db()
    assert (first.status, first.replaced_by) == (Status.REPLACED, second)
    assert second.status == Status.ISSUED
    assert first.sha256 != second.sha256


def test_papers_of_another_company_are_not_replaced(cast, issue):
    theirs = issue(cast.ofoq, "test_certificate")
    issue(cast.noor, "test_certificate", once_per_case=False)
    theirs.refresh_from_db()
    assert theirs.status == Status.ISSUED


def test_two_workers_at_once_issue_one_paper(lasting_cast):
    pk = papers.request_paper(lasting_cast.noor, "test_letter", by=None).pk
    together = threading.Barrier(2)

    def work():
        together.wait(10)
        papers.issue(pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Paper.objects.get(pk=pk).attempts == 1
    assert Event.objects.filter(verb="paper.issued").count() == 1
    assert StoredFile.objects.count() == 1


# --- failing closed ------------------------------------------------------------------------


def test_without_a_key_there_is_no_paper_and_the_case_says_so(cast, issue, no_key, folder):
    paper = issue(cast.noor, "test_certificate", by=cast.registrar)
    assert paper.status == Status.FAILED
    assert paper.reason == "no_key"
    assert not StoredFile.objects.exists()
    assert not (folder / "media" / "blobs").exists()
    [row] = papers.rows(cast.noor, cast.noor_owner)
    assert row["status"] == "failed"
    assert "There is no signing key" in str(row["reason"])
    assert row["url"] == ""
    assert row["retry_url"] == ""
    assert Event.objects.get(verb="paper.failed").public["reason"] == "no_key"


def test_the_sweep_issues_it_once_the_key_is_there(cast, issue, no_key, settings):
    paper = issue(cast.noor, "test_certificate", by=cast.registrar)
    assert tasks.sweep_papers() == 0
    Paper.objects.update(next_try_at=timezone.now())
    assert tasks.sweep_papers() == 1
    assert Paper.objects.get().attempts == 2
    assert Event.objects.filter(verb="paper.failed").count() == 1
    settings.SIGNING_OWN_KEY = True
    Paper.objects.update(next_try_at=timezone.now())
    tasks.sweep_papers()
    paper.refresh_from_db()
    assert paper.status == Status.ISSUED
    assert papers.rows(cast.noor, cast.noor_owner)[0]["url"]


def test_attempts_come_further_and_further_apart(cast, issue, no_key):
    paper = issue(cast.noor, "test_letter")
    waits = []
    for _try in range(12):
        waits.append(paper.next_try_at - timezone.now())
        paper = papers.issue(paper.pk)
    assert waits[0] < timedelta(minutes=2) < waits[3] < waits[6]
    assert max(waits) <= papers.LONGEST_WAIT


def test_what_was_never_queued_is_found_by_the_sweep(cast):
    papers.request_paper(cast.noor, "test_letter", by=None)
    assert tasks.sweep_papers() == 0
    Paper.objects.update(requested_at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep_papers() == 1
    assert Paper.objects.get().status == Status.ISSUED


def test_one_paper_that_cannot_be_looked_at_stops_no_other(cast):
    lost = papers.request_paper(cast.noor, "test_letter", by=None)
    Paper.objects.filter(pk=lost.pk).update(kind="no_room_knows_it")
    papers.request_paper(cast.noor, "test_certificate", by=None)
    Paper.objects.update(requested_at=timezone.now() - timedelta(minutes=1))
    tasks.sweep_papers()
    assert Paper.objects.get(kind="test_certificate").status == Status.ISSUED


def test_an_officer_tries_again_and_gets_it(client, cast, issue, no_key, settings):
    paper = issue(cast.noor, "test_certificate", by=cast.registrar)
    url = papers.rows(cast.noor, cast.registrar)[0]["retry_url"]
    client.force_login(cast.registrar)
    page = client.post(url, follow=True).content.decode()
    assert "There is no signing key" in page
    settings.SIGNING_OWN_KEY = True
    client.post(url)
    paper.refresh_from_db()
    assert paper.status == Status.ISSUED
    assert Event.objects.filter(verb="paper.retried", actor=f"user:{cast.registrar.pk}").exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("noor_owner", 403), ("auditor", 403), ("stranger", 404), ("ofoq_owner", 404)],
)
def test_others_cannot_have_it_tried_again(client, cast, issue, no_key, who, status):
    paper = issue(cast.noor, "test_certificate")
    client.force_login(getattr(cast, who))
    url = reverse("retry_paper", args=[paper.pk])
    assert client.post(url).status_code == status
    assert client.get(url).status_code == 405
    paper.refresh_from_db()
    assert paper.attempts == 1


def test_a_signature_that_does_not_hold_is_no_signature(cast, issue, monkeypatch):
    monkeypatch.setattr(signing.Signer, "sign", lambda self, pdf, **_: pdf)
    paper = issue(cast.noor, "test_certificate")
    assert (paper.status, paper.reason) == (Status.FAILED, "not_signed")
    assert not StoredFile.objects.exists()


def test_a_template_that_breaks_fails_the_paper_and_not_the_worker(cast, issue, monkeypatch):
    def broken(case, paper):
        raise RuntimeError("no such thing")

    broken_kind = papers.PaperKind("test_letter", "x", "papers/letter.html", broken)
    monkeypatch.setattr(papers, "kind_named", lambda _name: broken_kind)
    paper = issue(cast.noor, "test_letter")
    assert (paper.status, paper.reason) == (Status.FAILED, "not_written")
    assert "no such thing" in paper.detail


def test_a_storage_that_is_away_fails_the_paper(cast, issue, monkeypatch):
    def away(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(default_storage, "save", away)
    paper = issue(cast.noor, "test_letter")
    assert (paper.status, paper.reason) == (Status.FAILED, "not_stored")


def test_the_database_itself_refuses_an_issued_paper_without_a_signed_file(cast):
    paper = papers.request_paper(cast.noor, "test_letter", by=None)
    with pytest.raises(IntegrityError, match="issued_means_signed"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(status=Status.ISSUED)


# --- the trail, and the end -----------------------------------------------------------------


def test_every_change_of_a_paper_is_in_the_trail(cast, issue):
    paper = issue(cast.noor, "test_certificate")
    papers.revoke(paper, "issued in error", by=cast.registrar)
    events = Event.objects.filter(verb__startswith="paper.").order_by("pk")
    assert [e.verb for e in events] == ["paper.issued", "paper.revoked"]
    issued, revoked = events
    assert issued.subject_kind == "company"
    assert issued.public["sha256"] == paper.sha256
    assert revoked.actor == f"user:{cast.registrar.pk}"
    assert "issued in error" not in bytes(revoked.statement).decode()
    assert all(event.is_genuine() for event in events)


def test_a_paper_revoked_before_it_was_issued_never_is(cast):
    paper = papers.request_paper(cast.noor, "test_certificate", by=None)
    papers.revoke(paper, "withdrawn", by=cast.registrar)
    assert papers.issue(paper.pk).status == Status.REVOKED
    assert not StoredFile.objects.exists()


def test_what_fails_with_the_action_is_not_issued(cast, django_capture_on_commit_callbacks):
    def action():
        with transaction.atomic():
            papers.request_paper(cast.noor, "test_letter", by=None)
            raise ZeroDivisionError

    with django_capture_on_commit_callbacks() as ran, pytest.raises(ZeroDivisionError):
        action()
    assert ran == []
    assert not Paper.objects.exists()


# --- who downloads --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "readers"),
    [
        ("test_letter", {"noor_owner", "registrar", "auditor"}),
        (
            "test_certificate",
            {"noor_owner", "registrar", "auditor", "ofoq_owner", "stranger", "anonymous"},
        ),
    ],
)
def test_who_downloads_a_paper(client, cast, issue, kind, readers):
    url = reverse("paper", args=[issue(cast.noor, kind).printed_code])
    found = set()
    for who in ("noor_owner", "registrar", "auditor", "ofoq_owner", "stranger", "anonymous"):
        client.logout()
        if who != "anonymous":
            client.force_login(getattr(cast, who))
        answer = client.get(url)
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            found.add(who)
            assert answer["Content-Type"] == "application/pdf"
            assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert found == readers


def test_a_revoked_certificate_is_no_longer_given_to_strangers(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    assert paper.file is not None
    papers.revoke(paper, "error", by=cast.registrar)
    url = reverse("paper", args=[paper.printed_code])
    assert client.get(url).status_code == 404
    client.force_login(cast.noor_owner)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == storage.read(paper.file)


# --- how it reads ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("45 Madinah Street (floor 2)", "ltr"),
        ("22 تشرين الثاني 2026", "rtl"),
        ("(Al Ofoq Est.)", "ltr"),
        ("<b>شركة</b> Al Noor", "rtl"),
        ("2026-11-22", "ltr"),
        ("&quot;شركة&quot;", "rtl"),
    ],
)
def test_a_value_keeps_its_own_direction(text, direction):
    found = rendering.BARE_BDI.sub(rendering._with_direction, f"<td><bdi>{text}</bdi></td>")
    assert found == f'<td><bdi dir="{direction}">{text}</bdi></td>'


def test_the_case_page_says_how_each_paper_stands(cast, issue, settings, rf):
    first = issue(cast.noor, "test_certificate")
    second = issue(cast.noor, "test_certificate", once_per_case=False)
    settings.SIGNING_OWN_KEY = False
    third = issue(cast.noor, "test_letter")
    request = rf.get("/")
    request.user = cast.registrar
    found = papers.rows(cast.noor, cast.registrar)
    shown = render_to_string("parts/papers.html", {"papers": found}, request)
    parts = {p.serial: shown.split(p.serial)[0][-400:] for p in (first, second)}
    assert "Replaced by a newer one" in parts[first.serial]
    assert "Replaced by a newer one" not in parts[second.serial]
    assert "could not be signed" in shown
    assert reverse("retry_paper", args=[third.pk]) in shown
    assert "Being prepared" not in shown
