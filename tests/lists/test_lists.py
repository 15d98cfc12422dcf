"""Every list: its queries, its orders, its pages; and bids, which no list ever counts."""

import re

import pytest
from django.urls import get_resolver, reverse

from accounts.lists.page import LISTS
from procurement.models import Bid
from tests.lists import shown
from tests.procurement import life

# Who reads the list, and how rows are made for it.
EACH = {
    "tenders": ("anonymous", lambda cast, licensing, n: shown.tenders(cast, n)),
    "plan": ("anonymous", lambda cast, licensing, n: shown.plan(cast, n)),
    "qualifications": ("anonymous", lambda cast, licensing, n: shown.qualifications(cast, n)),
    "companies": ("registrar", lambda cast, licensing, n: shown.companies(cast, n)),
    "my-companies": (
        "stranger",
        lambda cast, licensing, n: shown.companies(cast, n, owner=cast.stranger),
    ),
    "debarments": ("anonymous", lambda cast, licensing, n: shown.debarments(cast, n)),
    "licences": ("anonymous", lambda cast, licensing, n: shown.licences(licensing, n)),
    "licence-imports": (
        "licensing_officer",
        lambda cast, licensing, n: shown.imports(cast, n),
    ),
    "licence-import-rows": (
        "licensing_officer",
        lambda cast, licensing, n: shown.import_rows(cast, n),
    ),
    "licence_types": (
        "licensing_officer",
        lambda cast, licensing, n: shown.licence_types(cast, n),
    ),
    "my-licences": ("noor_owner", lambda cast, licensing, n: shown.licences(licensing, n)),
    "applications": (
        "noor_owner",
        lambda cast, licensing, n: [licensing.draft(licensing.food) for _n in range(n)],
    ),
    "invoices": ("cashier", lambda cast, licensing, n: shown.invoices(licensing, n)),
    "statements": ("cashier", lambda cast, licensing, n: shown.statements(cast, n)),
    "bank-entries": ("cashier", lambda cast, licensing, n: shown.bank_entries(cast, n)),
    "refunds": ("cashier", lambda cast, licensing, n: shown.refunds(licensing, n)),
    "differences": ("cashier", lambda cast, licensing, n: shown.differences(cast, n)),
    "fee-accounts": ("administrator", lambda cast, licensing, n: shown.fee_accounts(cast, n)),
    "reviews": ("health_reviewer", lambda cast, licensing, n: shown.reviews(licensing, n)),
    "inspections": (
        "licensing_officer",
        lambda cast, licensing, n: shown.inspections(licensing, n),
    ),
    "findings": ("noor_owner", lambda cast, licensing, n: shown.findings(licensing, n)),
    "people": ("administrator", lambda cast, licensing, n: shown.officers(cast, n)),
    "agencies": ("administrator", lambda cast, licensing, n: shown.agencies(cast, n)),
    "delegations": ("approver", lambda cast, licensing, n: shown.delegations(cast, n)),
    "trail": ("auditor", lambda cast, licensing, n: shown.events(cast, n)),
    "notices": ("officer", lambda cast, licensing, n: shown.notices(cast, n)),
    "outbox": ("anonymous", lambda cast, licensing, n: shown.mails(cast, n)),
}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True
    assert get_resolver().url_patterns  # the lists are known once the addresses are read


def sign_in(client, cast, who):
    if who != "anonymous":
        client.force_login(getattr(cast, who))


def test_every_list_is_tested_here():
    assert set(EACH) == set(LISTS)


@pytest.mark.parametrize("name", EACH)
def test_a_list_costs_the_same_queries_with_three_rows_and_with_forty(
    cast, licensing, client, name
):
    who, make = EACH[name]
    make(cast, licensing, 3)
    sign_in(client, cast, who)
    address = f"{LISTS[name].home()}?show=all"
    shown.queries(client, address)
    few = shown.queries(client, address)
    make(cast, licensing, 37)
    assert shown.queries(client, address) == few
    assert few <= 24


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_order_of_a_list_goes_through_all_rows_and_back(
    cast, licensing, client, monkeypatch, name, language
):
    who, make = EACH[name]
    make(cast, licensing, 7)
    sign_in(client, cast, who)
    kind = LISTS[name]
    monkeypatch.setattr(kind, "size", 3)
    address = reverse(kind.address).replace("/en/", f"/{language}/", 1)
    answer = client.get(f"{address}?show=all")
    total = answer.context["list"].total
    names = [option["value"] for option in answer.context["sorts"]]
    assert names.count("") <= 1
    for sort in names:
        pages, url = [], f"{address}?show=all&sort={sort}"
        while url:
            answer = client.get(url)
            pages.append([row["row"].pk for row in answer.context["rows"]])
            more = answer.context["next_url"]
            url = f"{address}{more}&show=all" if more else ""
        there = [pk for page in pages for pk in page]
        assert len(there) == len(set(there)) == total, sort
        back = [pages[-1]]
        while answer.context["previous_url"]:
            answer = client.get(f"{address}{answer.context['previous_url']}&show=all")
            back.insert(0, [row["row"].pk for row in answer.context["rows"]])
        assert back == pages, sort


@pytest.mark.parametrize("name", [name for name in EACH if name != "outbox"])
def test_no_address_of_a_list_names_a_person(cast, licensing, client, name, monkeypatch):
    who, make = EACH[name]
    make(cast, licensing, 7)
    sign_in(client, cast, who)
    monkeypatch.setattr(LISTS[name], "size", 3)
    page = client.get(LISTS[name].home()).content.decode()
    links = re.findall(r'href="(\?[^"]*)"', page)
    assert not [link for link in links if "%40" in link or "@" in link or "Officer" in link]


def test_the_sorted_column_says_so_and_its_link_turns_it_round(cast, client):
    shown.tenders(cast, 3)
    page = shown.page(client, "tenders", "show=all&sort=title")
    assert page.content.decode().count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in page.content.decode()
    heading = page.context["columns"][0]
    assert heading["url"] == "?sort=-title"
    assert shown.first_cells(page) == ["Purchase 0", "Purchase 1", "Purchase 2"]
    page = shown.page(client, "tenders", "show=all&sort=-title")
    assert shown.first_cells(page) == ["Purchase 2", "Purchase 1", "Purchase 0"]


def test_a_list_takes_no_orders_by_post(cast, client):
    assert client.post(reverse("tenders")).status_code == 405


@pytest.mark.parametrize("who", ["anonymous", "officer", "auditor", "ofoq_owner", "opener"])
def test_no_list_counts_or_names_a_bid_before_the_opening(cast, client, who):
    tender = life.published(cast)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    bid = Bid.objects.get()
    sign_in(client, cast, who)
    for name, kind in LISTS.items():
        answer = client.get(f"{kind.home()}?show=all")
        if answer.status_code != 200:
            continue
        assert bid.reference not in answer.content.decode(), name
        if name == "trail":
            assert not [r for r in answer.context["rows"] if r["row"].subject_kind == "bid"]
            assert all(row["row"].scope[:1] != "~" for row in answer.context["rows"])


def test_lists_that_need_a_role_are_shut_to_others(cast, client):
    client.force_login(cast.noor_owner)
    for name in ("people", "manage_agencies", "delegations", "trail"):
        for query in ("", "?download=csv", "?download=xlsx", "?show=all"):
            assert client.get(reverse(name) + query).status_code == 403, name
    client.logout()
    for name in ("people", "applications", "my_companies", "notices"):
        assert client.get(reverse(name) + "?download=csv").status_code == 302, name


def test_lists_of_signed_in_people_are_never_cached(cast, client):
    assert "no-store" not in client.get(reverse("tenders")).headers.get("Cache-Control", "")
    client.force_login(cast.officer)
    for name, query in (("tenders", ""), ("applications", ""), ("applications", "?download=csv")):
        answer = client.get(reverse(name) + query)
        assert "no-store" in answer.headers["Cache-Control"], name
        assert "private" in answer.headers["Cache-Control"]
