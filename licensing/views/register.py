"""Each licence's own page in the public register."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from documents import papers
from licensing import facts, holding, questions
from licensing.models import Licence
from licensing.views import licence_parts
from workflow import wording
from workflow.views.page import CasePage


class LicencePage(CasePage):
    """One licence, to everybody: what it permits, whom, from when to when, and its papers."""

    model = Licence
    related = ("company", "agency", "type_version", "licence_type")

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        context = super().context(request, case)
        begun = licence_parts.beginnings(case, request.user)
        against = licence_parts.measure_button(case, request.user)
        context["actions"] = [*begun, *context["actions"], *against]
        return context

    def facts(self, case: Licence, user: Any, side: str) -> list[dict[str, Any]]:
        version = case.versions.order_by("-number").first()
        rows = [*_standing(case), *_holder(case), *_permission(case, version)]
        first = {"title": _("The licence"), "rows": [row for row in rows if row["value"]]}
        return [first, *licence_parts.sections(case, user, side)]

    def tables(self, case: Licence, user: Any, side: str) -> list[dict[str, Any]]:
        terms = [
            [
                str(term.number),
                wording.date_both(term.since),
                wording.date_both(term.period.last_day),
            ]
            for term in case.terms.all()
        ]
        columns = [{"label": _("Term"), "numeric": True}, _("From"), _("Valid through")]
        return [
            {"title": _("Terms"), "columns": columns, "rows": terms},
            licence_parts.versions(case),
        ]

    def panels(self, case: Licence, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        conditions = _conditions(case)
        return [("licensing/conditions.html", {"conditions": conditions})] if conditions else []

    def papers(self, case: Licence, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Licence, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Licence register"), "url": reverse("register")},
            {"label": case.reference},
        ]

    def next_step(self, case: Licence, user: Any, side: str) -> dict[str, Any] | None:
        return licence_parts.next_step(case, user, side)


def _conditions(case: Licence) -> list[str]:
    """The conditions that this very licence names, in the reader's language; else its type's."""
    version = case.versions.order_by("-number").first()
    language = "ar" if wording.locale().language == "ar" else "en"
    own = facts.conditions(version.facts, language).splitlines() if version is not None else []
    return own or list(case.type_version.condition_list)


def _standing(case: Licence) -> list[dict[str, Any]]:
    return [
        {"label": _("Licence number"), "value": case.reference},
        {"label": _("Valid from"), "value": wording.date_both(case.valid_from)},
        {"label": _("Valid through"), "value": wording.date_both(case.period.last_day)},
        {"label": _("Today"), "value": _today(case)},
        {"label": _("Reasons"), "value": case.reasons},
        {"label": _("Granted by"), "value": case.agency.name},
    ]


def _today(case: Licence) -> str:
    """Why it does not hold today, where it does not."""
    said = holding.not_in_force(case)
    return said.sentence if said is not None else ""


def _holder(case: Licence) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Holder"),
            "value": case.company.name,
            **_link_to_company(case),
        },
        {"label": _("Registration number"), "value": case.company.registration_number},
    ]


def _link_to_company(case: Licence) -> dict[str, Any]:
    """The holder's page; one that was imported and has not registered has none."""
    if case.company.imported:
        return {}
    return {"url": case.company.get_absolute_url(), "link_text": case.company.reference}


def _permission(case: Licence, version: Any) -> list[dict[str, Any]]:
    """What it permits, and the public answers it was granted on."""
    schema = case.type_version.questions
    said = version.facts if version is not None else {}
    answers = said.get("answers", {})
    activity = facts.activity(said, case.type_version)
    here = "ar" if wording.locale().language == "ar" else "en"
    return [
        {"label": _("Activity"), "value": activity[here]},
        {"label": _("Activity code (ISIC Rev. 4)"), "value": activity["isic"]},
        {"label": _("Place"), "value": said.get("place", "")},
        {"label": _("Number in the old system"), "value": said.get("old_number", "")},
        *[
            {
                "label": questions.label(schema, name),
                "value": questions.shown(schema, name, answers[name]),
            }
            for name in questions.names(schema)
            if name in answers
        ],
    ]
