"""Credentials: given once, confirmed or not, announced before they end, lapsed by the clock."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models.post import today
from tests.vendors.life import given
from tests.vendors.registration import pdf, upload
from tests.vendors.test_company_pages import address
from vendors.credentials import usable
from vendors.models import Credential, Reminder
from vendors.reminding import remind
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import may, perform
from workflow.models import Notice

State = Credential.State


def ends(credential, days):
    Credential.objects.filter(pk=credential.pk).update(valid_until=today() + timedelta(days=days))
    return Credential.objects.get(pk=credential.pk)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_company_gives_a_credential_with_its_file(cast, client, language):
    client.force_login(cast.noor_bidder)
    day = today() + timedelta(days=100)
    answer = client.post(
        address("new_credential", cast.noor.reference, language=language),
        {
            "type": "iso_9001",
            "number": "Q-1",
            "issuer": "Body",
            "valid_from": "2024-01-01",
            "last_day": day.isoformat(),
            "file": upload("iso.pdf", pdf("iso")),
        },
    )
    credential = Credential.objects.get()
    assert answer["Location"] == address("credential", credential.reference, language=language)
    # The last day that people write is the day before the first without it.
    assert credential.valid_until == day + timedelta(days=1)
    page = client.get(answer["Location"]).content.decode()
    assert "iso.pdf" in page
    assert (
        credential.reference
        in client.get(address("company", cast.noor.reference, language=language)).content.decode()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_until": date(2019, 12, 31)},
        {"valid_until": date(2021, 1, 1)},
    ],
)
def test_a_credential_that_ended_or_ends_before_it_begins_is_not_taken(cast, wrong):
    with pytest.raises(Refused):
        given(cast.noor, cast.noor_owner, **wrong)


def test_the_same_one_is_given_once(cast):
    given(cast.noor, cast.noor_owner)
    with pytest.raises(Refused):
        given(cast.noor, cast.noor_owner)


def test_what_a_bid_may_use_follows_from_dates_and_states(cast):
    good = given(cast.noor, cast.noor_owner)
    future = given(cast.noor, cast.noor_owner, number="2", valid_from=today() + timedelta(days=1))
    ended = ends(given(cast.noor, cast.noor_owner, number="3"), 0)
    refused = given(cast.noor, cast.noor_owner, number="4")
    perform(refused, "refuse", by=cast.registrar, remarks="Not known to the issuer.")
    assert list(usable(cast.noor, today())) == [good]
    # The clock has not run: the date alone decides.
    assert ended.state == State.GIVEN
    assert future in usable(cast.noor, today() + timedelta(days=1))


def test_a_credential_waits_for_the_registrars_until_it_is_confirmed_or_not(cast):
    credential = given(cast.noor, cast.noor_owner)
    hidden = given(cast.sanabel, cast.sanabel_owner)  # of a draft, which nobody has sent yet
    assert list(Credential.objects.waiting_for(cast.registrar)) == [credential]
    assert hidden not in Credential.objects.waiting_for(cast.registrar)
    for person in (cast.noor_owner, cast.noor_bidder, cast.officer, cast.administrator):
        assert not Credential.objects.waiting_for(person).exists()
    perform(credential, "confirm", by=cast.registrar)
    assert not Credential.objects.waiting_for(cast.registrar).exists()


def test_a_registrar_confirms_or_not_with_reasons(cast):
    credential = given(cast.noor, cast.noor_owner)
    for person in (cast.noor_owner, cast.officer, cast.administrator, cast.ofoq_owner):
        assert not may(person, credential, "confirm")
    assert perform(credential, "confirm", by=cast.registrar).state == State.CONFIRMED
    credential = perform(credential, "refuse", by=cast.registrar, remarks="Withdrawn by issuer.")
    notice = Notice.objects.get(to=cast.noor_owner, event__verb="credential.refused")
    assert "Withdrawn by issuer." in notice.body_en
    credential = perform(credential, "correct", by=cast.noor_owner, number="Q-2")
    assert (credential.state, credential.remarks) == (State.GIVEN, "")
    with pytest.raises(NotAllowed):
        perform(credential, "withdraw", by=cast.noor_viewer)


def test_strangers_and_rivals_do_not_learn_of_it(cast, client):
    credential = given(cast.noor, cast.noor_owner)
    url = credential.get_absolute_url()
    for person in (cast.ofoq_owner, cast.stranger, cast.officer):
        client.force_login(person)
        assert client.get(url).status_code == 404
    client.force_login(cast.registrar)
    assert client.get(url).status_code == 200


def test_each_reminder_comes_once_and_after_a_pause_only_the_true_one(cast):
    credential = ends(given(cast.noor, cast.noor_owner), 60)
    assert remind(timezone.now()) == 1
    assert remind(timezone.now()) == 0
    # Nothing ran for weeks: of 30 and 7 only the one that is true now is sent.
    ends(credential, 5)
    assert remind(timezone.now()) == 1
    assert remind(timezone.now()) == 0
    notices = Notice.objects.filter(event__verb="credential.ends_soon")
    assert set(notices.values_list("to", flat=True)) == {cast.noor_owner.pk, cast.noor_bidder.pk}
    assert sorted(Reminder.objects.values_list("days", flat=True)) == [7, 60]


def test_a_credential_that_was_renewed_is_announced_anew(cast):
    credential = ends(given(cast.noor, cast.noor_owner), 7)
    remind(timezone.now())
    perform(credential, "correct", by=cast.noor_owner, valid_until=today() + timedelta(days=6))
    assert remind(timezone.now()) == 1


def test_reminders_go_through_more_than_a_page(cast, monkeypatch):
    monkeypatch.setattr("vendors.reminding.BATCH", 2)
    for n in range(5):
        ends(given(cast.noor, cast.noor_owner, number=str(n)), 20)
    assert remind(timezone.now()) == 5


def test_the_clock_lets_it_lapse_and_tells_who_can_act(cast):
    credential = ends(given(cast.noor, cast.noor_owner), 1)
    clockwork.run(timezone.now())
    assert Credential.objects.get(pk=credential.pk).state == State.GIVEN
    ends(credential, 0)
    clockwork.run(timezone.now())
    assert Credential.objects.get(pk=credential.pk).state == State.LAPSED
    assert Notice.objects.filter(to=cast.noor_bidder, event__verb="credential.lapsed").exists()
