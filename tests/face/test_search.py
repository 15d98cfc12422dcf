"""One search for the whole site: numbers and codes lead straight there, words find what is public."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.procurement import life

pytestmark = pytest.mark.django_db


@pytest.fixture
def published_tender(cast):
    return life.published(cast)


@pytest.fixture
def draft_tender(cast):
    return life.draft(cast, title_en="Secret furniture")


def search(client, words, language="en"):
    return client.get(f"/{language}/search/?q={quote(words)}")


def test_an_empty_search_asks_what_one_looks_for(client):
    assert b'name="q"' in search(client, "").content


def test_words_find_a_tender_by_either_language(client, published_tender):
    for words in (published_tender.title_ar, published_tender.title_en):
        assert published_tender.reference in search(client, words).content.decode()


def test_arabic_words_are_found_however_they_are_spelt(client, cast):
    tender = life.published(cast, title_ar="توريد أجهزة إسعاف")
    assert tender.reference in search(client, "اجهزه اسعاف", "ar").content.decode()


def test_what_the_search_finds_the_list_finds_too(client, published_tender):
    for words in (published_tender.title_ar, published_tender.agency.name_en.upper()):
        assert published_tender.reference in search(client, words).content.decode()
        found = client.get(f"/en/tenders/?show=all&q={quote(words)}").content.decode()
        assert published_tender.reference in found


def test_a_number_leads_to_its_page_whatever_the_digits(client, published_tender):
    arabic = published_tender.reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (published_tender.reference, published_tender.reference.lower(), arabic):
        response = search(client, typed)
        assert response.status_code == 302
        assert response.url == published_tender.get_absolute_url().replace("/ar/", "/en/")


def test_a_draft_is_found_by_its_own_people_alone(client, cast, draft_tender):
    assert search(client, draft_tender.reference).status_code == 200
    assert b'class="found"' not in search(client, draft_tender.title_en).content
    client.force_login(cast.officer)
    assert search(client, draft_tender.reference).status_code == 302


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        search(client, "a")


def test_nothing_found_says_what_to_do(client):
    html = search(client, "zzzz").content.decode()
    assert reverse("tenders").split("/", 2)[2] in html


def test_figures_have_their_tables(client):
    html = client.get("/en/figures/").content.decode()
    assert html.count('class="chart"') == 4
    assert "<details" in html
