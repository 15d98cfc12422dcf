"""Personal keys on the server: kept as they come, one in use, checked by a puzzle."""

import json
import re
import time

import pytest
from allauth.account.internal.flows import login
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.urls import reverse

from accounts import keyring, personal_keys
from accounts.duties import Unable
from accounts.exact import SealError, to_bytes, to_text
from accounts.models import PersonalKey
from audit.models import Event
from tests.accounts.keys import PASSPHRASE, keep, pair_of
from workflow.models import Notice


def wrapped_new():
    pair = personal_keys.new_pair()
    return personal_keys.wrap(pair.private, PASSPHRASE, iterations=personal_keys.FEWEST)


def sign_in(client, person):
    """Signed in a moment ago, with the password."""
    client.force_login(person)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}
    ]
    session.save()


def solve(page, key):
    """What the browser does with the puzzle on a page."""
    text = page.content.decode()
    puzzle = json.loads(re.search(r'id="key-puzzle"[^>]*>(.*?)</script>', text).group(1))
    private = X25519PrivateKey.from_private_bytes(pair_of(key).private)
    info = f"mizan-key-check-1 {key.public}".encode()
    return to_text(keyring.SUITE.decrypt(to_bytes(puzzle, 80), private, info=info))


def test_a_key_is_made_checked_and_listed(client, cast):
    sign_in(client, cast.opener)
    assert client.get(reverse("new_personal_key")).status_code == 200
    answer = client.post(reverse("new_personal_key"), {"wrapped": json.dumps(wrapped_new())})
    key = PersonalKey.objects.get()
    assert answer.url == reverse("check_personal_key", args=[key.pk])
    assert (key.user, key.is_usable) == (cast.opener, False)
    page = client.get(answer.url)
    done = client.post(answer.url, {"answer": solve(page, key)})
    assert done.url == reverse("personal_keys")
    key.refresh_from_db()
    assert key.is_usable
    assert key.fingerprint in client.get(done.url).content.decode()
    verbs = Event.objects.filter(verb__startswith="user.key_").order_by("pk")
    assert [event.verb for event in verbs] == ["user.key_made", "user.key_checked"]
    assert verbs[0].public == {"fingerprint": key.fingerprint, "key": key.public}
    assert Notice.objects.filter(to=cast.opener).exists()


def test_whoever_does_not_hold_the_key_cannot_check_it(client, cast):
    key = keep(cast.opener, checked=False)
    sign_in(client, cast.opener)
    address = reverse("check_personal_key", args=[key.pk])
    client.get(address)
    for answer in (to_text(bytes(32)), "x", ""):
        assert client.post(address, {"answer": answer}).status_code == 422
    solved = solve(client.get(address), key)
    client.get(address)  # another puzzle takes the place of the first
    assert client.post(address, {"answer": solved}).status_code == 422
    key.refresh_from_db()
    assert not key.is_usable


def test_a_puzzle_counts_once_and_for_its_own_key(client, cast):
    older, newer = keep(cast.opener), keep(cast.opener, checked=False)
    sign_in(client, cast.opener)
    solved = solve(client.get(reverse("check_personal_key", args=[older.pk])), older)
    other = reverse("check_personal_key", args=[newer.pk])
    assert client.post(other, {"answer": solved}).status_code == 422
    newer.refresh_from_db()
    assert newer.checked_at is None


def test_a_new_key_replaces_the_one_in_use_and_the_older_stays(cast):
    first, second = keep(cast.opener), keep(cast.opener)
    first.refresh_from_db()
    assert first.retired_at is not None
    assert keyring.current_key(cast.opener) == second
    replaced = Event.objects.get(verb="user.key_replaced")
    assert replaced.public["instead_of"] == first.fingerprint
    assert pair_of(first).public != pair_of(second).public


def test_sent_twice_a_key_is_kept_once_and_nobody_takes_a_known_one(cast):
    wrapped = wrapped_new()
    assert keyring.add(cast.opener, wrapped) == keyring.add(cast.opener, wrapped)
    with pytest.raises(Unable):
        keyring.add(cast.second_opener, wrapped)
    keep(cast.opener)
    with pytest.raises(Unable):
        keyring.add(cast.opener, wrapped)


def test_recovery_changes_the_passphrase_of_the_same_key_alone(client, cast):
    key = keep(cast.opener)
    again = personal_keys.wrap(
        pair_of(key).private, "another passphrase", iterations=personal_keys.FEWEST
    )
    sign_in(client, cast.opener)
    address = reverse("recover_personal_key", args=[key.pk])
    assert client.post(address, {"wrapped": json.dumps(wrapped_new())}).status_code == 422
    assert client.post(address, {"wrapped": json.dumps(again)}).status_code == 302
    key.refresh_from_db()
    assert (key.wrapped, key.checked_at) == (again, None)
    assert Event.objects.filter(verb="user.key_recovered").count() == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"format": "other"},
        {"iterations": 1000},
        {"wrapped": "AAAA"},
        {"public": to_text(bytes(32))},  # with which everybody shares the secret zero
        {"public": to_text(b"\xff" * 32)},  # a second spelling
        {"passphrase": "mine"},
    ],
)
def test_what_is_no_wrapped_key_is_refused(client, cast, spoilt):
    wrapped = {**wrapped_new(), **spoilt}
    with pytest.raises(SealError):
        keyring.add(cast.opener, wrapped)
    sign_in(client, cast.opener)
    answer = client.post(reverse("new_personal_key"), {"wrapped": json.dumps(wrapped)})
    assert answer.status_code == 422
    assert not PersonalKey.objects.exists()


def test_making_and_recovering_ask_again_who_it_is(client, cast):
    key = keep(cast.opener)
    client.force_login(cast.opener)
    for address in (
        reverse("new_personal_key"), reverse("recover_personal_key", args=[key.pk])
    ):  # fmt: skip
        assert "reauthenticate" in client.get(address).url


def test_the_pages_send_no_passphrase(client, cast):
    """Inputs without a name are never part of what a form sends, script or no script."""
    key = keep(cast.opener)
    sign_in(client, cast.opener)
    for address in (
        reverse("new_personal_key"),
        reverse("check_personal_key", args=[key.pk]),
        reverse("recover_personal_key", args=[key.pk]),
    ):
        text = client.get(address).content.decode()
        form = re.search(r'<form class="form" method="post" data-key="form".*?</form>', text, re.S)
        named = re.findall(r'<input[^>]*\bname="([^"]+)"', form.group(0))
        assert set(named) <= {"csrfmiddlewaretoken", "wrapped", "answer"}
        assert "data-keep" not in form.group(0)


def test_the_keys_of_others_do_not_exist(client, cast):
    key = keep(cast.opener)
    sign_in(client, cast.second_opener)
    for name in ("check_personal_key", "recover_personal_key"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404
