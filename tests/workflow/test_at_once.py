"""Several people, tabs and workers at the same moment, on connections of their own."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connections

from accounts import people
from accounts.duties import Unable
from accounts.models import Membership, Role
from audit.models import Event
from tests.cast import give_role, with_second_factor
from tests.workflow.cases import company
from vendors.models import Company
from workflow import sending
from workflow.blockers import AlreadyDone, Refused, WrongState
from workflow.gate import begin, perform
from workflow.models import Notice


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls together, each with a connection; return results and exceptions."""
    ready = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(i: int, call: Callable[[], Any]) -> None:
        try:
            ready.wait(10)
            results[i] = call()
        except Exception as error:  # it is what the test asks about
            results[i] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, c)) for i, c in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "they wait for one another"
    return results


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(r).__name__ for r in results)


def test_two_registrars_at_once_and_one_is_told_it_is_done(lasting_cast):
    cast = lasting_cast
    give_role(cast.cashier, Role.REGISTRAR, cast.trade)
    case = company(cast)
    results = at_once(
        lambda: perform(case, "start_review", by=cast.registrar),
        lambda: perform(case, "start_review", by=cast.cashier),
    )
    assert kinds(results) == ["Company", "WrongState"]
    assert Event.objects.filter(verb="company.review_started").count() == 1


def test_one_form_sent_five_times_at_once_counts_once(lasting_cast):
    case, once = company(lasting_cast), uuid.uuid4()
    results = at_once(
        *[lambda: perform(case, "start_review", by=lasting_cast.registrar, once=once)] * 5
    )
    assert kinds(results) == ["AlreadyDone"] * 4 + ["Company"]
    assert isinstance(results[0], AlreadyDone | Company | WrongState)


def test_one_beginning_sent_four_times_at_once_begins_one(lasting_cast):
    cast, once = lasting_cast, uuid.uuid4()
    before = Company.objects.count()

    def start():
        new = Company(agency=cast.trade, name_ar="ش", name_en="C")
        return begin(new, by=cast.stranger, who="vendors.register_company", once=once)

    results = at_once(*[start] * 4)
    assert kinds(results) == ["AlreadyDone"] * 3 + ["Company"]
    assert Company.objects.count() == before + 1


def test_numbers_are_never_given_twice(lasting_cast):
    made = at_once(*[lambda: company(lasting_cast)] * 6)
    assert len({case.reference for case in made}) == 6


def a_notice(cast) -> Notice:
    case = perform(company(cast), "start_review", by=cast.registrar)
    event = Event.objects.latest("pk")
    assert event.subject_id == str(case.pk)
    return Notice.objects.create(
        to=cast.noor_owner, event=event, at=event.at, subject_ar="خبر", subject_en="News"
    )


def test_workers_at_once_send_a_notice_once(lasting_cast):
    notice = a_notice(lasting_cast)
    mail.outbox.clear()
    results = at_once(*[lambda: sending.send(notice.pk)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert len(mail.outbox) == 1


def test_two_administrators_cannot_close_each_other_out(lasting_cast):
    cast = lasting_cast
    give_role(cast.stranger, Role.ADMINISTRATOR, cast.state)
    with_second_factor(cast.stranger)
    first, second = cast.administrator, cast.stranger
    results = at_once(
        lambda: people.close_sign_in(second, "feud", by=first),
        lambda: people.close_sign_in(first, "feud", by=second),
    )
    assert True in results
    assert kinds(results) == ["PermissionDenied", "bool"]
    assert [cast.fresh(p).is_active for p in (first, second)].count(True) == 1


def test_the_last_two_administrators_cannot_both_leave(lasting_cast):
    cast = lasting_cast
    second = give_role(cast.stranger, Role.ADMINISTRATOR, cast.state)
    with_second_factor(cast.stranger)
    first = Membership.objects.get(user=cast.administrator)
    results = at_once(
        lambda: people.end_role(first, by=cast.administrator),
        lambda: people.end_role(second, by=cast.stranger),
    )
    assert kinds(results) == ["Unable", "bool"]
    assert any(isinstance(r, Unable) for r in results)


def test_one_invitation_sent_three_times_at_once_makes_one_person(lasting_cast):
    cast = lasting_cast

    def invite():
        return people.invite(
            "new@example.org", "New", "en", Role.CASHIER, cast.trade, by=cast.administrator
        )

    results = at_once(*[invite] * 3)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert len({r.person.pk for r in results}) == 1
    assert len({r.membership.pk for r in results}) == 1


@pytest.mark.parametrize("error", [Refused])
def test_a_refusal_carries_its_sentences(error):
    assert issubclass(WrongState, error)
    assert issubclass(AlreadyDone, error)
