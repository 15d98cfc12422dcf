"""Ways into a company and out of it: requests, invitations, leaving; an owner always stays."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.vendors.life import asked
from tests.vendors.registration import begun, filled_in
from tests.vendors.test_companies_at_once import at_once, fresh
from tests.vendors.test_company_pages import act_url, address
from vendors import inviting, members
from vendors.models import AccessRequest, Company, CompanyMember, Invitation
from vendors.standing import companies_of
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform
from workflow.models import Notice


def test_who_types_a_number_that_is_taken_is_led_to_its_owners(cast, client):
    client.force_login(cast.stranger)
    data = filled_in(registration_number=cast.noor.registration_number)
    answer = client.post(address("new_company"), data)
    assert answer.status_code == 422
    assert not Company.objects.filter(created_by=cast.stranger).exists()
    link = f"{address('ask_access')}?number={cast.noor.registration_number}"
    assert link in answer.content.decode()
    assert cast.noor.registration_number in client.get(link).content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_request_goes_to_the_owners_who_let_the_person_in(cast, client, language):
    client.force_login(cast.stranger)
    data = {"registration_number": cast.noor.registration_number, "message": "Hello"}
    answer = client.post(address("ask_access", language=language), data)
    case = AccessRequest.objects.get()
    assert answer["Location"] == address("access", case.reference, language=language)
    assert case in AccessRequest.objects.waiting_for(cast.noor_owner)
    assert Notice.objects.filter(to=cast.noor_owner, event__verb="access.begun").exists()
    assert not Notice.objects.filter(to=cast.noor_bidder).exists()
    client.force_login(cast.noor_owner)
    client.post(
        address("act", "access", case.reference, "accept", language=language), {"role": "bidder"}
    )
    assert companies_of(fresh(cast.stranger)) == {cast.noor.pk: frozenset({"bidder"})}
    assert Notice.objects.filter(to=cast.stranger, event__verb="access.accepted").exists()


def test_a_declined_request_gives_its_reason_and_nothing_else(cast):
    case = perform(asked(cast.noor, cast.stranger), "decline", by=cast.noor_owner, remarks="No.")
    assert companies_of(fresh(cast.stranger)) == {}
    assert "No." in Notice.objects.get(to=cast.stranger, event__verb="access.declined").body_en
    assert asked(cast.noor, cast.stranger).pk != case.pk


def test_only_owners_and_whoever_asked_see_a_request(cast, client):
    case = asked(cast.noor, cast.stranger)
    for person in (cast.noor_bidder, cast.ofoq_owner, cast.registrar, cast.administrator):
        client.force_login(person)
        assert client.get(case.get_absolute_url()).status_code == 404
        with pytest.raises(NotAllowed):
            perform(case, "accept", by=person, role="owner")
    with pytest.raises(NotAllowed):
        perform(case, "accept", by=cast.stranger, role="owner")


@pytest.mark.parametrize("number", ["999999", "100003"])
def test_unknown_numbers_and_drafts_are_not_found(cast, client, number):
    client.force_login(cast.stranger)
    answer = client.post(address("ask_access"), {"registration_number": number})
    assert answer.status_code == 422
    assert not AccessRequest.objects.exists()


def test_nobody_asks_twice_nor_for_their_own_company(cast):
    asked(cast.noor, cast.stranger)
    for person in (cast.stranger, cast.noor_viewer):
        with pytest.raises(Refused):
            asked(cast.noor, person)
    row = AccessRequest.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.create(
            company=cast.noor, created_by=cast.stranger, reference="AR-1", state=row.state
        )


# --- invitations -----------------------------------------------------------------------


def invite(cast, email="new@example.org", role="bidder"):
    return inviting.invite(cast.noor, email=email, role=role, by=cast.noor_owner)


def test_an_invitation_is_mailed_once_and_accepted_by_whom_it_reached(cast, client):
    made = invite(cast, "STRANGER.work@example.org")
    assert invite(cast, "stranger.work@example.org").pk == made.pk
    assert inviting.send(made.pk)
    assert not inviting.send(made.pk)
    assert mail.outbox[-1].to == ["STRANGER.work@example.org"]
    assert address("my_invitations") in mail.outbox[-1].body
    client.force_login(cast.stranger)
    answer = client.post(
        address("my_invitations"), {"invitation": made.pk, "answer": "accept"}, follow=True
    )
    assert companies_of(fresh(cast.stranger)) == {}
    email = EmailAddress.objects.create(
        user=cast.stranger, email="stranger.work@example.org", verified=False
    )
    assert not Invitation.objects.to_person(cast.stranger).exists()
    email.verified = True
    email.save()
    assert "Al Noor" in client.get(address("my_invitations")).content.decode()
    answer = client.post(address("my_invitations"), {"invitation": made.pk, "answer": "accept"})
    assert answer["Location"] == address("company", cast.noor.reference)
    assert companies_of(fresh(cast.stranger)) == {cast.noor.pk: frozenset({"bidder"})}
    assert not Invitation.objects.open().exists()


def test_an_invitation_is_declined_taken_back_or_too_old(cast):
    EmailAddress.objects.create(user=cast.stranger, email="new@example.org", verified=True)
    assert inviting.answer(invite(cast).pk, accept=False, by=cast.stranger) is None
    taken = invite(cast, role="viewer")
    assert inviting.take_back(cast.noor, taken.pk, by=cast.noor_owner)
    assert inviting.answer(taken.pk, accept=True, by=cast.stranger) is None
    old = invite(cast, role="applicant")
    Invitation.objects.filter(pk=old.pk).update(until=timezone.now())
    assert inviting.answer(old.pk, accept=True, by=cast.stranger) is None
    assert companies_of(fresh(cast.stranger)) == {}


def test_only_owners_invite(cast):
    with pytest.raises(NotAllowed):
        inviting.invite(cast.noor, email="x@example.org", role="owner", by=cast.noor_bidder)


# --- leaving ---------------------------------------------------------------------------


def test_a_member_leaves_and_the_owners_are_told(cast, client):
    client.force_login(cast.noor_bidder)
    assert client.get(address("leave_company", cast.noor.reference)).status_code == 200
    answer = client.post(address("leave_company", cast.noor.reference))
    assert answer["Location"] == address("my_companies")
    assert companies_of(fresh(cast.noor_bidder)) == {}
    assert Notice.objects.filter(to=cast.noor_owner, event__verb="company.member_left").exists()


def test_the_last_owner_stays(cast, client):
    client.force_login(cast.noor_owner)
    assert client.post(address("leave_company", cast.noor.reference)).status_code == 422
    assert companies_of(fresh(cast.noor_owner))


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays(lasting_cast):
    cast = lasting_cast
    members.add(cast.noor, email="noor.bidder@example.org", role="owner", by=cast.noor_owner)
    results = at_once(
        lambda: members.leave(cast.noor, by=fresh(cast.noor_owner)),
        lambda: members.leave(cast.noor, by=fresh(cast.noor_bidder)),
    )
    assert results == ["Refused", "done"]
    held = CompanyMember.objects.filter(company=cast.noor, role="owner", until__isnull=True)
    assert held.count() == 1


def test_a_draft_of_the_same_number_is_stopped_when_it_is_sent(cast):
    first, second = begun(cast, cast.stranger), begun(cast, cast.ofoq_bidder)
    perform(first, "submit", by=cast.stranger)
    with pytest.raises(Refused) as refused:
        perform(second, "submit", by=cast.ofoq_bidder)
    assert address("ask_access") in refused.value.blockers[0].link
    assert act_url(second, "submit")
