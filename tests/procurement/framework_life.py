"""A framework agreement and orders under it, for tests, through the gate alone."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from accounts.models.post import today
from procurement import calling_off
from procurement.models import CallOff, Method, Tender
from tests.procurement import life
from workflow.gate import begin, perform

RULES = {"call_off_rules_ar": "حسب الترتيب", "call_off_rules_en": "In the order of rank"}


def awarded(cast: Any, *, suppliers: int = 2, months: int = 24) -> Tender:
    """A framework of one lot (20 chairs, 2.5 tables): noor is first in rank, ofoq second."""
    Method.objects.get_or_create(
        code="frame",
        defaults={"name_ar": "إطار", "name_en": "Frame", "minimum_days": 1, "is_framework": True},
    )
    tender = life.draft(cast, code="frame")
    terms: dict[str, Any] = {"framework_suppliers": suppliers, "contract_months": months, **RULES}
    tender = perform(tender, "set_terms", by=cast.officer, **terms)
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "40")
    life.submitted(tender, cast.ofoq, cast.ofoq_bidder, "11", "40")
    life.judged(cast, life.opened(cast, tender))
    return perform(life.again(tender), "award", by=cast.approver)


def begun(cast: Any, tender: Any, rank: int = 1, **fields: Any) -> CallOff:
    """An order that the officer of health has begun, with the supplier of this rank."""
    award = calling_off.suppliers(tender).get(rank=rank)
    order = CallOff(
        tender=tender,
        award=award,
        company=award.bid.company,
        preparers=[cast.officer.pk],
        **{"delivery_place": "Amman", "delivery_on": today() + timedelta(days=30), **fields},
    )
    return begin(order, by=cast.officer, who="procurement.prepare_call_off")


def quantities(tender: Any, *amounts: Any) -> dict[int, Decimal]:
    """How much of each item, in order."""
    items = tender.items.order_by("number")
    return {item.pk: Decimal(amount) for item, amount in zip(items, amounts, strict=True) if amount}


def ordered(cast: Any, order: Any, *amounts: Any) -> CallOff:
    """The draft with these quantities."""
    data: dict[str, Any] = {"quantities": quantities(order.tender, *amounts)}
    return perform(order, "edit", by=cast.officer, **data)


def drafted(cast: Any, tender: Any, *amounts: Any, rank: int = 1, **fields: Any) -> CallOff:
    """A draft of ten chairs and a table."""
    order = begun(cast, tender, rank, **fields)
    return ordered(cast, order, *(amounts or ("10", "1")))


def issued(cast: Any, tender: Any, *amounts: Any, rank: int = 1, **fields: Any) -> CallOff:
    """One that its supplier can answer."""
    order = drafted(cast, tender, *amounts, rank=rank, **fields)
    order = perform(order, "submit_for_approval", by=cast.officer)
    return perform(order, "issue", by=cast.approver)
