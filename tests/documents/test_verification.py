"""What /verify tells anybody: of a code, of a file, and how often one may ask."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from documents import limits, papers, signing, storage
from documents.models import Paper
from tests.documents import files, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uncounted():
    """Begin with nobody counted."""
    cache.clear()
    kinds.LAST_DAY[0], kinds.IN_FORCE[0] = None, True
    yield
    kinds.LAST_DAY[0], kinds.IN_FORCE[0] = None, True


def page(client, paper, **post):
    url = reverse("verify_code", args=[paper.printed_code])
    answer = client.post(url, post) if post else client.get(url)
    return answer.content.decode()


def sent(content: bytes, name: str = "paper.pdf"):
    return files.upload(name, content, "application/pdf")


# --- by code ----------------------------------------------------------------------------------


def test_a_valid_paper_says_what_it_says(client, cast, issue):
    kinds.LAST_DAY[0] = timezone.localdate()
    paper = issue(cast.noor, "test_certificate")
    shown = page(client, paper)
    assert "This paper is genuine and valid." in shown
    assert "Al Noor Trading" in shown
    assert "Ministry of Trade" in shown
    assert paper.sha256 in shown
    assert reverse("paper", args=[paper.printed_code]) in shown


def test_it_says_what_the_paper_said_when_it_was_issued(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(name_en="Renamed Since")
    assert "Al Noor Trading" in page(client, paper)
    assert "Renamed Since" not in page(client, paper)


def test_it_speaks_the_readers_language(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    shown = client.get(f"/ar/verify/{paper.printed_code}/").content.decode()
    assert "شركة النور" in shown
    assert "وزارة التجارة" in shown
    assert 'dir="rtl"' in shown


def test_the_printed_address_leads_to_the_browsers_language(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    for language in ("ar", "en"):
        answer = client.get(paper.verify_path, headers={"accept-language": f"{language}-JO"})
        assert answer.status_code == 302
        assert answer["Location"] == f"/{language}/verify/{paper.printed_code}/"
        assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c} "])
def test_a_code_may_be_typed_as_it_comes(client, cast, issue, typed):
    paper = issue(cast.noor, "test_certificate")
    answer = client.get(reverse("verify"), {"code": typed(paper.printed_code)})
    assert answer["Location"] == paper.get_absolute_url()


def test_an_unknown_code_gets_a_sentence(client):
    answer = client.get("/en/verify/ABCD-EFGH-JKMN/")
    assert answer.status_code == 404
    assert "We have issued no paper with the code" in answer.content.decode()
    assert "ABCD-EFGH-JKMN" in answer.content.decode()


@pytest.mark.parametrize("typed", ["x", "<script>alert(1)</script>", "%00", "é" * 300, "..%2f.."])
def test_nonsense_gets_the_same_page(client, typed):
    answer = client.get(f"/en/verify/{typed}/")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.content.decode()


def test_the_form_says_what_is_wrong_with_a_code(client):
    answer = client.get(reverse("verify"), {"code": "123"})
    assert answer.status_code == 422
    assert "A code has twelve letters and digits." in answer.content.decode()
    assert 'value="123"' in answer.content.decode()


def test_a_paper_that_is_not_issued_yet_is_unknown(client, cast, settings):
    settings.SIGNING_OWN_KEY = False
    paper = papers.request_paper(cast.noor, "test_certificate", by=None)
    papers.issue(paper.pk)
    assert "We have issued no paper" in page(client, paper)


def test_a_revoked_paper_says_since_when(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    papers.revoke(paper, "secret reasons", by=cast.registrar)
    shown = page(client, paper)
    assert "revoked on" in shown
    assert str(timezone.localdate().year) in shown
    assert "This paper is genuine and valid." not in shown
    assert "secret reasons" not in shown
    assert reverse("paper", args=[paper.printed_code]) not in shown


def test_a_replaced_paper_leads_to_the_newest(client, cast, issue):
    first = issue(cast.noor, "test_certificate")
    issue(cast.noor, "test_certificate", once_per_case=False)
    third = issue(cast.noor, "test_certificate", once_per_case=False)
    shown = page(client, first)
    assert "a newer one took its place" in shown
    assert third.get_absolute_url() in shown
    assert third.serial in shown


def test_the_last_valid_day_is_valid_and_the_next_is_not(client, cast, issue):
    kinds.LAST_DAY[0] = timezone.localdate()
    paper = issue(cast.noor, "test_certificate")
    assert "genuine and valid" in page(client, paper)
    Paper.objects.update(valid_through=timezone.localdate() - timedelta(days=1))
    assert "it has expired" in page(client, paper)


def test_what_is_not_in_force_is_not_called_valid(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    kinds.IN_FORCE[0] = False
    shown = page(client, paper)
    assert "what it attests is not in force today" in shown
    assert "genuine and valid" not in shown


def test_of_a_letter_strangers_learn_no_more_than_that_it_exists(client, cast, issue):
    paper = issue(cast.noor, "test_letter")
    shown = page(client, paper)
    assert paper.serial in shown
    assert "Ministry of Trade" in shown
    assert "genuine and valid" in shown
    assert "Al Noor" not in shown
    assert paper.sha256 not in shown
    assert cast.noor.reference not in shown
    assert reverse("paper", args=[paper.printed_code]) not in shown


def test_nothing_about_a_status_is_kept_by_caches(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    assert client.get(paper.get_absolute_url())["Cache-Control"] == "no-store"


# --- by file ------------------------------------------------------------------------------------


def test_the_file_itself_is_recognised(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    content = storage.read(paper.file)
    assert "byte for byte, and its signature holds" in page(client, paper, pdf=sent(content))
    shown = client.post(reverse("verify"), {"pdf": sent(content)}).content.decode()
    assert "byte for byte, and its signature holds" in shown
    assert paper.get_absolute_url() in shown


def test_the_genuine_file_of_a_revoked_paper_is_not_called_valid(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    papers.revoke(paper, "x", by=cast.registrar)
    for url in (reverse("verify"), paper.get_absolute_url()):
        shown = client.post(url, {"pdf": sent(storage.read(paper.file))}).content.decode()
        assert "It is void; do not rely on it." in shown
        assert "byte for byte" in shown
        assert "genuine and valid" not in shown


def test_a_changed_file_is_not(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    content = storage.read(paper.file)
    place = content.index(b"/MediaBox")
    changed = content[:place] + b"/mediaBox" + content[place + 9 :]
    for shown in (
        page(client, paper, pdf=sent(changed)),
        client.post(reverse("verify"), {"pdf": sent(changed)}).content.decode(),
    ):
        assert "The file was changed after it was signed." in shown
        assert "its signature holds" not in shown


def test_a_copy_with_something_added_is_not(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    content = storage.read(paper.file)
    start = content.rindex(b"startxref")
    longer = content + b"\n% added\n" + content[start:]
    assert "The file was changed after it was signed." in page(client, paper, pdf=sent(longer))


def test_another_paper_is_named(client, cast, issue):
    mine, other = issue(cast.noor, "test_certificate"), issue(cast.ofoq, "test_certificate")
    shown = page(client, mine, pdf=sent(storage.read(other.file)))
    assert f"it is another paper: {other.serial}" in shown


def test_a_file_without_a_signature_is_not_ours(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    assert "it carries no signature" in page(client, paper, pdf=sent(files.pdf()))


def test_a_file_signed_by_somebody_else_is_not_ours(client, cast, issue, settings, folder):
    paper = issue(cast.noor, "test_certificate")
    settings.VAR_DIR = folder / "forger"
    forged = signing.signer().sign(files.pdf(), reason="x", location="y")
    assert "signed by somebody else" in page(client, paper, pdf=sent(forged))


def test_a_file_with_our_signature_that_we_do_not_know_is_reported(client, cast, issue):
    paper = issue(cast.noor, "test_certificate")
    stray = signing.signer().sign(files.pdf(), reason="x", location="y")
    assert "it is not in our records" in page(client, paper, pdf=sent(stray))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“paper.pdf” is empty: it holds 0 bytes."),
        (files.ELF, "is not a whole PDF file, so it cannot be one of our papers"),
        (bytes(11 * 1024 * 1024), "A file here may be 10 MB at most."),
    ],
)
def test_a_file_that_cannot_be_looked_at_gets_a_sentence(client, content, sentence):
    answer = client.post(reverse("verify"), {"pdf": sent(content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_no_file_gets_a_sentence(client):
    assert "Choose the PDF file." in client.post(reverse("verify"), {}).content.decode()


# --- how often ------------------------------------------------------------------------------------


def test_one_address_cannot_try_codes_out(client, cast, issue, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    paper = issue(cast.noor, "test_certificate")
    for _try in range(limits.A_MINUTE):
        assert client.get("/en/verify/ABCD-EFGH-JKMN/").status_code == 404
    answer = client.get(paper.get_absolute_url())
    assert answer.status_code == 429
    assert "30 checks a minute are answered" in answer.content.decode()
    assert answer["Retry-After"] == "60"
    assert client.get(reverse("paper", args=[paper.printed_code])).status_code == 429
    assert client.post(reverse("verify"), {"pdf": sent(files.pdf())}).status_code == 429
    assert client.get(paper.get_absolute_url(), REMOTE_ADDR="10.0.0.2").status_code == 200
    monkeypatch.setattr(time, "time", lambda: 1_000_060.0)
    assert client.get(paper.get_absolute_url()).status_code == 200


def test_a_client_cannot_choose_its_address(client, rf, settings):
    request = rf.get("/", headers={"x-forwarded-for": "1.2.3.4"})
    assert limits.address_of(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = rf.get("/", headers={"x-forwarded-for": "1.2.3.4, 5.6.7.8"})
    assert limits.address_of(request) == "5.6.7.8"


def test_a_cache_that_is_away_stops_nobody(client, cast, issue, monkeypatch):
    def away(*_args, **_options):
        raise ConnectionError

    monkeypatch.setattr(cache, "incr", away)
    paper = issue(cast.noor, "test_certificate")
    assert client.get(paper.get_absolute_url()).status_code == 200
