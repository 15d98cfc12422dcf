"""Framework agreements: several suppliers by rank, and orders under them."""

import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models.post import today
from audit.models import Event
from documents import papers
from documents.models import Paper
from procurement import calling_off
from procurement.models import CallOff
from tests.cast import give_role
from tests.procurement import framework_life as life
from tests.procurement.life import again, published
from tests.procurement.test_at_once import at_once
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import may, perform
from workflow.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(cast):
    return life.awarded(cast)


# --- several suppliers ---------------------------------------------------------------------


def test_a_framework_is_awarded_to_the_first_in_rank(cast, tender):
    rows = list(calling_off.suppliers(tender).values_list("rank", "bid__company__name_en"))
    assert rows == [(1, "Al Noor Trading"), (2, "Al Ofoq Est.")]
    assert {bid.state for bid in tender.bids.all()} == {"awarded"}
    event = Event.objects.get(verb="tender.awarded")
    assert [row["supplier"] for row in event.public["awards"]] == [
        "Al Noor Trading",
        "Al Ofoq Est.",
    ]
    told = Notice.objects.get(to=cast.ofoq_owner, event__verb="bid.awarded")
    assert "your bid was number 2; the framework agreement has up to 2" in told.body_en
    second = tender.awards.get(rank=2)
    assert second.reasons.startswith("Admitted price number 2 of a framework")


def test_with_one_supplier_the_second_loses(cast):
    tender = life.awarded(cast, suppliers=1)
    assert tender.awards.get().rank == 1
    assert tender.bids.get(company=cast.ofoq).state == "not_awarded"


def test_days_on_the_page_are_those_of_the_country_s_own_clock(cast, client, tender, settings):
    settings.TIME_ZONE = "Asia/Amman"
    order = life.issued(cast, tender)
    night = datetime(2030, 5, 6, 22, 30, tzinfo=UTC)  # the seventh already, in Amman
    CallOff.objects.filter(pk=order.pk).update(issued_at=night)
    tender.awards.update(decided_at=night)
    page = client.get(tender.get_absolute_url()).content.decode()
    assert page.count("7 May 2030") == 3
    assert "6 May 2030" not in page


def test_the_page_of_the_tender_shows_ranks_and_orders(cast, client, tender):
    draft = life.drafted(cast, tender)
    shown = life.issued(cast, tender, "2", None)
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "Rank" in page
    assert shown.reference in page
    assert draft.reference not in page
    assert shown.get_absolute_url() not in page
    client.force_login(cast.noor_owner)
    assert shown.get_absolute_url() in client.get(tender.get_absolute_url()).content.decode()
    client.force_login(cast.officer)
    page = client.get(tender.get_absolute_url()).content.decode()
    assert draft.get_absolute_url() in page
    assert reverse("new_call_off", args=[tender.reference]) in page


def test_the_page_of_the_tender_costs_the_same_queries_with_more_orders(cast, client, tender):
    client.force_login(cast.officer)
    counts = []
    for _n in range(2):
        life.issued(cast, tender, "1", None)
        client.get(tender.get_absolute_url())
        with CaptureQueriesContext(connection) as caught:
            client.get(tender.get_absolute_url())
        counts.append(len(caught))
    assert counts[0] == counts[1]


# --- an order ------------------------------------------------------------------------------


def test_an_order_is_issued_at_the_prices_of_the_framework(cast, tender, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    settings.SIGNING_OWN_KEY = True
    order = life.issued(cast, tender)
    assert order.total == Decimal("140.000")  # 10 x 10 and 1 x 40
    paper = papers.issue(Paper.objects.get(kind="call_off_order").pk)
    assert paper.status == "issued", paper.detail
    with paper.file.blob.open() as blob:
        (tmp_path / "order.pdf").write_bytes(blob.read())
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "order.pdf", "-"], capture_output=True, text=True
    ).stdout
    assert order.reference in text
    assert "140.000" in text
    assert (
        "Signature #1"
        in subprocess.run(["pdfsig", tmp_path / "order.pdf"], capture_output=True, text=True).stdout
    )
    assert Notice.objects.filter(to=cast.noor_bidder, event__verb="call_off.issued").exists()
    order = perform(order, "accept", by=cast.noor_bidder)
    assert perform(order, "complete", by=cast.officer).state == "completed"


def test_who_wrote_it_does_not_issue_it(cast, tender):
    give_role(cast.officer, "procurement_approver", cast.health)
    order = perform(life.drafted(cast, tender), "submit_for_approval", by=cast.officer)
    with pytest.raises(NotAllowed):
        perform(order, "issue", by=cast.officer)
    order = perform(order, "return_to_draft", by=cast.approver, remarks="Which door?")
    assert order.state == "draft"


def test_another_supplier_than_the_first_is_chosen_for_a_reason(cast, tender):
    with pytest.raises(Refused, match="Al Noor Trading is first in rank"):
        life.begun(cast, tender, rank=2)
    order = life.begun(cast, tender, rank=2, supplier_reason="Noor has declined.")
    with pytest.raises(Refused, match="is first in rank"):
        perform(order, "edit", by=cast.officer, supplier_reason=" ")


def test_all_orders_together_take_no_more_than_there_is(cast, tender):
    life.issued(cast, tender, "15", None)
    order = life.begun(cast, tender)
    with pytest.raises(Refused, match=r"Of “Chair” 5 .* are left"):
        life.ordered(cast, order, "5.0001", None)
    assert not order.lines.exists()
    order = life.ordered(cast, order, "5", "2.5")
    assert life.ordered(cast, order, "4", "2.5").lines.get(item__number=1).quantity == 4


def test_what_is_declined_or_cancelled_is_free_again(cast, tender):
    first = life.issued(cast, tender, "20", None)
    second = life.begun(cast, tender)
    with pytest.raises(Refused, match=r"0 .* are left"):
        life.ordered(cast, second, "1", None)
    first = perform(first, "decline", by=cast.noor_owner, reason="No stock.")
    second = life.ordered(cast, second, "20", None)
    perform(second, "cancel", by=cast.approver, reason="A mistake.")
    life.drafted(cast, tender, "20", None)
    assert "No stock." in Notice.objects.get(event__verb="call_off.declined").body_en


def test_the_order_of_a_cancelled_call_off_is_void(cast, tender, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    settings.SIGNING_OWN_KEY = True
    order = life.issued(cast, tender)
    papers.issue(Paper.objects.get(kind="call_off_order").pk)
    perform(order, "cancel", by=cast.approver, reason="The ward was closed.")
    assert Paper.objects.get(kind="call_off_order").status == "revoked"
    assert Notice.objects.filter(to=cast.noor_owner, event__verb="call_off.cancelled").exists()


def test_nothing_is_ordered_after_the_months_of_the_framework(cast, tender, monkeypatch):
    assert calling_off.lasts_until(tender) > today() + timedelta(days=700)
    order = life.drafted(cast, tender)
    monkeypatch.setattr(calling_off, "lasts_until", lambda tender: today() + timedelta(days=1))
    order = perform(order, "submit_for_approval", by=cast.officer)  # on its last day
    monkeypatch.setattr(calling_off, "lasts_until", lambda tender: today())
    with pytest.raises(Refused, match="agreement ended"):
        perform(order, "issue", by=cast.approver)
    with pytest.raises(Refused, match="agreement ended"):
        life.begun(cast, tender)


def test_months_are_counted_by_the_calendar():
    assert calling_off.months_after(date(2026, 1, 15), 24) == date(2028, 1, 15)
    assert calling_off.months_after(date(2026, 1, 31), 1) == date(2026, 3, 1)
    assert calling_off.months_after(date(2026, 11, 30), 3) == date(2027, 3, 1)


def test_what_an_order_lacks_is_said(cast, tender):
    order = life.begun(cast, tender, delivery_place="")
    with pytest.raises(Refused) as refused:
        perform(order, "submit_for_approval", by=cast.officer)
    assert "Nothing is ordered yet" in str(refused.value)
    assert "where to and until when" in str(refused.value)
    yesterday = today() - timedelta(days=1)
    with pytest.raises(Refused, match="has passed"):
        perform(order, "edit", by=cast.officer, delivery_on=yesterday)


def test_a_suspended_supplier_gets_no_orders(cast, tender):
    order = perform(life.drafted(cast, tender), "submit_for_approval", by=cast.officer)
    perform(cast.noor, "suspend", by=cast.registrar, remarks="Unpaid fees.")
    with pytest.raises(Refused, match="not registered"):
        perform(again(order), "issue", by=cast.approver)


def test_only_awarded_frameworks_have_orders(cast, client):
    plain = published(cast)
    client.force_login(cast.officer)
    answer = client.get(reverse("new_call_off", args=[plain.reference]))
    assert "makes no framework agreement" in answer.content.decode()


def test_the_supplier_learns_of_it_at_its_issue_and_nobody_else(cast, tender):
    draft = life.drafted(cast, tender, "1", None)
    assert not CallOff.objects.visible_to(cast.fresh(cast.noor_owner)).exists()
    cancelled = perform(draft, "cancel", by=cast.approver, reason="A mistake.")
    assert cancelled not in CallOff.objects.visible_to(cast.fresh(cast.noor_owner))
    order = life.issued(cast, tender, "1", None)
    for who in ("noor_owner", "noor_bidder", "noor_viewer", "officer", "auditor"):
        assert order in CallOff.objects.visible_to(cast.fresh(getattr(cast, who))), who
    for who in ("ofoq_owner", "other_officer", "stranger", "registrar"):
        assert not CallOff.objects.visible_to(cast.fresh(getattr(cast, who))).exists(), who
    assert order in CallOff.objects.waiting_for(cast.fresh(cast.noor_bidder))
    assert not may(cast.ofoq_owner, order, "accept")
    assert not may(cast.noor_viewer, order, "accept")


def test_an_order_is_answered_once(cast, tender):
    order = perform(life.issued(cast, tender), "accept", by=cast.noor_owner)
    with pytest.raises(WrongState):
        perform(order, "decline", by=cast.noor_bidder, reason="No.")


def test_the_pages_take_an_order(cast, client, tender):
    client.force_login(cast.officer)
    url = reverse("new_call_off", args=[tender.reference])
    first, second = calling_off.suppliers(tender)
    sent = {"award": second.pk, "delivery_place": "Irbid", "delivery_on": "2099-01-01"}
    assert "Rank 2: Al Ofoq Est." in client.get(url).content.decode()
    assert "is first in rank" in client.post(url, sent).content.decode()
    assert client.post(url, {**sent, "award": first.pk}).status_code == 302
    order = CallOff.objects.get()
    url = order.action_url("edit")
    page = client.get(url).content.decode()
    assert "20 " in page
    chair, table = tender.items.order_by("number")
    sent = {"delivery_place": "Irbid", "delivery_on": "2099-01-01", f"quantity_{chair.pk}": "٢١"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "are left in the framework" in refused.content.decode()
    sent = {**sent, f"quantity_{chair.pk}": "٢٠", f"quantity_{table.pk}": ""}
    assert client.post(url, sent).status_code == 302
    assert again(order).total == 200
    assert "200.000" in client.get(order.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_never_order_more_than_there_is(lasting_cast):
    cast = lasting_cast
    tender = life.awarded(cast)
    orders = [life.begun(cast, tender) for _n in range(2)]
    amounts: dict[str, Any] = {"quantities": life.quantities(tender, "12", None)}
    results = at_once(
        *(
            lambda order=order: perform(order, "edit", by=cast.fresh(cast.officer), **amounts)
            for order in orders
        )
    )
    assert sorted(type(r).__name__ for r in results) == ["CallOff", "Refused"]
    assert calling_off.left(tender.lots.get())[tender.items.first().pk] == 8
