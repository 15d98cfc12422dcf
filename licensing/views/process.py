"""What the pages of applications, reviews and requests show of the process, by side."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from documents import attach
from licensing import changes, checks_asking, questions, remarks, stages
from licensing.models import Application, Review
from workflow import wording
from workflow.gate import may

State = Application.State
Panel = tuple[str, dict[str, Any]]
BEFORE_REVIEW = (State.DRAFT, State.SUBMITTED, State.SCREENING)
DECIDED = (State.APPROVED, State.AWAITING_PAYMENT, State.ISSUED, State.REFUSED)
# What the applicant reads of a review: that it is under way, and nothing of what it says.
FOR_APPLICANT: dict[str, Any] = {
    Review.State.WAITING: gettext_lazy("Under way"),
    Review.State.IN_PROGRESS: gettext_lazy("Under way"),
    Review.State.PAUSED: gettext_lazy("Stands still: waits for you"),
    Review.State.DONE: gettext_lazy("Done"),
    Review.State.CANCELLED: gettext_lazy("Ended"),
}


def panels(case: Application, user: Any, side: str) -> list[Panel]:
    """The pieces of an application's page that tell of its way."""
    found = [
        changed(case, side),
        requests(case, user, side),
        way(case, side),
        notes(case, user, side),
    ]
    return [panel for panel in found if panel is not None]


def changed(case: Application, side: str) -> Panel | None:
    """What is new since it was returned: for officers."""
    if side != "agency" or not case.returned_from:
        return None
    rows = changes.since_last_sent(case)
    if rows is None or case.state == State.RETURNED:
        return None
    return "licensing/panels/changes.html", {"changes": rows}


def way(case: Application, side: str) -> Panel | None:
    """The stages, each with its state; officers see who has it, by when, and what was said."""
    if case.version.is_instant or not case.version.stages or case.state == State.DRAFT:
        return None
    newest = {review.key: review for review in _reviews(case)}
    codes = {stage.agency for stage in stages.of(case.version) if stage.agency}
    agencies = {a.code: a for a in Agency.objects.filter(code__in=codes)}
    rows = []
    for stage in stages.of(case.version):
        agency = agencies.get(stage.agency, case.agency)
        review = newest.get(stage.key)
        if review is not None:
            rows.append(_reviewed(review, side))
        else:
            label, tone = _unopened(case, stage)
            rows.append({"title": stage.name, "agency": agency.name, "label": label, "tone": tone})
    return "licensing/panels/stages.html", {"rows": rows, "side": side}


def _reviews(case: Application) -> Any:
    return case.reviews.select_related("agency", "assigned_to", "reviewed_by").order_by("pk")


def _reviewed(review: Review, side: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "title": review.title,
        "agency": review.agency.name,
        "label": FOR_APPLICANT[review.state] if side != "agency" else review.get_state_display(),
        "tone": review.tone,
    }
    if side != "agency":
        return row
    if review.assigned_to is not None:
        row["officer"] = review.assigned_to.name
    if review.meant_for:
        row["note"] = _("In the place of another agency (%(code)s)") % {"code": review.meant_for}
    said = review.get_recommendation_display() if review.recommendation else ""
    return {
        **row,
        "url": review.get_absolute_url(),
        "number": review.reference,
        "due": review.due_on,
        "late": review.is_late,
        "said": said,
        "reasons": review.reasons,
    }


def _unopened(case: Application, stage: stages.Stage) -> tuple[str, str]:
    """The state of a stage that is no review, or is still to come."""
    if stage.kind == "screening":
        if case.state == State.SCREENING:
            return _("Under way"), "info"
        if case.screened_by_id is not None:
            return _("Done"), "ok"
    if stage.kind == "decision":
        if case.state == State.AWAITING_DECISION:
            return _("Under way"), "info"
        if case.state in DECIDED:
            return _("Done"), "ok"
    return _("Still to come") if case.state in Application.OPEN else _("Not reached"), "quiet"


def requests(case: Application, user: Any, side: str) -> Panel | None:
    """What was asked of the applicant, the open ones first."""
    found = list(case.requests.select_related("agency", "application").order_by("pk"))
    if not found:
        return None
    found.sort(key=lambda request: request.state != "open")
    rows = [
        {
            "request": request,
            "label": request.label_for(side),
            "tone": request.tone,
            "may_answer": request.state == "open" and may(user, request, "give_answer"),
            "answer_url": request.action_url("give_answer"),
        }
        for request in found
    ]
    return "licensing/panels/requests.html", {"rows": rows}


def notes(case: Application, user: Any, side: str, write: str = "") -> Panel | None:
    """What officers tell one another. Nobody else learns that there is anything."""
    if side != "agency":
        return None
    found = list(case.notes.select_related("author", "agency"))
    if not write and case.state != State.DRAFT and may(user, case, "note"):
        write = case.action_url("note")
    return "licensing/panels/notes.html", {"notes": found, "write": write}


def remarked(case: Application) -> list[dict[str, str]]:
    """The remarks on single fields, while they are to be corrected."""
    if case.state != State.RETURNED:
        return []
    return [{"label": row["label"], "value": row["text"]} for row in remarks.rows(case)]


def documents(case: Application, user: Any) -> list[dict[str, Any]]:
    """The documents of an application, by what they are."""
    labels = {document.key: document.label for document in case.version.document_list}
    return [
        {**row, "label": f"{labels.get(row['purpose'], '')} · {row['name']}"}
        for row in attach.rows(case, user)
    ]


def conditions(case: Application) -> list[dict[str, Any]]:
    """The conditions of the decision, in the reader's language."""
    rows = [questions.in_words(row) for row in case.conditions]
    return [{"label": _("Conditions of the decision"), "value": "\n".join(rows)}] if rows else []


def appeal(case: Application) -> list[dict[str, Any]]:
    """Of a refusal: how to appeal, and until when."""
    if case.state != State.REFUSED or case.appeal_until is None:
        return []
    day = wording.date_both(case.appeal_until)
    text = _(
        "On this page, or in writing to %(agency)s, until %(day)s. The decision stands until the "
        "appeal is decided."
    )
    how = text % {"agency": case.agency.name, "day": day}
    return [{"label": _("How to appeal"), "value": how}]


def answer_step(case: Application, side: str) -> dict[str, Any] | None:
    """What happens next while the applicant has the ball; None while the office has it."""
    last = checks_asking.last_day(case)
    if last is None:
        return None
    day = wording.date_both(last)
    if case.state == State.RETURNED:
        text = (
            _(
                "Correct what the agency has remarked and submit the application again by "
                "%(day)s; otherwise it lapses. The time of the agency stands still until then."
            )
            if side == "company"
            else _("The applicant corrects the application by %(day)s, or it lapses.")
        )
        return {"text": text % {"day": day}, "due": None, "late": False, "paused": True}
    count = case.requests.open().count()
    text = (
        _(
            "Answer what you are asked below (%(count)s open), the first by %(day)s; otherwise "
            "the application lapses. The time of the agency stands still until all is answered."
        )
        if side == "company"
        else _(
            "The applicant has been asked (%(count)s open) and answers by %(day)s, or the "
            "application lapses. All clocks stand still."
        )
    )
    values = {"day": day, "count": count}
    return {"text": text % values, "due": None, "late": False, "paused": True}


def back_to_reviews() -> dict[str, Any]:
    """The first crumb of a review's page."""
    return {"label": _("Reviews"), "url": reverse("reviews")}
