"""Several people at the same moment, each on a database connection of their own."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.exact import SealError
from audit.models import Event, database_now
from procurement import opening, sealed_bids
from procurement.models import Bid, Envelope, Tender
from tests.cast import give_role
from tests.procurement import life, sealing_life
from workflow.blockers import Refused, WrongState
from workflow.gate import perform

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run the functions each in a thread of its own; return their results or exceptions."""
    results: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(index, work):
        try:
            gate.wait(10)
            results[index] = work()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_approvals_at_once_count_once(lasting_cast):
    cast = lasting_cast
    give_role(cast.second_opener, "procurement_approver", cast.health)
    tender = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    results = at_once(
        lambda: perform(tender, "approve", by=cast.fresh(cast.approver)),
        lambda: perform(tender, "approve", by=cast.fresh(cast.second_opener)),
    )
    assert sorted(type(r).__name__ for r in results) == ["Tender", "WrongState"]
    assert Event.objects.filter(verb="tender.approved").count() == 1


def test_two_bids_of_one_company_at_once_leave_one(lasting_cast):
    cast = lasting_cast
    tender = life.published(cast)
    results = at_once(
        lambda: life.bid_draft(tender, cast.noor, cast.fresh(cast.noor_bidder)),
        lambda: life.bid_draft(tender, cast.noor, cast.fresh(cast.noor_owner)),
    )
    assert sorted(type(r).__name__ for r in results) == ["Bid", "IntegrityError"]
    assert any(isinstance(r, IntegrityError) for r in results)
    assert Bid.objects.count() == 1


def test_a_tender_of_a_plan_item_sent_twice_at_once_is_one(lasting_cast):
    cast = lasting_cast
    item = life.in_plan(cast)
    sent = {
        "agency": cast.health.pk,
        "method": item.method.pk,
        "title_ar": "أثاث",
        "title_en": "Furniture",
        "once": str(uuid.uuid4()),
        **{f"{p}-{k}_FORMS": "0" for p in ("lots", "item_rows") for k in ("TOTAL", "INITIAL")},
    }
    url = reverse("new_tender_from_plan", args=[item.reference])

    def post():
        client = Client()
        client.force_login(cast.officer)
        return client.post(url, sent)

    answers = at_once(post, post, post)
    assert [a.status_code for a in answers] == [302, 302, 302]
    assert {a.url for a in answers} == {Tender.objects.get().get_absolute_url()}


def test_two_people_submitting_the_same_bid_submit_it_once(lasting_cast):
    cast = lasting_cast
    tender = life.published(cast)
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    first, second = sealing_life.sent(bid, "10", "4"), sealing_life.sent(bid, "11", "4")
    results = at_once(
        lambda: sealed_bids.hand_in(bid, first, by=cast.fresh(cast.noor_bidder)),
        lambda: sealed_bids.hand_in(bid, second, by=cast.fresh(cast.noor_owner)),
    )
    assert sum(isinstance(r, WrongState) for r in results) == 1
    assert life.again(bid).version == 1
    assert Envelope.objects.filter(bid=bid).count() == 1


def test_closing_waits_for_a_bid_that_came_in_time_and_the_opening_finds_it(lasting_cast):
    """The bid's transaction holds the tender while the clock wants to close it."""
    cast = lasting_cast
    tender = life.published(cast)
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    sent = sealing_life.sent(bid, "10", "4")
    deadline = database_now() + timedelta(seconds=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=deadline)

    def slow_bid():
        with transaction.atomic():
            done = sealed_bids.hand_in(bid, sent, by=cast.fresh(cast.noor_bidder))
            time.sleep(1.5)
        return done

    def close():
        while database_now() < deadline:
            time.sleep(0.05)
        return perform(tender, "close", by=None)

    received, closed = at_once(slow_bid, close)
    assert (received.state, closed.state) == ("submitted", "closed")
    times = dict(Event.objects.values_list("verb", "at"))
    assert times["bid.submitted"] < deadline <= times["tender.closed"]
    assert times["tender.closed"] - times["bid.submitted"] >= timedelta(seconds=1.4)
    assert life.committee_of(cast).open(closed, 1, 2).bids_opened == 1


def test_a_bid_that_waited_for_the_closing_is_late(lasting_cast):
    """Its transaction began before the deadline, but it got the tender only after it."""
    cast = lasting_cast
    tender = life.published(cast)
    bid = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    sent = sealing_life.sent(bid, "10", "4")
    deadline = database_now() + timedelta(seconds=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=deadline)
    held = threading.Event()

    def hold():
        with transaction.atomic():
            Tender.objects.select_for_update().get(pk=tender.pk)
            held.set()
            time.sleep(1.5)

    def bid_meanwhile():
        held.wait(5)
        return sealed_bids.hand_in(bid, sent, by=cast.fresh(cast.noor_bidder))

    _held, refused = at_once(hold, bid_meanwhile)
    assert isinstance(refused, Refused)
    assert "after the deadline" in str(refused)
    assert life.again(bid).state == "draft"


def test_a_rush_at_the_deadline_loses_no_accepted_bid(lasting_cast):
    """Bids are handed in while the clock closes: those accepted are exactly those opened."""
    cast = lasting_cast
    tender = life.published(cast)
    mine = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    theirs = life.bid_draft(tender, cast.ofoq, cast.ofoq_bidder)
    deadline = database_now() + timedelta(milliseconds=400)
    Tender.objects.filter(pk=tender.pk).update(closes_at=deadline)

    def keep_replacing(bid, person):
        accepted = 0
        person = cast.fresh(person)
        while True:
            try:
                bid = sealing_life.submit(bid, person, "10", "4")
            except (Refused, SealError):  # too late for the bid, or for its parts already
                return accepted
            accepted += 1

    def close():
        while True:
            try:
                return perform(tender, "close", by=None)
            except Refused:
                time.sleep(0.01)

    noor, ofoq, closed = at_once(
        lambda: keep_replacing(mine, cast.noor_bidder),
        lambda: keep_replacing(theirs, cast.ofoq_bidder),
        close,
    )
    opened = life.committee_of(cast).open(closed, 1, 2)
    assert opened.bids_opened == (noor > 0) + (ofoq > 0)
    assert (life.again(mine).version, life.again(theirs).version) == (noor, ofoq)
    late = Event.objects.filter(verb__in=["bid.submitted", "bid.replaced"], at__gte=deadline)
    assert not late.exists()
    connection.close()


def test_two_openings_at_once_open_once(lasting_cast):
    cast = lasting_cast
    tender = life.published(cast)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.closed(tender)
    committee = life.committee_of(cast)
    committee.give(tender, 1)
    committee.give(tender, 2)
    at_once(lambda: opening.run(tender), lambda: opening.run(life.again(tender)))
    assert life.again(tender).bids_opened == 1
    assert Event.objects.filter(verb="bid.opened").count() == 1
