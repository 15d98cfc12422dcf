"""The page of an application for qualification, and the page on which a company begins one."""

import json
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import database_now
from documents import attach, papers
from procurement import qualify_outcomes, qualifying
from procurement.forms_qualify import NewRequest, credential_in_words
from procurement.models import Qualification, QualificationRequest
from procurement.views.tender import bidding_companies
from workflow import wording
from workflow.blockers import Blocker
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage

State = QualificationRequest.State


class RequestPage(CasePage):
    """An application: for its company at any time, for the agency from the closing on."""

    model = QualificationRequest
    related = ("qualification__agency", "company", "judged_by")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        call = case.qualification
        rows = [
            {
                "label": _("Call for qualification"),
                "value": f"{call.reference} · {call.title}",
                "url": call.get_absolute_url(),
                "link_text": _("Read the call for qualification"),
            },
            {"label": _("Company"), "value": case.company.name},
        ]
        if case.statement:
            label = _("Proposal") if call.is_first_stage else _("Statement of the company")
            rows.append({"label": label, "value": case.statement})
        found = [{"title": _("The application"), "rows": rows}]
        if case.submitted_at:
            found.append({"title": _("What was received"), "rows": self._received(case)})
        reasons = qualify_outcomes.sentences(case)
        if reasons:
            outcome = [{"label": _("Reasons"), "value": "\n".join(reasons)}]
            found.insert(0, {"title": _("The outcome"), "rows": outcome})
        return found

    def _received(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Received on"), "value": wording.moment(case.submitted_at, "long")},
            {"label": _("Version"), "value": case.version},
            {"label": _("Fingerprint (SHA-256)"), "value": case.digest},
        ]

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        found = [_judgement(case)] if case.judged_at and side == "agency" else []
        return [*found, *_documents(case)]

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        if not case.submitted_at or case.state == State.WITHDRAWN:
            return []
        said = qualifying.contents(case)
        shown = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)
        return [("procurement/panels/contents.html", {"contents": shown})]

    def documents(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        titles = {d.purpose: d.title for d in case.qualification.required_documents.all()}
        rows = attach.rows(case, user)
        return [{**row, "label": titles.get(row["purpose"], row["label"])} for row in rows]

    def papers(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        call = case.qualification
        return [
            {"label": _("Calls for qualification"), "url": reverse("qualifications")},
            {"label": call.reference, "url": call.get_absolute_url()},
            {"label": case.reference, "url": ""},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        call = case.qualification
        is_open = call.takes_requests_at(database_now())
        due = call.closes_at if is_open else None
        if case.state == State.DRAFT:
            text = _("Submit it before applications close. A draft does not count.")
            gone = _("Applications are closed. This draft was not submitted.")
            return _step(text if is_open else gone, due)
        if case.state != State.SUBMITTED:
            return None
        if call.state in ("cancelled", "unsuccessful"):
            return _step(_("The call was cancelled. Nothing more happens with the application."))
        if is_open:
            return _step(_("Until applications close you can replace or withdraw it."), due)
        return _step(_("The applications are judged, and every company is told the outcome."))


def _step(text: str, due: Any = None) -> dict[str, Any]:
    return {"text": text, "due": due, "late": False, "paused": False}


def _judgement(case: Any) -> dict[str, Any]:
    rows = [
        [
            j.criterion.number,
            j.criterion.title,
            _("Met") if j.is_met else _("Not met"),
            j.reason or "—",
        ]
        for j in case.judgements.select_related("criterion")
    ]
    columns = [
        {"label": _("No."), "numeric": True},
        {"label": _("Criterion")},
        {"label": _("Judgement")},
        {"label": _("Reason")},
    ]
    return {"title": _("Judgement"), "columns": columns, "rows": rows}


def _documents(case: Any) -> list[dict[str, Any]]:
    """What is asked for, and what stands for it."""
    presented = {row.document_id: row.credential for row in qualifying.presented_by(case)}
    files = {row.purpose: row.name for row in attach.attachments_of(case)}
    rows = []
    for document in case.qualification.required_documents.all():
        credential = presented.get(document.pk)
        what = credential_in_words(credential) if credential else files.get(document.purpose, "—")
        rows.append([document.number, document.title, what])
    columns = [
        {"label": _("No."), "numeric": True},
        {"label": _("Document")},
        {"label": _("File or credential")},
    ]
    title = _("Documents that an application brings")
    return [{"title": title, "columns": columns, "rows": rows}] if rows else []


class NewRequestPage(BeginPage):
    """Begins an application as a draft that only the company sees."""

    model = QualificationRequest
    who = "procurement.apply_to_qualify"
    title = gettext_lazy("New application for qualification")
    lead = gettext_lazy("Nobody but your company learns of it before applications close.")
    submit = gettext_lazy("Begin the application")

    def form_class(self, *args: Any, case: Any, by: Any) -> NewRequest:
        """The form, with the companies that the person may apply for."""
        return NewRequest(*args, case=case, by=by, companies=bidding_companies(by))

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        published = Qualification.objects.published().select_related("agency")
        call = published.filter(reference=kwargs["reference"]).first()
        if call is None:
            raise Http404
        company = bidding_companies(request.user).first()
        if company is None:
            return QualificationRequest(qualification=call)
        return QualificationRequest(qualification=call, company=company)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        case.company = values["company"]

    def taken(self, constraint: str, case: Any) -> Blocker | None:
        """One living application a company, whoever was quicker."""
        return _there_is_one(case) if constraint == "one_live_qualification_request" else None

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        call = case.qualification
        return [
            {"label": _("Calls for qualification"), "url": reverse("qualifications")},
            {"label": call.reference, "url": call.get_absolute_url()},
            {"label": _("New application for qualification"), "url": ""},
        ]


def _there_is_one(case: Any) -> Blocker:
    living = QualificationRequest.objects.exclude(state="withdrawn")
    found = living.filter(qualification=case.qualification, company=case.company).first()
    return Blocker(
        _("Your company has already applied here."),
        link=found.get_absolute_url() if found else "",
        link_text=_("Go to the application"),
    )
