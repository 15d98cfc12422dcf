"""Filters: counts under the other filters, addresses that last, chips, odd values."""

import html5lib
import pytest
from django.db.models import Q

from licensing.models import Licence
from procurement.models import Tender
from tests.lists import shown
from tests.procurement import life

LANGUAGES = ["en", "ar"]


@pytest.fixture
def past(cast):
    """Twelve tenders of the past: six of health, six of the city."""
    return shown.tenders(cast, 12)


def test_each_option_says_how_many_rows_it_gives_under_the_other_filters(cast, client, past):
    whole = shown.page(client, "tenders", "show=all")
    assert shown.counts(whole, "state") == {"awarded": 4, "ended": 4, "past": 4}
    assert shown.counts(whole, "agency") == {"health": 6, "city": 6}
    assert set(shown.counts(whole, "category").values()) == {12}
    some = shown.page(client, "tenders", "agency=health")
    assert sum(shown.counts(some, "state").values()) == 6
    # Its own choice does not change a facet: what one may add is still there, with its number.
    assert shown.counts(some, "agency") == {"health": 6, "city": 6}
    for query in ("state=awarded&agency=health", "category=03000000&state=past&state=ended"):
        answer = shown.page(client, "tenders", query)
        for facet in answer.context["facets"]:
            for option in facet["options"] + facet["more"]:
                rest = "&".join(p for p in query.split("&") if not p.startswith(facet["name"]))
                alone = shown.page(client, "tenders", f"{rest}&{facet['name']}={option['value']}")
                assert alone.context["list"].total == option["count"], (query, option)


def test_a_row_of_several_categories_is_one_row(cast, client, past):
    answer = shown.page(client, "tenders", "category=03000000&category=09000000&show=all")
    assert answer.context["list"].total == len(answer.context["rows"]) == 12


def test_options_without_rows_stay_out_unless_they_are_chosen(cast, client, past):
    answer = shown.page(client, "tenders", "state=open")
    assert shown.counts(answer, "state") == {"awarded": 4, "ended": 4, "past": 4, "open": 0}
    assert "open" not in shown.counts(shown.page(client, "tenders", "show=all"), "state")


def test_the_list_opens_with_open_tenders_and_all_are_one_step_away(cast, client, past):
    tender = life.published(cast)
    opened = shown.page(client, "tenders")
    assert [row["row"] for row in opened.context["rows"]] == [tender]
    assert [chip["value"] for chip in opened.context["chips"]] == ["Open for bids"]
    everything = shown.page(client, "tenders", opened.context["clear_url"].removeprefix("?"))
    assert everything.context["list"].total == 13
    assert not everything.context["chips"]


def test_what_is_not_published_is_neither_shown_nor_counted(cast, client, past):
    life.draft(cast)
    assert "unpublished" not in shown.counts(shown.page(client, "tenders", "show=all"), "state")
    odd = shown.page(client, "tenders", "state=unpublished")
    assert odd.context["list"].total == 12
    client.force_login(cast.officer)
    mine = shown.page(client, "tenders", "show=all")
    assert shown.counts(mine, "state")["unpublished"] == 1
    assert mine.context["list"].total == 13
    client.force_login(cast.other_officer)
    assert "unpublished" not in shown.counts(shown.page(client, "tenders", "show=all"), "state")


ODD = [
    "state=nonsense&agency=%00&category=%F0%9F%98%80&sort=password&after=-1&q=%00%E2%80%8F",
    "sort=-&sort=%27&before=99999999999999999999&download=exe&show=nonsense",
    "q=" + "a+" * 400 + "&agency=" + "x" * 3000,
    "&".join(f"state=s{n}" for n in range(200)),
    "q=%25_%5C%27%22%3Cscript%3E&state[]=open&state=open%00",
]


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("name", ["tenders", "companies", "register"])
def test_odd_values_do_no_harm(cast, client, past, name, query):
    answer = shown.page(client, name, query)
    assert "<script>alert" not in answer.content.decode()
    assert answer.context["list"].sort == ""


def test_an_unknown_value_is_ignored_and_stays_out_of_the_address(cast, client, past):
    answer = shown.page(client, "tenders", "state=awarded&state=x&agency=nowhere&utm=1")
    assert answer.context["list"].total == 4
    assert answer.context["list"].path_here == "/en/tenders/?state=awarded"


def test_a_chip_takes_one_choice_away_and_keeps_the_others(cast, client, past):
    answer = shown.page(client, "tenders", "state=awarded&state=ended&agency=city&sort=title")
    chips = {chip["value"]: chip["url"] for chip in answer.context["chips"]}
    assert chips["Awarded"] == "?state=ended&agency=city&sort=title"
    assert chips["City Council"] == "?state=awarded&state=ended&sort=title"
    assert answer.context["clear_url"] == "?sort=title"


def test_addresses_of_earlier_days_still_work(cast, client, past):
    assert shown.page(client, "tenders", "show=awarded").context["list"].total == 4
    assert shown.page(client, "tenders", "show=all").context["list"].total == 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_the_number_is_said_in_words(cast, client, language, count):
    shown.tenders(cast, count, state="awarded")
    answer = shown.page(client, "tenders", "state=awarded", language)
    words = answer.context["count_words"]
    assert words in answer.content.decode()
    assert words == (f"{count} tender" + "s" * (count != 1)) or language == "ar"


@pytest.mark.parametrize("words", ["شراء 7", "شِراء ٧", "purchase 7", "PURCHASE ٧", "T-2019-000007"])
def test_words_are_found_however_they_are_spelt(cast, client, past, words):
    found = shown.page(client, "tenders", f"q={words}").context["rows"]
    assert [row["row"].title_en for row in found] == ["Purchase 7"]


def test_what_is_empty_says_what_to_do(cast, client):
    nothing = shown.page(client, "tenders").content.decode()
    assert "Nothing fits what you have chosen." in nothing
    none_yet = shown.page(client, "tenders", "show=all").content.decode()
    assert "No tender was published yet." in none_yet
    client.force_login(cast.officer)
    assert "New tender" in shown.page(client, "tenders", "show=all").content.decode()


def test_licences_are_counted_as_they_stand_today(cast, licensing, client):
    shown.licences(licensing, 3)
    first = Licence.objects.first()
    Licence.objects.filter(~Q(pk=first.pk)).update(
        valid_from="2020-01-01", valid_until="2021-01-01"
    )
    answer = shown.page(client, "register")
    assert shown.counts(answer, "state") == {"active": 1, "expired": 3}


def test_roles_and_agencies_are_those_of_one_post(cast, client):
    from tests.cast import give_role

    give_role(cast.registrar, "evaluator", cast.health)
    client.force_login(cast.administrator)
    whole = shown.page(client, "people")
    assert shown.counts(whole, "agency")["state"] == 17
    # The registrar is one at the trade ministry, and an evaluator at the health ministry.
    both = shown.page(client, "people", "role=registrar&agency=health")
    assert both.context["rows"] == []
    for query in ("", "agency=health", "role=evaluator", "state=former", "q=mona"):
        answer = shown.page(client, "people", query)
        for facet in answer.context["facets"]:
            for option in facet["options"] + facet["more"]:
                rest = "" if query.startswith(facet["name"]) else query
                alone = shown.page(client, "people", f"{rest}&{facet['name']}={option['value']}")
                assert alone.context["list"].total == option["count"], (query, option)


def test_the_page_answers_htmx_with_its_lasting_address(cast, client, past):
    answer = client.get(
        "/en/tenders/?show=all&q=&state=awarded&sort=", headers={"hx-request": "true"}
    )
    assert answer.headers["HX-Push-Url"] == "/en/tenders/?state=awarded"


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_sound_html(cast, client, past, language):
    client.force_login(cast.auditor)
    for name in ("tenders", "companies", "register", "applications", "trail", "notices"):
        answer = shown.page(client, name, "q=x&state=awarded&state=active", language)
        parser = html5lib.HTMLParser()
        parser.parse(answer.content.decode())
        assert not parser.errors, (name, parser.errors[:3])
    assert Tender.objects.count() == 12
