"""The pages as people use them: lists, forms, both languages, bad input."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from audit.models import database_now
from procurement import methods
from procurement.models import Bid, Clarification, Method, Tender
from tests.procurement import life, sealing_life
from workflow.gate import perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(cast):
    return life.published(cast)


def rows(prefix, *filled, initial=0, total=None):
    """A formset as a browser sends it."""
    sent = {
        f"{prefix}-TOTAL_FORMS": str(total if total is not None else len(filled)),
        f"{prefix}-INITIAL_FORMS": str(initial),
    }
    for index, row in enumerate(filled):
        sent |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return sent


CHAIR = {
    "description_ar": "كرسي",
    "description_en": "Chair",
    "quantity": "٢٠",
    "unit": "C62",
    "lot": "1",
}


def tender_form(cast, **changes):
    return {
        "agency": str(cast.health.pk),
        "method": str(Method.objects.get(code="demonstration").pk),
        "title_ar": "أثاث المدارس",
        "title_en": "School furniture",
        "estimated_value": "1,200.500",
        "once": str(uuid.uuid4()),
        **rows("lots"),
        **rows("item_rows", CHAIR),
        **changes,
    }


def new_tender(client, cast, **changes):
    client.force_login(cast.officer)
    return client.post(reverse("new_tender"), tender_form(cast, **changes))


@pytest.fixture
def seeded(cast):
    methods.seed(demonstration=True)


def test_an_officer_begins_a_tender(cast, client, seeded):
    client.force_login(cast.officer)
    assert client.get(reverse("new_tender")).status_code == 200
    response = new_tender(client, cast)
    tender = Tender.objects.get()
    assert response.url == tender.get_absolute_url()
    assert (tender.title_en, tender.estimated_value) == ("School furniture", Decimal("1200.5"))
    assert tender.items.get().quantity == 20
    assert tender.preparers == [cast.officer.pk]


def test_a_form_sent_twice_begins_one_tender(cast, client, seeded):
    form = tender_form(cast)
    client.force_login(cast.officer)
    first = client.post(reverse("new_tender"), form)
    second = client.post(reverse("new_tender"), form)
    assert first.url == second.url
    assert Tender.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_ar": ""}, "This field is required."),
        ({"estimated_value": "-5"}, "The value cannot be negative."),
        ({"item_rows-0-quantity": "0"}, "The quantity must be more than zero."),
        ({"item_rows-0-quantity": "many"}, "Enter a number."),
        ({"item_rows-0-lot": "2"}, "There is no lot with this number"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    cast, client, seeded, changes, words
):
    response = new_tender(client, cast, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "School furniture" in page
    assert "Chair" in page
    assert not Tender.objects.exists()


def test_invisible_characters_do_not_get_into_a_title(cast, client, seeded):
    new_tender(client, cast, title_en="School\u202e fur\u200bniture")
    assert Tender.objects.get().title_en == "School furniture"


def test_an_officer_elsewhere_cannot_begin_a_tender_here(cast, client, seeded):
    client.force_login(cast.other_officer)
    response = client.post(reverse("new_tender"), tender_form(cast))
    assert response.status_code == 422
    assert not Tender.objects.exists()


@pytest.mark.parametrize("who", ["noor_owner", "stranger", "auditor", "administrator"])
def test_others_cannot_begin_a_tender(cast, client, seeded, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("new_tender")).status_code == 403


def test_a_draft_is_edited_with_its_items_filled_in(cast, client):
    tender = life.draft(cast)
    client.force_login(cast.officer)
    page = client.get(tender.action_url("edit")).content.decode()
    assert 'value="Chair"' in page
    assert 'value="2.5"' in page
    sent = tender_form(cast, title_en="Desks", **rows("item_rows", CHAIR, initial=2, total=1))
    assert client.post(tender.action_url("edit"), sent).status_code == 302
    tender = life.again(tender)
    assert (tender.title_en, tender.items.count()) == ("Desks", 1)


def test_a_draft_is_for_the_agency_alone(cast, client):
    tender = life.draft(cast)
    for who in ("officer", "approver", "auditor"):
        client.force_login(getattr(cast, who))
        assert client.get(tender.get_absolute_url()).status_code == 200, who
    for who in ("other_officer", "noor_owner", "stranger", "registrar"):
        client.force_login(getattr(cast, who))
        assert client.get(tender.get_absolute_url()).status_code == 404, who
    client.logout()
    assert client.get(tender.get_absolute_url()).status_code == 404


def test_publishing_by_form_with_a_day_and_an_hour(cast, client):
    tender = life.ready(cast, code="open")
    client.force_login(cast.officer)
    assert "10 days" in client.get(tender.action_url("publish")).content.decode()
    early = (database_now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    response = client.post(tender.action_url("publish"), {"closes_at": early})
    assert response.status_code == 422
    assert "lasts at least 10 days" in response.content.decode()
    fine = (database_now() + timedelta(days=12)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(tender.action_url("publish"), {"closes_at": fine}).status_code == 302
    assert life.again(tender).state == "published"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_everybody_reads_a_published_tender(cast, client, tender, language):
    with translation.override(language):
        page = client.get(tender.get_absolute_url()).content.decode()
    words = {"ar": ["أثاث", "كرسي", "وزارة الصحة"], "en": ["Furniture", "Chair", "Ministry"]}
    for word in words[language]:
        assert word in page
    assert "data-countdown" in page
    assert re.search(rf'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"', page)


def test_a_hidden_value_is_hidden(cast, client):
    tender = life.published(cast, estimated_value=Decimal("4321"), value_is_public=False)
    assert "4,321" not in client.get(tender.get_absolute_url()).content.decode()
    client.force_login(cast.officer)
    assert "4,321" in client.get(tender.get_absolute_url()).content.decode()


def begin_bid(client, tender, person, company):
    client.force_login(person)
    form = {"company": company.pk, "lot": tender.lots.get().pk, "once": str(uuid.uuid4())}
    return client.post(reverse("new_bid", args=[tender.reference]), form)


def test_a_company_bids_in_the_browser(cast, client, tender):
    client.force_login(cast.noor_bidder)
    assert reverse("new_bid", args=[tender.reference]) in (
        client.get(tender.get_absolute_url()).content.decode()
    )
    assert client.get(reverse("new_bid", args=[tender.reference])).status_code == 200
    response = begin_bid(client, tender, cast.noor_bidder, cast.noor)
    bid = Bid.objects.get()
    assert response.url == bid.get_absolute_url()
    url = reverse("seal_bid", args=[bid.reference])
    assert url in client.get(bid.get_absolute_url()).content.decode()
    assert "Chair" in client.get(url).content.decode()
    bid = sealing_life.submit(bid, cast.noor_bidder, "10.500", "4")
    page = client.get(bid.get_absolute_url()).content.decode()
    assert "10.500" not in page
    assert bid.digest in page


def test_a_second_bid_for_the_lot_is_refused_with_the_way_to_the_first(cast, client, tender):
    first = life.bid_draft(tender, cast.noor, cast.noor_bidder)
    response = begin_bid(client, tender, cast.noor_owner, cast.noor)
    assert response.status_code == 422
    assert first.get_absolute_url() in response.content.decode()


def test_nobody_bids_for_a_company_they_do_not_act_for(cast, client, tender):
    response = begin_bid(client, tender, cast.ofoq_owner, cast.noor)
    assert response.status_code == 422
    assert not Bid.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "sanabel_owner", "noor_viewer", "officer"])
def test_who_cannot_bid_has_no_page_for_it(cast, client, tender, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("new_bid", args=[tender.reference])).status_code == 403


def test_a_question_is_asked_in_the_browser(cast, client, tender):
    client.force_login(cast.noor_bidder)
    url = reverse("ask", args=[tender.reference])
    assert client.get(url).status_code == 200
    form = {"company": cast.noor.pk, "question": "Which wood?", "once": str(uuid.uuid4())}
    response = client.post(url, form)
    question = Clarification.objects.get()
    assert response.url == question.get_absolute_url()
    client.force_login(cast.officer)
    assert "Which wood?" in client.get(question.get_absolute_url()).content.decode()
    assert question.reference in client.get(reverse("inbox")).content.decode()
    client.force_login(cast.ofoq_owner)
    assert client.get(question.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_outcome_is_read_by_everybody(cast, client, tender, language):
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    life.submitted(tender, cast.ofoq, cast.ofoq_owner, "11", "4")
    tender = life.opened(cast, tender)
    life.judged(cast, tender)
    perform(tender, "award", by=cast.approver)
    with translation.override(language):
        page = client.get(tender.get_absolute_url()).content.decode()
    for word in ("210.000", "230.000", {"ar": "شركة النور للتجارة", "en": "Al Noor"}[language]):
        assert word in page


@pytest.mark.parametrize("show", ["open", "evaluation", "awarded", "ended", "all", ""])
def test_the_list_shows_what_was_published(cast, client, tender, show):
    life.draft(cast, title_en="Secret plan")
    page = client.get(reverse("tenders"), {"show": show} if show else {}).content.decode()
    assert (tender.reference in page) == (show in ("open", "all", ""))
    assert "Secret plan" not in page


def test_officers_find_their_own_drafts(cast, client):
    draft = life.draft(cast)
    client.force_login(cast.officer)
    url = reverse("tenders")
    assert draft.reference in client.get(url, {"show": "unpublished"}).content.decode()
    client.force_login(cast.other_officer)
    assert draft.reference not in client.get(url, {"show": "unpublished"}).content.decode()


def test_the_list_is_narrowed_by_words_agency_and_method(cast, client, tender):
    url = reverse("tenders")
    for query, found in [
        ({"q": "furni"}, True),
        ({"q": "أثاث"}, True),
        ({"q": "health"}, True),
        ({"q": tender.reference}, True),
        ({"q": "bridge"}, False),
        ({"agency": "health"}, True),
        ({"method": tender.method.code}, True),
        ({"method": "no-such-method"}, True),  # what is unknown is no filter
        ({"state": "awarded"}, False),
        ({"state": ["awarded", "open"]}, True),
    ]:
        page = client.get(url, query).content.decode()
        assert (tender.reference in page) == found, query


def many(cast, count):
    """Tenders as the importer leaves them, closing an hour apart; some without a date."""
    methods.seed()
    now = database_now()
    Tender.objects.bulk_create(
        Tender(
            reference=f"T-2020-9{n:05d}",
            agency=cast.health,
            method=methods.imported_method(),
            title_en=f"Past {n}",
            imported=True,
            state="awarded",
            closes_at=now - timedelta(hours=n) if n % 3 else None,
            published_at=now - timedelta(days=n),
        )
        for n in range(count)
    )


def test_pages_follow_by_key_and_show_each_tender_once(cast, client):
    many(cast, 60)
    Tender.objects.filter(reference__startswith="T-2020-9").update(closes_at=None)
    seen, url = [], reverse("tenders") + "?show=all"
    for _page in range(5):
        page = client.get(url).content.decode()
        seen += re.findall(r"/en/tenders/(T-2020-9\d{5})/", page)
        following = re.search(r'<a class="next" href="([^"]+)"', page)
        if not following:
            break
        url = reverse("tenders") + following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 60


def test_the_list_costs_the_same_queries_however_long_it_is(cast, client, tender):
    url = reverse("tenders") + "?show=all"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    many(cast, 40)
    with CaptureQueriesContext(connection) as more:
        client.get(url)
    assert len(more) <= len(few)
    assert len(few) <= 12


def test_a_reader_of_imported_history_sees_awards_without_actions(cast, client):
    many(cast, 1)
    tender = Tender.objects.get(imported=True)
    tender.awards.create(supplier_name="Old Supplier", amount=Decimal("10"), currency="MDL")
    client.force_login(cast.officer)
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "Old Supplier" in page
    assert "/do/tender/" not in page
