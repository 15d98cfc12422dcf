"""Who follows categories, or has saved a search, is told of a new tender when it is published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import SavedFilter
from procurement import following
from tests.procurement import life
from vendors.models import Category, Subscription
from vendors.subscriptions import subscribers
from workflow.gate import perform
from workflow.models import Notice


def medical():
    return Category.objects.get(code="33000000")


def follow(*codes, **whose):
    row = Subscription.objects.create(**whose)
    row.categories.set(Category.objects.filter(code__in=codes))
    return row


def published(cast):
    tender = life.ready(cast)
    tender.categories.set([medical()])
    return perform(tender, "publish", by=cast.officer)


def told(tender):
    found = Notice.objects.filter(event__verb="tender.published", event__subject_id=str(tender.pk))
    return set(found.values_list("to__name", flat=True))


def test_persons_and_bidding_members_are_told_and_others_are_not(cast):
    follow("33000000", person=cast.stranger)
    follow("45000000", person=cast.sanabel_owner)
    Subscription.objects.create(company=cast.noor, own_categories=True)
    cast.noor.categories.set([medical()])
    names = told(published(cast))
    assert {cast.stranger.name, cast.noor_owner.name, cast.noor_bidder.name} <= names
    assert not {cast.sanabel_owner.name, cast.noor_viewer.name, cast.ofoq_owner.name} & names


def test_what_is_above_and_below_a_category_fits_too(cast):
    below = Category.objects.create(scheme="cpv", number="33140000", code="33140000", name="x")
    other = Category.objects.create(scheme="cpv", number="34100000", code="34100000", name="y")
    follow("33000000", person=cast.stranger)
    assert subscribers([below]) == [cast.stranger]
    assert subscribers([other]) == []
    Subscription.objects.get().categories.set([below])
    assert subscribers([medical()]) == [cast.stranger]


def test_the_same_number_of_another_scheme_does_not_fit(cast):
    follow("U33000000", "U42000000", person=cast.stranger)
    assert subscribers(Category.objects.filter(code__in=["42000000", "33000000"])) == []


def test_a_company_that_is_not_registered_is_not_told(cast):
    Subscription.objects.create(company=cast.sanabel, own_categories=True)
    cast.sanabel.categories.set([medical()])
    assert subscribers([medical()]) == []


@pytest.mark.parametrize(
    ("query", "is_told"),
    [("category=33000000", True), ("category=45000000", False), ("agency=health", True)],
)
def test_a_saved_search_tells_if_it_is_asked_to(cast, client, query, is_told):
    SavedFilter.objects.create(person=cast.stranger, list_name="tenders", name="Mine", query=query)
    assert cast.stranger.name not in told(published(cast))
    client.force_login(cast.stranger)
    client.post(reverse("tell_of_filter", args=["tenders"]), {"name": "Mine", "tells": "yes"})
    assert (cast.stranger.name in told(published(cast))) is is_told


def test_nobody_is_told_before_it_is_published(cast):
    follow("33000000", person=cast.stranger)
    tender = life.approved(cast)
    tender.categories.set([medical()])
    assert not Notice.objects.filter(to=cast.stranger).exists()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_person_and_an_owner_choose_what_they_follow(cast, client, language):
    client.force_login(cast.noor_owner)
    for name, args in (("my_subscription", []), ("company_subscription", [cast.noor.reference])):
        url = reverse(name, args=args).replace("/en/", f"/{language}/")
        data = {"categories": [medical().pk], "own_categories": "on"}
        assert client.post(url, data).status_code == 302
        assert client.get(url).status_code == 200
    assert Subscription.objects.get(company=cast.noor).own_categories
    assert list(Subscription.objects.get(person=cast.noor_owner).categories.all()) == [medical()]


def test_who_is_told_is_one_query_however_many_companies_are_concerned(cast):
    tender = life.published(cast)
    tender.categories.set([medical()])
    for company in (cast.noor, cast.ofoq):
        company.categories.set([medical()])
    with CaptureQueriesContext(connection) as asked:
        found = following.subscribers(tender)
    people = {cast.noor_owner, cast.noor_bidder, cast.ofoq_owner, cast.ofoq_bidder}
    assert set(found) == people
    assert len(asked) == 1
