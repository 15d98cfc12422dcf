"""The opening as everybody watches it, and the page on which members give their shares."""

import subprocess
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import keyring
from documents import papers, storage
from documents.models import Paper
from procurement import biddocument, opening, sealed_bids, stages
from tests.accounts import keys
from tests.procurement import life
from tests.procurement.sealing_life import committee_of, key_pair, sent
from tests.vendors.registration import pdf
from workflow.blockers import Refused
from workflow.gate import perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SIGNING_OWN_KEY = True
    settings.SIGNING_PKCS12 = settings.SIGNING_PASSWORD = ""


@pytest.fixture
def tender(cast):
    return life.published(cast)


def watched(client, tender, seen=None):
    address = reverse("opening", args=[tender.reference])
    return client.get(address, {"seen": seen} if seen else {})


def bids(cast, tender):
    return (
        life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4"),
        life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4"),
    )


def test_until_enough_members_came_the_page_is_the_same_with_bids_and_without(cast, client):
    pages = []
    for with_bids in (True, False):
        tender = life.published(cast)
        if with_bids:
            bids(cast, tender)
        shown = [watched(client, tender)]
        closed = life.closed(tender)
        shown.append(watched(client, tender))
        committee_of(cast).give(closed, 1)
        shown.append(watched(client, tender))
        pages.append([stable(page, tender) for page in shown])
    assert pages[0] == pages[1]
    assert "1. Needed: 2" in pages[0][2]


def stable(page, tender):
    """The page without what differs from tender to tender anyhow."""
    assert page.status_code == 200
    text = page.content.decode().partition("<main")[2].partition("</main>")[0]
    kept = [line for line in text.splitlines() if "<time" not in line]
    return "\n".join(kept).replace(tender.reference, "T")


def test_names_and_prices_come_as_the_bids_open_and_then_it_stops(cast, client, tender):
    bids(cast, tender)
    closed, committee = life.closed(tender), committee_of(cast)
    committee.give(closed, 1)
    committee.give(closed, 2)
    page = watched(client, tender).content.decode()
    assert "0 of 2 done" in page
    assert "hx-get" in page
    assert "Al Noor" not in page
    first, second = opening.ready(closed)
    opening._take(closed, first)
    seen = "closed-finish_opening-2-0"
    page = watched(client, tender, seen).content.decode()
    assert "1 of 2 done" in page
    assert "Al Noor Trading" in page
    assert "210.000" in page
    assert "Al Ofoq" not in page
    assert "hx-get" in page
    assert watched(client, tender, "closed-finish_opening-2-1").status_code == 204
    opening.run(closed)
    page = watched(client, tender, "closed-finish_opening-2-1").content.decode()
    assert "Al Ofoq Est." in page
    assert "The opening is over. Bids: 2." in page
    assert "hx-get" in page, "the record is yet to come"
    papers.issue(Paper.objects.get(kind="opening_record", case_id=tender.pk).pk)
    page = watched(client, tender, "opened-finish_opening-2-2").content.decode()
    assert "The opening record (signed PDF)" in page
    assert "hx-get" not in page
    assert second


def test_it_shows_names_and_prices_and_nothing_else_of_bids(cast, client, tender):
    mine, theirs = bids(cast, tender)
    life.opened(cast, tender)
    page = watched(client, tender).content.decode()
    for bid in (mine, theirs):
        assert bid.reference not in page
        assert bid.digest not in page


def test_what_cannot_be_opened_is_told_with_its_reason(cast, client, tender):
    mine, _theirs = bids(cast, tender)
    perform(
        tender, "issue_addendum", by=cast.officer,
        summary_ar="تعديل", summary_en="Changed", title_en="Desks",
    )  # fmt: skip
    perform(life.again(mine), "confirm", by=cast.noor_bidder)
    life.opened(cast, tender)
    page = watched(client, tender).content.decode()
    assert "the bid was not confirmed" in page
    assert "210.000" in page
    assert "190.000" not in page


def test_a_failed_opening_says_so(cast, client, tender):
    bids(cast, tender)
    closed = life.closed(tender)
    perform(closed, "declare_opening_failed", by=cast.approver, reason="Two have left.")
    page = watched(client, tender).content.decode()
    assert "declared failed" in page
    assert "hx-get" not in page


def test_a_cancelled_tender_says_so_and_a_draft_is_not_there(cast, client, tender):
    bids(cast, tender)
    perform(tender, "cancel", by=cast.approver, reason="No money.")
    assert "stay shut for good" in watched(client, tender).content.decode()
    assert watched(client, life.draft(cast)).status_code == 404


def test_it_takes_the_same_number_of_queries_for_more_bids(
    cast, client, django_assert_max_num_queries
):
    counts = []
    for size in (1, 4):
        items = [dict(life.ITEMS[0], lot=n) for n in range(1, size + 1)]
        named = [{"title_ar": f"قسم {n}", "title_en": f"Lot {n}"} for n in range(1, size + 1)]
        tender = life.published(cast, items=items, lots=named)
        for lot in range(1, size + 1):
            life.submitted(tender, cast.noor, cast.noor_bidder, "10", lot=lot)
        life.opened(cast, tender)
        with CaptureQueriesContext(
            connection,
        ) as made:
            watched(client, tender)
        counts.append(len(made))
    assert counts[0] == counts[1]


# --- members ------------------------------------------------------------------------------


def member_page(client, tender):
    return client.get(reverse("open_bids", args=[tender.reference]))


def test_a_member_who_has_replaced_their_key_opens_with_the_one_fixed_at_publication(
    cast, client, tender
):
    bids(cast, tender)
    committee = committee_of(cast)
    person = committee.people[0]
    fixed = committee.keys[0]
    _pair, wrapped = key_pair(11)
    newer = keyring.add(person, wrapped)
    keyring.note_checked(newer)
    life.closed(tender)
    client.force_login(cast.fresh(person))
    page = member_page(client, tender)
    assert page.context["facts"]["wrapped"] == fixed.wrapped
    assert page.context["facts"]["public"] == fixed.public != newer.public
    assert "You have replaced this key since" in page.content.decode()
    after = committee.open(life.again(tender), 1, 2)
    assert after.bids_opened == 2
    assert keys.PASSPHRASE


def test_the_page_offers_the_recovery_file_and_says_when_all_is_given(cast, client, tender):
    bids(cast, tender)
    closed, committee = life.closed(tender), committee_of(cast)
    client.force_login(committee.people[0])
    page = member_page(client, tender).content.decode()
    assert "I have forgotten the passphrase" in page
    assert 'data-opening="form"' in page
    committee.give(closed, 1)
    page = member_page(client, tender).content.decode()
    assert "Your shares are given" in page
    assert 'data-opening="form"' not in page


def test_a_member_broken_off_goes_on_with_the_rest_and_came_only_when_done(cast, client, tender):
    bids(cast, tender)
    closed, committee = life.closed(tender), committee_of(cast)
    shares = committee.shares(closed, 1)
    first = min(shares, key=int)
    committee.give(closed, 1, {first: shares[first]})
    assert not stages.taken_part(closed, stages.BIDS).exists()
    client.force_login(committee.people[0])
    told = client.get(reverse("envelopes", args=[tender.reference])).json()
    assert told["left"] == 1
    assert [str(one["id"]) for one in told["envelopes"]] == [s for s in shares if s != first]
    committee.give(closed, 1, {s: shares[s] for s in shares if s != first})
    assert stages.taken_part(closed, stages.BIDS).count() == 1


@pytest.mark.parametrize("unable", ["x", [True], [0], ["1"], [2**60], {}])
def test_rubbish_in_place_of_ids_is_refused(cast, client, tender, unable):
    bids(cast, tender)
    life.closed(tender)
    client.force_login(committee_of(cast).people[0])
    address = reverse("shares", args=[tender.reference])
    sent = {"shares": {}, "unable": unable}
    assert client.post(address, sent, content_type="application/json").status_code == 422


# --- the record ---------------------------------------------------------------------------


def test_the_record_lists_every_bid_who_took_part_and_what_came_late(cast, tender, tmp_path):
    mine, theirs = bids(cast, tender)
    perform(
        tender, "issue_addendum", by=cast.officer,
        summary_ar="تعديل", summary_en="Changed", title_en="Desks",
    )  # fmt: skip
    perform(life.again(mine), "confirm", by=cast.noor_bidder)
    late = sent(life.again(theirs), "8", "4")
    life.pass_deadline(tender)
    with pytest.raises(Refused):
        sealed_bids.hand_in(life.again(theirs), late, by=cast.ofoq_owner)
    after = life.opened(cast, tender)
    paper = papers.issue(Paper.objects.get(kind="opening_record", case_id=after.pk).pk)
    assert paper.status == "issued", paper.detail
    path = tmp_path / "record.pdf"
    assert paper.file
    path.write_bytes(storage.read(paper.file))
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    for told in (
        mine.digest, theirs.digest, "210.000 JOD", "was not confirmed", "2 of 3",
        "Came after the deadline", "Lina Haddad", "did not take part",
        *[key.fingerprint for key in committee_of(cast).keys],
    ):  # fmt: skip
        assert told in text, told
    assert "190.000" not in text
    assert "160.000" not in text


def test_what_a_bid_states_besides_prices_is_known_after_the_opening(cast, client, monkeypatch):
    tender = life.published(cast)
    once = biddocument.build

    def stating(terms, prices, documents=(), note="", answers=()):
        documents = [replace(document, requirement=0) for document in documents]
        return once(terms, prices, documents, "Delivered in May.", answers)

    monkeypatch.setattr(biddocument, "build", stating)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4", files=(pdf(),))
    assert life.again(bid).stated == {}
    life.opened(cast, tender)
    assert life.again(bid).stated == {"single": {"note": "Delivered in May.", "answers": []}}
    client.force_login(cast.evaluator)
    assert "Delivered in May." in client.get(bid.get_absolute_url()).content.decode()
