"""The second factor: setting it up, signing in with it, losing it, and officers without one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from audit.models import Event
from tests.cast import without_second_factor
from vendors.models import Company
from workflow.blockers import Refused
from workflow.gate import begin

PASSWORD = "a-long-and-good-one"


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def officer(cast):
    """An officer with a password and no second factor."""
    cast.officer.set_password(PASSWORD)
    cast.officer.save()
    return without_second_factor(cast.officer)


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def prove(client):
    """Show once more that it is you: what concerns the account's safety asks for it."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_an_officer_without_one_is_kept_on_the_page_where_it_is_set_up(client, officer, settings):
    assert settings.SECOND_FACTOR_REQUIRED is True
    sign_in(client, officer)
    for name in ("inbox", "notices", "delegations"):
        answer = client.get(reverse(name))
        assert answer.url == reverse("mfa_index"), name
    page = client.get(reverse("mfa_index"))
    assert page.status_code == 200
    assert "second factor" in page.content.decode().lower()
    assert client.get(reverse("home")).status_code == 200
    # What was to be sent is not done either.
    assert client.post(reverse("read_all_notices")).url == reverse("mfa_index")


def test_the_gate_itself_refuses_officers_without_one(cast, officer):
    company = Company(agency=cast.trade, name_ar="ش", name_en="C")
    with pytest.raises(Refused, match="second factor"):
        begin(company, by=officer, who="vendors.register_company")


def test_the_demonstration_may_relax_it(client, officer, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, officer)
    assert client.get(reverse("inbox")).status_code == 200


def test_people_of_companies_are_not_asked(client, cast):
    client.force_login(cast.noor_owner)
    assert client.get(reverse("inbox")).status_code == 200


def test_those_who_look_after_the_machine_are_asked_too(client, cast):
    cast.stranger.is_staff = cast.stranger.is_superuser = True
    cast.stranger.save()
    client.force_login(cast.stranger)
    assert client.get("/en/staff/").url == reverse("mfa_index")


def test_an_app_is_set_up_and_then_asked_for(client, officer, django_capture_on_commit_callbacks):
    sign_in(client, officer)
    prove(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
    assert "user.factor_added" in Event.objects.values_list("verb", flat=True)
    assert client.get(reverse("inbox")).status_code == 200

    client.post(reverse("account_logout"))
    answer = sign_in(client, officer)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    event = Event.objects.get(verb="user.factor_failed")
    assert (event.actor, event.subject_id) == ("anonymous", str(officer.pk))
    assert "_auth_user_id" not in client.session


def test_a_right_code_lets_in(client, officer):
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    sign_in(client, officer)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for("JBSWY3DPEHPK3PXP")})
    assert answer.url == reverse("inbox")
    assert client.get(reverse("inbox")).status_code == 200


def test_a_recovery_code_is_good_once(client, officer):
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    sign_in(client, officer)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).url == reverse("inbox")
    client.post(reverse("account_logout"))
    sign_in(client, officer)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_recovery_codes_and_passkeys_have_their_pages(client, officer):
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(officer)
    sign_in(client, officer)
    client.post(reverse("mfa_authenticate"), {"code": code_for("JBSWY3DPEHPK3PXP")})
    prove(client)
    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
    ):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200


def test_passkey_sign_in_offers_a_challenge(client, db):
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert "challenge" in answer.content.decode()


def test_what_concerns_safety_asks_again_who_it_is_and_then_goes_on(client, officer):
    sign_in(client, officer)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    page = client.get(answer.url)
    assert page.status_code == 200
    wrong = client.post(answer.url, {"password": "not it"})
    assert wrong.status_code == 200
    answer = client.post(answer.url, {"password": PASSWORD})
    assert answer.url == reverse("mfa_activate_totp")
    assert client.get(answer.url).status_code == 200
    session = client.session
    methods = session["account_authentication_methods"]
    for method in methods:
        method["at"] = time.time() - 3600
    session["account_authentication_methods"] = methods
    session.save()
    assert client.get(answer.url).status_code == 302
