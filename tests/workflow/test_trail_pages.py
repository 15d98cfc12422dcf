"""The trail as auditors read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Subject
from audit.trail import erase, record
from tests.cast import give_role, with_second_factor
from tests.workflow.cases import company
from workflow.gate import perform


@pytest.fixture
def events(cast) -> list[Event]:
    perform(company(cast), "start_review", by=cast.registrar)
    record("role.granted", Subject("user", cast.officer.pk), by=cast.health_administrator,
           agency=cast.health.pk, scope=cast.health.path)  # fmt: skip
    record("role.granted", Subject("user", cast.other_officer.pk), by=cast.other_administrator,
           agency=cast.city.pk, scope=cast.city.path)  # fmt: skip
    return list(Event.objects.order_by("pk"))


def shown(client, **query) -> list[Event]:
    page = client.get(reverse("trail"), query)
    assert page.status_code == 200
    return [row["row"] for row in page.context["rows"]]


@pytest.mark.parametrize(
    "who", ["officer", "administrator", "registrar", "noor_owner", "stranger", "other_officer"]
)
def test_only_auditors_read_it(client, cast, events, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("trail")).status_code == 403
    assert client.get(reverse("trail_entry", args=[events[0].pk])).status_code == 403


def test_an_auditor_reads_their_own_tree_and_no_other(client, cast, events):
    client.force_login(cast.auditor)
    found = shown(client)
    assert [e.pk for e in found] == sorted((e.pk for e in found), reverse=True)
    assert {e.scope for e in found} == {"", cast.trade.path, cast.health.path}
    elsewhere = Event.objects.get(scope=cast.city.path)
    assert client.get(reverse("trail_entry", args=[elsewhere.pk])).status_code == 404


def test_an_auditor_of_a_part_reads_neither_the_rest_nor_sign_ins(client, cast, events):
    give_role(cast.stranger, "auditor", cast.health)
    with_second_factor(cast.stranger)
    client.force_login(cast.stranger)
    assert {e.scope for e in shown(client)} == {cast.health.path}


def test_filters_narrow_by_person_case_verb_and_time(client, cast, events):
    client.force_login(cast.auditor)
    reference = next(e.subject_label for e in events if e.verb == "company.review_started")
    assert {e.verb for e in shown(client, case=reference.lower())} == {
        "company.begun",
        "company.review_started",
    }
    assert [e.verb for e in shown(client, verb="company.review_started")] == [
        "company.review_started"
    ]
    assert {e.actor for e in shown(client, person="Mona")} == {f"user:{cast.registrar.pk}"}
    # What was done to a person is found by their name, too.
    assert "role.granted" in {e.verb for e in shown(client, person="huda")}
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert shown(client, since=tomorrow) == []
    assert len(shown(client, until=tomorrow)) > 3
    # What is no time at all narrows nothing.
    assert len(shown(client, since="yesterday")) > 3
    assert shown(client, person="%") == []


def test_it_goes_on_by_key_with_a_constant_number_of_queries(
    client, cast, events, monkeypatch, django_assert_num_queries
):
    client.force_login(cast.auditor)
    with django_assert_num_queries(30, exact=False) as counted:
        everything = shown(client)
        before = len(counted)
    monkeypatch.setattr("workflow.views.trail.Trail.size", 3)
    seen, following = [], ""
    while True:
        page = client.get(reverse("trail") + following)
        seen += [row["row"].pk for row in page.context["rows"]]
        following = page.context["next_url"]
        if not following:
            break
    assert seen == [e.pk for e in everything]
    monkeypatch.undo()
    for _i in range(20):
        perform(company(cast), "start_review", by=cast.registrar)
    with django_assert_num_queries(before, exact=False):
        shown(client)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_entry_in_full(client, cast, language):
    event = record(
        "role.granted",
        Subject("user", cast.officer.pk),
        by=cast.administrator,
        scope=cast.state.path,
        public={"role": "cashier"},
        private={"why": "a personal remark"},
    )
    client.force_login(cast.auditor)
    page = client.get(f"/{language}/trail/{event.pk}/").content.decode()
    assert bytes(event.commitment).hex() in page
    assert bytes(event.salt).hex() in page
    assert "a personal remark" in page
    erase(event, by=cast.administrator, why="asked for")
    page = client.get(f"/{language}/trail/{event.pk}/").content.decode()
    assert "a personal remark" not in page
    assert bytes(event.commitment).hex() in page


def test_reading_the_trail_changes_nothing(client, cast, events):
    client.force_login(cast.auditor)
    before = Event.objects.count()
    client.post(reverse("trail"))
    shown(client)
    assert Event.objects.count() == before
