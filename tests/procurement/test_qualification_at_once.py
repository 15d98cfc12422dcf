"""Several people at the same moment around a qualification, each on a connection of their own."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction

from audit.models import Event, database_now
from procurement.models import Qualification, QualificationRequest
from tests.cast import give_role
from tests.procurement import qualify_life as life
from tests.procurement.life import again
from tests.procurement.test_at_once import at_once
from workflow.blockers import Refused, WrongState
from workflow.gate import perform

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_two_people_of_one_company_beginning_at_once_begin_one(lasting_cast):
    cast = lasting_cast
    call = life.published(cast)
    results = at_once(
        lambda: life.begun(call, cast.noor, cast.fresh(cast.noor_bidder)),
        lambda: life.begun(call, cast.noor, cast.fresh(cast.noor_owner)),
    )
    assert sorted(type(r).__name__ for r in results) == ["IntegrityError", "QualificationRequest"]
    assert QualificationRequest.objects.count() == 1


def test_two_people_submitting_at_once_submit_once(lasting_cast):
    cast = lasting_cast
    call = life.published(cast, papers=[])
    request = life.begun(call, cast.noor, cast.noor_bidder)
    results = at_once(
        lambda: perform(request, "submit", by=cast.fresh(cast.noor_bidder)),
        lambda: perform(request, "submit", by=cast.fresh(cast.noor_owner)),
    )
    assert sum(isinstance(r, WrongState) for r in results) == 1
    assert again(request).version == 1


def test_an_application_that_waited_for_the_closing_is_late(lasting_cast):
    """Its transaction began before the deadline, but it got the call only after it."""
    cast = lasting_cast
    call = life.published(cast, papers=[])
    request = life.begun(call, cast.noor, cast.noor_bidder)
    deadline = database_now() + timedelta(seconds=1)
    Qualification.objects.filter(pk=call.pk).update(closes_at=deadline)
    held = threading.Event()

    def hold():
        with transaction.atomic():
            Qualification.objects.select_for_update().get(pk=call.pk)
            held.set()
            time.sleep(1.5)

    def apply_meanwhile():
        held.wait(5)
        return perform(request, "submit", by=cast.fresh(cast.noor_bidder))

    _held, refused = at_once(hold, apply_meanwhile)
    assert isinstance(refused, Refused)
    assert "after the deadline" in str(refused)
    assert again(request).state == "draft"


def test_the_closing_waits_for_an_application_that_came_in_time(lasting_cast):
    cast = lasting_cast
    call = life.published(cast, papers=[])
    request = life.begun(call, cast.noor, cast.noor_bidder)
    deadline = database_now() + timedelta(seconds=1)
    Qualification.objects.filter(pk=call.pk).update(closes_at=deadline)

    def slow():
        with transaction.atomic():
            done = perform(request, "submit", by=cast.fresh(cast.noor_bidder))
            time.sleep(1.5)
        return done

    def close():
        while database_now() < deadline:
            time.sleep(0.05)
        return perform(call, "close", by=None)

    received, closed = at_once(slow, close)
    assert (received.state, closed.state) == ("submitted", "closed")
    assert QualificationRequest.objects.visible_to(cast.fresh(cast.officer)).count() == 1


def test_two_conclusions_at_once_conclude_once(lasting_cast):
    cast = lasting_cast
    give_role(cast.second_opener, "procurement_approver", cast.health)
    call = life.published(cast, papers=[])
    request = perform(life.begun(call, cast.noor, cast.noor_bidder), "submit", by=cast.noor_bidder)
    call = life.closed(call)
    life.judged(cast, request)
    results = at_once(
        lambda: perform(call, "conclude", by=cast.fresh(cast.approver)),
        lambda: perform(call, "conclude", by=cast.fresh(cast.second_opener)),
    )
    assert sorted(type(r).__name__ for r in results) == ["Qualification", "WrongState"]
    assert Event.objects.filter(verb="qualification_request.qualified").count() == 1
