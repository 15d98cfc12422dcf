"""Saved filters: kept, opened with, forgotten; twice, late, and by other people."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.lists import saved
from accounts.models import SavedFilter
from tests.lists import shown


@pytest.fixture
def officer(client, cast):
    shown.tenders(cast, 6)
    client.force_login(cast.officer)
    return client


def save(client, name="Won", query="state=awarded", kind="tenders", **more):
    address = reverse("save_filter", args=[kind])
    return client.post(address, {"name": name, "query": query}, **more)


def test_a_filter_is_saved_shown_and_followed(cast, officer):
    answer = save(officer, query="state=awarded&sort=-title&state=x&utm=1&show=all")
    assert answer.url == "/en/tenders/?state=awarded&sort=-title"
    page = officer.get(answer.url)
    (kept,) = page.context["saved"]
    assert (kept["name"], kept["is_here"], kept["is_opening"]) == ("Won", True, False)
    assert "The filter “Won” was saved." in page.content.decode()
    assert officer.get(f"/en/tenders/{kept['url']}").context["list"].total == 2


def test_the_same_name_keeps_what_is_chosen_now(cast, officer):
    save(officer)
    save(officer, query="state=ended")
    assert SavedFilter.objects.get().query == "state=ended"


@pytest.mark.parametrize(
    ("name", "query"), [("", "state=awarded"), ("Won", ""), ("Won", "state=x"), ("\u200f ", "q=a")]
)
def test_a_filter_needs_a_name_and_something_chosen(cast, officer, name, query):
    assert save(officer, name=name, query=query).status_code == 302
    assert not SavedFilter.objects.exists()


def test_there_is_room_for_so_many(cast, officer, monkeypatch):
    monkeypatch.setattr(saved, "MOST", 2)
    for number in range(3):
        answer = save(officer, name=f"F{number}", follow=True)
    assert SavedFilter.objects.count() == 2
    assert "You have 2 saved filters here." in answer.content.decode()
    save(officer, name="F1", query="q=else")  # one that is there may still change
    assert SavedFilter.objects.get(name="F1").query == "q=else"


def test_the_list_opens_with_it_until_one_says_otherwise(cast, officer):
    save(officer)
    save(officer, name="Others", query="state=ended")
    address = reverse("open_with_filter", args=["tenders"])
    for name in ("Others", "Won", "Won"):
        officer.post(address, {"name": name})
    assert [f.name for f in SavedFilter.objects.filter(is_opening=True)] == ["Won"]
    page = officer.get("/en/tenders/")
    assert page.context["list"].total == 2
    assert "Opened with your filter" in page.content.decode()
    assert officer.get("/en/tenders/?show=all").context["list"].total == 6
    assert officer.get("/en/tenders/?state=ended").context["list"].total == 2
    officer.post(address, {"name": ""})
    assert officer.get("/en/tenders/").context["list"].total == 0


def test_it_is_removed_once_and_staying_removed_is_no_error(cast, officer):
    save(officer)
    address = reverse("forget_filter", args=["tenders"])
    for _twice in range(2):
        assert officer.post(address, {"name": "Won"}).status_code == 302
    assert not SavedFilter.objects.exists()
    late = officer.post(reverse("open_with_filter", args=["tenders"]), {"name": "Won"})
    assert late.url == "/en/tenders/"


def test_other_peoples_filters_are_out_of_reach(cast, officer):
    save(officer)
    other = Client()
    other.force_login(cast.approver)
    assert not other.get("/en/tenders/").context["saved"]
    for name in ("forget_filter", "open_with_filter"):
        other.post(reverse(name, args=["tenders"]), {"name": "Won"})
    kept = SavedFilter.objects.get()
    assert (kept.person, kept.is_opening) == (cast.officer, False)
    save(other, query="state=ended")
    kept.refresh_from_db()
    assert kept.query == "state=awarded"


def test_only_lists_that_one_may_see_and_only_by_post(cast, officer):
    assert save(officer, kind="no-such-list").status_code == 404
    assert save(officer, kind="people", query="q=x").status_code == 403
    assert officer.get(reverse("save_filter", args=["tenders"])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.officer)
    assert save(strict).status_code == 403
    assert save(Client()).status_code == 302
    assert not SavedFilter.objects.exists()


def test_who_is_not_signed_in_is_offered_none(cast, client):
    shown.tenders(cast, 3)
    assert "save_filter" not in client.get("/en/tenders/?state=awarded").content.decode()
    assert "Save this filter" not in client.get("/en/tenders/?state=awarded").content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_saved_and_has_no_meaning_any_more_is_ignored(cast, officer, language):
    SavedFilter.objects.create(
        person=cast.officer,
        list_name="tenders",
        name="<b>Old</b>",
        query="state=gone&colour=blue&sort=nothing",
        is_opening=True,
    )
    page = officer.get(f"/{language}/tenders/")
    assert page.status_code == 200
    assert page.context["list"].total == 6
    assert "<b>Old</b>" not in page.content.decode()
