"""What the documents of an application must still be on the day on which it is sent."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from documents.attach import attachments_of
from licensing import questions
from licensing.questions import Document
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local


def documents_hold(act: Act) -> Blocker | None:
    """No document that has an end is over, none is older than it may be, and both days are said."""
    case = act.case
    there = set(attachments_of(case).values_list("purpose", flat=True))
    today = local(act.now, ZoneInfo(case.agency.zone))
    wrong = document_problems(case.version, case.answers, case.document_facts, there, today)
    if not wrong:
        return None
    return Blocker(" ".join(wrong), link=case.action_url("edit"), link_text=_("Fill in"))


def document_problems(
    version: Any,
    answers: dict[str, Any],
    facts: dict[str, dict[str, Any]],
    there: set[str],
    today: date,
) -> list[str]:
    """What is wrong with the documents that are there, each in a sentence."""
    asked = questions.asked_documents(version.documents, version.questions, answers)
    found = (document_problem(d, facts.get(d.key, {}), today) for d in asked if d.key in there)
    return [text for text in found if text]


def document_problem(document: Document, facts: dict[str, Any], today: date) -> str:
    """What is wrong with one document, in a sentence; empty if it holds."""
    until, issued = _day(facts.get("until")), _day(facts.get("issued"))
    what = {"document": document.label}
    if document.expires and until is None:
        return _("Say until when this document holds: %(document)s.") % what
    if document.expires and until is not None and until < today:
        return _("This document held through %(day)s: %(document)s. Send a current one.") % {
            **what, "day": wording.date_both(until),
        }  # fmt: skip
    if document.max_age and issued is None:
        return _("Say when this document was issued: %(document)s.") % what
    if document.max_age and issued is not None and issued > today:
        return _("This document cannot be issued on a day to come: %(document)s.") % what
    if document.max_age and issued is not None and (today - issued).days > document.max_age:
        return _("This document may be %(days)s old at most: %(document)s.") % {
            **what, "days": wording.days(document.max_age),
        }  # fmt: skip
    return ""


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
