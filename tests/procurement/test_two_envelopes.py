"""Tenders with two envelopes: technical ones open first, prices only of bids that were admitted."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from documents.models import Paper
from procurement import opening, outcomes, stages
from procurement.models import BidPrice, Envelope, GivenShare, Method, Tender
from tests.procurement import life
from tests.procurement.sealing_life import committee_of
from tests.vendors.registration import pdf
from workflow.blockers import Refused
from workflow.gate import blockers, perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def tender(cast):
    Method.objects.create(
        code="two", name_ar="مظروفان", name_en="Two envelopes", minimum_minutes=2, envelopes=2
    )
    return life.published(cast, code="two")


def two_bids(cast, tender):
    noor = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4", files=(pdf(),))
    ofoq = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4", files=(pdf("b"),))
    return noor, ofoq


def approved(cast, tender, *, rejecting):
    after = life.opened(cast, tender)
    life.judged(cast, after, rejecting=rejecting)
    return perform(after, "approve_technical", by=cast.approver)


def test_from_technical_envelopes_to_the_award(cast, tender):
    noor, ofoq = two_bids(cast, tender)
    after = life.opened(cast, tender)
    assert (after.state, after.bids_opened) == ("opened", 2)
    assert not BidPrice.objects.exists()
    assert life.again(noor).total is None
    assert stages.stage_of(after) is None
    life.judged(cast, after)
    with pytest.raises(Refused, match="prices are not opened"):
        perform(after, "award", by=cast.approver)
    after = perform(after, "approve_technical", by=cast.approver)
    with pytest.raises(Refused, match="prices are not opened"):
        perform(after, "award", by=cast.approver)
    after = committee_of(cast).open(after, 2, 3)
    assert after.prices_opened_at
    assert (life.again(noor).total, life.again(ofoq).total) == (Decimal("210"), Decimal("190"))
    awarded = perform(after, "award", by=cast.approver)
    assert (awarded.state, life.again(ofoq).state) == ("awarded", "awarded")
    assert life.again(noor).state == "not_awarded"


def test_the_prices_of_a_rejected_bid_are_never_opened(cast, tender):
    noor, ofoq = two_bids(cast, tender)
    after = approved(cast, tender, rejecting=noor)
    committee = committee_of(cast)
    waiting = stages.pending(after)
    assert [e.bid_id for e in waiting] == [ofoq.pk]
    shut = Envelope.objects.get(bid=noor, kind="financial")
    shares = committee.shares(after, 1) | {str(shut.pk): "A" * 44}
    after = committee.give(after, 1, shares)
    after = committee.open(after, 2)
    shut.refresh_from_db()
    assert after.prices_opened_at
    assert (shut.result, shut.shares.count()) == ("sealed", 0)
    assert not BidPrice.objects.filter(bid=noor).exists()
    perform(after, "award", by=cast.approver)
    lost = life.again(noor)
    assert (lost.state, lost.total) == ("not_awarded", None)
    assert any("stay shut" in text for text in outcomes.sentences(lost))


def test_judgements_stand_once_the_technical_result_is_approved(cast, tender):
    noor, _ofoq = two_bids(cast, tender)
    after = life.opened(cast, tender)
    with pytest.raises(Refused, match="neither admitted nor rejected"):
        perform(after, "approve_technical", by=cast.approver)
    life.judged(cast, after, rejecting=noor)
    perform(life.again(noor), "reconsider", by=cast.evaluator, reason="Read again.")
    perform(life.again(noor), "reject", by=cast.evaluator, reason="Still stools.")
    perform(after, "approve_technical", by=cast.approver)
    with pytest.raises(Refused, match="judgements stand"):
        perform(life.again(noor), "reconsider", by=cast.evaluator, reason="Once more.")
    with pytest.raises(Refused):
        perform(life.again(after), "approve_technical", by=cast.approver)


def test_prices_that_cannot_be_opened_leave_the_bid_out(cast, tender):
    noor, ofoq = two_bids(cast, tender)
    after = approved(cast, tender, rejecting=None)
    (part,) = Envelope.objects.get(bid=ofoq, kind="financial").parts.all()
    name = part.chunks.get().blob
    with default_storage.open(name) as file:
        data = bytearray(file.read())
    data[9] ^= 1
    default_storage.delete(name)
    default_storage.save(name, ContentFile(bytes(data)))
    after = committee_of(cast).open(after, 1, 2)
    assert after.prices_opened_at
    assert (life.again(ofoq).state, life.again(noor).state) == ("unopenable", "admitted")
    perform(after, "award", by=cast.approver)
    assert (life.again(noor).state, life.again(ofoq).state) == ("awarded", "unopenable")


def test_a_second_opening_that_fails_ends_the_tender_with_prices_shut(cast, tender):
    noor, ofoq = two_bids(cast, tender)
    after = approved(cast, tender, rejecting=noor)
    after = committee_of(cast).open(after, 3)
    assert after.prices_opened_at is None
    ended = perform(after, "declare_opening_failed", by=cast.approver, reason="Two have left.")
    assert ended.state == "unsuccessful"
    assert {life.again(noor).state, life.again(ofoq).state} == {"not_awarded"}
    assert not BidPrice.objects.exists()
    opening.run(ended)
    assert not BidPrice.objects.exists()


def test_if_no_price_opens_the_tender_can_be_declared_unsuccessful(cast, tender):
    noor, ofoq = two_bids(cast, tender)
    after = approved(cast, tender, rejecting=noor)
    (part,) = Envelope.objects.get(bid=ofoq, kind="financial").parts.all()
    default_storage.delete(part.chunks.get().blob)
    after = committee_of(cast).open(after, 1, 2)
    assert after.prices_opened_at
    with pytest.raises(Refused):
        perform(after, "award", by=cast.approver)
    ended = perform(after, "declare_unsuccessful", by=cast.approver, reason="No price.")
    assert ended.state == "unsuccessful"


def test_running_twice_opens_prices_once(cast, tender):
    noor, _ofoq = two_bids(cast, tender)
    after = approved(cast, tender, rejecting=None)
    committee = committee_of(cast)
    committee.give(after, 1)
    committee.give(after, 2)
    assert opening.run(after) == 2
    assert opening.run(after) == 0
    assert GivenShare.objects.filter(envelope__kind="financial").count() == 4
    envelope = Envelope.objects.get(bid=noor, kind="financial")
    with pytest.raises(Refused):
        perform(life.again(noor), "open_prices", by=None, opening=after, envelope=envelope)


def test_a_tender_of_points_is_not_awarded_by_price(cast):
    tender = life.published(cast)
    rules = {**tender.pinned_rules, "evaluation": "points"}
    Tender.objects.filter(pk=tender.pk).update(pinned_rules=rules)
    tender = life.again(tender)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    after = life.opened(cast, tender)
    life.judged(cast, after)
    told = [str(b.text) for b in blockers(after, "award", cast.approver)]
    assert any("points for quality" in text for text in told)
    with pytest.raises(Refused, match="scores of the evaluators"):
        perform(after, "award", by=cast.approver)


def test_the_public_page_names_bidders_first_and_prices_later(cast, client, tender):
    noor, _ofoq = two_bids(cast, tender)
    after = life.opened(cast, tender)
    address = reverse("opening", args=[tender.reference])
    page = client.get(address).content.decode()
    assert "Al Noor Trading" in page
    assert "Prices are opened after the technical result" in page
    assert "210" not in page
    life.judged(cast, after, rejecting=noor)
    after = perform(after, "approve_technical", by=cast.approver)
    committee_of(cast).open(after, 1, 2)
    page = client.get(address).content.decode()
    assert "190.000" in page
    assert "210" not in page
    records = Paper.objects.filter(kind="opening_record", case_id=tender.pk)
    assert records.exists()
