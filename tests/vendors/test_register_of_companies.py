"""The public register and a person's own companies: searching, paging, counting queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.vendors.registration import begun, registered
from tests.vendors.test_company_pages import address
from vendors.models import Category, Company
from vendors.views.lists import CompanyList
from workflow.gate import begin, perform

PAGE = CompanyList.size
LANGUAGES = ["en", "ar"]


def many(cast, count):
    """Registered companies without a life, whose English names sort as their numbers."""
    categories = list(Category.objects.all()[:3])
    for i in range(count):
        company = Company(
            state=Company.State.REGISTERED,
            agency=cast.trade,
            name_ar=f"شركة رقم {count - i:03}",
            name_en=f"Number {i:03} Ltd",
            registration_number=f"77{i:04}",
            city="Amman",
        )
        begin(company, by=None, who=None).categories.set(categories)


def names_on(answer):
    return [row["cells"][0] for row in answer.context["rows"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_shows_registered_companies_and_no_others(cast, client, language):
    begun(cast, cast.stranger)
    answer = client.get(address("companies", language=language))
    assert answer.status_code == 200
    page = answer.content.decode()
    shown, hidden = (
        ("Al Noor Trading", "Sanabel Bakery") if language == "en" else ("شركة النور", "السنابل")
    )
    assert shown in page
    assert hidden not in page
    assert "Riyada" not in page


@pytest.mark.parametrize(
    "words",
    ["noor", "النور", "NOOR trading", "100001", "١٠٠٠٠١", "شركه النور", "\u200fالنور\u200b"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_searched_by_name_and_number_in_both_languages(cast, client, words, language):
    answer = client.get(address("companies", language=language), {"q": words})
    assert len(names_on(answer)) == 1
    assert "100001" in answer.content.decode()


def test_what_is_not_found_is_said(cast, client):
    page = client.get(address("companies"), {"q": "%_' --"}).content.decode()
    assert "Nothing fits what you have chosen." in page


def test_it_is_narrowed_by_category(cast, client):
    registered(cast, cast.stranger)
    answer = client.get(address("companies"), {"category": "45000000"})
    assert names_on(answer) == ["Al Riyada Contracting"]
    assert client.get(address("companies"), {"category": "x"}).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pages_go_forward_and_back_without_losing_or_repeating_a_row(cast, client, language):
    many(cast, 2 * PAGE)
    url, there = address("companies", language=language), []
    answer = client.get(url)
    while True:
        there.append(names_on(answer))
        if not answer.context["next_url"]:
            break
        answer = client.get(url + answer.context["next_url"])
    seen = [name for page in there for name in page]
    assert len(seen) == len(set(seen)) == 2 * PAGE + 2
    if language == "en":
        assert seen == sorted(seen)
    back = [there[-1]]
    while answer.context["previous_url"]:
        answer = client.get(url + answer.context["previous_url"])
        back.insert(0, names_on(answer))
    assert back == there


def test_an_unknown_key_means_the_first_page(cast, client):
    first = names_on(client.get(address("companies")))
    for query in ({"after": "C-1-1"}, {"before": "'"}, {"after": "x", "before": "y"}):
        assert names_on(client.get(address("companies"), query)) == first


def test_the_number_of_queries_does_not_grow_with_the_list(cast, client):
    url = address("companies")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    many(cast, 2)
    few = queries()
    for i in range(PAGE // 2):
        registered_like(cast, f"88{i}")
    assert queries() == few


def registered_like(cast, number):
    company = Company(
        state=Company.State.REGISTERED,
        agency=cast.trade,
        name_ar="شركة",
        name_en="Company",
        registration_number=number,
    )
    begin(company, by=None, who=None).categories.set(Category.objects.all()[:4])


def test_registrars_find_companies_in_every_state_that_was_sent(cast, client):
    begun(cast, cast.noor_owner, name_en="Still A Draft", registration_number="991")
    perform(begun(cast, cast.stranger), "submit", by=cast.stranger)
    client.force_login(cast.registrar)
    found = names_on(client.get(address("companies"), {"state": "submitted"}))
    assert found == ["Al Riyada Contracting"]
    assert (
        "Still A Draft" not in client.get(address("companies"), {"state": "draft"}).content.decode()
    )
    client.force_login(cast.noor_owner)
    found = names_on(client.get(address("companies"), {"state": "submitted"}))
    assert "Al Riyada Contracting" not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_my_companies_are_those_i_act_for(cast, client, language):
    client.force_login(cast.sanabel_owner)
    answer = client.get(address("my_companies", language=language))
    assert len(answer.context["rows"]) == 1
    client.force_login(cast.stranger)
    answer = client.get(address("my_companies", language=language))
    assert answer.context["rows"] == []
    assert address("new_company", language=language) in answer.content.decode()


def test_a_list_without_filters_sends_its_order_itself(cast, client):
    """Where there is no form of filters, the phone's choice of order has a form of its own."""
    begun(cast, cast.stranger)
    client.force_login(cast.stranger)
    text = client.get(address("my_companies")).content.decode()
    assert '<form class="list-sort" method="get">' in text
    assert 'form="list-filters"' not in text
    assert 'form="list-filters"' in client.get(address("companies")).content.decode()


def test_my_companies_cost_the_same_number_of_queries(cast, client):
    client.force_login(cast.stranger)
    begun(cast, cast.stranger)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(address("my_companies"))
        return len(caught)

    one = queries()
    for i in range(4):
        begun(cast, cast.stranger, registration_number=f"66{i}")
    assert queries() == one
