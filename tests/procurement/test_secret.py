"""Until the opening nobody but the bidder can see that a bid exists."""

import re

import pytest
from django.urls import reverse

from audit.models import Event
from documents import papers
from documents.models import Paper
from procurement.models import Bid
from tests.cast import give_role
from tests.procurement import life, sealing_life
from tests.vendors.registration import pdf
from workflow.gate import may, perform
from workflow.models import Notice
from workflow.views.trail import readable_by

pytestmark = pytest.mark.django_db
OWN = {"noor_owner", "noor_bidder"}


@pytest.fixture
def tender(cast):
    return life.published(cast)


@pytest.fixture
def bid(cast, tender):
    return life.submitted(tender, cast.noor, cast.noor_bidder, "8675.309", "4")


def readers(cast):
    return {who: cast.fresh(person) for who, person in cast.everybody.items() if who not in OWN}


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "closed"])
def test_nobody_else_can_see_it(cast, tender, state):
    if state == "draft":
        life.bid_draft(tender, cast.noor, cast.noor_bidder)
    else:
        bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
        if state == "withdrawn":
            perform(bid, "withdraw", by=cast.noor_bidder)
        if state == "closed":
            life.closed(tender)
    for who, person in readers(cast).items():
        assert not Bid.objects.visible_to(person).exists(), who
        assert not Bid.objects.waiting_for(person).exists(), who
    assert not Bid.objects.visible_to(cast.anonymous).exists()
    assert Bid.objects.visible_to(cast.fresh(cast.noor_owner)).exists()


def test_its_page_does_not_exist_for_anybody_else(cast, client, bid):
    for person in readers(cast).values():
        client.force_login(person)
        assert client.get(bid.get_absolute_url()).status_code == 404
        assert client.get(bid.action_url("withdraw")).status_code == 404
    client.logout()
    assert client.get(bid.get_absolute_url()).status_code == 404
    client.force_login(cast.noor_owner)
    assert client.get(bid.get_absolute_url()).status_code == 200


def test_the_page_of_the_tender_is_the_same_with_and_without_bids(cast, client, tender):
    """For every reader: the same bytes, but for tokens, before and after a bid came in."""
    before = pages_of(cast, client, tender)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "8675.309", "4")
    after = pages_of(cast, client, tender)
    assert before == after
    assert all(bid.reference not in page for page in after.values())
    life.closed(tender)
    for who, page in pages_of(cast, client, tender).items():
        assert bid.reference not in page, who
        assert "8675" not in page, who
        assert "Al Noor" not in page, who


def pages_of(cast, client, tender):
    found = {}
    for who, person in readers(cast).items():
        client.force_login(person)
        found[who] = tidied(client.get(tender.get_absolute_url()).content.decode())
    client.logout()
    found["anonymous"] = tidied(client.get(tender.get_absolute_url()).content.decode())
    return found


def tidied(page: str) -> str:
    """The page without what differs from one request to the next."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    page = re.sub(r'nonce="[^"]*"', "", page)
    page = re.sub(r'data-now="[^"]*"', "", page)
    return re.sub(r'(role="timer"[^>]*>)[^<]*', r"\1", page)


def test_what_an_official_may_do_does_not_tell_whether_their_company_bid(cast, tender, bid):
    other = life.published(cast)
    person = give_role(cast.noor_viewer, "procurement_approver", cast.health).user
    for one in (tender, other):
        assert not may(person, one, "cancel")
    # Cancelled before the opening, its bids stay shut for good.
    for one in (tender, other):
        one = perform(one, "cancel", by=cast.approver, reason="No money.")
        assert not may(cast.fresh(person), one, "cancel")


def test_auditors_cannot_see_in_the_trail_that_it_came_in(cast, tender, bid):
    sealing_life.submit(bid, cast.noor_bidder, "9", "4")
    seen = readable_by(cast.fresh(cast.auditor))
    assert not seen.filter(subject_kind="bid").exists()
    assert not seen.filter(subject_label=bid.reference).exists()
    text = " ".join(str(event.public) + event.scope for event in seen)
    assert f"bid:{bid.pk}" not in text
    assert Event.objects.filter(subject_kind="bid").count() == 3


def test_after_the_opening_auditors_see_all_of_it(cast, tender, bid):
    withdrawn = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "1", "1")
    perform(withdrawn, "withdraw", by=cast.ofoq_owner)
    life.opened(cast, tender)
    seen = readable_by(cast.fresh(cast.auditor)).filter(subject_kind="bid")
    assert [e.verb for e in seen.filter(subject_id=str(bid.pk)).order_by("pk")] == [
        "bid.begun",
        "bid.submitted",
        "bid.opened",
    ]
    assert not seen.filter(subject_id=str(withdrawn.pk)).exists()


def test_attachments_and_receipts_leave_no_trace_either(cast, tender, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4", files=(pdf(),))
    papers.issue(Paper.objects.get(kind="bid_receipt").pk)
    assert Event.objects.filter(verb__startswith="paper.").exists()
    seen = readable_by(cast.fresh(cast.auditor))
    assert not seen.filter(verb__startswith="document").exists()
    assert not seen.filter(verb__startswith="paper").exists()
    life.opened(cast, tender)
    assert readable_by(cast.fresh(cast.auditor)).filter(verb="document.attached").exists()


def test_only_the_company_is_told(cast, bid):
    told = Notice.objects.filter(event__subject_kind="bid").values_list("to", flat=True)
    assert set(told) == {cast.noor_owner.pk, cast.noor_bidder.pk}


def test_its_number_says_nothing_of_how_many_there_are(cast, tender, bid):
    rival = life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    numbers = [int(b.reference.rsplit("-", 1)[1]) for b in (bid, rival)]
    assert abs(numbers[0] - numbers[1]) != 1


def test_after_the_opening_the_agency_sees_it_and_rivals_do_not(cast, tender, bid):
    life.opened(cast, tender)
    for who in ("officer", "evaluator", "auditor"):
        person = cast.fresh(getattr(cast, who))
        assert Bid.objects.visible_to(person).filter(pk=bid.pk).exists(), who
    for who in ("ofoq_owner", "other_officer", "stranger", "registrar"):
        person = cast.fresh(getattr(cast, who))
        assert not Bid.objects.visible_to(person).exists(), who


def test_the_bidder_does_not_read_the_judgement_before_the_outcome(cast, client, tender, bid):
    life.opened(cast, tender)
    perform(life.again(bid), "reject", by=cast.evaluator, reason="The chairs are stools.")
    client.force_login(cast.noor_owner)
    page = client.get(bid.get_absolute_url()).content.decode()
    assert "stools" not in page
    assert "Not admitted" not in page
    client.force_login(cast.officer)
    assert "stools" in client.get(bid.get_absolute_url()).content.decode()


def test_no_list_counts_bids(cast, client, tender, bid):
    for person in [*readers(cast).values()]:
        client.force_login(person)
        for name in ("tenders", "inbox"):
            page = client.get(reverse(name)).content.decode()
            assert bid.reference not in page


def test_administrators_have_no_power_over_it(cast, bid):
    for name in bid.actions():
        assert not may(cast.administrator, bid, name)
        assert not may(cast.health_administrator, bid, name)
