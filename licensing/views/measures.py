"""Measures against licences and appeals: where they are begun, and their own pages."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import attach, papers
from licensing import appealing, checks_appeals, checks_measures, measuring
from licensing.forms_measures import AppealForm, MeasureForm
from licensing.models import Appeal, Application, Licence, Measure
from workflow import wording
from workflow.blockers import Blocker
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in
from workflow.views.page import CasePage


class NewMeasure(BeginPage):
    """Gives a company notice of what is intended against its licence."""

    model = Measure
    form_class = MeasureForm
    who = "licensing.propose_measure"
    title = gettext_lazy("Intend a measure")
    lead = gettext_lazy(
        "The company is told the reasons and can answer. After its answer, or after the day you "
        "set, somebody else decides."
    )
    submit = gettext_lazy("Give notice")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Measure:
        licence = visible_case(request, Licence, kwargs["reference"], "type_version")
        return Measure(
            licence=licence,
            company=licence.company,
            agency=licence.agency,
            proposed_by=request.user if request.user.is_authenticated else None,
        )

    def taken(self, constraint: str, case: Measure) -> Blocker | None:
        is_ours = constraint == "one_open_hearing_a_licence"
        return checks_measures.open_already(case.licence) if is_ours else None

    def fill(self, case: Measure, values: dict[str, Any], request: HttpRequest) -> None:
        for name in ("intended", "reasons", "hear_through", "is_urgent"):
            setattr(case, name, values[name])

    def after(self, case: Measure, values: dict[str, Any], request: HttpRequest) -> None:
        measuring.begun(case, files=values.get("attached") or [], by=request.user)

    def crumbs(self, case: Measure) -> list[dict[str, Any]]:
        return [*_to_licence(case.licence), {"label": self.title}]


def _to_licence(licence: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("Licence register"), "url": reverse("register")},
        {"label": licence.reference, "url": licence.get_absolute_url()},
    ]


@method_decorator(signed_in, name="dispatch")
class MeasurePage(CasePage):
    """One measure, to the company's members and to the agency's licensing people."""

    model = Measure
    related = ("licence__type_version", "company", "agency", "decided_by")

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        context = super().context(request, case)
        context["actions"] = [*context["actions"], *appeal_button(case, request.user)]
        return context

    def facts(self, case: Measure, user: Any, side: str) -> list[dict[str, Any]]:
        sections = [
            (_("What is intended"), _intended(case)),
            (_("What the company says"), [{"label": _("Answer"), "value": case.answer_text}]),
            (_("Decision"), _decision(case)),
        ]
        kept = [(title, [row for row in rows if row["value"]]) for title, rows in sections]
        found = [{"title": title, "rows": rows} for title, rows in kept if rows]
        return [*found, *appeals_facts(case)]

    def documents(self, case: Measure, user: Any, side: str) -> list[dict[str, Any]]:
        return attach.rows(case, user)

    def papers(self, case: Measure, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Measure, user: Any, side: str) -> list[dict[str, Any]]:
        return [*_to_licence(case.licence), {"label": case.reference}]


def _intended(case: Measure) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Licence"),
            "value": f"{case.licence.reference} · {case.licence.type_version.name}",
            "url": case.licence.get_absolute_url(),
            "link_text": _("See the licence"),
        },
        {"label": _("Company"), "value": case.company.name},
        {"label": _("Intended"), "value": case.get_intended_display()},
        {"label": _("Reasons"), "value": case.reasons},
        {"label": _("Suspended at once"), "value": _("Yes") if case.is_urgent else ""},
        {
            "label": _("The company can be heard through"),
            "value": wording.date_both(case.hear_through),
        },
    ]


def _decision(case: Measure) -> list[dict[str, Any]]:
    words = [row.get("ar") for row in case.condition_rows]
    words += [row.get("en") for row in case.condition_rows]
    return [
        {"label": _("Decision"), "value": case.get_outcome_display()},
        {"label": _("Reasons of the decision"), "value": case.decision_reasons},
        {
            "label": _("Suspended until (first day without)"),
            "value": wording.date_both(case.until) if case.until else "",
        },
        {"label": _("Conditions"), "value": "\n".join(word for word in words if word)},
        {
            "label": _("Decided on"),
            "value": wording.moment(case.decided_at) if case.decided_at else "",
        },
        {"label": _("It can be appealed against through"), "value": _last_day_in_words(case)},
    ]


def _last_day_in_words(against: Any) -> str:
    last = appealing.last_day(against)
    return wording.date_both(last) if last is not None else ""


# --- appeals ---------------------------------------------------------------------------


def appeal_button(against: Any, user: Any) -> list[dict[str, Any]]:
    """The way to appeal, where there is a decision and the person may."""
    last = appealing.last_day(against)
    if last is None or checks_appeals.appealed_already(against) is not None:
        return []
    if not user.is_authenticated or not user.has_perm("licensing.appeal", against):
        return []
    name = "appeal_application" if against.kind == "application" else "appeal_measure"
    help_ = _("Through %(day)s. Somebody who had no part in the decision looks at it.")
    return [
        {
            "name": "appeal",
            "label": _("Appeal"),
            "style": "secondary",
            "url": reverse(name, args=[against.reference]),
            "help": help_ % {"day": wording.date_both(last)},
        }
    ]


def appeals_facts(against: Any) -> list[dict[str, Any]]:
    """The appeals that were filed against a decision, with the ways to them."""
    rows = [
        {
            "label": appeal.reference,
            "value": str(appeal.label_for("company")),
            "url": appeal.get_absolute_url(),
            "link_text": _("See the appeal"),
        }
        for appeal in against.appeals.order_by("pk")
    ]
    return [{"title": _("Appeals"), "rows": rows}] if rows else []


class NewAppeal(BeginPage):
    """Files an appeal against a refused application or an imposed measure."""

    model = Appeal
    form_class = AppealForm
    who = "licensing.appeal"
    against: Any = Application
    title = gettext_lazy("Appeal")
    lead = gettext_lazy(
        "Say what is wrong with the decision. Somebody who had no part in it decides, and can "
        "overturn it."
    )
    submit = gettext_lazy("File the appeal")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Appeal:
        if not request.user.is_authenticated:
            raise Http404
        case = visible_case(request, self.against, kwargs["reference"])
        appeal = Appeal(
            company=case.company,
            origin=case.agency,
            agency=appealing.deciding_agency(case.agency),
        )
        setattr(appeal, case.kind, case)
        return appeal

    def taken(self, constraint: str, case: Appeal) -> Blocker | None:
        is_ours = constraint.startswith("one_open_appeal")
        return checks_appeals.appealed_already(case.against) if is_ours else None

    def fill(self, case: Appeal, values: dict[str, Any], request: HttpRequest) -> None:
        case.grounds, case.wanted = values["grounds"], values["wanted"]

    def after(self, case: Appeal, values: dict[str, Any], request: HttpRequest) -> None:
        appealing.filed(case, files=values.get("attached") or [], by=request.user)

    def crumbs(self, case: Appeal) -> list[dict[str, Any]]:
        return [
            {"label": case.against.reference, "url": case.against.get_absolute_url()},
            {"label": self.title},
        ]


@method_decorator(signed_in, name="dispatch")
class AppealPage(CasePage):
    """One appeal, to the company's members and the licensing people of both agencies."""

    model = Appeal
    related = ("company", "agency", "origin", "application__version", "measure__licence")

    def facts(self, case: Appeal, user: Any, side: str) -> list[dict[str, Any]]:
        appeal = [
            {
                "label": _("Against"),
                "value": f"{case.against.reference} · {case.against.title}",
                "url": case.against.get_absolute_url(),
                "link_text": _("See the decision"),
            },
            {"label": _("Decision of"), "value": case.origin.name},
            {"label": _("Decided by"), "value": case.agency.name},
            {"label": _("Company"), "value": case.company.name},
            {"label": _("Grounds"), "value": case.grounds},
            {"label": _("What is asked for"), "value": case.wanted},
        ]
        decision = [
            {"label": _("Decision"), "value": case.get_state_display()},
            {"label": _("What follows"), "value": case.get_remedy_display()},
            {"label": _("Reasons"), "value": case.decision_reasons},
        ]
        sections = [{"title": _("Appeal"), "rows": [row for row in appeal if row["value"]]}]
        if case.decision_reasons:
            rows = [row for row in decision if row["value"]]
            sections.insert(0, {"title": _("Decision"), "rows": rows})
        return sections

    def documents(self, case: Appeal, user: Any, side: str) -> list[dict[str, Any]]:
        return attach.rows(case, user)

    def papers(self, case: Appeal, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Appeal, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": case.against.reference, "url": case.against.get_absolute_url()},
            {"label": case.reference},
        ]
