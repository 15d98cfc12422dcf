"""The bidder's side on the server: the page that seals, uploads and their limits, shared drafts."""

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import keyring
from accounts.exact import SealError, canonical, to_text
from audit.models import Event, database_now
from documents import storage
from documents.attach import attach
from procurement import asked, company_file, confirming, drafting, sealed_bids, sealed_drafts, tasks
from procurement.models import SealedChunk, SealedDraft, SealedPart, Tender
from procurement.sealsheet import Required, parse_sheet
from tests.accounts import keys
from tests.procurement import life
from tests.procurement.sealing_life import seal, send, sent, submit
from tests.vendors.life import given
from tests.vendors.registration import pdf
from workflow.blockers import Refused
from workflow.gate import perform

pytestmark = pytest.mark.django_db

PAPERS = [
    {"title_ar": "عرض", "title_en": "Offer", "envelope": "technical", "is_required": True},
    {"title_ar": "كتالوج", "title_en": "Catalogue", "envelope": "technical", "is_required": False},
]
CRITERIA = [
    {"kind": "pass_fail", "title_ar": "خبرة", "title_en": "Experience"},
    {"kind": "scored", "title_ar": "جودة", "title_en": "Quality", "weight": 40},
]


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def tender(cast):
    return life.published(cast)


@pytest.fixture
def bid(cast, tender):
    return life.bid_draft(tender, cast.noor, cast.noor_bidder)


def asking(cast, **terms):
    """A published tender that asks for documents and answers."""
    tender = life.draft(cast)
    drafting.write_requirements(tender, {"papers": PAPERS, "criteria": CRITERIA}, by=cast.officer)
    Tender.objects.filter(pk=tender.pk).update(**terms)
    return Tender.objects.get(pk=tender.pk)


# --- what is asked for --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("security", "envelope"),
    [("amount", "technical"), ("percent", "financial"), ("declaration", "technical")],
)
def test_the_sheet_names_documents_the_security_and_what_is_answered(cast, security, envelope):
    tender = asking(cast, security=security)
    offer, catalogue, last = asked.documents_of(tender)
    assert offer == Required(1, "Offer", "technical", True)
    assert (catalogue.document, catalogue.required) == (2, False)
    assert (last.document, last.envelope, last.required) == (asked.SECURITY, envelope, True)
    assert [(c.criterion, c.title) for c in asked.criteria_of(tender)] == [(1, "Experience")]


def test_the_public_sheet_is_read_by_the_command_line(client, cast, tender):
    drafting.write_requirements(tender, {"papers": PAPERS, "criteria": CRITERIA}, by=cast.officer)
    answer = client.get(f"/en/tenders/{tender.reference}/sealing-sheet.json")
    sheet = parse_sheet(answer.content)
    terms = sheet.terms(1, "B-1", "single", "C-1")
    assert (terms.documents, terms.criteria) == ((1,), (1,))


def test_an_addendum_to_what_bids_must_bring_asks_for_another_bid(cast, bid):
    before = confirming.asked(bid.lot)
    row = bid.tender.required_documents.create(number=1, title_en="Offer", title_ar="عرض")
    after = confirming.asked(bid.lot)
    assert before != after
    row.title_en = "The offer"
    row.save()
    assert confirming.asked(bid.lot) == after


# --- the page -----------------------------------------------------------------------------


def test_the_page_offers_what_the_company_has_given_already(client, cast, bid):
    credential = given(cast.noor, cast.noor_owner)
    attach(cast.noor, "register_extract", storage.store(pdf(), "extract.pdf"), by=cast.noor_owner)
    given(cast.ofoq, cast.ofoq_owner, number="Q-OTHER")
    client.force_login(cast.noor_bidder)
    page = client.get(f"/en/bids/{bid.reference}/seal/").content.decode()
    assert credential.number in page
    assert "Q-OTHER" not in page
    kept = company_file.kept(cast.noor, date.today())
    assert [document.name for document in kept] == ["iso.pdf", "extract.pdf"]
    for document in kept:
        assert client.get(document.url).status_code == 200
    assert not company_file.kept(cast.noor, date.today() + timedelta(days=400))[1:]


def test_the_page_takes_the_same_queries_for_many_documents(client, cast, bid):
    client.force_login(cast.noor_bidder)
    address = f"/en/bids/{bid.reference}/seal/"
    given(cast.noor, cast.noor_owner)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for number in range(6):
        given(cast.noor, cast.noor_owner, number=f"Q-{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_the_page_shows_the_digests_and_how_to_seal_offline(client, cast, bid):
    client.force_login(cast.noor_bidder)
    page = client.get(f"/en/bids/{bid.reference}/seal/").content.decode()
    assert f"--bid {bid.reference}" in page
    assert "js/seal/sending.js" in page
    assert "What sealing does not protect against" in page


# --- uploads ------------------------------------------------------------------------------


def test_an_answer_that_was_lost_is_given_again_and_nothing_is_replaced(cast, bid):
    envelopes = sent(bid, "10", "4")
    bid = sealed_bids.hand_in(bid, envelopes, by=cast.noor_bidder)
    again = sealed_bids.hand_in(life.again(bid), envelopes, by=cast.noor_bidder)
    assert (again.version, again.digest) == (1, bid.digest)
    assert Event.objects.filter(verb__in=("bid.submitted", "bid.replaced")).count() == 1


def test_a_part_that_was_not_handed_in_can_be_let_go_of(
    client, cast, bid, django_capture_on_commit_callbacks
):
    client.force_login(cast.noor_bidder)
    ((_header, parts),) = seal(bid, "10", "4")
    (token,) = send(bid, parts)
    blob = SealedChunk.objects.get().blob
    address = f"/en/bids/{bid.reference}/parts/{token}/"
    assert client.get(address).json() == {"have": [0]}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(address).status_code == 204
    assert not default_storage.exists(blob)
    assert client.get(address).status_code == 404


def test_a_part_that_was_handed_in_stays_whatever_is_asked(client, cast, bid):
    submit(bid, cast.noor_bidder, "10", "4")
    client.force_login(cast.noor_bidder)
    part = SealedPart.objects.get()
    client.delete(f"/en/bids/{bid.reference}/parts/{part.token}/")
    assert SealedChunk.objects.count() == 1


def test_a_bid_sends_so_much_and_no_more_until_what_is_stale_makes_room(bid, monkeypatch):
    monkeypatch.setattr(sealed_bids, "MOST_WAITING", 25)
    first = sealed_bids.begin_part(bid)
    sealed_bids.put_chunk(first, 0, bytes(20))
    with pytest.raises(SealError, match="too much"):
        sealed_bids.put_chunk(first, 1, bytes(6))
    sealed_bids.put_chunk(first, 1, bytes(5))
    with pytest.raises(SealError, match="too much"):
        sealed_bids.begin_part(bid)
    SealedPart.objects.update(touched_at=database_now() - timedelta(hours=2))
    sealed_bids.begin_part(bid)
    assert not SealedChunk.objects.exists()


def test_after_the_deadline_nothing_is_begun(cast, bid):
    tender = life.pass_deadline(bid.tender)
    with pytest.raises(SealError, match="over"):
        sealed_bids.begin_part(tender.bids.get())


def test_what_was_never_handed_in_is_swept_and_what_was_is_not(
    cast, bid, tender, django_capture_on_commit_callbacks
):
    submitted = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "10", "4")
    old, fresh = sealed_bids.begin_part(bid), sealed_bids.begin_part(bid)
    for part in (old, fresh):
        sealed_bids.put_chunk(part, 0, b"ciphertext")
    week = database_now() - timedelta(days=7, minutes=1)
    SealedPart.objects.filter(pk=old.pk).update(touched_at=week)
    blobs = list(SealedChunk.objects.filter(part=old).values_list("blob", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.sweep_sealed_parts() == 1
    assert not default_storage.exists(blobs[0])
    assert SealedPart.objects.filter(pk=fresh.pk).exists()
    Tender.objects.update(closes_at=database_now() - timedelta(hours=23))
    assert tasks.sweep_sealed_parts() == 0
    Tender.objects.update(closes_at=database_now() - timedelta(hours=25))
    assert tasks.sweep_sealed_parts() == 1
    assert [part.bid for part in SealedPart.objects.all()] == [submitted]


def test_parts_that_were_given_up_do_not_count_for_ever(cast, bid):
    given_up, coming = sealed_bids.begin_part(bid), sealed_bids.begin_part(bid)
    old = database_now() - sealed_bids.STALE
    type(given_up).objects.filter(pk=given_up.pk).update(touched_at=old)
    bid = submit(bid, cast.noor_bidder, "10", "4")
    left = bid.sealed_parts.filter(envelope__isnull=True)
    assert [part.pk for part in left] == [coming.pk], "a colleague may be sending it just now"


# --- drafts that colleagues share ---------------------------------------------------------


def draft_for(bid, *people, **changes):
    """A draft as its shape is: what it says nobody here can read anyway."""
    wrapped = [
        {"to": keyring.current_key(person).public, "key": to_text(bytes(80))} for person in people
    ]
    return {
        "format": "mizan-sealed-draft-1",
        "about": sealed_drafts.about(bid),
        "nonce": to_text(bytes(12)),
        "body": to_text(bytes(16 * 1024 + 16)),
        "wrapped": wrapped,
    } | changes


@pytest.fixture
def keyed(cast):
    for person in (cast.noor_owner, cast.noor_bidder, cast.ofoq_owner, cast.noor_viewer):
        keys.keep(person)


def put(client, bid, draft, version=0):
    body = json.dumps({"draft": draft, "version": version})
    return client.put(f"/en/bids/{bid.reference}/draft/", body, content_type="application/json")


def test_a_draft_is_kept_for_colleagues_and_told_when_it_is_newer(client, cast, bid, keyed):
    client.force_login(cast.noor_bidder)
    address = f"/en/bids/{bid.reference}/draft/"
    empty = client.get(address).json()
    assert (empty["draft"], empty["version"]) == (None, 0)
    readers = {cast.noor_owner.name, cast.noor_bidder.name}
    assert {person["name"] for person in empty["people"]} == readers
    draft = draft_for(bid, cast.noor_owner, cast.noor_bidder)
    saved = put(client, bid, draft)
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    client.force_login(cast.noor_owner)
    there = client.get(address).json()
    assert (there["draft"], there["version"], there["saved_by"]) == (
        draft,
        1,
        cast.noor_bidder.name,
    )
    assert put(client, bid, draft, 1).status_code == 200
    client.force_login(cast.noor_bidder)
    assert put(client, bid, draft, 1).status_code == 409
    assert SealedDraft.objects.get().version == 2


def test_a_draft_readable_by_others_or_of_something_else_is_refused(client, cast, bid, keyed):
    client.force_login(cast.noor_bidder)
    own = draft_for(bid, cast.noor_bidder)
    twice = draft_for(bid, cast.noor_bidder, cast.noor_bidder)
    other = sealed_drafts.about(bid) | {"lot": 2}
    wrong_ones: list[Any] = [
        draft_for(bid, cast.noor_bidder, cast.ofoq_owner),
        draft_for(bid, cast.noor_viewer),
        draft_for(bid, cast.noor_bidder, about=other),
        twice,
        own | {"wrapped": []},
        own | {"nonce": "x"},
        own | {"body": ""},
        own | {"body": "not base64!"},
        own | {"format": "x"},
        own | {"more": 1},
        own | {"body": to_text(bytes(900_000))},
        [],
    ]
    for wrong in wrong_ones:
        assert put(client, bid, wrong).status_code == 422, wrong
    assert put(client, bid, own, "0").status_code == 422
    assert not SealedDraft.objects.exists()


def test_a_retired_or_unchecked_key_reads_no_new_draft(cast, bid):
    keys.keep(cast.noor_owner, checked=False)
    old = keys.keep(cast.noor_bidder)
    new = keys.keep(cast.noor_bidder)
    assert [reader.key for reader in sealed_drafts.readers(cast.noor)] == [new]
    draft = draft_for(bid, cast.noor_bidder)
    draft["wrapped"][0]["to"] = old.public
    with pytest.raises(SealError):
        sealed_drafts.save(bid, draft, after=0, by=cast.noor_bidder)


def test_the_draft_is_gone_once_the_bid_is_handed_in_or_withdrawn(cast, bid, keyed):
    draft = draft_for(bid, cast.noor_bidder)
    sealed_drafts.save(bid, draft, after=0, by=cast.noor_bidder)
    bid = submit(bid, cast.noor_bidder, "10", "4")
    assert not SealedDraft.objects.exists()
    sealed_drafts.save(bid, draft, after=0, by=cast.noor_bidder)
    perform(life.again(bid), "withdraw", by=cast.noor_bidder)
    assert not SealedDraft.objects.exists()


def test_that_a_draft_is_there_is_in_no_trail(cast, bid, keyed):
    before = Event.objects.count()
    sealed_drafts.save(bid, draft_for(bid, cast.noor_bidder), after=0, by=cast.noor_bidder)
    assert Event.objects.count() == before
    assert len(canonical(json.loads(SealedDraft.objects.get().body))) < 1 << 20


def test_a_refused_hand_in_leaves_what_was_sent(cast, bid, tender):
    envelopes = sent(bid, "10", "4")
    life.pass_deadline(tender)
    with pytest.raises(Refused):
        sealed_bids.hand_in(bid, envelopes, by=cast.noor_bidder)
    assert SealedChunk.objects.count() == 1
    with pytest.raises(SealError):
        sealed_bids.hand_in(bid, [(envelopes[0][0], [uuid.uuid4()])], by=cast.noor_bidder)
