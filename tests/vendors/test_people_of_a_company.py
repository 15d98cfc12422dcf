"""Who acts for a company: owners add people and end their roles, and one owner always stays."""

import pytest
from allauth.account.models import EmailAddress

from audit.models import Event
from tests.cast import without_second_factor
from tests.vendors.test_company_pages import act_url, address
from vendors import members
from vendors.models import CompanyMember, Invitation
from vendors.standing import companies_of, forget_companies
from workflow.blockers import NotAllowed, Refused
from workflow.models import Notice


def page_of(company, language="en"):
    return address("company_people", company.reference, language=language)


def end_url(member):
    return address("end_company_role", member.company.reference, member.pk)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_owners_see_who_acts_for_the_company(cast, client, language):
    client.force_login(cast.noor_owner)
    answer = client.get(page_of(cast.noor, language))
    assert answer.status_code == 200
    for person in (cast.noor_owner, cast.noor_bidder, cast.noor_viewer):
        assert person.name in answer.content.decode()


def test_an_owner_lets_a_verified_person_act_for_the_company(cast, client):
    client.force_login(cast.noor_owner)
    data = {"email": "STRANGER@example.org", "role": "bidder"}
    assert client.post(page_of(cast.noor), data)["Location"] == page_of(cast.noor)
    assert companies_of(cast.fresh(cast.stranger)) == {cast.noor.pk: frozenset({"bidder"})}
    event = Event.objects.get(verb="company.member_added")
    assert event.subject_id == str(cast.noor.pk)
    assert event.on_company == str(cast.noor.pk)
    assert event.public["role"] == "bidder"
    assert "stranger@example.org" not in str(event.public)
    assert Notice.objects.get(to=cast.stranger).event == event


def test_added_twice_is_added_once(cast):
    for _ in range(2):
        members.add(cast.noor, email="stranger@example.org", role="viewer", by=cast.noor_owner)
    assert CompanyMember.objects.filter(user=cast.stranger).count() == 1
    assert Event.objects.filter(verb="company.member_added").count() == 1


@pytest.mark.parametrize("address_", ["a@b", ""])
def test_what_is_no_address_is_refused(cast, client, address_):
    client.force_login(cast.noor_owner)
    answer = client.post(page_of(cast.noor), {"email": address_, "role": "bidder"})
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("address_", ["nobody@example.org", "unverified@example.org"])
def test_an_address_nobody_has_proved_is_invited_and_adds_nobody(cast, client, address_):
    person = cast.stranger
    EmailAddress.objects.create(user=person, email="unverified@example.org", verified=False)
    client.force_login(cast.noor_owner)
    answer = client.post(page_of(cast.noor), {"email": address_, "role": "bidder"})
    assert answer.status_code == 302
    assert Invitation.objects.get().email == address_
    assert not CompanyMember.objects.filter(user=person).exists()
    assert not Invitation.objects.to_person(cast.stranger).exists()


def test_a_role_nobody_knows_is_refused(cast, client):
    client.force_login(cast.noor_owner)
    data = {"email": "stranger@example.org", "role": "king"}
    assert client.post(page_of(cast.noor), data).status_code == 422


def test_a_role_is_ended_and_its_holder_is_told(cast, client):
    member = CompanyMember.objects.get(user=cast.noor_bidder)
    client.force_login(cast.noor_owner)
    assert client.post(end_url(member)).status_code == 302
    assert companies_of(cast.fresh(cast.noor_bidder)) == {}
    assert Event.objects.filter(verb="company.member_ended").count() == 1
    assert Notice.objects.filter(to=cast.noor_bidder).count() == 1
    # A second click changes nothing more.
    assert client.post(end_url(member)).status_code == 302
    assert Event.objects.filter(verb="company.member_ended").count() == 1


def test_the_last_owner_stays(cast, client):
    member = CompanyMember.objects.get(user=cast.noor_owner)
    client.force_login(cast.noor_owner)
    answer = client.post(end_url(member))
    assert answer.status_code == 422
    assert "needs an owner" in answer.content.decode()
    assert companies_of(cast.fresh(cast.noor_owner)) != {}


def test_an_owner_may_leave_when_another_stays(cast, client):
    members.add(cast.noor, email="noor.bidder@example.org", role="owner", by=cast.noor_owner)
    client.force_login(cast.noor_owner)
    answer = client.post(end_url(CompanyMember.objects.get(user=cast.noor_owner)))
    assert answer["Location"] == address("my_companies")
    assert companies_of(cast.fresh(cast.noor_owner)) == {}


def test_roles_that_come_back_on_the_same_day_are_held(cast):
    """Ended and given again on one day: the half-open periods do not collide."""
    member = CompanyMember.objects.get(user=cast.noor_viewer)
    members.end(cast.noor, member.pk, by=cast.noor_owner)
    members.add(cast.noor, email="noor.viewer@example.org", role="viewer", by=cast.noor_owner)
    forget_companies(cast.noor_viewer)
    assert companies_of(cast.noor_viewer) == {cast.noor.pk: frozenset({"viewer"})}


@pytest.mark.parametrize("who", ["noor_bidder", "noor_viewer"])
def test_other_members_decide_nothing(cast, client, who):
    client.force_login(getattr(cast, who))
    assert client.get(page_of(cast.noor)).status_code == 403
    member = CompanyMember.objects.get(user=cast.noor_owner)
    assert client.post(end_url(member)).status_code == 403
    with pytest.raises(NotAllowed):
        members.add(cast.noor, email="x@example.org", role="owner", by=getattr(cast, who))


@pytest.mark.parametrize("who", ["ofoq_owner", "stranger", "officer"])
def test_strangers_find_no_such_page(cast, client, who):
    client.force_login(getattr(cast, who))
    assert client.get(page_of(cast.noor)).status_code == 404
    member = CompanyMember.objects.get(user=cast.noor_bidder)
    assert client.post(end_url(member)).status_code == 404


def test_a_member_of_another_company_is_not_ended_from_here(cast):
    theirs = CompanyMember.objects.get(user=cast.ofoq_bidder)
    assert members.end(cast.noor, theirs.pk, by=cast.noor_owner) is None
    assert companies_of(cast.fresh(cast.ofoq_bidder)) != {}


def test_an_officer_without_a_second_factor_adds_nobody(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    CompanyMember.objects.create(company=cast.noor, user=cast.officer, role="owner")
    officer = without_second_factor(cast.officer)
    with pytest.raises(Refused):
        members.add(cast.noor, email="stranger@example.org", role="viewer", by=officer)


def test_the_history_says_in_words_that_people_changed(cast, client):
    members.add(cast.noor, email="stranger@example.org", role="bidder", by=cast.noor_owner)
    client.force_login(cast.noor_owner)
    page = client.get(address("company", cast.noor.reference)).content.decode()
    assert "A person acts for the company now" in page
    assert "company.member_added" not in page
    assert act_url(cast.noor, "submit") not in page
