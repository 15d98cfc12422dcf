"""The demonstration's framework agreement: its terms, and orders under it."""

from datetime import timedelta
from decimal import Decimal

from accounts.models.post import today
from portal.demo.story import APPROVER, OFFICER, Story
from procurement import calling_off
from procurement.models import CallOff, Tender
from workflow.gate import begin, perform

SUPPLIER = "bidder@noor.example"


def terms(story: Story, tender: Tender) -> Tender:
    """Two suppliers for two years, the first in rank asked first."""
    return perform(
        tender,
        "set_terms",
        by=story.person(OFFICER),
        framework_suppliers=2,
        contract_months=24,
        call_off_rules_ar="يُطلب من المورّد الأول في الترتيب، ومن الذي يليه إذا اعتذر.",
        call_off_rules_en="The first in rank is asked first; the next if it declines.",
    )


def call_offs(story: Story, tender: Tender) -> None:
    """One order that is accepted, one that waits for an answer, one in preparation."""
    accepted = _issued(story, tender, "عمّان / Amman", 30, "6000", "4000")
    perform(accepted, "accept", by=story.person(SUPPLIER))
    _issued(story, tender, "إربد / Irbid", 45, "3000", "2000")
    _draft(story, tender, "العقبة / Aqaba", 60, "1500", "1000")


def _draft(story: Story, tender: Tender, place: str, days: int, *amounts: str) -> CallOff:
    officer = story.person(OFFICER)
    award = calling_off.suppliers(tender).first()
    order = begin(
        CallOff(
            tender=tender,
            award=award,
            company=award.bid.company,
            delivery_place=place,
            delivery_on=today() + timedelta(days=days),
        ),
        by=officer,
        who="procurement.prepare_call_off",
    )
    items = tender.items.order_by("number")
    amounts_by_item = {
        item.pk: Decimal(amount) for item, amount in zip(items, amounts, strict=True)
    }
    return perform(order, "edit", by=officer, quantities=amounts_by_item)


def _issued(story: Story, tender: Tender, place: str, days: int, *amounts: str) -> CallOff:
    order = _draft(story, tender, place, days, *amounts)
    order = perform(order, "submit_for_approval", by=story.person(OFFICER))
    return perform(order, "issue", by=story.person(APPROVER))
