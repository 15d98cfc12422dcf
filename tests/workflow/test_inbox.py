"""What waits for me, what I was told, and the demonstration's mail."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from tests.cast import give_role, with_second_factor
from tests.workflow.cases import company
from vendors.models import Company
from workflow.models import Notice, OutboxMail


def due(case, days: int):
    day = timezone.localdate() + timedelta(days=days)
    Company.objects.filter(pk=case.pk).update(due_on=day)
    return case


def test_the_most_pressing_is_on_top_and_what_has_no_clock_comes_last(client, cast):
    later, late, none, today = (company(cast) for _i in range(4))
    due(later, 4), due(late, -2), due(today, 0)
    Company.objects.filter(pk=none.pk).update(due_on=None)
    client.force_login(cast.registrar)
    page = client.get(reverse("inbox"))
    shown = [row["case"].pk for row in page.context["rows"]]
    assert shown == [late.pk, today.pk, later.pk, none.pk]
    assert [figure["value"] for figure in page.context["stats"]] == [4, 1, 1]


def test_a_word_of_the_name_or_the_number_finds_what_waits(client, cast):
    one, other = company(cast, name_en="Palm Trading"), company(cast, name_en="Olive Works")
    client.force_login(cast.registrar)
    for typed, found in (("palm", one), (other.reference.lower(), other)):
        page = client.get(reverse("inbox"), {"q": typed})
        assert [row["case"].pk for row in page.context["rows"]] == [found.pk]
    page = client.get(reverse("inbox"), {"q": "zzzz"})
    assert not page.context["rows"]
    assert page.context["empty"]["url"] == reverse("inbox")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_says_in_words_how_late(client, cast, language):
    due(company(cast), -2)
    client.force_login(cast.registrar)
    page = client.get(f"/{language}/inbox/").content.decode()
    assert ("2 days late" in page) if language == "en" else ('class="due late"' in page)


def test_each_sees_what_waits_for_them_alone(client, cast):
    company(cast)
    for who, count in (("registrar", 1), ("cashier", 0), ("officer", 0), ("stranger", 0),
                       ("administrator", 0), ("auditor", 0), ("noor_owner", 0)):  # fmt: skip
        client.force_login(getattr(cast, who))
        page = client.get(reverse("inbox"))
        assert page.status_code == 200
        assert page.context["total"] == count, who


def test_what_somebody_else_must_do_is_not_shown(client, cast):
    """A registrar with a part in the company decides nothing about it."""
    Company.objects.filter(pk=company(cast).pk).update(created_by=cast.registrar)
    client.force_login(cast.registrar)
    assert client.get(reverse("inbox")).context["total"] == 0


def test_a_role_above_covers_the_cases_below(client, cast):
    company(cast)
    give_role(cast.stranger, "registrar", cast.state)
    with_second_factor(cast.stranger)
    client.force_login(cast.stranger)
    assert client.get(reverse("inbox")).context["total"] == 1


def test_an_empty_inbox_says_so(client, cast):
    client.force_login(cast.cashier)
    assert "Nothing waits for you" in client.get(reverse("inbox")).content.decode()


def test_it_costs_the_same_however_much_waits(client, cast, django_assert_num_queries):
    company(cast)
    client.force_login(cast.registrar)
    with django_assert_num_queries(40, exact=False) as counted:
        client.get(reverse("inbox"))
        before = len(counted)
    for _i in range(15):
        company(cast)
    with django_assert_num_queries(before):
        client.get(reverse("inbox"))


def test_more_is_shown_on_asking(client, cast, monkeypatch):
    monkeypatch.setattr("workflow.views.inbox.PAGE", 2)
    for _i in range(3):
        company(cast)
    client.force_login(cast.registrar)
    page = client.get(reverse("inbox"))
    assert (len(page.context["rows"]), page.context["more"]) == (2, 4)
    page = client.get(reverse("inbox"), {"show": "4"})
    assert (len(page.context["rows"]), page.context["more"]) == (3, None)
    for odd in ("x", "-1", "99999999999999999999"):
        assert client.get(reverse("inbox"), {"show": odd}).status_code == 200


# --- notices ---------------------------------------------------------------------------


@pytest.fixture
def told(cast) -> Notice:
    company(cast)
    event = Event.objects.latest("pk")
    return Notice.objects.create(
        to=cast.noor_owner,
        event=event,
        at=event.at,
        subject_ar="خبر",
        subject_en="News for you",
        url="/inbox/",
    )


def test_notices_are_read_by_their_own_reader(client, cast, told):
    client.force_login(cast.noor_owner)
    assert "News for you" in client.get(reverse("notices")).content.decode()
    assert "خبر" in client.get("/ar/notices/").content.decode()
    client.force_login(cast.ofoq_owner)
    assert "News for you" not in client.get(reverse("notices")).content.decode()
    assert client.post(reverse("open_notice", args=[told.pk])).status_code == 404


def test_opening_marks_as_read_and_leads_on_in_the_readers_language(client, cast, told):
    client.force_login(cast.noor_owner)
    assert client.get(reverse("open_notice", args=[told.pk])).status_code == 405
    answer = client.post(f"/ar/notices/{told.pk}/open/")
    assert answer.url == "/ar/inbox/"
    told.refresh_from_db()
    assert told.read_at is not None


def test_all_are_marked_as_read(client, cast, told):
    client.force_login(cast.noor_owner)
    client.post(reverse("read_all_notices"))
    told.refresh_from_db()
    assert told.read_at is not None


# --- the demonstration's mail ----------------------------------------------------------


def test_the_outbox_exists_in_the_demonstration_only(client, db, settings):
    settings.DEMO = False
    assert client.get("/en/outbox/").status_code == 404


def test_the_outbox_is_read_and_filtered_and_its_links_can_be_followed(client, db, settings):
    settings.DEMO = True
    OutboxMail.objects.create(
        to="amal@example.org", subject="Welcome", body="See http://127.0.0.1:8000/en/x/ <b>"
    )
    OutboxMail.objects.create(to="other@example.org", subject="Another", body="Text")
    page = client.get("/en/outbox/").content.decode()
    assert "Welcome" in page
    assert "Another" in page
    assert 'href="http://127.0.0.1:8000/en/x/"' in page
    assert "&lt;b&gt;" in page
    page = client.get("/en/outbox/", {"to": "Amal"}).content.decode()
    assert "Welcome" in page
    assert "Another" not in page
