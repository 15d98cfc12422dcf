"""Events are only added; private parts can be erased; nothing else can happen to either."""

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from audit.management.commands import audit_verify
from audit.models import Event, PrivatePart, Subject
from audit.trail import erase, record


@pytest.fixture
def event(cast) -> Event:
    return record(
        "thing.done",
        Subject("thing", 1, "X-1"),
        by=cast.officer,
        agency=cast.health.pk,
        scope=cast.health.path,
        public={"note": "ملاحظة", "count": 3},
        private={"address": "192.0.2.7"},
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET verb = 'x'",
        "UPDATE audit_event SET salt = salt",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_privatepart SET data = '{}'",
        "DELETE FROM audit_privatepart",
        "TRUNCATE audit_privatepart",
        (
            "INSERT INTO audit_event SELECT * FROM audit_event "
            "ON CONFLICT (id) DO UPDATE SET verb = 'x'"
        ),
    ],
)
def test_the_database_itself_refuses_changes(event, sql):
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.get(pk=event.pk).verb == "thing.done"
    assert PrivatePart.objects.get(event=event).data == {"address": "192.0.2.7"}


def test_the_orm_cannot_change_an_event(event):
    event.verb = "other.thing"
    with pytest.raises(Error), transaction.atomic():
        event.save()
    with pytest.raises(Error), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(verb="x")
    with pytest.raises(Error), transaction.atomic():
        event.delete()


def test_an_event_written_and_read_again_is_genuine(event):
    assert Event.objects.get(pk=event.pk).is_genuine()


def test_an_event_is_undone_with_its_transaction(cast):
    before = Event.objects.count()
    with transaction.atomic():
        record("thing.done", Subject("thing", 1), by=None)
        transaction.set_rollback(True)
    assert Event.objects.count() == before


def test_fractions_and_lazy_texts_are_refused(cast):
    before = Event.objects.count()
    for public in ({"price": 1.5}, {"price": {"amount": 0.1}}):
        with pytest.raises(TypeError):
            record("thing.done", Subject("thing", 1), by=None, public=public)
    assert Event.objects.count() == before


def test_erasing_removes_the_private_part_and_nothing_else(event, cast):
    assert erase(event, by=cast.administrator, why="asked for by the person")
    again = Event.objects.get(pk=event.pk)
    assert again.kept_private is None
    assert again.is_genuine()
    note = Event.objects.latest("pk")
    assert (note.verb, note.public) == (
        "event.private_part_erased",
        {"why": "asked for by the person"},
    )
    assert not erase(event, by=cast.administrator, why="again")


def test_after_erasing_the_door_is_shut_again(event, cast):
    other = record("thing.done", Subject("thing", 2), by=None, private={"a": "b"})
    erase(event, by=cast.administrator, why="asked for")
    with pytest.raises(Error), transaction.atomic():
        PrivatePart.objects.filter(event=other).delete()


def tamper(sql: str, *values: int) -> None:
    """Do what only somebody with the database's own superuser could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'thing.undone'",
        "actor = 'user:1'",
        "at = at + interval '1 microsecond'",
        "subject_id = '2'",
        "on_agency = ''",
        "on_company = '9'",
        "public = '{}'",
        "salt = 'x'",
        "commitment = 'x'",
        "statement = 'not json'",
        "statement = convert_to(replace(convert_from(statement, 'UTF8'), 'done', 'gone'), 'UTF8')",
    ],
)
def test_any_change_to_an_event_is_found(event, change, capsys):
    tamper(f"UPDATE audit_event SET {change} WHERE id = %s", event.pk)
    with pytest.raises(CommandError, match="1 problems"):
        call_command("audit_verify")
    assert f"event {event.pk}" in capsys.readouterr().err


def test_a_changed_private_part_is_found(event):
    tamper('UPDATE audit_privatepart SET data = \'{"address": "x"}\'')
    with pytest.raises(CommandError):
        call_command("audit_verify")


def test_a_trigger_switched_off_is_found(event, capsys):
    with connection.cursor() as cursor:
        # What is still to be checked at commit would keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
    with pytest.raises(CommandError, match="2 problems"):
        call_command("audit_verify")
    assert "switched off" in capsys.readouterr().err


def test_a_sound_trail_verifies_in_batches(
    event, cast, capsys, monkeypatch, django_assert_max_num_queries
):
    erase(event, by=cast.administrator, why="asked for")
    monkeypatch.setattr(audit_verify, "BATCH", 3)
    total = Event.objects.count()
    with django_assert_max_num_queries(2 + total // 3 + 2):
        call_command("audit_verify")
    said = capsys.readouterr()
    assert f"{total} events verified" in said.out
    assert "1 private parts were erased" in said.out
    assert "3 events verified, up to number" in said.err
