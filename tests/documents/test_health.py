"""/healthz says which part is well, and nothing else; the plain addresses lead on."""

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from django.db import connection

from audit.models import Subject
from audit.trail import record
from portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_broker(monkeypatch):
    """A broker that answers, for what is not about it."""
    monkeypatch.setitem(health.PARTS, "broker", lambda: None)


def test_a_well_house_says_ok_for_each_part(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(
        ["database", "broker", "storage", "trail", "signing"], "ok"
    )
    assert len(answer.content.decode().strip().splitlines()) == 7
    assert answer["Cache-Control"] == "no-store"


def failing(client) -> list[str]:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    return [name for name, line in answer.json().items() if line != "ok"]


def test_without_a_key_signing_is_not_well(client, settings):
    settings.SIGNING_OWN_KEY = False
    assert failing(client) == ["signing"]


def test_a_storage_that_is_away_is_not_well(client, monkeypatch):
    def away(*_args, **_options):
        raise OSError("No space left on device: /secret/path")

    monkeypatch.setattr(default_storage, "save", away)
    assert failing(client) == ["storage"]
    assert "secret" not in client.get("/healthz").content.decode()


def test_the_probe_leaves_nothing_in_the_storage(client):
    client.get("/healthz")
    assert default_storage.listdir("health") == ([], [])


def test_a_broker_that_is_away_is_not_well(client, monkeypatch):
    monkeypatch.setitem(health.PARTS, "broker", health.broker)
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert failing(client) == ["broker"]


def test_a_trail_whose_guards_are_off_is_not_well(client):
    record("test.happened", Subject("test", 1), by=None)
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
    assert failing(client) == ["trail"]


def test_a_changed_event_is_not_well(client):
    event = record("test.happened", Subject("test", 1), by=None, public={"n": 1})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_event SET public = '{\"n\": 2}' WHERE id = %s", [event.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert failing(client) == ["trail"]


@pytest.mark.parametrize(
    ("accepts", "leads_to"),
    [("ar", "/ar/"), ("en-GB", "/en/"), ("fr, ar;q=0.5", "/ar/"), ("fr", "/en/"), ("", "/en/")],
)
def test_the_front_door_leads_to_the_browsers_language(client, accepts, leads_to):
    assert client.get("/", headers={"accept-language": accepts})["Location"] == leads_to


def test_a_language_chosen_before_comes_first(client):
    client.cookies["django_language"] = "ar"
    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/ar/"
    assert client.get("/verify", headers={"accept-language": "en"})["Location"] == "/ar/verify/"
