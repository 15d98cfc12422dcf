"""Dealing with a published tender: addenda, meetings, followers, the notice."""

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from audit.models import database_now
from documents.models import Paper
from procurement import following
from procurement.models import Addendum, Tender
from tests.procurement import life
from vendors.models import Category
from workflow.blockers import Refused
from workflow.gate import perform
from workflow.models import Notice

pytestmark = pytest.mark.django_db
WORDS: dict[str, Any] = {"summary_ar": "تغيير العدد", "summary_en": "More chairs"}


def rows(tender, **first):
    found = [
        {
            "key": item.pk,
            "description_ar": item.description_ar,
            "description_en": item.description_en,
            "quantity": item.quantity,
            "unit": item.unit,
        }
        for item in tender.items.all()
    ]
    found[0] |= first
    return found


def amended(cast, tender, **data):
    return perform(tender, "issue_addendum", by=cast.officer, **WORDS, **data)


def told(person):
    return set(Notice.objects.filter(to=person).values_list("event__verb", flat=True))


def test_an_addendum_keeps_before_and_after_in_both_languages(cast, client):
    tender = life.published(cast)
    first = tender.items.first()
    tender = amended(cast, tender, items=rows(tender, quantity=Decimal(25)))
    (change,) = Addendum.objects.get().changes
    assert (change["part"], change["label"][1]) == ("items", "Item 1: quantity")
    assert change["before"] == ["20 قطعة", "20 piece"]
    assert change["after"] == ["25 قطعة", "25 piece"]
    assert life.again(first).quantity == 25
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "20 piece" in page
    assert "25 piece" in page
    assert "More chairs" in page


def test_an_addendum_tells_followers_invited_and_bidders(cast):
    tender = life.published(cast)
    life.bid_draft(tender, cast.noor, cast.noor_bidder)
    following.follow(tender, cast.stranger)
    amended(cast, tender, title_en="Office furniture")
    for person in (cast.noor_bidder, cast.noor_owner, cast.stranger):
        assert "tender.addendum_issued" in told(person)
    assert "tender.addendum_issued" not in told(cast.ofoq_owner)


def test_bidding_lasts_longer_where_the_method_says_so(cast):
    tender = life.published(cast, code="open")
    soon = database_now() + timedelta(minutes=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=soon)
    tender = amended(cast, tender, title_en="Office furniture")
    addendum = Addendum.objects.get()
    assert (addendum.closes_before, addendum.extends) == (soon, True)
    assert tender.closes_at == addendum.issued_at + timedelta(days=5)


def test_bidding_is_not_made_longer_where_days_are_left(cast):
    tender = life.published(cast, code="open")
    before = tender.closes_at
    assert amended(cast, tender, title_en="Office furniture").closes_at == before


def test_a_deadline_is_never_moved_earlier_nor_too_near(cast):
    tender = life.published(cast, code="open")
    earlier = tender.closes_at - timedelta(seconds=1)
    with pytest.raises(Refused, match="never shorter"):
        amended(cast, tender, closes_at=earlier)
    soon = database_now() + timedelta(minutes=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=soon)
    with pytest.raises(Refused, match="5 days are left to bid"):
        amended(cast, tender, closes_at=soon + timedelta(days=1))


def test_an_addendum_that_changes_nothing_is_refused(cast):
    tender = life.published(cast)
    with pytest.raises(Refused, match="Nothing is changed"):
        amended(cast, tender, items=rows(tender), title_en="Furniture")


def test_after_the_deadline_nothing_is_changed_closed_by_the_clock_or_not(cast):
    tender = life.pass_deadline(life.published(cast))
    with pytest.raises(Refused, match="Bidding is over"):
        amended(cast, tender, title_en="Office furniture")
    assert not Addendum.objects.exists()


def test_an_item_of_an_addendum_names_a_lot_that_is_there(cast):
    tender = life.published(cast)
    with pytest.raises(Refused, match="the last lot is number 1"):
        amended(cast, tender, items=rows(tender, lot=2))


def test_an_item_of_an_addendum_may_name_any_lot_of_the_tender(cast):
    lots = [{"title_ar": t, "title_en": t} for t in ("One", "Two")]
    items = [{**row, "lot": n} for n, row in enumerate(life.ITEMS, start=1)]
    tender = amended(cast, life.published(cast, lots=lots, items=items), title_en="Desks")
    given = rows(tender)
    given[0] |= {"lot": 2}
    given[1] |= {"lot": 1}
    tender = amended(cast, tender, items=given)
    assert list(tender.items.values_list("lot__number", flat=True)) == [2, 1]
    labels = [change["label"][1] for change in Addendum.objects.latest("pk").changes]
    assert labels == ["Item 1: lot", "Item 2: lot"]


def test_rows_that_change_places_have_not_changed(cast):
    tender = life.published(cast)
    first, second = rows(tender)
    with pytest.raises(Refused, match="Nothing is changed"):
        amended(cast, tender, items=[second, first])
    amended(cast, tender, items=[second, {**first, "quantity": Decimal(25)}])
    (change,) = Addendum.objects.get().changes
    assert (change["before"], change["after"]) == (["20 قطعة", "20 piece"], ["25 قطعة", "25 piece"])


def test_the_envelope_of_a_document_is_said_where_there_are_two(cast):
    paper = {"title_ar": "كفالة", "title_en": "Guarantee", "envelope": "technical"}
    scored = {"kind": "scored", "title_ar": "جودة", "title_en": "Quality", "weight": Decimal(40)}
    given: dict[str, Any] = {"criteria": [scored], "price_weight": Decimal(60), "papers": [paper]}
    tender = life.draft(cast, code="open-points")
    tender = perform(tender, "set_requirements", by=cast.officer, **given)
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast, 5).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    key = tender.required_documents.get().pk
    amended(cast, tender, papers=[{**paper, "key": key, "envelope": "financial"}])
    (change,) = Addendum.objects.get().changes
    assert change["label"][1] == "Document 1: envelope"
    assert (change["before"][1], change["after"][1]) == ("Technical envelope", "Financial envelope")


def test_after_an_addendum_too_criteria_and_price_make_a_hundred_points(cast):
    tender = life.draft(cast, code="open-points")
    scored = {"kind": "scored", "title_ar": "جودة", "title_en": "Quality", "weight": Decimal(40)}
    given: dict[str, Any] = {"criteria": [scored], "price_weight": Decimal(60)}
    tender = perform(tender, "set_requirements", by=cast.officer, **given)
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast, 5).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    with pytest.raises(Refused, match="now they make 90"):
        amended(cast, tender, criteria=[{**scored, "weight": Decimal(30)}])
    with pytest.raises(Refused, match="now they make 60"):
        amended(cast, tender, criteria=[])
    halves = [{**scored, "weight": Decimal(20)}, {**scored, "weight": Decimal(20)}]
    assert amended(cast, tender, criteria=halves).criteria.count() == 2


def test_the_form_of_an_addendum_starts_with_what_is_published(cast, client):
    tender = life.published(cast)
    client.force_login(cast.officer)
    url = tender.action_url("issue_addendum")
    page = client.get(url).content.decode()
    assert 'value="Chair"' in page
    sent: dict[str, Any] = {
        **WORDS,
        "title_ar": "أثاث",
        "title_en": "Furniture",
        "item_rows-INITIAL_FORMS": "2",
    }
    items: Any = tender.items.all()
    for number, item in enumerate(items):
        sent |= {
            f"item_rows-{number}-key": item.pk,
            f"item_rows-{number}-description_ar": item.description_ar,
            f"item_rows-{number}-description_en": item.description_en,
            f"item_rows-{number}-quantity": "7",
            f"item_rows-{number}-unit": item.unit,
            f"item_rows-{number}-lot": "1",
        }
    for name in ("criteria", "papers"):
        sent |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    assert client.post(url, {**sent, "item_rows-TOTAL_FORMS": "2"}).status_code == 302
    assert {i.quantity for i in tender.items.all()} == {7}
    assert len(Addendum.objects.get().changes) == 2


@pytest.mark.django_db(transaction=True)
def test_two_addenda_at_once_are_two_in_order(lasting_cast):
    cast = lasting_cast
    tender = life.published(cast)
    gate = threading.Barrier(2)

    def issue(title):
        gate.wait(10)
        try:
            perform(tender, "issue_addendum", by=cast.fresh(cast.officer), **WORDS, title_en=title)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=issue, args=(t,)) for t in ("Chairs", "Tables")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    first, second = Addendum.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.changes[0]["after"] == second.changes[0]["before"]


def test_the_notice_is_asked_for_at_publication_and_again_after_an_addendum(cast):
    tender = life.published(cast)
    asked = Paper.objects.filter(case_kind="tender", case_id=tender.pk, kind="tender_notice")
    assert asked.count() == 1
    amended(cast, tender, title_en="Office furniture")
    assert asked.count() >= 1


def test_a_meeting_is_called_held_and_its_minutes_published(cast, client):
    tender = life.published(cast, code="open")
    following.follow(tender, cast.stranger)
    late = tender.closes_at + timedelta(hours=1)
    with pytest.raises(Refused, match="before bids close"):
        perform(tender, "call_meeting", by=cast.officer, starts_at=late, place="Hall 2")
    starts = database_now() + timedelta(days=1)
    with pytest.raises(Refused, match="Name a place"):
        perform(tender, "call_meeting", by=cast.officer, starts_at=starts)
    tender = perform(tender, "call_meeting", by=cast.officer, starts_at=starts, place="Hall 2")
    assert "tender.meeting_called" in told(cast.stranger)
    meeting = tender.meetings.get()
    with pytest.raises(Refused, match="No meeting without minutes"):
        perform(tender, "publish_minutes", by=cast.officer, meeting=meeting, minutes="Said.")
    tender.meetings.update(starts_at=database_now() - timedelta(hours=1))
    with pytest.raises(Refused, match="Write what was said"):
        perform(tender, "publish_minutes", by=cast.officer, meeting=meeting, minutes=" ")
    perform(tender, "publish_minutes", by=cast.officer, meeting=meeting, minutes="All was said.")
    other = perform(tender, "call_meeting", by=cast.officer, starts_at=starts, place="Hall 3")
    other.meetings.exclude(pk=meeting.pk).update(starts_at=database_now())
    with pytest.raises(Refused, match="No meeting without minutes"):  # it has some already
        perform(tender, "publish_minutes", by=cast.officer, meeting=meeting, minutes="Not so.")
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "Hall 2" in page
    assert "All was said." in page
    assert "tender.minutes_published" in told(cast.stranger)


def test_who_follows_is_told_of_answers_and_never_who_asked(cast, client):
    tender = life.published(cast)
    client.force_login(cast.stranger)
    url = reverse("follow_tender", args=[tender.reference])
    assert client.get(url).status_code == 405
    assert client.post(url, {"follow": "1"}).status_code == 302
    assert client.post(url, {"follow": "1"}).status_code == 302
    assert tender.followers.count() == 1
    question = life.asked(tender, cast.noor, cast.noor_bidder)
    perform(question, "reply", by=cast.officer, answer="Forty centimetres.")
    notice = Notice.objects.get(to=cast.stranger, event__verb="clarification.answered")
    assert "Forty centimetres." in notice.body_en
    assert "Noor" not in notice.body_en + notice.subject_en
    client.post(url, {"follow": "0"})
    assert not tender.followers.exists()


def test_a_draft_cannot_be_followed(cast, client):
    draft = life.draft(cast)
    client.force_login(cast.stranger)
    assert client.post(reverse("follow_tender", args=[draft.reference])).status_code == 404
    client.force_login(cast.officer)
    client.post(reverse("follow_tender", args=[draft.reference]), {"follow": "1"})
    assert not draft.followers.exists()


def test_companies_in_the_line_of_business_are_told_of_a_new_tender(cast):
    category = Category.objects.first()
    cast.ofoq.categories.add(category)
    life.published(cast, categories=[category])
    assert "tender.published" in told(cast.ofoq_bidder)
    assert "tender.published" not in told(cast.noor_bidder)
