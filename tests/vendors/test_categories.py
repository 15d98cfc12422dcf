"""Categories: two schemes, their trees, their import, and the input that chooses several."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.test_company_pages import address
from vendors.categories import Unreadable, find, import_csv
from vendors.forms_subscriptions import SubscriptionForm
from vendors.models import Category, Scheme
from vendors.models.category import above, significant

NUMBERS = st.integers(10_000_000, 99_999_999).map(str)
ROWS = """code;name_ar;name_en
33140000-3;مستهلكات طبية;Medical consumables
33141000;لوازم تضميد;Dressings
33141100;ضمادات;Bandages
nonsense;شيء;Something
33141100;ضمادات;Bandages again
33190000;;
33199000;;Medical clothing
"""


def test_the_divisions_of_both_schemes_are_there_in_both_languages(db):
    assert Category.objects.divisions().filter(scheme=Scheme.CPV).count() == 45
    assert Category.objects.divisions().filter(scheme=Scheme.UNSPSC).count() == 58
    assert not Category.objects.filter(name_ar__isnull=True).exists()
    assert not Category.objects.filter(name_en__isnull=True).exists()
    assert Category.objects.filter(code="45000000", name_en="Construction work").exists()
    assert Category.objects.get(code="U45000000").number == "45000000"


def test_an_import_builds_the_tree_reports_bad_rows_and_can_be_run_again(db):
    done = import_csv("cpv", io.StringIO(ROWS))
    assert (done.added, done.renewed, done.without_arabic) == (4, 0, 1)
    assert [line for line, _why in done.bad] == [5, 6, 7]
    bandages = Category.objects.get(code="33141100")
    assert bandages.parent.code == "33141000"
    assert bandages.parent.parent.parent.code == "33000000"
    again = import_csv("cpv", io.StringIO(ROWS))
    assert (again.added, again.renewed) == (0, 4)


def test_a_parent_that_comes_later_is_hung_between(db):
    import_csv("cpv", io.StringIO("code,name_ar,name_en\n33141100,ضمادات,Bandages\n"))
    assert Category.objects.get(code="33141100").parent.code == "33000000"
    import_csv("cpv", io.StringIO("code,name_ar,name_en\n33140000,مستهلكات,Consumables\n"))
    assert Category.objects.get(code="33141100").parent.code == "33140000"


def test_an_arabic_name_that_is_there_is_not_lost_to_a_row_without_one(db):
    import_csv("cpv", io.StringIO("code,name_en\n33000000,Medical\n"))
    kept = Category.objects.filter(code="33000000", name_ar="الأجهزة الطبية والأدوية")
    assert kept.exists()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "name_ar,name_en\nx,y\n"])
def test_what_is_no_table_is_refused(db, text):
    with pytest.raises(Unreadable):
        import_csv("cpv", io.StringIO(text))


def test_the_command_says_what_it_did(db, tmp_path, capsys):
    file = tmp_path / "cpv.csv"
    file.write_text(ROWS, encoding="utf-8-sig")
    call_command("import_categories", str(file), scheme="cpv")
    said = capsys.readouterr()
    assert "4 added" in said.out
    assert "line 5" in said.err
    with pytest.raises(CommandError):
        call_command("import_categories", str(tmp_path / "none.csv"), scheme="cpv")


@given(NUMBERS, st.sampled_from([Scheme.CPV, Scheme.UNSPSC]))
def test_everything_above_a_number_begins_like_it_and_is_shorter(number, scheme):
    own = significant(scheme, number)
    last = own
    for top in above(scheme, number):
        digits = significant(scheme, top)
        assert own.startswith(digits)
        assert len(digits) < len(last)
        assert len(digits) >= 2
        last = digits


def test_what_fits_a_category_is_itself_above_and_below(db):
    import_csv("cpv", io.StringIO(ROWS))
    dressings = Category.objects.get(code="33141000")
    codes = set(Category.objects.around([dressings]).values_list("code", flat=True))
    assert codes == {"33000000", "33140000", "33141000", "33141100"}


def test_searching_finds_by_number_and_in_either_language(db, client):
    import_csv("cpv", io.StringIO(ROWS))
    for words in ("33141100", "bandag", "ضمادات", "٣٣١٤١١٠٠"):
        assert [o.name for o in find(words)] == ["Bandages (CPV 33141100)"], words
    answer = client.get(address("categories_found"), {"q": "bandages"})
    assert answer.json()[0]["label"] == "Bandages (CPV 33141100)"
    assert client.get(address("categories_found"), {"q": "\x00"}).json() == []


def chosen(**sent):
    data = QueryDict(mutable=True)
    for name, values in sent.items():
        data.setlist(name, values if isinstance(values, list) else [values])
    return SubscriptionForm(data)


def test_several_are_chosen_by_boxes_and_by_words_without_a_script(db):
    import_csv("cpv", io.StringIO(ROWS))
    food = Category.objects.get(code="15000000")
    form = chosen(categories=[str(food.pk)], categories_more="33141100; medical consumables")
    assert form.is_valid(), form.errors
    codes = {one.code for one in form.cleaned_data["categories"]}
    assert codes == {"15000000", "33141100", "33140000"}


def test_words_that_fit_nothing_or_several_are_explained_and_kept(db):
    import_csv("cpv", io.StringIO(ROWS))
    for words in ("no such thing", "medical"):
        form = chosen(categories_more=words)
        assert not form.is_valid()
        assert words in form.as_p()


def test_of_thousands_only_the_usual_and_the_chosen_are_shown(db):
    import_csv("cpv", io.StringIO(ROWS))
    bandages = Category.objects.get(code="33141100")
    shown = SubscriptionForm(initial={"categories": [bandages.pk]}).as_p()
    assert "33141100" in shown
    assert "33141000" not in shown
    assert shown.count('type="checkbox"') == 46
