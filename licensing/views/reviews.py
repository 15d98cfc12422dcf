"""A review's page for its agency's officers, and a request's page for both sides."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents import attach
from licensing import questions
from licensing.asking import MORE
from licensing.models import InformationRequest, Review
from licensing.views import process
from licensing.views.inspection import visits_of
from workflow import wording
from workflow.gate import may
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

State = Review.State
NEXT: dict[str, Any] = {
    State.WAITING: gettext_lazy("An officer of the agency takes it; it is due by this day."),
    State.IN_PROGRESS: gettext_lazy("The case officer concludes it by this day."),
    State.PAUSED: gettext_lazy(
        "The applicant has been asked, and the clock stands still. You may conclude it all the "
        "same if nothing of this concerns you."
    ),
    State.DONE: gettext_lazy("It is done. The application goes on by itself."),
}
OVERDUE: dict[str, Any] = {
    "wait": gettext_lazy("It stays open, and the officers are reminded"),
    "escalate": gettext_lazy("The approver is told, then the administrator"),
    "proceed": gettext_lazy("It counts as no objection"),
}


@method_decorator(signed_in, name="dispatch")
class ReviewPage(CasePage):
    """Everything a reviewer needs: the application, its documents, and what is to be said."""

    model = Review
    related: ClassVar = ("application__licence_type", "assigned_to", "reviewed_by")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        application = case.application
        sections = [
            {"title": _("Review"), "rows": _of_review(case)},
            {"title": _("Application"), "rows": _of_application(application)},
            {
                "title": _("Answers"),
                "rows": questions.rows(application.version.questions, application.answers),
            },
        ]
        if case.recommendation:
            sections.insert(0, {"title": _("Recommendation"), "rows": _said(case)})
        return [section for section in sections if section["rows"]]

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        application = case.application
        write = case.action_url("note") if case.state in Review.OPEN else ""
        found = [
            process.changed(application, "agency"),
            _checklist(case),
            process.requests(application, user, "agency"),
            process.way(application, user, "agency"),
            process.notes(application, user, "agency", write if may(user, case, "note") else ""),
        ]
        visits = visits_of(case, user, "agency")
        return [*(panel for panel in found if panel is not None), *visits]

    def documents(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return process.documents(case.application, user)

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [process.back_to_reviews(), {"label": case.reference}]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        text = NEXT.get(case.state)
        if text is None:
            return None
        paused = case.state == State.PAUSED
        return {"text": text, "due": case.due_on, "late": case.is_late, "paused": paused}


def _in_days(count: int) -> str:
    words = ngettext("%(count)s working day", "%(count)s working days", count)
    return words % {"count": count}


def _of_review(case: Review) -> list[dict[str, Any]]:
    rows = [
        {"label": _("Stage"), "value": case.title},
        {"label": _("Agency"), "value": case.agency.name},
        {"label": _("Time"), "value": _in_days(case.days)},
        {"label": _("When time runs out"), "value": str(OVERDUE.get(case.on_overdue, ""))},
        {"label": _("Case officer"), "value": str(case.assigned_to or "")},
    ]
    if case.meant_for:
        rows.append({"label": _("In the place of"), "value": case.meant_for})
    return rows


def _of_application(application: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Application"),
            "value": application.reference,
            "url": application.get_absolute_url(),
            "link_text": _("See the application"),
        },
        {"label": _("Licence"), "value": application.version.name},
        {"label": _("Company"), "value": application.company.name},
        {"label": _("Granted by"), "value": application.agency.name},
    ]


def _said(case: Review) -> list[dict[str, Any]]:
    rows = [
        {
            "label": _("Recommendation"),
            "value": case.get_recommendation_display(),
        },
        {"label": _("Reviewed by"), "value": str(case.reviewed_by or "")},
        {"label": _("Reasons"), "value": case.reasons},
    ]
    proposed = [questions.in_words(row) for row in case.conditions]
    if proposed:
        rows.append({"label": _("Proposed conditions"), "value": "\n".join(proposed)})
    return rows


def _checklist(case: Review) -> process.Panel | None:
    if not case.checklist:
        return None
    lines = [
        {"label": questions.in_words(line.get("label")), "ticked": line["key"] in case.checked}
        for line in case.checklist
    ]
    done = case.state == State.DONE
    return "licensing/panels/checklist.html", {"lines": lines, "done": done}


@method_decorator(signed_in, name="dispatch")
class RequestPage(CasePage):
    """A question to the applicant and the answer, for both sides."""

    model = InformationRequest
    related: ClassVar = ("application__agency", "application__version", "review")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        asked = [
            {"label": case.agency.name, "value": case.question},
            {"label": _("Documents wanted"), "value": "\n".join(case.wanted)},
            {"label": _("Answer by"), "value": wording.date_both(case.answer_by)},
            {
                "label": _("Application"),
                "value": case.application.reference,
                "url": case.application.get_absolute_url(),
                "link_text": _("See the application"),
            },
        ]
        sections = [{"title": _("Question"), "rows": [row for row in asked if row["value"]]}]
        if case.answered_at:
            rows = [
                {"label": case.company.name, "value": case.answer},
                {"label": _("Answered"), "value": wording.moment(case.answered_at)},
            ]
            sections.append({"title": _("Answer"), "rows": rows})
        return sections

    def documents(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        labels = {f"wanted_{place}": line for place, line in enumerate(case.wanted)}
        labels[MORE] = _("Further documents")
        return [
            {**row, "label": f"{labels.get(row['purpose'], '')} · {row['name']}"}
            for row in attach.rows(case, user)
        ]

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        application = case.application
        return [
            {"label": _("Applications"), "url": reverse("applications")},
            {"label": application.reference, "url": application.get_absolute_url()},
            {"label": case.reference},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        if case.state == InformationRequest.State.OPEN:
            text = (
                _(
                    "Answer by this day; otherwise the application lapses. The time of the agency "
                    "stands still until then."
                )
                if side == "company"
                else _("The applicant answers by this day, or the application lapses.")
            )
            return {"text": text, "due": case.answer_by, "late": case.is_late, "paused": False}
        if case.state == InformationRequest.State.ANSWERED and side == "agency":
            text = _("Accept the answer, or ask again if it leaves something open.")
            return {"text": text, "due": None, "late": False, "paused": False}
        return None
