"""Addenda: what they change, kept as before and after in both languages, and what follows.

`issue` is the body of the action, in its transaction, under the lock on the tender. Nothing is
written of bids: each knows how many addenda it has seen (`procurement.confirming`).
"""

from datetime import datetime, timedelta
from typing import Any

from audit.models import Audience
from documents import attach
from procurement import drafting, papers
from procurement.differences import CHANGED, difference, picture, picture_of
from workflow.actions import Act


def earliest_deadline(tender: Any, now: datetime) -> datetime:
    """The deadline that an addendum issued at `now` leaves at least: never before the present
    one, and so late that the method's days are left.
    """
    left = now + timedelta(days=tender.method_rules.addendum_days)
    present: datetime = tender.closes_at
    return max(present, left)


def changes(tender: Any, data: dict[str, Any]) -> list[dict[str, Any]]:
    """What this form would change of the tender, before it is written."""
    return difference(picture(tender), picture_of(tender, data))


def issue(tender: Any, act: Act) -> None:
    """Write what changes, keep before and after, and let bidding last as long as it must."""
    data = act.data
    before, closes_before = picture(tender), tender.closes_at
    _write(tender, data, act)
    meant = data.get("closes_at") or closes_before
    tender.closes_at = max(meant, earliest_deadline(tender, act.now))
    if "questions_until" in data:
        tender.questions_until = data["questions_until"]
    addendum = tender.addenda.create(
        number=tender.addenda.count() + 1,
        summary_ar=data["summary_ar"],
        summary_en=data["summary_en"],
        changes=difference(before, picture(tender)),
        issued_at=act.now,
        issued_by=act.by,
        closes_before=closes_before,
        closes_after=tender.closes_at,
    )
    act.data["addendum"] = addendum
    act.public["note"] = f"{addendum.number}. {data['summary_ar']}\n{data['summary_en']}"
    act.public["changes"] = addendum.changes
    papers.ask_for_notice(tender, by=act.by, again=True)


def _write(tender: Any, data: dict[str, Any], act: Act) -> None:
    for name in CHANGED:
        if name in data:
            setattr(tender, name, data[name])
    if "items" in data:
        drafting.write_items(tender, data["items"])
    if "criteria" in data:
        drafting.sync(tender.criteria, data["criteria"], drafting.CRITERION)
    if "papers" in data:
        drafting.sync(tender.required_documents, data["papers"], drafting.DOCUMENT_ROW)
    if "documents" in data:
        purpose = drafting.DOCUMENT
        attach.replace(tender, purpose, data["documents"], by=act.by, audience=Audience.PUBLIC)
