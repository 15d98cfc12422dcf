"""The demonstration's tenders, one in nearly every state, walked there through the gate.

Those whose bidding is over use a method of their own with a bidding period of seconds: all are
published together, bid for, waited for once, and then closed, opened and decided.
"""

import time
from datetime import timedelta
from decimal import Decimal
from typing import Any

from audit.models import database_now
from portal.demo import frameworks, preparing, qualifications, sealing
from portal.demo.story import APPROVER, OFFICER, Story
from portal.demo.words import PAST, PAST_FRAMEWORK, TENDERS
from procurement import methods
from procurement.models import Bid, Clarification, Method, PlanItem, Tender
from vendors.models import Category
from workflow.gate import begin, perform

# Seconds in which the bids of the past tenders are handed in.
WHILE_OPEN = 6
EVALUATOR = "evaluator@health.example"
BIDDERS = {"noor": "bidder@noor.example", "ofoq": "owner@ofoq.example"}


def make(story: Story) -> dict[str, Tender]:
    """Make all tenders; return them by the key of their words."""
    methods.seed(demonstration=True)
    _past_methods()
    preparing.templates()
    items = preparing.plan(story)
    made = {key: _draft(story, key, items.get(key)) for key in TENDERS}
    calls = qualifications.begin_short(story, seconds=WHILE_OPEN)
    made["desks"] = preparing.returned(story, made["desks"])
    preparing.kept(story, made["desks"])
    made["gloves"] = frameworks.terms(story, made["gloves"])
    made["beds"] = _to_review(story, preparing.requirements(story, made["beds"]))
    for key in TENDERS:
        if key not in ("desks", "beds"):
            made[key] = _to_approved(story, made[key])
    for key in ("ambulances", "laboratory"):
        made[key] = _publish(story, made[key], days=12 if key == "ambulances" else 21)
    made["ventilators"] = _publish(story, made["ventilators"], days=14)
    _bid(story, made["ventilators"], "noor", ["7312.500"])
    _ask(story, made["ambulances"])
    made["ambulances"] = preparing.dealings(story, made["ambulances"])
    _bid(story, made["ambulances"], "noor", ["38400.000", "1250.000"])
    past = [key for key, words in TENDERS.items() if words["method"] in (PAST, PAST_FRAMEWORK)]
    for key in past:
        made[key] = _publish(story, made[key], seconds=WHILE_OPEN)
    for key in past:
        for code, prices in TENDERS[key].get("bids", {}).items():
            _bid(story, made[key], code, prices)
    _wait_for(made[key] for key in past)
    _wait_for(calls)
    qualifications.finish(story, calls)
    for key in past:
        made[key] = _decide(story, perform(made[key], "close", by=None), TENDERS[key]["until"])
    frameworks.call_offs(story, made["gloves"])
    made["cleaning"] = perform(
        made["cleaning"],
        "cancel",
        by=story.person(APPROVER),
        reason="The need fell away: the building is closed for repair.\n"
        "زالت الحاجة: المبنى مغلق لأعمال الصيانة.",
    )
    return made


def _past_methods() -> None:
    """Methods for the demonstration's own past; they are offered to nobody."""
    Method.objects.get_or_create(
        code=PAST,
        defaults={
            "name_ar": "مناقصة محدودة المدة",
            "name_en": "Short tender",
            "position": 901,
            "is_offered": False,
        },
    )
    Method.objects.get_or_create(
        code=PAST_FRAMEWORK,
        defaults={
            "name_ar": "اتفاقية إطارية محدودة المدة",
            "name_en": "Short framework agreement",
            "position": 902,
            "is_framework": True,
            "is_offered": False,
        },
    )


def _draft(story: Story, key: str, item: PlanItem | None) -> Tender:
    words = TENDERS[key]
    officer = story.person(OFFICER)
    tender = Tender(
        agency=story.agency,
        method=Method.objects.get(code=words["method"]),
        title_ar=words["title_ar"],
        title_en=words["title_en"],
        description_ar=words["description_ar"],
        description_en=words["description_en"],
        estimated_value=Decimal(words["value"]),
        value_is_public=True,
        plan_item=item,
    )
    if item is not None:
        perform(item, "tender_it", by=officer, tender=tender)
    tender = begin(tender, by=officer, who="procurement.begin_tender")
    rows = [
        {
            "description_ar": arabic,
            "description_en": english,
            "quantity": Decimal(quantity),
            "unit": unit,
        }
        for arabic, english, quantity, unit in words["items"]
    ]
    found = Category.objects.filter(code__in=words["categories"])
    reason = "" if item is not None else preparing.UNPLANNED
    tender = perform(
        tender, "edit", by=officer, items=rows, categories=found, no_plan_reason=reason
    )
    return _with_requirements(tender, words, officer)


def _with_requirements(tender: Tender, words: dict[str, Any], officer: Any) -> Tender:
    """What bids have to bring and to answer, where the tender asks for it."""
    if "papers" not in words:
        return tender
    papers = [
        {"title_ar": arabic, "title_en": english, "envelope": envelope, "is_required": required}
        for arabic, english, envelope, required in words["papers"]
    ]
    criteria = [
        {"title_ar": arabic, "title_en": english, "kind": "pass_fail"}
        for arabic, english in words["criteria"]
    ]
    return perform(tender, "set_requirements", by=officer, papers=papers, criteria=criteria)


def _to_review(story: Story, tender: Tender) -> Tender:
    return perform(tender, "submit_for_approval", by=story.person(OFFICER))


def _to_approved(story: Story, tender: Tender) -> Tender:
    return perform(_to_review(story, tender), "approve", by=story.person(APPROVER))


def _publish(story: Story, tender: Tender, **period: int) -> Tender:
    tender = sealing.appoint(tender, story.people, story.person(OFFICER))
    closes_at = database_now() + timedelta(**period)
    if "days" in period:
        closes_at = closes_at.replace(hour=11, minute=0, second=0, microsecond=0)
    return perform(tender, "publish", by=story.person(OFFICER), closes_at=closes_at)


def _ask(story: Story, tender: Tender) -> None:
    """Two questions: one answered, one that waits for the officer."""
    officer = story.person(OFFICER)
    first = _question(
        story, tender, "ofoq",
        "هل يقبل سيارات مستعملة لم يمضِ على صنعها أكثر من سنة؟\nAre vehicles less than one year old accepted?",
    )  # fmt: skip
    perform(
        first,
        "reply",
        by=officer,
        answer="No. Only new vehicles, made in the year of delivery.\n"
        "لا. تُقبل السيارات الجديدة فقط، من صنع سنة التوريد.",
    )
    _question(story, tender, "noor", "Is training of the drivers part of the price?")


def _question(story: Story, tender: Tender, code: str, text: str) -> Clarification:
    return begin(
        Clarification(tender=tender, company=story.companies[code], question=text),
        by=story.person(BIDDERS[code]),
        who="procurement.ask_question",
    )


def _bid(story: Story, tender: Tender, code: str, prices: list[str]) -> Bid:
    """A bid for the tender's only lot, item by item."""
    bidder = story.person(BIDDERS[code])
    lot = tender.lots.get()
    bid = begin(
        Bid(tender=tender, lot=lot, company=story.companies[code]),
        by=bidder,
        who="procurement.make_bid",
    )
    return sealing.submit(bid, prices, bidder)


def _wait_for(calls: Any) -> None:
    """Wait until the deadlines of all of them are over, by the database's clock."""
    last = max(call.closes_at for call in calls)
    while (left := (last - database_now()).total_seconds()) >= 0:
        time.sleep(min(left + 0.05, 1))


def _decide(story: Story, tender: Tender, until: str) -> Tender:
    if until == "closed":
        return tender
    tender = sealing.open_all(tender)
    if until in ("opened", "unsuccessful"):
        return tender
    evaluator = story.person(EVALUATOR)
    for bid in tender.bids.filter(state=Bid.State.OPENED).select_related("company"):
        perform(bid, "admit", by=evaluator, reason="")
    return perform(tender, "award", by=story.person(APPROVER))
