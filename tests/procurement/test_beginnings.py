"""Questions and bids are begun at the gate: in time by its clock, whoever calls it."""

from datetime import timedelta

import pytest

from audit.models import database_now
from procurement.models import Bid, Clarification, Tender
from tests.procurement import life
from workflow.blockers import Refused
from workflow.gate import begin
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def late(tender, **changes):
    Tender.objects.filter(pk=tender.pk).update(**changes)
    return tender  # as a page read it before the time was over


def ask(cast, tender):
    question = Clarification(tender=tender, company=cast.noor, question="New ones only?")
    return begin(question, by=cast.noor_bidder, who="procurement.ask_question")


def test_a_question_tells_the_officers_when_it_is_begun(cast):
    ask(cast, life.published(cast))
    assert Notice.objects.filter(to=cast.officer, body_en__contains="New ones only?").count() == 1


def test_a_question_after_the_time_for_questions_is_refused_and_leaves_nothing(cast):
    tender = life.published(cast)
    late(tender, questions_until=database_now() - timedelta(microseconds=1))
    with pytest.raises(Refused, match="time for questions"):
        ask(cast, tender)
    assert not Clarification.objects.exists()


def test_a_bid_is_not_begun_after_the_deadline_whatever_the_page_had_read(cast):
    tender = life.published(cast)
    lot = tender.lots.get()
    late(tender, closes_at=database_now() - timedelta(microseconds=1))
    bid = Bid(tender=tender, lot=lot, company=cast.noor)
    with pytest.raises(Refused, match="after the deadline"):
        begin(bid, by=cast.noor_bidder, who="procurement.make_bid")
    assert not Bid.objects.exists()
