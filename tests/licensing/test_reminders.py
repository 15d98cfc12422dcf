"""Reminders before a licence ends: whom, when, once each; and a worker killed in the middle."""

import os
import signal
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from audit import trail
from licensing import reminding
from licensing.models import Licence
from tests.licensing.test_at_once import together
from vendors.models import CompanyMember, Reminder
from workflow.gate import perform
from workflow.models import Notice


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """What would be queued is left to the sweep."""
    monkeypatch.setattr("workflow.queue.send", lambda task, *args: None)


CROWD = 50_000


def told(person):
    return Notice.objects.filter(to=person, event__verb="licence.reminded")


def remind():
    return reminding.remind(timezone.now())


def test_90_60_30_7_and_1_days_ahead_once_each(cast, licensing):
    licence = licensing.ending(100)
    assert remind() == 0
    sent = []
    for left in range(99, -3, -1):
        licensing.lasting(licence, valid_until=timezone.localdate() + timedelta(days=left))
        Reminder.objects.update(until=timezone.localdate() + timedelta(days=left))
        sent += [left] * remind()
        assert remind() == 0
    assert sent == [90, 60, 30, 7, 1]
    assert told(cast.noor_owner).count() == 5


def test_those_who_can_renew_are_told_in_both_languages(cast, licensing):
    licensing.ending(30)
    assert remind() == 1
    notice = told(cast.noor_owner).get()
    assert "ends in 30 days" in notice.subject_en
    assert notice.subject_ar
    assert "confirmation and a payment" in notice.body_en
    for person in (cast.noor_bidder, cast.noor_viewer, cast.ofoq_owner, cast.licensing_officer):
        assert not told(person).exists()


def test_after_a_pause_only_the_nearest_is_sent(cast, licensing):
    licensing.ending(5)
    assert remind() == 1
    assert Reminder.objects.get().days == 7


def test_a_renewal_that_the_agency_has_is_not_reminded_of(cast, licensing):
    licence = licensing.ending(7)
    change = licensing.changed(licence, "renew")
    change = licensing.edited(change, chillers=40)
    assert remind() == 1  # a draft renews nothing
    Reminder.objects.all().delete()
    perform(change, "submit", by=cast.noor_owner)
    assert remind() == 0


def test_after_a_renewal_the_next_end_is_announced_anew(cast, licensing):
    licence = licensing.ending(7, licensing.home)
    assert remind() == 1
    renewed = licensing.renewed(licence)
    assert remind() == 0
    with time_machine.travel(renewed.valid_until - timedelta(days=30)):
        assert remind() == 1


def test_what_needs_the_licence_is_named(cast, licensing):
    licensing.ending(7, licensing.home)
    licence = licensing.issued()
    licence.type_version.depends_on.add(licensing.home)
    assert remind() == 1
    assert licence.reference in told(cast.noor_owner).get().body_en


def crowd(licence, count):
    """So many licences that end on one day."""
    columns = [f.column for f in Licence._meta.concrete_fields if f.name not in ("id", "reference")]
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Licence._meta.db_table} (reference, {names}) "
            f"SELECT 'L-2020-' || lpad(n::text, 6, '0'), {names} "
            f"FROM {Licence._meta.db_table}, generate_series(1, %s) n WHERE id = %s",
            [count, licence.pk],
        )


@pytest.mark.django_db(transaction=True)
def test_50000_on_one_day_with_the_worker_killed_in_the_middle(
    lasting_licensing, django_assert_max_num_queries
):
    """A process of its own is killed while it works on the 26th of fifty batches; the next one
    sends the rest, and nothing twice, at a few statements a batch.
    """
    crowd(lasting_licensing.ending(30), CROWD - 1)
    pid = os.fork()
    if pid == 0:
        _work_and_be_killed()
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    # Whole batches are there, nothing half done.
    owner = lasting_licensing.cast.noor_owner
    assert Reminder.objects.count() == told(owner).count() == CROWD // 2
    with django_assert_max_num_queries(CROWD // 2 // reminding.BATCH * 14):
        assert remind() == CROWD - CROWD // 2
    assert remind() == 0
    licences = told(owner).values("event__subject_id").distinct()
    assert licences.count() == told(owner).count() == CROWD


def _work_and_be_killed():
    """In a process of its own, with a connection of its own."""
    connection.connection = None  # the parent's, which is not ours to close
    batches = []
    store = trail.store

    def store_then_die(entries):
        events = store(entries)
        batches.append(events)
        if len(batches) > CROWD // 2 // reminding.BATCH:
            os.kill(os.getpid(), signal.SIGKILL)
        return events

    trail.store = store_then_die
    try:
        remind()
    finally:
        os._exit(1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_reminder_once(lasting_licensing):
    licensing = lasting_licensing
    crowd(licensing.ending(30), 299)
    now = timezone.now()
    came = together(*[lambda: reminding.remind(now, batch=50)] * 2)
    assert sum(came) == 300
    assert told(licensing.cast.noor_owner).count() == 300


def test_only_current_members_are_told(cast, licensing):
    licensing.ending(30)
    CompanyMember.objects.filter(user=cast.noor_owner).update(until=timezone.localdate())
    assert remind() == 1
    assert not told(cast.noor_owner).exists()
