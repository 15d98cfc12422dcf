"""Walks tenders through their life for the tests of this room, through the gate alone."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from audit.models import database_now
from procurement import drafting, methods
from procurement.models import Bid, Clarification, Method, PlanItem, Tender
from tests.procurement.sealing_life import committee_of as committee_of
from tests.procurement.sealing_life import submit
from workflow.gate import begin, perform

ITEMS = [
    {
        "description_ar": "كرسي",
        "description_en": "Chair",
        "quantity": Decimal("20"),
        "unit": "C62",
        "lot": 1,
    },
    {
        "description_ar": "طاولة",
        "description_en": "Table",
        "quantity": Decimal("2.5"),
        "unit": "C62",
        "lot": 1,
    },
]


def draft(cast: Any, **data: Any) -> Tender:
    """A draft by the officer of health, with two items in one lot."""
    methods.seed(demonstration=True)
    method = Method.objects.get(code=data.pop("code", "demonstration"))
    tender = Tender(agency=cast.health, method=method, title_ar="أثاث", title_en="Furniture")
    begin(tender, by=cast.officer, who="procurement.begin_tender")
    data = {"items": ITEMS, "no_plan_reason": "It broke down.", **data}
    drafting.write(tender, data, by=cast.officer)
    tender.save()
    return tender


def planned(cast: Any, **data: Any) -> PlanItem:
    """A plan item by the officer of health, a draft still."""
    methods.seed(demonstration=True)
    method = Method.objects.get(code=data.pop("code", "open"))
    values = {"title_ar": "أثاث", "title_en": "Furniture", "year": 2027, "quarter": 2, **data}
    item = PlanItem(agency=cast.health, method=method, **values)
    return begin(item, by=cast.officer, who="procurement.plan")


def in_plan(cast: Any, **data: Any) -> PlanItem:
    """One that everybody can read."""
    item = perform(planned(cast, **data), "approve", by=cast.approver)
    return perform(item, "publish", by=cast.officer)


def approved(cast: Any, **data: Any) -> Tender:
    """Approved by somebody else."""
    tender = perform(draft(cast, **data), "submit_for_approval", by=cast.officer)
    return perform(tender, "approve", by=cast.approver)


def ready(cast: Any, **data: Any) -> Tender:
    """Approved, with a committee that can open bids."""
    tender = approved(cast, **data)
    return committee_of(cast, tender.method_rules.committee_size).appointed(cast, tender)


def published(cast: Any, **data: Any) -> Tender:
    """Open for bids, for the method's minimum."""
    return perform(ready(cast, **data), "publish", by=cast.officer)


def bid_draft(tender: Any, company: Any, person: Any, lot: int = 1) -> Bid:
    """A bid nobody has submitted yet."""
    bid = Bid(
        tender=tender,
        lot=tender.lots.get(number=lot),
        company=company,
    )
    return begin(bid, by=person, who="procurement.make_bid")


def submitted(
    tender: Any,
    company: Any,
    person: Any,
    *unit_prices: str,
    lot: int = 1,
    files: tuple[bytes, ...] = (),
) -> Bid:
    """A bid sealed and handed in, with these unit prices."""
    return submit(bid_draft(tender, company, person, lot), person, *unit_prices, files=files)


def pass_deadline(tender: Any) -> Tender:
    """Let the deadline be a second ago; the clock has not closed it yet."""
    past = database_now() - timedelta(seconds=1)
    Tender.objects.filter(pk=tender.pk).update(closes_at=past)
    return Tender.objects.get(pk=tender.pk)


def closed(tender: Any) -> Tender:
    """Closed by the clock."""
    return perform(pass_deadline(tender), "close", by=None)


def opened(cast: Any, tender: Any) -> Tender:
    """Closed, then opened by as many members of the committee as it takes."""
    places = range(1, tender.opening_threshold + 1)
    return committee_of(cast).open(closed(tender), *places)


def judged(cast: Any, tender: Any, *, rejecting: Any = None) -> None:
    """Admit every bid, but reject the one named."""
    for bid in tender.bids.filter(state="opened"):
        if rejecting is not None and bid.pk == rejecting.pk:
            perform(bid, "reject", by=cast.evaluator, reason="The chairs are stools.")
        else:
            perform(bid, "admit", by=cast.evaluator)


def asked(tender: Any, company: Any, person: Any) -> Clarification:
    """A question."""
    question = Clarification(tender=tender, company=company, question="How high are the chairs?")
    return begin(question, by=person, who="procurement.ask_question")


def again(case: Any) -> Any:
    """The case as it stands in the database now."""
    return type(case).objects.get(pk=case.pk)
