"""Sealed bids from the bidder's envelope to the opening, and everything that may go wrong."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.exact import SealError, to_text
from documents.attach import attachments_of
from procurement import opening, sealed_bids, stages
from procurement.envelope import parse_header
from procurement.models import BidPrice, Envelope, GivenShare, SealedChunk, Tender
from tests.procurement import life, sealing_life
from tests.procurement.life import submitted
from tests.procurement.sealing_life import Committee, committee_of, seal, send, submit
from tests.vendors.registration import pdf
from workflow.blockers import Refused
from workflow.gate import perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def committee(cast) -> Committee:
    return committee_of(cast)


@pytest.fixture
def tender(cast, committee) -> Tender:
    return life.published(cast)


def opened(committee, tender, *places):
    tender = life.again(tender)
    if tender.state != "closed":
        tender = life.closed(tender)
    for place in places:
        tender = committee.give(tender, place)
        opening.run(tender)
    return life.again(tender)


def test_two_of_three_members_open_every_bid(cast, committee, tender):
    noor = submitted(tender, cast.noor, cast.noor_bidder, "10.500", "4", files=(pdf(),))
    ofoq = submitted(tender, cast.ofoq, cast.ofoq_owner, "11", "4.001")
    assert not BidPrice.objects.exists()
    after = opened(committee, tender, 3, 1)
    assert (after.state, after.bids_opened) == ("opened", 2)
    noor, ofoq = life.again(noor), life.again(ofoq)
    assert (noor.state, noor.total) == ("opened", Decimal("220.000"))
    assert (ofoq.state, ofoq.total) == ("opened", Decimal("230.003"))
    assert attachments_of(noor).count() == 1
    assert set(Envelope.objects.values_list("result", flat=True)) == {"opened"}


def test_before_t_members_nothing_opens(cast, committee, tender):
    bid = submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    after = opened(committee, tender, 2, 2)
    assert (after.state, life.again(bid).state) == ("closed", "submitted")
    failed = perform(after, "declare_opening_failed", by=cast.approver, reason="Two have left.")
    assert (failed.state, life.again(bid).state) == ("unsuccessful", "submitted")


def test_before_the_deadline_no_share_is_taken(cast, committee, tender):
    submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    for early in (tender, life.pass_deadline(tender)):
        with pytest.raises(Refused):
            committee.give(early, 1)
    assert not GivenShare.objects.exists()


@pytest.mark.parametrize("wrong", [to_text(bytes(33)), "x", "another bid's", "another member's"])
def test_a_wrong_share_is_told_and_nothing_is_kept(cast, committee, tender, wrong):
    submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    submitted(tender, cast.ofoq, cast.ofoq_owner, "11", "4")
    closed = life.closed(tender)
    shares = committee.shares(closed, 1)
    first, second = shares
    swapped = {
        "another bid's": shares[second],
        "another member's": committee.shares(closed, 2)[first],
    }
    shares[first] = swapped.get(wrong, wrong)
    with pytest.raises(Refused):
        committee.give(closed, 1, shares)
    assert not GivenShare.objects.exists()
    assert opened(committee, tender, 1, 2).bids_opened == 2


def test_a_flipped_bit_makes_one_bid_unopenable_and_stops_no_other(cast, committee, tender):
    noor = submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    ofoq = submitted(tender, cast.ofoq, cast.ofoq_owner, "11", "4")
    name = SealedChunk.objects.filter(part__bid=noor).get().blob
    with default_storage.open(name) as file:
        data = bytearray(file.read())
    data[100] ^= 1
    default_storage.delete(name)
    default_storage.save(name, ContentFile(bytes(data)))
    after = opened(committee, tender, 1, 2)
    assert (after.state, after.bids_opened) == ("opened", 1)
    assert (life.again(noor).state, life.again(ofoq).state) == ("unopenable", "opened")
    envelope = Envelope.objects.get(bid=noor)
    assert (envelope.result, envelope.reason) == ("unopenable", "altered")


def test_a_chunk_that_is_gone_is_like_one_that_changed(cast, committee, tender):
    noor = submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    default_storage.delete(SealedChunk.objects.get().blob)
    opened(committee, tender, 1, 2)
    assert life.again(noor).state == "unopenable"


def test_the_old_version_of_a_replaced_bid_is_never_opened(
    cast, committee, tender, django_capture_on_commit_callbacks
):
    bid = submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    old = Envelope.objects.get()
    blob = SealedChunk.objects.get().blob
    with django_capture_on_commit_callbacks(execute=True):
        bid = submit(bid, cast.noor_bidder, "9", "3")
    assert not default_storage.exists(blob)
    assert bid.version == 2
    after = opened(committee, tender, 1, 2)
    assert after.bids_opened == 1
    old.refresh_from_db()
    assert (old.is_current, old.result) == (False, "sealed")
    assert not old.shares.exists()
    assert life.again(bid).total == Decimal("187.500")


def test_a_withdrawn_bid_is_not_opened(cast, committee, tender):
    bid = submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    perform(bid, "withdraw", by=cast.noor_bidder)
    assert opened(committee, tender, 1, 2).state == "unsuccessful"


def test_without_bids_two_members_end_the_opening(cast, committee, tender):
    assert opened(committee, tender, 1).state == "closed"
    committee.give(life.again(tender), 2)
    opening.run(life.again(tender))
    assert life.again(tender).state == "unsuccessful"


def test_an_opening_broken_off_goes_on_where_it_was(cast, committee, tender, monkeypatch):
    for company, person in ((cast.noor, cast.noor_bidder), (cast.ofoq, cast.ofoq_owner)):
        submitted(tender, company, person, "10", "4")
    closed = life.closed(tender)
    committee.give(closed, 1)
    committee.give(closed, 2)
    once = opening._take

    def stopped(tender, pk):
        once(tender, pk)
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "_take", stopped)
    with pytest.raises(KeyboardInterrupt):
        opening.run(closed)
    assert stages.pending(closed).count() == 1
    monkeypatch.setattr(opening, "_take", once)
    opening.run(closed)
    assert life.again(closed).bids_opened == 2
    assert opening.run(closed) == 0


def test_an_envelope_for_another_bid_or_tender_is_refused(cast, committee, tender):
    noor = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    ofoq = life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    [(header, parts)] = seal(ofoq, "10", "4")
    with pytest.raises(Refused):
        sealed_bids.hand_in(noor, [(header, send(noor, parts))], by=cast.noor_bidder)
    with pytest.raises(SealError):
        sealed_bids.hand_in(noor, [(header, send(ofoq, parts))], by=cast.noor_bidder)


def test_parts_that_are_not_those_of_the_header_are_refused(cast, committee, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    [(header, parts)] = seal(bid, "10", "4")
    spoilt = [parts[0][:-1] + bytes([parts[0][-1] ^ 1])]
    with pytest.raises(Refused):
        sealed_bids.hand_in(bid, [(header, send(bid, spoilt))], by=cast.noor_bidder)
    assert life.again(bid).state == "draft"


def test_a_bid_a_moment_late_is_refused(cast, committee, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    sent = sealing_life.sent(bid, "10", "4")
    life.pass_deadline(tender)
    with pytest.raises(Refused):
        sealed_bids.hand_in(bid, sent, by=cast.noor_bidder)
    assert not Envelope.objects.exists()


def test_the_receipt_states_the_digest_of_the_header(cast, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    [(header, parts)] = seal(bid, "10", "4")
    bid = sealed_bids.hand_in(bid, [(header, send(bid, parts))], by=cast.noor_bidder)
    assert (bid.state, bid.digest, bid.version) == ("submitted", parse_header(header).digest, 1)


def test_an_upload_that_was_cut_off_goes_on(cast, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    part = sealed_bids.begin_part(bid)
    sealed_bids.put_chunk(part, 1, b"second")
    sealed_bids.put_chunk(part, 1, b"another")
    assert sealed_bids.chunks_there(part) == [1]
    sealed_bids.put_chunk(part, 0, b"first ")
    assert sealed_bids.stream(part).read(100) + b"" == b"first "
    with pytest.raises(SealError):
        sealed_bids.put_chunk(part, 2, bytes(sealed_bids.MOST_CHUNK + 1))
