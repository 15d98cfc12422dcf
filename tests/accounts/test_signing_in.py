"""Signing up, in and out, passwords and their mails, and what the trail keeps of it."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from audit.models import Event, PrivatePart

PASSWORD = "a-long-and-good-one"


@pytest.fixture
def person(cast) -> User:
    cast.stranger.set_password(PASSWORD)
    cast.stranger.save()
    return cast.stranger


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="user.").values_list("verb", flat=True))


def address(name: str, language: str, *args: object) -> str:
    with override(language):
        return reverse(name, args=args)


def sign_up(client, language: str = "en", **changes):
    data = {
        "name": "  Sara \u200bHaddad ",
        "email": "Sara@Example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **changes,
    }
    return client.post(address("account_signup", language), data)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_signing_up_asks_to_confirm_the_address_and_then_lets_in(client, db, language):
    assert client.get(address("account_signup", language)).status_code == 200
    answer = sign_up(client, language)
    assert answer.status_code == 302
    person = User.objects.get(email="sara@example.org")
    assert (person.name, person.language) == ("Sara Haddad", language)
    refused = client.post(
        address("account_login", language), {"login": person.email, "password": PASSWORD}
    )
    assert "/confirm-email/" in refused.url
    link = re.search(r"https?://\S+", str(mail.outbox[0].body)).group()
    assert f"/{language}/" in link
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert EmailAddress.objects.get(user=person).verified
    client.logout()
    answer = client.post(
        address("account_login", language), {"login": "SARA@example.org", "password": PASSWORD}
    )
    assert answer.url == address("inbox", language)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "\u200b\u200e"}, "name"),
        ({"email": "sara"}, "email"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "something else entirely"}, "password2"),
    ],
)
def test_a_wrong_sign_up_keeps_what_was_typed(client, db, changes, field):
    answer = sign_up(client, **changes)
    assert field in answer.context["form"].errors
    assert not User.objects.exists()
    if field != "name":
        assert "Haddad" in answer.content.decode()


def test_signing_up_with_a_known_address_tells_only_its_owner(client, person):
    before = User.objects.count()
    answer = sign_up(client, email=person.email)
    assert answer.status_code == 302
    assert User.objects.count() == before
    assert mail.outbox[0].to == [person.email]


def test_a_mail_server_that_is_away_is_said_in_a_sentence(client, db, monkeypatch):
    def away(self):
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    answer = sign_up(client)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert "could not be sent" in page.content.decode()


def test_sign_ins_and_sign_outs_are_in_the_trail(client, person):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_logout"))
    events = list(Event.objects.filter(verb__startswith="user.").order_by("pk"))
    assert [e.verb for e in events] == ["user.signed_in", "user.signed_out"]
    assert events[0].actor == f"user:{person.pk}"
    # The network address is personal: it is private and can be erased.
    assert events[0].kept_private.data == {"address": "127.0.0.1"}
    assert "127.0.0.1" not in bytes(events[0].statement).decode()


@pytest.mark.parametrize("known", [True, False])
def test_failed_sign_ins_are_in_the_trail(client, person, known):
    tried = person.email.upper() if known else "nobody@example.org"
    answer = client.post(reverse("account_login"), {"login": tried, "password": "wrong"})
    assert answer.status_code == 200
    event = Event.objects.get(verb="user.sign_in_failed")
    assert event.actor == "anonymous"
    assert event.subject_id == (str(person.pk) if known else "unknown")
    assert PrivatePart.objects.get(event=event).data["tried"] == tried.lower()


def test_whoever_may_not_sign_in_cannot(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert verbs() == ["user.sign_in_failed"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_forgotten_password_is_chosen_anew(client, person, language):
    answer = client.post(address("account_reset_password", language), {"email": person.email})
    assert answer.status_code == 302
    link = re.search(r"https?://\S+", str(mail.outbox[0].body)).group()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    new = "another-long-and-good-one"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    assert "user.password_changed" in verbs()


def test_an_unknown_address_gets_the_same_answer(client, db):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert answer.url == reverse("account_reset_password_done")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
        "account_logout",
        "account_reauthenticate",
    ],
)
def test_the_account_pages_are_there_in_both_languages(client, person, name, language):
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    answer = client.get(address(name, language), follow=True)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


def test_the_machine_rooms_door_leads_through_the_sites_sign_in(client, cast):
    """The technical administration asks no password itself: the second factor would be missed."""
    answer = client.get("/en/staff/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/en/account/login/")
    answer = client.post("/en/staff/login/", {"username": "x", "password": "y"})
    assert answer.url.startswith("/en/account/login/")
    client.force_login(cast.officer)
    assert client.get("/en/staff/").status_code in {302, 403}
