"""Finding licences by holder, number, activity and place; quick with very many."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.text import tidy
from bench._copies import multiply
from licensing import searching
from licensing.models import Licence
from tests.licensing.importing import imported, row
from vendors.models import Company


@pytest.fixture
def register(cast, licensing):
    """Three licences, of holders that the registry does and does not know."""
    imported(
        cast,
        [
            row("RK-77/2019", place="إربد", address="شارع الجامعة 5", activity_ar="بيع الخبز",
                isic="4721"),
            row("RK-78", holder_number="", holder_ar="مؤسّسة الأَمَل", holder_en="Amal's Bakery",
                place="Zarqa"),
            row("٠٠٩", holder_number="", holder_ar="أحمد للنقليات", place="عمّان"),
        ],
    )  # fmt: skip
    return {licence.import_rows.get().line: licence for licence in Licence.objects.all()}


def found(words, part=""):
    query = searching.saying(Licence.objects.order_by("pk"), words, part)
    return [licence.import_rows.get().line for licence in query]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("النور", [2]),
        ("نور", [2]),
        ("شركه النور", [2]),  # ta marbuta, or not
        ("امل", [3]),  # hamza and vowel signs, or not
        ("مؤسسة الأمل", [3]),
        ("amal's", [3]),
        ("BAKERY amal", [3]),
        ("احمد", [4]),
        ("RK-77/2019", [2]),
        ("rk772019", [2]),
        ("77-2019", [2]),
        ("rk", [2, 3]),
        ("009", [4]),
        ("٠٠٩", [4]),
        ("100001", [2]),
        ("4721", [2]),
        ("خبز", [2]),
        ("زرقا", []),
        ("zar", [3]),
        ("إربد خبز", [2]),
        ("إربد Zarqa", []),
        ("!!!", []),
        ("'; DROP TABLE x; --", []),
        ("\\ ' : & | ( )", []),
        ("nobody", []),
    ],
)
def test_words_find_what_they_mean(register, words, lines):
    assert found(words) == lines


def test_our_own_number_is_found_however_it_is_typed(register):
    licence = register[3]
    for typed in (licence.reference, licence.reference.lower(), licence.reference.replace("-", ""),
                  licence.reference.replace("-", " - ").replace(" ", "")):  # fmt: skip
        assert list(searching.saying(Licence.objects.all(), typed)) == [licence], typed


def test_activity_and_place_are_looked_for_apart(register):
    assert found("إربد", searching.PLACE) == [2]
    assert found("إربد", searching.ACTIVITY) == []
    assert found("4721", searching.ACTIVITY) == [2]
    assert found("خبز", searching.PLACE) == []
    assert found("شارع الجامعة", searching.PLACE) == [2]


def test_a_holder_that_is_renamed_is_found_by_both_names(register):
    company = register[2].company
    company.name_en, company.city = "Lantern Foods", "Salt"
    company.save()
    assert found("lantern") == [2]
    assert found("النور") == [2]  # what the licence says, and the holder's name today
    assert found("salt", searching.PLACE) == [2]
    Company.objects.filter(pk=company.pk).update(name_en="Beacon")
    assert found("beacon") == [2]
    assert found("lantern") == []


def test_the_register_page_finds_and_narrows(register, client):
    address = reverse("register")

    def lines(query):
        rows = client.get(f"{address}?{query}").context["rows"]
        return sorted(row["row"].import_rows.get().line for row in rows)

    assert lines("q=نور") == [2]
    assert lines("place=zarqa") == [3]
    assert lines("activity=4711") == [3, 4]
    assert lines("agency=trade&q=rk") == [2, 3]
    assert lines("state=active") == [2, 3, 4]
    assert "Zarqa" in client.get(f"{address}?place=zarqa").content.decode()


def test_what_was_taken_back_is_in_no_list_and_its_page_says_why(cast, licensing, client):
    from tests.licensing.importing import undone

    batch = imported(cast, [row("A-1", place="Karak")])
    licence = Licence.objects.get()
    undone(cast, batch)
    assert client.get(reverse("register") + "?place=karak").context["rows"] == []
    assert client.get(reverse("search") + "?q=karak").content.decode().count(licence.reference) == 0
    page = client.get(licence.get_absolute_url())
    assert "Entered by mistake, taken back" in page.content.decode()


OWN_FIXTURE = [HealthCheck.function_scoped_fixture]


@settings(max_examples=150, deadline=None, suppress_health_check=OWN_FIXTURE)
@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_search(db_words, text):
    wanted = searching.query_for(text)
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsquery", [wanted])


@settings(max_examples=100, deadline=None, suppress_health_check=OWN_FIXTURE)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40))
def test_the_database_and_we_make_the_same_words(db_words, text):
    """Of what people type: letters whose small form the database knows, and marks."""
    plain = "".join(c for c in text if c.isascii() or "\u0600" <= c <= "\u06ff")
    with connection.cursor() as cursor:
        cursor.execute("SELECT licensing_words(%s, '')", [tidy(plain)])
        kept = set(cursor.fetchone()[0])
    assert set(searching.plain_words(plain)) <= kept


@pytest.fixture
def db_words(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_the_index_is_used_among_very_many(cast, licensing, client):
    first = licensing.issued()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE licensing_licence DISABLE TRIGGER licensing_words_of_licence")
        reference = "'L-2001-' || lpad(n::text, 6, '0')"
        multiply(first, 20000, reference=reference, imported="true", is_exclusive="false")
        cursor.execute(
            """
            INSERT INTO licensing_licencewords (licence_id, words, place)
            SELECT id, array_to_tsvector(ARRAY['w' || (id % 5000), 'p/amman', reference]), 'Amman'
            FROM licensing_licence WHERE imported
            """
        )
        cursor.execute("ALTER TABLE licensing_licence ENABLE TRIGGER licensing_words_of_licence")
        # What a vacuum does: until then new words wait in a list that is read from end to end.
        cursor.execute("SELECT gin_clean_pending_list('licence_words'::regclass)")
        cursor.execute("ANALYZE licensing_licencewords")
        cursor.execute("ANALYZE licensing_licence")
    query = searching.saying(Licence.objects.in_register(), "w1234")
    plan = query.order_by().explain()
    assert "Bitmap Index Scan on licence_words" in plan
    assert 3 < len(query) < 6
