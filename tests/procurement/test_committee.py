"""The opening committee: appointed before publication, its keys fixed at it, its sheet public."""

import json

import pytest
from django.urls import reverse

from accounts.models import Membership, Role, User
from audit.models import Event
from procurement import sealscripts
from procurement.committee import sheet_of
from procurement.models import CommitteeMember, Tender
from procurement.sealsheet import parse_sheet
from tests.accounts import keys
from tests.cast import with_second_factor
from tests.procurement import life
from workflow.blockers import Refused, WrongState
from workflow.gate import perform
from workflow.models import Notice


@pytest.fixture
def members(cast) -> list[User]:
    """Three members of opening committees, by name."""
    third = User.objects.create_user("third@example.org", name="Zaid Third")
    Membership.objects.create(user=third, agency=cast.health, role=Role.OPENING_MEMBER)
    with_second_factor(third)
    return sorted([cast.opener, cast.second_opener, third], key=lambda person: person.name)


@pytest.fixture
def approved(cast) -> Tender:
    return life.approved(cast)


def appoint(tender, cast, people):
    chosen = User.objects.filter(pk__in=[person.pk for person in people])
    return perform(tender, "appoint_committee", by=cast.officer, members=chosen)


def refusals(tender, name, cast, **data):
    with pytest.raises(Refused) as refused:
        perform(tender, name, by=cast.officer, **data)
    return [blocker.text for blocker in refused.value.blockers]


def test_without_a_committee_with_checked_keys_nothing_is_published(cast, approved, members):
    assert refusals(approved, "publish", cast) == [
        "The opening committee is not appointed yet, or is too small."
    ]
    tender = appoint(approved, cast, members)
    names = [member.name for member in members]
    for person in members[:2]:
        keys.keep(person)
    keys.keep(members[2], checked=False)
    [text] = refusals(tender, "publish", cast)
    assert names[2] in text
    assert names[0] not in text
    keys.keep(members[2])
    assert perform(tender, "publish", by=cast.officer).state == "published"


def test_its_own_committee_is_told_that_bidding_is_over_and_its_page_says_how_many_open(
    cast, approved, members, client
):
    other = User.objects.create_user("fourth@example.org", name="Ziad Fourth")
    Membership.objects.create(user=other, agency=cast.health, role=Role.OPENING_MEMBER)
    fifth = User.objects.create_user("fifth@example.org", name="Amer Fifth")
    Membership.objects.create(user=fifth, agency=cast.health, role=Role.OPENING_MEMBER)
    four = [*members, with_second_factor(fifth)]
    appoint(approved, cast, four)
    for person in four:
        keys.keep(person)
    tender = perform(approved, "publish", by=cast.officer)
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "2 of 4 committee members together" in page
    life.closed(tender)
    told = Notice.objects.filter(event__verb="tender.closed")
    assert {notice.to for notice in told} == set(four)


def test_publication_fixes_the_keys_and_says_so_in_the_trail(cast, approved, members):
    appoint(approved, cast, members)
    made = [keys.keep(person) for person in members]
    tender = perform(approved, "publish", by=cast.officer)
    keys.keep(members[0])  # for tenders published later
    fixed = list(tender.committee.select_related("key"))
    assert [member.key for member in fixed] == made
    assert [member.place for member in fixed] == [1, 2, 3]
    said = Event.objects.get(verb="tender.published").public["sealing"]
    assert said["threshold"] == tender.opening_threshold == 2
    assert [m["fingerprint"] for m in said["members"]] == [key.fingerprint for key in made]
    assert said["scripts"] == sealscripts.statement()
    with pytest.raises(WrongState):
        appoint(tender, cast, members)


def test_members_are_replaced_until_publication(cast, approved, members):
    appoint(approved, cast, members)
    fourth = User.objects.create_user("fourth@example.org", name="Adnan Fourth")
    Membership.objects.create(user=fourth, agency=cast.health, role=Role.OPENING_MEMBER)
    tender = appoint(approved, cast, [fourth, *members[1:]])
    assert [m.person for m in tender.committee.all()] == [fourth, *members[1:]]
    assert Notice.objects.filter(to=fourth).exists()


def test_a_committee_is_as_large_as_the_method_asks(cast, approved, members):
    chosen = User.objects.filter(pk__in=[person.pk for person in members[:2]])
    [text] = refusals(approved, "appoint_committee", cast, members=chosen)
    assert "at least 3 members" in text


def test_whoever_lost_the_post_meanwhile_stops_the_publication(cast, approved, members):
    appoint(approved, cast, members)
    for person in members:
        keys.keep(person)
    Membership.objects.filter(user=members[1]).delete()
    [text] = refusals(approved, "publish", cast)
    assert members[1].name in text


def test_the_form_offers_only_who_may_open(client, cast, approved, members):
    """Not who prepared the tender, and nobody who acts for a company."""
    for person in (cast.officer, cast.noor_owner):
        Membership.objects.create(user=person, agency=cast.health, role=Role.OPENING_MEMBER)
    client.force_login(cast.officer)
    page = client.get(approved.action_url("appoint_committee"))
    offered = set(page.context["form"].fields["members"].queryset)
    assert offered == set(members)
    sent = {"members": [person.pk for person in members]}
    assert client.post(approved.action_url("appoint_committee"), sent).status_code == 302
    assert CommitteeMember.objects.filter(tender=approved).count() == 3


def test_the_sealing_sheet_is_public_and_can_be_sealed_by(client, cast, approved, members):
    address = reverse("sealing_sheet", args=[approved.reference])
    client.force_login(cast.officer)
    assert client.get(address).status_code == 404
    appoint(approved, cast, members)
    for person in members:
        keys.keep(person)
    tender = perform(approved, "publish", by=cast.officer)
    client.logout()
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("application/json")
    sheet = parse_sheet(answer.content)
    assert sheet == sheet_of(Tender.objects.get(pk=tender.pk))
    assert [m.name for m in sheet.members] == [person.name for person in members]
    assert sheet.closes == tender.closes_at
    assert [(i.item, i.quantity) for i in sheet.lots[0].items] == [(1, "20"), (2, "2.5")]
    assert json.loads(answer.content)["threshold"] == 2


def test_the_page_shows_fingerprints_threshold_and_digests(client, cast, approved, members):
    appoint(approved, cast, members)
    made = [keys.keep(person) for person in members]
    client.force_login(cast.officer)
    before = client.get(approved.get_absolute_url()).content.decode()
    assert all(key.fingerprint in before for key in made)
    perform(approved, "publish", by=cast.officer)
    client.logout()
    text = client.get(approved.get_absolute_url()).content.decode()
    assert all(key.fingerprint in text for key in made)
    assert sealscripts.digest() in text
    assert reverse("sealing_sheet", args=[approved.reference]) in text
