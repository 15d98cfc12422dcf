"""A tender from its draft to the letters, and the duties that are kept apart."""

from datetime import timedelta
from decimal import Decimal

import pytest

from audit.models import Event, database_now
from documents.models import Paper
from procurement import committee
from procurement.models import Award, Tender
from tests.cast import give_role
from tests.procurement import life
from vendors.models import CompanyMember
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import may, perform
from workflow.models import Notice

pytestmark = pytest.mark.django_db


def test_a_tender_lives_from_draft_to_award(cast):
    tender = life.published(cast)
    assert tender.closes_at - tender.published_at == tender.method.minimum_period
    cheap = life.submitted(tender, cast.noor, cast.noor_bidder, "10.500", "4")
    dear = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "11", "4.001")
    tender = life.opened(cast, tender)
    assert (tender.state, tender.bids_opened) == ("opened", 2)
    life.judged(cast, tender)
    tender = perform(tender, "award", by=cast.approver)
    assert tender.state == "awarded"
    cheap, dear = life.again(cheap), life.again(dear)
    assert (cheap.state, cheap.rank, cheap.total) == ("awarded", 1, Decimal("220.000"))
    assert (dear.state, dear.rank, dear.total) == ("not_awarded", 2, Decimal("230.003"))
    award = Award.objects.get()
    assert (award.bid_id, award.amount, award.currency) == (cheap.pk, Decimal("220"), "JOD")
    assert award.reasons == "Lowest admitted price."


def test_every_bidder_is_told_with_reasons_in_both_languages(cast):
    tender = life.published(cast)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", "4")
    tender = life.opened(cast, tender)
    life.judged(cast, tender, rejecting=tender.bids.get(company=cast.ofoq))
    perform(tender, "award", by=cast.approver)
    won = Notice.objects.get(to=cast.noor_owner, event__verb="bid.awarded")
    assert "JOD\u00a0210.000" in won.body_en
    assert "lowest admitted price" in won.body_en
    lost = Notice.objects.get(to=cast.ofoq_owner, event__verb="bid.not_awarded")
    assert "The chairs are stools." in lost.body_en
    assert "Al Noor Trading" in lost.body_en
    assert "شركة النور للتجارة" in lost.body_ar
    assert "JOD\u00a0210.000" in lost.body_en
    assert "JOD\u00a0190.000" in lost.body_en
    assert not Notice.objects.filter(to=cast.noor_viewer).exists()


def test_papers_are_asked_for_at_opening_and_award(cast):
    tender = life.published(cast)
    first = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    second = life.submitted(tender, cast.ofoq, cast.ofoq_owner, "11", "4")
    tender = life.opened(cast, tender)
    life.judged(cast, tender)
    perform(tender, "award", by=cast.approver)
    kinds = {(p.case_kind, p.case_id, p.kind) for p in Paper.objects.all()}
    assert kinds == {
        ("tender", tender.pk, "tender_notice"),
        ("tender", tender.pk, "opening_record"),
        ("bid", first.pk, "bid_receipt"),
        ("bid", second.pk, "bid_receipt"),
        ("bid", first.pk, "award_letter"),
        ("bid", second.pk, "regret_letter"),
    }


def test_an_opening_without_bids_ends_the_tender(cast):
    tender = life.opened(cast, life.published(cast))
    assert (tender.state, tender.bids_opened) == ("unsuccessful", 0)
    assert Paper.objects.filter(kind="opening_record").exists()


def test_all_rejected_ends_without_award_and_says_why(cast):
    tender = life.published(cast)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.opened(cast, tender)
    life.judged(cast, tender, rejecting=bid)
    with pytest.raises(Refused, match="No bid is admitted"):
        perform(tender, "award", by=cast.approver)
    tender = perform(tender, "declare_unsuccessful", by=cast.approver, reason="Nobody met it.")
    bid = life.again(bid)
    assert (tender.state, bid.state) == ("unsuccessful", "not_awarded")
    told = Notice.objects.get(to=cast.noor_owner, event__verb="bid.not_awarded")
    assert "Nothing was awarded: Nobody met it." in told.body_en


def test_too_few_bidders_is_no_award(cast):
    tender = life.draft(cast)
    tender.method.minimum_bidders = 3
    tender.method.save()
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.opened(cast, tender)
    life.judged(cast, tender)
    with pytest.raises(Refused, match="at least 3 companies"):
        perform(tender, "award", by=cast.approver)
    done = perform(tender, "declare_unsuccessful", by=cast.approver, reason="One bid only.")
    assert done.state == "unsuccessful"


def test_nothing_is_awarded_while_a_bid_is_not_judged(cast):
    tender = life.published(cast)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.opened(cast, tender)
    with pytest.raises(Refused, match=bid.reference):
        perform(tender, "award", by=cast.approver)


def test_lots_are_awarded_each_by_itself(cast):
    items = [{**life.ITEMS[0]}, {**life.ITEMS[1], "lot": 2}]
    lots = [{"title_ar": "أ", "title_en": "A"}, {"title_ar": "ب", "title_en": "B"}]
    tender = life.published(cast, items=items, lots=lots)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", lot=1)
    life.submitted(tender, cast.ofoq, cast.ofoq_owner, "9", lot=1)
    life.submitted(tender, cast.noor, cast.noor_bidder, "7", lot=2)
    tender = life.opened(cast, tender)
    life.judged(cast, tender)
    perform(tender, "award", by=cast.approver)
    won = {a.lot.number: a.bid.company_id for a in Award.objects.select_related("lot", "bid")}
    assert won == {1: cast.ofoq.pk, 2: cast.noor.pk}


def test_a_judgement_can_be_taken_back_until_the_award(cast):
    tender = life.published(cast)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.opened(cast, tender)
    bid = perform(tender.bids.get(), "reject", by=cast.evaluator, reason="Late sample.")
    bid = perform(bid, "reconsider", by=cast.evaluator, reason="It was in time.")
    bid = perform(bid, "admit", by=cast.evaluator)
    perform(tender, "award", by=cast.approver)
    with pytest.raises(WrongState):
        perform(bid, "reconsider", by=cast.evaluator, reason="Again.")


def test_who_wrote_a_tender_neither_approves_nor_opens_nor_awards_it(cast):
    for role in ("procurement_approver", "opening_member", "evaluator"):
        give_role(cast.officer, role, cast.health)
    tender = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    with pytest.raises(NotAllowed):
        perform(tender, "approve", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    assert cast.officer not in committee.candidates(tender)
    tender = life.committee_of(cast).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.opened(cast, tender)
    with pytest.raises(NotAllowed):
        perform(tender.bids.get(), "admit", by=cast.officer)
    life.judged(cast, tender)
    with pytest.raises(NotAllowed):
        perform(tender, "award", by=cast.officer)


def test_whoever_edits_a_draft_cannot_approve_it(cast):
    give_role(cast.approver, "procurement_officer", cast.health)
    tender = perform(life.draft(cast), "edit", by=cast.approver, title_en="Office furniture")
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    assert not may(cast.approver, tender, "approve")


def test_who_has_a_stake_takes_no_part(cast):
    """Members of a bidding company, also former ones, though they hold the role."""
    for person in (cast.evaluator, cast.approver):
        CompanyMember.objects.create(
            user=person,
            company=cast.noor,
            role="viewer",
            since="2020-01-01",
            until="2021-01-01",
        )
    tender = life.published(cast)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = life.opened(cast, tender)
    with pytest.raises(NotAllowed):
        perform(tender.bids.get(), "admit", by=cast.fresh(cast.evaluator))
    assert not may(cast.fresh(cast.approver), tender, "award")


def test_whoever_joins_a_company_later_gives_no_share(cast):
    tender = life.published(cast)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    people = life.committee_of(cast).people
    member = CompanyMember(user=people[0], company=cast.ofoq, role="viewer", since="2020-01-01")
    member.save()
    tender = life.closed(tender)
    assert not may(cast.fresh(people[0]), tender, "give_shares")
    assert may(people[1], tender, "give_shares")


@pytest.mark.parametrize("bids", [True, False])
def test_what_a_former_member_may_do_does_not_tell_whether_the_company_has_bid(cast, bids):
    CompanyMember.objects.create(
        user=cast.approver, company=cast.noor, role="viewer", since="2020-01-01", until="2021-01-01"
    )
    tender = life.published(cast)
    if bids:
        life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    assert not may(cast.fresh(cast.approver), tender, "cancel")


def test_nothing_can_be_done_to_an_imported_tender(cast):
    tender = life.draft(cast)
    Tender.objects.filter(pk=tender.pk).update(imported=True)
    tender = Tender.objects.get(pk=tender.pk)
    for name in tender.actions():
        for person in cast.everybody.values():
            assert not may(person, tender, name)


def test_a_returned_tender_goes_back_with_remarks(cast):
    tender = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    tender = perform(tender, "return_to_draft", by=cast.approver, remarks="Say how high.")
    assert tender.state == "draft"
    told = Notice.objects.get(to=cast.officer, event__verb="tender.returned")
    assert "Say how high." in told.body_en


def test_cancelling_tells_every_company_with_a_bid(cast):
    tender = life.published(cast)
    life.bid_draft(tender, cast.ofoq, cast.ofoq_owner)
    bid = life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    tender = perform(tender, "cancel", by=cast.approver, reason="The budget was cut.")
    bid = life.again(bid)
    assert (tender.state, bid.state) == ("cancelled", "submitted")
    told = Notice.objects.filter(event__verb="tender.cancelled")
    assert {cast.noor_owner.pk, cast.ofoq_owner.pk} <= set(told.values_list("to", flat=True))


def test_publication_keeps_to_the_shortest_bidding_period(cast):
    tender = life.ready(cast, code="open")
    with pytest.raises(Refused, match="at least 10 days"):
        perform(
            tender,
            "publish",
            by=cast.officer,
            closes_at=database_now() + timedelta(days=9, hours=23),
        )
    tender = perform(
        tender, "publish", by=cast.officer, closes_at=database_now() + timedelta(days=11)
    )
    assert tender.state == "published"


def test_questions_end_before_bids_close(cast):
    tender = life.ready(cast, code="open")
    now = database_now()
    with pytest.raises(Refused, match="before bids close"):
        perform(
            tender,
            "publish",
            by=cast.officer,
            closes_at=now + timedelta(days=11),
            questions_until=now + timedelta(days=12),
        )


def test_a_draft_without_items_is_not_submitted(cast):
    tender = life.draft(cast, items=[])
    with pytest.raises(Refused, match="no items"):
        perform(tender, "submit_for_approval", by=cast.officer)


def test_the_trail_names_every_step(cast):
    tender = life.opened(cast, life.published(cast))
    verbs = Event.objects.filter(subject_kind="tender", subject_id=str(tender.pk))
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "tender.begun",
        "tender.submitted_for_approval",
        "tender.approved",
        "tender.committee_appointed",
        "tender.published",
        "tender.closed",
        "tender.shares_given",
        "tender.shares_given",
        "tender.opened",
        "tender.ended_without_bids",
    ]
