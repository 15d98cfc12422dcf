"""Addenda and bids already handed in: confirmed, replaced, withdrawn, or shut for good."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from audit.models import Event, database_now
from procurement import opening, stages
from procurement.models import Bid, Envelope, SealedChunk, Tender
from tests.procurement import life
from tests.procurement.sealing_life import committee_of, submit
from workflow.blockers import Refused
from workflow.gate import blockers, perform
from workflow.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def tender(cast):
    return life.published(cast)


def amended(cast, tender, **data):
    given = {"summary_ar": "تعديل", "summary_en": "Changed", "title_en": "Office furniture", **data}
    return perform(life.again(tender), "issue_addendum", by=cast.officer, **given)


def told(person):
    return list(Notice.objects.filter(to=person).values_list("subject_en", flat=True))


def test_a_bid_that_was_not_confirmed_stays_shut_and_stops_nothing(cast, tender):
    noor = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    ofoq = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4")
    amended(cast, tender)
    perform(life.again(ofoq), "confirm", by=cast.ofoq_owner)
    closed = life.closed(tender)
    committee = committee_of(cast)
    asked = stages.waiting_for(closed, closed.committee.get(place=1))
    assert [e.bid_id for e in asked] == [ofoq.pk]
    given = committee.shares(closed, 1)
    del given[str(Envelope.objects.get(bid=noor).pk)]
    committee.give(closed, 1, given)
    given = committee.shares(closed, 2)
    del given[str(Envelope.objects.get(bid=noor).pk)]
    after = committee.give(closed, 2, given)
    opening.run(after)
    after = life.again(tender)
    assert (after.state, after.bids_opened) == ("opened", 1)
    assert (life.again(noor).state, life.again(noor).total) == ("unopenable", None)
    envelope = Envelope.objects.get(bid=noor)
    assert (envelope.result, envelope.reason) == ("unopenable", "unconfirmed")
    assert not envelope.shares.exists()
    assert life.again(ofoq).total == Decimal("190")


def test_a_bid_is_confirmed_once_for_each_addendum_and_only_where_there_is_one(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    with pytest.raises(Refused, match="nothing to confirm"):
        perform(bid, "confirm", by=cast.noor_bidder)
    amended(cast, tender)
    bid = perform(bid, "confirm", by=cast.noor_bidder)
    assert bid.confirmed_at
    with pytest.raises(Refused, match="nothing to confirm"):
        perform(bid, "confirm", by=cast.noor_bidder)
    amended(cast, tender, title_en="Desks")
    assert not blockers(life.again(bid), "confirm", cast.noor_bidder)


def test_confirming_ends_with_bidding(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    amended(cast, tender)
    life.pass_deadline(tender)
    with pytest.raises(Refused, match="after the deadline"):
        perform(bid, "confirm", by=cast.noor_bidder)


def test_prices_for_other_items_can_only_be_replaced(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    items = [dict(life.ITEMS[0], quantity=Decimal(30)), life.ITEMS[1]]
    amended(cast, tender, items=items)
    with pytest.raises(Refused, match="replace the bid"):
        perform(bid, "confirm", by=cast.noor_bidder)
    bid = submit(life.again(bid), cast.noor_bidder, "10", "4")
    assert bid.version == 2
    with pytest.raises(Refused, match="nothing to confirm"):
        perform(bid, "confirm", by=cast.noor_bidder)
    life.opened(cast, tender)
    assert life.again(bid).total == Decimal("310")


def test_a_bid_that_waits_can_be_withdrawn_and_begun_again(
    cast, tender, django_capture_on_commit_callbacks
):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    amended(cast, tender)
    blob = SealedChunk.objects.get().blob
    with django_capture_on_commit_callbacks(execute=True):
        perform(bid, "withdraw", by=cast.noor_bidder)
    assert not default_storage.exists(blob)
    again = life.submitted(tender, cast.noor, cast.noor_bidder, "8", "4")
    life.opened(cast, tender)
    assert (life.again(bid).state, life.again(again).state) == ("withdrawn", "opened")


def test_only_the_bidders_own_people_are_told_that_a_bid_waits(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    before = Event.objects.count()
    amended(cast, tender)
    written = Event.objects.order_by("pk")[before:]
    assert [event.verb for event in written] == ["tender.addendum_issued"]
    assert bid.reference not in str([event.public for event in written])
    subject = f"Confirm or replace your bid {bid.reference} for tender {tender.reference}"
    assert subject in told(cast.noor_bidder)
    assert subject in told(cast.noor_owner)
    for name, person in cast.everybody.items():
        if name not in ("noor_owner", "noor_bidder"):
            assert not any("Confirm or replace" in text for text in told(person)), name
    assert any("was changed" in text for text in told(cast.ofoq_owner))


def test_an_addendum_is_the_same_whether_there_are_bids_or_not(cast):
    facts = []
    for with_bid in (True, False):
        tender = life.published(cast)
        if with_bid:
            life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
        amended(cast, tender)
        event = Event.objects.filter(verb="tender.addendum_issued").latest("pk")
        facts.append(sorted(event.public))
    assert facts[0] == facts[1]


def test_an_addendum_a_minute_before_the_deadline_leaves_days_to_confirm(cast):
    tender = life.published(cast, code="open")
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    soon = database_now() + timedelta(minutes=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=soon)
    after = amended(cast, tender)
    assert after.closes_at - database_now() > timedelta(days=4, hours=23)
    with pytest.raises(Refused):
        perform(after, "close", by=None)
    bid = perform(life.again(bid), "confirm", by=cast.noor_bidder)
    after = life.opened(cast, after)
    assert (after.bids_opened, life.again(bid).state) == (1, "opened")


def test_a_method_without_days_leaves_the_deadline_and_unconfirmed_bids_shut(cast, tender):
    """The quick method of the demonstration: an addendum a moment before the end is final."""
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    soon = database_now() + timedelta(minutes=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=soon)
    assert amended(cast, tender).closes_at == soon
    after = life.opened(cast, tender)
    assert (after.state, after.bids_opened) == ("unsuccessful", 0)
    assert life.again(bid).state == "unopenable"


def test_a_suspended_company_cannot_confirm(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    amended(cast, tender)
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(state="suspended")
    with pytest.raises(Refused, match="not registered"):
        perform(Bid.objects.get(pk=bid.pk), "confirm", by=cast.fresh(cast.noor_bidder))
