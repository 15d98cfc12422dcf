"""Handing in, replacing and withdrawing bids: deadlines, double sendings, what is received."""

from datetime import timedelta
from decimal import Decimal

import pytest
import rfc8785
from django.db import IntegrityError, transaction

from accounts.models.post import today
from audit.models import database_now
from procurement import checks, sealed_bids
from procurement.envelope import parse_header
from procurement.models import Bid, Tender
from procurement.views.tender import bidding_companies
from tests.procurement import life, sealing_life
from vendors.models import Company
from workflow.actions import Act, actions_of
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import perform
from workflow.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(cast):
    return life.published(cast)


def test_a_bid_is_received_with_time_and_fingerprint(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10.500", "4")
    assert bid.version == 1
    assert tender.published_at <= bid.submitted_at < tender.closes_at
    [header] = sealed_bids.received(bid)
    assert (header["tender"], header["bid"]) == (tender.reference, bid.reference)
    assert bid.digest == parse_header(rfc8785.dumps(header)).digest
    assert bid.total is None
    assert not bid.prices.exists()


def test_a_replacement_takes_the_place_of_the_first(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    newer = sealing_life.submit(bid, cast.noor_owner, "9", "3.5")
    assert (newer.state, newer.version) == ("submitted", 2)
    assert newer.digest != bid.digest
    life.opened(cast, tender)
    assert list(newer.prices.values_list("unit_price", flat=True)) == [Decimal(9), Decimal("3.5")]


def test_after_withdrawing_another_bid_can_be_made(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    assert perform(bid, "withdraw", by=cast.noor_bidder).state == "withdrawn"
    life.submitted(tender, cast.noor, cast.noor_bidder, "9", "4")
    tender = life.opened(cast, tender)
    assert tender.bids_opened == 1


def test_a_company_has_one_bid_a_lot(cast, tender):
    life.bid_draft(tender, cast.noor, cast.noor_bidder)
    with pytest.raises(IntegrityError), transaction.atomic():
        life.bid_draft(tender, cast.noor, cast.noor_owner)


def test_drafts_are_not_opened(cast, tender):
    draft = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    sealing_life.sent(draft, "1", "1")  # uploaded, and not handed in
    tender = life.opened(cast, tender)
    assert tender.bids_opened == 0
    assert life.again(draft).state == "draft"


@pytest.mark.parametrize("name", ["submit", "replace", "withdraw", "confirm"])
def test_one_microsecond_late_is_too_late(cast, tender, name):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    act = Act(case=bid, action=actions_of(Bid)[name], by=cast.noor_bidder, now=database_now())
    bid.tender = tender
    act.now = tender.closes_at - timedelta(microseconds=1)
    assert checks.tender_takes_bids(act) is None
    act.now = tender.closes_at
    assert "0.000000 seconds after the deadline" in str(checks.tender_takes_bids(act).text)
    act.now = tender.closes_at + timedelta(microseconds=1)
    assert "0.000001 seconds after the deadline" in str(checks.tender_takes_bids(act).text)
    assert checks.tender_takes_bids in actions_of(Bid)[name].needs
    assert actions_of(Bid)[name].locks == ("tender",)


def test_a_late_bid_is_refused_though_the_clock_has_not_closed_the_tender(cast, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    sent = sealing_life.sent(bid, "1", "1")
    tender = life.pass_deadline(tender)
    assert tender.state == "published"
    with pytest.raises(Refused, match="after the deadline"):
        sealed_bids.hand_in(bid, sent, by=cast.noor_bidder)
    assert life.again(bid).version == 0


def test_a_submitted_bid_cannot_be_withdrawn_after_the_deadline(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "1", "1")
    life.pass_deadline(tender)
    with pytest.raises(Refused, match="after the deadline"):
        perform(bid, "withdraw", by=cast.noor_bidder)


def test_only_registered_companies_bid(cast, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    Company.objects.filter(pk=cast.noor.pk).update(state="suspended")
    with pytest.raises(Refused, match="not registered"):
        sealing_life.submit(bid, cast.noor_bidder, "1", "1")


def test_a_registration_that_ended_today_bids_no_more_though_no_clock_has_run(cast, tender):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    Company.objects.filter(pk=cast.noor.pk).update(registered_until=today())
    with pytest.raises(Refused, match="not registered"):
        sealing_life.submit(life.again(bid), cast.noor_bidder, "1", "1")
    assert cast.noor not in bidding_companies(cast.fresh(cast.noor_bidder))


@pytest.mark.parametrize("who", ["noor_viewer", "ofoq_owner", "stranger", "officer"])
def test_others_cannot_touch_a_bid(cast, tender, who):
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    with pytest.raises(NotAllowed):
        sealing_life.submit(bid, getattr(cast, who), "1", "1")


def test_a_bid_is_not_opened_by_itself(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "1", "1")
    life.closed(tender)
    with pytest.raises(NotAllowed):
        perform(bid, "open", by=cast.opener)
    with pytest.raises(Refused, match="together with their tender"):
        perform(bid, "open", by=None)


def test_nothing_is_opened_before_the_deadline(cast, tender):
    with pytest.raises(Refused, match="deadline has not passed"):
        perform(tender, "close", by=None)
    with pytest.raises(WrongState):
        perform(tender, "give_shares", by=life.committee_of(cast).people[0], shares={})


def test_the_database_keeps_no_total_before_the_opening(cast, tender):
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "1", "1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(total=1)


def test_questions_are_answered_for_all_without_the_name(cast, client, tender):
    question = life.asked(tender, cast.noor, cast.noor_bidder)
    perform(question, "reply", by=cast.officer, answer="Forty-five centimetres.")
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "How high are the chairs?" in page
    assert "Forty-five centimetres." in page
    assert "Al Noor" not in page


def test_questions_end_with_the_bidding(cast, tender):
    question = life.asked(tender, cast.noor, cast.noor_bidder)
    life.pass_deadline(tender)
    with pytest.raises(Refused, match="Bidding is over"):
        perform(question, "reply", by=cast.officer, answer="Too late.")
    declined = perform(question, "decline", by=cast.officer, reason="Bidding is over.")
    assert declined.state == "declined"


def test_companies_with_a_draft_hear_of_answers(cast, tender):
    life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    question = life.asked(tender, cast.noor, cast.noor_bidder)
    perform(question, "reply", by=cast.officer, answer="Forty-five centimetres.")
    told = Notice.objects.get(to=cast.ofoq_owner, event__verb="clarification.answered")
    assert told.url == f"/tenders/{tender.reference}/"
    assert "Noor" not in told.subject_en + told.body_en


def test_publishing_sets_the_deadline_that_was_chosen(cast):
    closes_at = database_now() + timedelta(days=12)
    tender = perform(life.ready(cast, code="open"), "publish", by=cast.officer, closes_at=closes_at)
    assert Tender.objects.get(pk=tender.pk).closes_at == closes_at
