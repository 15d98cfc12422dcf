"""The finder: which licences a few answers lead to, and that nothing of it is kept."""

import pytest
from django.utils import translation

from licensing import catalogue, finding
from licensing.catalogue_parts import w
from licensing.finding import Wish, needed
from licensing.models import LicenceTypeVersion
from vendors.models import Category
from workflow.models import Received

FIND = "/en/licences/find/"


@pytest.fixture
def types(cast):
    """Every licence type of the demonstration."""
    return catalogue.seed(cast.trade, catalogue.ALL)


def slugs(**answers):
    codes = answers.pop("activities", ())
    found = tuple(Category.objects.filter(code__in=codes))
    with translation.override("en"):
        return [one.version.licence_type.slug for one in needed(Wish(activities=found, **answers))]


def test_a_bakery_at_home_and_one_in_a_workshop_need_different_licences(types):
    assert slugs(activities=["I1071"], places=("home",)) == ["home-business"]
    assert slugs(activities=["I1071"], places=("factory",)) == ["food-factory"]


def test_a_sign_is_needed_wherever_there_is_a_shop(types):
    assert slugs(activities=["I4772"], places=("shop",)) == ["pharmacy", "shop-sign"]
    assert slugs(activities=["I4772"], places=("office",)) == []


@pytest.mark.parametrize("goods", ["medicine", "أدوية", "الأدوية", "ادويه"])
def test_what_is_sold_tells_which_part_of_a_broad_activity_is_meant(types, goods):
    assert "food-shop" in slugs(activities=["I47"], places=("shop",))
    found = slugs(activities=["I47"], places=("shop",), goods=goods)
    assert "pharmacy" in found
    assert "food-shop" not in found


def test_words_alone_are_enough(types):
    assert slugs(goods="shawarma") == ["restaurant"]
    assert slugs(goods="zzz") == []
    assert slugs() == []


def test_a_wrong_size_is_said_not_hidden(types):
    salon = tuple(Category.objects.filter(code="I9602"))
    with translation.override("en"):
        found = needed(Wish(activities=salon, places=("shop",), size="large"))
    unsuited = {one.version.licence_type.slug: one.unsuited for one in found}
    assert "companies of other sizes" in unsuited["salon"]
    assert unsuited["shop-sign"] == ""


def test_what_a_licence_rests_on_is_needed_too_and_comes_first(types):
    restaurant = LicenceTypeVersion.objects.get(licence_type__slug="restaurant")
    restaurant.depends_on.add(types["shop-sign"])
    assert slugs(goods="shawarma") == ["shop-sign", "restaurant"]
    with translation.override("en"):
        found = needed(Wish(goods="shawarma"))
    assert found[0].reasons == ["“Restaurant or café licence” is granted only with it."]


def test_a_circle_of_foundations_ends(types):
    one = LicenceTypeVersion.objects.get(licence_type__slug="restaurant")
    other = LicenceTypeVersion.objects.get(licence_type__slug="shop-sign")
    one.depends_on.add(types["shop-sign"])
    other.depends_on.add(types["restaurant"])
    assert set(slugs(goods="shawarma")) == {"restaurant", "shop-sign"}


def test_a_document_that_serves_several_stands_once(types):
    found = needed(Wish(activities=tuple(Category.objects.filter(code="I5610")), places=("shop",)))
    rows = finding.documents_of(found)
    lease = [row for row in rows if len(row["serves"]) == 2]
    assert len(lease) == 1
    assert len({row["label"] for row in rows}) == len(rows)


@pytest.mark.parametrize("words", ["bakery", "مخبز", "المخابز", "1071"])
def test_activities_are_found_by_words_numbers_and_goods(types, words):
    assert "I1071" in [one.code for one in finding.activities_for(words)]


def test_the_questions_lead_to_the_result_by_links_alone(types, client):
    page = client.get(FIND)
    assert b"Or choose a field" in page.content
    page = client.get(FIND, {"step": "activity", "words": "bakery"})
    assert b'value="I1071"' in page.content
    page = client.get(FIND, {"step": "place", "activity": "I1071"})
    assert b'name="activity" value="I1071"' in page.content
    page = client.get(FIND, {"step": "result", "activity": "I1071", "place": "home"})
    text = page.content.decode()
    assert "Home-based business licence" in text
    assert "Your activity: Manufacture of bakery products" in text
    assert "JOD" in text
    assert "Proof of residence" in text
    arabic = client.get("/ar/licences/find/", {"step": "result", "goods": "خبز"}).content.decode()
    assert "رخصة مخبز أو مصنع أغذية" in arabic
    assert not Received.objects.exists()
    assert not client.session.items()


def test_nonsense_in_the_address_is_left_out(types, client):
    junk = {"step": "x", "activity": "'\x00", "place": "moon", "size": "vast", "goods": "\x00"}
    assert client.get(FIND, junk).status_code == 200
    assert b"Answer a few questions first" in client.get(FIND, {**junk, "step": "result"}).content


def test_the_result_asks_the_database_as_often_for_two_types_as_for_ten(
    cast, client, django_assert_max_num_queries
):
    catalogue.seed(cast.trade)
    with django_assert_max_num_queries(12):
        client.get(FIND, {"step": "result", "goods": "bread", "activity": "I4711"})
    catalogue.seed(cast.trade, catalogue.ALL)
    with django_assert_max_num_queries(12):
        client.get(FIND, {"step": "result", "goods": "bread", "activity": "I4711"})


def test_officers_words_count_in_either_language(types):
    version = LicenceTypeVersion.objects.get(licence_type__slug="goods-transport")
    version.finder = {"places": [], "sizes": [], "goods": w("جمال", "camels")}
    version.finder["goods"] = {"ar": ["جِمال"], "en": ["camels"]}
    version.save()
    assert slugs(goods="camel") == ["goods-transport"]
    assert slugs(goods="الجمال") == ["goods-transport"]
