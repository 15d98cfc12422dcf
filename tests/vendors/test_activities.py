"""ISIC as the third scheme: its tree, its import in the layout of the United Nations."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.finding import find_categories
from vendors.categories import find, import_csv
from vendors.isic import DIVISIONS, SECTIONS, divisions_of, section_of
from vendors.models import Category, Scheme
from vendors.models.category import above

NUMBERS = st.sampled_from([number for number, _ar, _en in DIVISIONS])
FILE = """Code,Title
G,Wholesale and retail trade; repair of motor vehicles and motorcycles
47,"Retail trade, except of motor vehicles and motorcycles"
471,Retail sale in non-specialized stores
4711,"Retail sale in non-specialized stores with food, beverages or tobacco predominating"
111,Lost its leading zero and found another
40,No division of ISIC
47110000,Of another scheme
"""


def activities():
    return Category.objects.filter(scheme=Scheme.ISIC)


def test_sections_and_divisions_are_built_in_and_hang_together(db):
    assert activities().divisions().count() == len(SECTIONS) == 21
    assert activities().filter(parent__isnull=False).count() == len(DIVISIONS) == 88
    assert not activities().filter(name_ar__isnull=True).exists()
    assert not activities().filter(name_en__isnull=True).exists()
    assert Category.objects.get(code="I10").parent.code == "IC"
    assert Category.objects.get(code="I01").parent.code == "IA"


@given(NUMBERS)
def test_every_division_stands_in_the_section_that_counts_it(number):
    section = section_of(number)
    assert number in divisions_of(section)
    assert above(Scheme.ISIC, number) == [section]
    assert above(Scheme.ISIC, f"{number}12") == [f"{number}1", number, section]
    assert above(Scheme.ISIC, section) == []


def test_the_list_of_the_united_nations_is_imported_as_it_is(db):
    done = import_csv("isic", io.StringIO(FILE))
    assert (done.added, done.renewed) == (3, 2)
    assert [line for line, _why in done.bad] == [7, 8]
    shop = Category.objects.get(code="I4711")
    chain = [shop.parent.code, shop.parent.parent.code, shop.parent.parent.parent.code]
    assert chain == ["I471", "I47", "IG"]
    assert Category.objects.filter(code="I47", name_ar__startswith="تجارة التجزئة").exists()


@pytest.mark.parametrize("code", ["IG", "I47", "I471", "I4711"])
def test_what_fits_an_activity_is_itself_above_and_below(db, code):
    import_csv("isic", io.StringIO(FILE))
    codes = set(Category.objects.around([Category.objects.get(code=code)]).values_list("code"))
    assert {("IG",), ("I47",), ("I471",), ("I4711",)} <= codes
    assert ("I10",) not in codes
    assert (("I46",) in codes) == (code == "IG")


def test_what_is_bought_is_not_searched_among_activities(db):
    assert [o.name for o in find("sewerage")]
    assert find_categories("sewerage") == []
