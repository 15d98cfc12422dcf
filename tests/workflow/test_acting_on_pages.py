"""The generic action page: who gets there, double clicks, lost sessions, old pages."""

import uuid
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from tests.cast import give_role
from tests.workflow.cases import NO_ROWS, act_url, company
from vendors.models import Company
from workflow.models import Draft

STATE = Company.State


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.registrar)
    return client


def send_back(client, case, once="", **data):
    return client.post(
        act_url(case, "send_back"),
        {"once": once or str(uuid.uuid4()), "remarks": "The extract is old.", **NO_ROWS, **data},
    )


def state_of(case) -> str:
    return Company.objects.get(pk=case.pk).state


def test_the_page_asks_and_the_button_does(desk, cast):
    case = company(cast)
    page = desk.get(act_url(case, "start_review"))
    assert page.status_code == 200
    assert state_of(case) == STATE.SUBMITTED
    answer = desk.post(act_url(case, "start_review"), {"once": page.context["once"]})
    assert answer.url == case.get_absolute_url()
    assert state_of(case) == STATE.IN_REVIEW


def test_a_stranger_gets_404_and_who_may_see_but_not_act_403(client, cast):
    case = company(cast)
    client.force_login(cast.stranger)
    assert client.get(act_url(case, "start_review")).status_code == 404
    assert client.post(act_url(case, "start_review")).status_code == 404
    client.force_login(cast.cashier)  # of the same agency
    assert client.get(act_url(case, "start_review")).status_code == 403
    assert client.post(act_url(case, "start_review")).status_code == 403
    assert state_of(case) == STATE.SUBMITTED


def test_who_is_not_signed_in_is_asked_to_whatever_the_address(client, cast):
    for address in (act_url(company(cast), "start_review"), "/en/do/company/C-1999-1/approve/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "address",
    ["/en/do/company/C-0000-0/approve/", "/en/do/nothing/X-1/approve/", "/en/do/company/x/y/"],
)
def test_what_does_not_exist_is_404(desk, address):
    assert desk.get(address).status_code == 404


def test_an_unknown_action_is_404(desk, cast):
    assert desk.get(act_url(company(cast), "explode")).status_code == 404
    assert desk.get(act_url(company(cast), "refresh_from_db")).status_code == 404


def test_an_action_somebody_else_has_just_taken_is_409_with_a_sentence(desk, cast):
    case = company(cast, STATE.RETURNED)
    for answer in (desk.get(act_url(case, "send_back")), send_back(desk, case)):
        assert answer.status_code == 409
        assert "Nothing was changed" in answer.content.decode()


def test_what_was_typed_survives_an_action_that_came_too_late(desk, cast):
    case = company(cast, STATE.RETURNED)
    assert "The extract is old." in send_back(desk, case).content.decode()


def test_a_wrong_form_is_422_with_the_sentence_beside_the_field(desk, cast):
    case = company(cast, STATE.IN_REVIEW)
    answer = send_back(desk, case, remarks="\u200b \u200f")
    assert answer.status_code == 422
    assert "remarks" in answer.context["form"].errors
    assert state_of(case) == STATE.IN_REVIEW


def test_a_double_click_does_it_once_and_says_so(desk, cast):
    case, once = company(cast, STATE.IN_REVIEW), str(uuid.uuid4())
    for _click in range(2):
        answer = send_back(desk, case, once)
        assert answer.status_code == 302
    assert Event.objects.filter(verb="company.returned").count() == 1
    page = desk.get(answer.url, follow=True)
    assert "Nothing was done twice" in page.content.decode()


@pytest.mark.parametrize("once", ["", "x", "00000000", "' OR 1=1"])
def test_an_odd_token_is_none(desk, cast, once):
    case = company(cast)
    answer = desk.post(act_url(case, "start_review"), {"once": once})
    assert answer.status_code == 302
    assert state_of(case) == STATE.IN_REVIEW


# --- a session that ended while the form was open --------------------------------------


def lose_session(client) -> None:
    client.cookies.pop("sessionid", None)


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(desk, cast):
    case = company(cast, STATE.IN_REVIEW)
    address = act_url(case, "send_back")
    desk.get(address)
    lose_session(desk)
    answer = send_back(desk, case, remarks="Typed\u0000 for an hour", remark_parts=[])
    assert answer.url.startswith(reverse("account_login"))
    assert address in unquote(answer.url)
    assert Draft.objects.count() == 1
    desk.force_login(cast.registrar)
    page = desk.get(address)
    assert "Typed for an hour" in page.content.decode()
    assert state_of(case) == STATE.IN_REVIEW, "it is given back, not sent"
    assert "Typed for an hour" in desk.get(address).content.decode(), "until it is sent"
    send_back(desk, case, remarks="Typed for an hour")
    assert state_of(case) == STATE.RETURNED
    assert not Draft.objects.exists()


def test_it_comes_back_in_the_other_language_too(desk, cast):
    case = company(cast, STATE.IN_REVIEW)
    desk.get(act_url(case, "send_back"))
    lose_session(desk)
    send_back(desk, case, remarks="Typed for an hour")
    desk.force_login(cast.registrar)
    page = desk.get(act_url(case, "send_back").replace("/en/", "/ar/", 1))
    assert "Typed for an hour" in page.content.decode()


def test_somebody_else_at_the_same_browser_does_not_get_it(desk, cast):
    case = company(cast, STATE.IN_REVIEW)
    desk.get(act_url(case, "send_back"))
    lose_session(desk)
    send_back(desk, case, remarks="Typed for an hour")
    give_role(cast.cashier, Role.REGISTRAR, cast.trade)
    desk.force_login(cast.cashier)
    assert "Typed" not in desk.get(act_url(case, "send_back")).content.decode()


def test_a_browser_that_was_never_signed_in_leaves_nothing_here(client, cast):
    send_back(client, company(cast, STATE.IN_REVIEW))
    assert not Draft.objects.exists()


def test_a_form_of_beginning_comes_back_too(client, cast):
    client.force_login(cast.stranger)
    address = reverse("new_company")
    assert client.get(address).status_code == 200
    lose_session(client)
    answer = client.post(address, {"name_en": "Half typed", "once": str(uuid.uuid4())})
    assert answer.url.startswith(reverse("account_login"))
    client.force_login(cast.stranger)
    assert "Half typed" in client.get(address, {"step": "all"}).content.decode()


def test_a_form_of_the_administration_comes_back_too(client, cast):
    client.force_login(cast.administrator)
    client.get(reverse("invite_person"))
    lose_session(client)
    client.post(reverse("invite_person"), {"name": "Half Typed", "email": "x@example.org"})
    client.force_login(cast.administrator)
    assert "Half Typed" in client.get(reverse("invite_person")).content.decode()
    assert not Draft.objects.exists()


def test_passwords_are_never_kept(desk, cast):
    case = company(cast, STATE.IN_REVIEW)
    desk.get(act_url(case, "send_back"))
    lose_session(desk)
    send_back(desk, case, password="secret", csrfmiddlewaretoken="t")
    [piece] = Draft.objects.get().data
    assert set(piece["values"]) == {"remarks", *NO_ROWS}


def test_an_old_pages_token_is_refused_in_a_sentence(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.registrar)
    case = company(cast)
    answer = strict.post(act_url(case, "start_review"))
    assert answer.status_code == 403
    assert "<html" in answer.content.decode()
    assert state_of(case) == STATE.SUBMITTED


def test_an_old_page_without_a_session_keeps_the_form(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.registrar)
    case = company(cast, STATE.IN_REVIEW)
    strict.get(act_url(case, "send_back"))
    lose_session(strict)
    strict.cookies.pop("csrftoken", None)
    answer = send_back(strict, case, remarks="Typed for an hour")
    assert answer.url.startswith(reverse("account_login"))
    strict.force_login(cast.registrar)
    assert "Typed for an hour" in strict.get(act_url(case, "send_back")).content.decode()
