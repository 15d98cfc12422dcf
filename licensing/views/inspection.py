"""One inspection, for both sides; and the page on which a visit to a licence holder is planned."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Audience
from documents import attach, papers
from licensing import inspecting, visit_booking
from licensing.forms_inspection import NewVisitForm
from licensing.models import Inspection
from licensing.models.inspection_states import Answer, Severity
from workflow import wording
from workflow.gate import may
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

State = Inspection.State


@method_decorator(signed_in, name="dispatch")
class InspectionPage(CasePage):
    """When, where, what was found, and what follows from it."""

    model = Inspection
    related: ClassVar = (
        "application__version",
        "application__agency",
        "licence__type_version",
        "licence__agency",
        "inspector",
        "concluded_by",
        "calendar",
        "follow_up_of",
    )

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        context = super().context(request, case)
        if case.state == State.SCHEDULED and may(request.user, case, "conclude"):
            url = f"{reverse('inspector_day')}#{case.reference}"
            phone = {
                "name": "phone",
                "label": _("Open on the phone"),
                "style": "secondary",
                "url": url,
                "help": _("Works without a connection."),
            }
            context["actions"] = [*context["actions"], phone]
        return context

    def facts(self, case: Inspection, user: Any, side: str) -> list[dict[str, Any]]:
        sections = [
            {"title": _("Visit"), "rows": _visit(case, side)},
            {"title": _("Result"), "rows": _result(case, side)},
        ]
        return [section for section in sections if section["rows"]]

    def tables(self, case: Inspection, user: Any, side: str) -> list[dict[str, Any]]:
        if side == "agency" or case.state == State.DONE:
            return [_checklist(case)]
        return []

    def panels(self, case: Inspection, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        found: list[tuple[str, dict[str, Any]]] = []
        if visit_booking.must_move(case):
            found.append(("licensing/inspections/day_off.html", {"case": case}))
        findings = list(case.findings.order_by("put_right_by", "pk"))
        if findings:
            rows = [
                {"case": one, "label": one.label_for(side), "severity": one.get_severity_display()}
                for one in findings
            ]
            found.append(("licensing/inspections/findings.html", {"findings": rows}))
        shots = photos(case, side)
        if shots:
            found.append(("licensing/inspections/photos.html", {"photos": shots}))
        return found

    def papers(self, case: Inspection, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Inspection, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": case.reference},
        ]

    def next_step(self, case: Inspection, user: Any, side: str) -> dict[str, Any] | None:
        text = NEXT.get((side, str(case.state))) or NEXT.get(("", str(case.state)))
        if text is None:
            return None
        if case.state == State.SCHEDULED and case.starts_at is not None:
            text = text % {"when": wording.moment(case.starts_at, "long")}
        return {"text": text, "due": None, "late": False, "paused": False}


NEXT: dict[tuple[str, str], Any] = {
    ("company", State.TO_SCHEDULE): gettext_lazy(
        "Choose a time at which somebody can show the inspector everything."
    ),
    ("agency", State.TO_SCHEDULE): gettext_lazy(
        "The company chooses a time, or an officer sets one."
    ),
    ("company", State.SCHEDULED): gettext_lazy(
        "The inspector comes on %(when)s. Have somebody there who can show everything."
    ),
    ("agency", State.SCHEDULED): gettext_lazy("The visit is on %(when)s."),
    ("company", State.MISSED): gettext_lazy("The visit did not take place. Choose another time."),
    ("agency", State.MISSED): gettext_lazy(
        "The visit did not take place. The company chooses another time, or an officer sets one."
    ),
    ("", State.DONE): gettext_lazy("The visit is over. The signed report stands beside."),
}


def photos(case: Any, side: str) -> list[dict[str, Any]]:
    """The photos that a side may see, with the time of taking and of receipt."""
    labels = {row["key"]: inspecting.label(row) for row in inspecting.rows_of(case)}
    allowed = {Audience.PUBLIC, Audience.PARTIES}
    if side == "agency":
        allowed.add(Audience.AGENCY)
    query = case.photos.select_related("attachment").filter(attachment__audience__in=allowed)
    return [
        {
            "url": photo.attachment.get_absolute_url(),
            "label": labels.get(photo.key, ""),
            "taken_at": photo.taken_at,
            "received_at": photo.received_at,
        }
        for photo in query
    ]


def _visit(case: Inspection, side: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"label": _("Purpose"), "value": case.get_purpose_display()},
    ]
    subject = case.subject
    if subject is not None:
        rows.append(
            {
                "label": _("Application") if case.application_id else _("Licence"),
                "value": subject.title,
                "url": subject.get_absolute_url(),
                "link_text": subject.reference,
            }
        )
    if case.follow_up_of is not None:
        rows.append(
            {
                "label": _("After"),
                "value": case.follow_up_of.title,
                "url": case.follow_up_of.get_absolute_url(),
                "link_text": case.follow_up_of.reference,
            }
        )
    if case.starts_at is not None:
        rows.append({"label": _("Visit"), "value": wording.moment(case.starts_at, "long")})
    elif case.not_before is not None:
        rows.append({"label": _("Not before"), "value": wording.date_both(case.not_before)})
    rows.append({"label": _("Where"), "value": case.place})
    rows.append({"label": _("Agency"), "value": case.agency.name})
    if side == "agency":
        rows.append({"label": _("Inspector"), "value": str(case.inspector or _("Nobody yet"))})
        if not case.is_announced:
            rows.append({"label": _("Announced"), "value": _("No: the company does not know")})
        if case.about:
            rows.append({"label": _("What it is about"), "value": case.about})
    if case.remarks:
        by = _("Missed by the company") if case.missed_by == "company" else _("Remarks")
        rows.append({"label": by, "value": case.remarks})
    return [row for row in rows if row["value"]]


def _result(case: Inspection, side: str) -> list[dict[str, Any]]:
    if case.state != State.DONE:
        return []
    rows = [
        {"label": _("Result"), "value": case.get_result_display()},
        {"label": _("Summary"), "value": case.summary},
        {"label": _("Met on site"), "value": case.met},
        {"label": _("Signed off"), "value": _moment(case.finished_at)},
        {"label": _("Received"), "value": _moment(case.concluded_at)},
    ]
    if side == "agency":
        rows.append({"label": _("Inspected by"), "value": str(case.concluded_by or "")})
    return [row for row in rows if row["value"]]


def _moment(value: datetime | None) -> str:
    return wording.moment(value) if value is not None else ""


def _checklist(case: Inspection) -> dict[str, Any]:
    found = inspecting.answers_of(case)
    rows = []
    for point in inspecting.rows_of(case):
        answer = found.get(point["key"])
        if answer is None and point["key"] == inspecting.OTHER:
            continue
        rows.append([inspecting.label(point), _answer_in_words(answer), _remark(answer)])
    return {
        "title": _("Checklist"),
        "columns": [{"label": _("Point")}, {"label": _("Answer")}, {"label": _("Remark")}],
        "rows": rows,
        "empty": _("The checklist has no points: the inspector writes what was found."),
    }


def _answer_in_words(answer: dict[str, Any] | None) -> str:
    if answer is None:
        return ""
    words = str(Answer(answer["answer"]).label)
    if answer["answer"] != Answer.NOT_OK:
        return words
    return f"{words} · {Severity(answer['severity']).label}"


def _remark(answer: dict[str, Any] | None) -> str:
    if answer is None:
        return ""
    by = answer["put_right_by"]
    said = _("To be put right by %(day)s.") % {"day": wording.date(by)} if by else ""
    return " ".join(part for part in (answer["remark"], said) if part)


class NewVisitPage(BeginPage):
    """Plans a visit to a licence holder, announced or not."""

    model = Inspection
    form_class = NewVisitForm
    who = "licensing.begin_inspection"
    title = gettext_lazy("Plan a visit to a licence holder")
    lead = gettext_lazy(
        "The checklist is the one of the licence's type. The time is chosen by the company where "
        "the visit is announced, otherwise by you."
    )
    submit = gettext_lazy("Plan the visit")

    def _allowed(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Before a licence is named there is no company and no agency to ask about: the gate
        asks again with both."""
        if not request.user.has_perm(self.who):
            raise PermissionDenied
        return self.blank(request, **kwargs)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        licence = values["licence"]
        case.licence, case.company, case.agency = licence, licence.company, licence.agency
        case.purpose = Inspection.Purpose.HOLDER
        case.is_announced = values["is_announced"]
        case.place, case.about = values["place"], values["about"]
        case.checklist = inspecting.checklist_of(licence.type_version)

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": _("Plan a visit")},
        ]


def visits_of(thing: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
    """The panel with the visits of an application or a review that this person may see."""
    found = Inspection.objects.visible_to(user).filter(pk__in=thing.inspections.values("pk"))
    rows = [
        {"case": one, "label": one.label_for(side)}
        for one in found.select_related("agency").order_by("pk")
    ]
    return [("licensing/inspections/of_case.html", {"visits": rows})] if rows else []


def proofs(finding: Any, user: Any) -> list[dict[str, Any]]:
    """What the company has shown, as the page of a finding lists it."""
    return attach.rows(finding, user)
