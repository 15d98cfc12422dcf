"""The clock takes many cases together, and what it leaves is what one by one would have left."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event, database_now
from licensing.models import Licence
from tests.licensing.conftest import Licensing
from tests.workflow.test_at_once import at_once
from workflow import clockwork, crowd
from workflow.actions import actions_of
from workflow.gate import perform
from workflow.models import Notice, Passage

EXPIRE = actions_of(Licence)["expire"]


def ended(licensing, count) -> list[Licence]:
    """So many licences whose last day has passed."""
    made = [licensing.issued(licensing.food) for _i in range(count)]
    today = timezone.localdate()
    Licence.objects.filter(pk__in=[one.pk for one in made]).update(
        valid_from=today - timedelta(days=400), valid_until=today
    )
    return list(Licence.objects.filter(pk__in=[one.pk for one in made]).order_by("pk"))


def left_by(case) -> dict:
    """What an act leaves behind: the row, the passages, the event, the notices."""
    fresh = Licence.objects.get(pk=case.pk)
    event = Event.objects.filter(subject_kind="licence", subject_id=case.pk).latest("pk")
    passages = Passage.objects.filter(kind="licence", case_id=case.pk).order_by("pk")
    notices = Notice.objects.filter(event=event).order_by("to")
    assert event.is_genuine()
    return {
        "state": fresh.state,
        "due": fresh.due_on,
        "event": (event.verb, event.actor, event.audience, event.scope, event.public),
        "company": (event.on_company, event.on_agency),
        "passages": [(p.state, p.until is None) for p in passages],
        "last": passages.last().event_id == event.pk and passages.last().since == event.at,
        "notices": [(n.to_id, n.subject_en.replace(fresh.reference, "")) for n in notices],
    }


def take(pks):
    return crowd.perform_on_all(Licence, EXPIRE, pks)


@pytest.fixture
def licensing(cast) -> Licensing:
    return Licensing(cast)


def test_a_crowd_leaves_what_one_by_one_leaves(licensing):
    alone, *others = ended(licensing, 4)
    perform(alone, "expire", by=None)
    assert take([case.pk for case in others]) == 3
    expected = left_by(alone)
    assert expected["state"] == "expired"
    assert len(expected["notices"]) > 1
    for case in others:
        assert left_by(case) == expected


def test_who_may_not_yet_is_left_as_it_was(licensing):
    early, *due = ended(licensing, 3)
    Licence.objects.filter(pk=early.pk).update(valid_until=timezone.localdate() + timedelta(days=1))
    before = Event.objects.count()
    assert take([early.pk, *(case.pk for case in due)]) == 2
    assert Licence.objects.get(pk=early.pk).state == "active"
    assert Event.objects.count() == before + 2
    assert take([case.pk for case in due]) == 0


def test_a_crowd_costs_few_statements_a_case(licensing):
    few, many = ended(licensing, 2), ended(licensing, 6)
    with CaptureQueriesContext(
        connection,
    ) as small:
        take([case.pk for case in few])
    with CaptureQueriesContext(connection) as large:
        take([case.pk for case in many])
    assert len(large) == len(small)


def test_one_that_stumbles_holds_up_no_other(licensing, monkeypatch, caplog):
    cases = ended(licensing, 6)
    body = EXPIRE.tells
    assert body is not None

    def stumbling(act):
        if act.case.pk == cases[2].pk:
            raise RuntimeError("no mail today")
        return body(act)

    monkeypatch.setitem(EXPIRE.__dict__, "tells", stumbling)
    assert clockwork._run_action(Licence, EXPIRE, database_now()) == 5
    states = Licence.objects.filter(pk__in=[c.pk for c in cases]).values_list("pk", "state")
    assert [pk for pk, state in states if state == "active"] == [cases[2].pk]


def test_the_trail_of_a_crowd_is_whole(licensing):
    take([case.pk for case in ended(licensing, 5)])
    call_command("audit_verify")


@pytest.mark.django_db(transaction=True)
def test_who_is_held_by_somebody_else_is_left_to_the_next_time(lasting_cast):
    cases = ended(Licensing(lasting_cast), 3)
    held = cases[1].pk
    with transaction.atomic():
        Licence.objects.select_for_update(no_key=True).get(pk=held)
        assert at_once(lambda: take([case.pk for case in cases])) == [2]
    assert Licence.objects.get(pk=held).state == "active"
    assert take([held]) == 1
