"""Asking to act for a company that is registered already, and the page of such a request."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vendors.checks_access import asked_already
from vendors.forms_access import AskAccessForm
from vendors.models import AccessRequest, Company
from vendors.models.company import home_country
from workflow.blockers import Blocker
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage


class AccessPage(CasePage):
    """One request, to whoever asked and to the company's owners."""

    model = AccessRequest
    related = ("company", "company__agency", "created_by")

    def facts(self, case: AccessRequest, user: Any, side: str) -> list[dict[str, Any]]:
        person: Any = case.created_by
        rows = [
            {"label": _("Company"), "value": case.company.name},
            {"label": _("Asked by"), "value": f"{person.name} · {person.email}"},
            {"label": _("Message"), "value": case.message},
        ]
        return [{"title": _("The request"), "rows": rows}]

    def next_step(self, case: AccessRequest, user: Any, side: str) -> dict[str, Any] | None:
        if case.state != AccessRequest.State.ASKED:
            return None
        text = (
            _("You decide whether this person acts for the company.")
            if side == "company"
            else _("The owners of the company decide. You will be told.")
        )
        return {"text": text, "due": None, "late": False, "paused": False}

    def crumbs(self, case: AccessRequest, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("My companies"), "url": reverse("my_companies")},
            {"label": _("Request for access")},
        ]


class AskAccess(BeginPage):
    """Asks the owners of the company with this number."""

    model = AccessRequest
    form_class = AskAccessForm
    who = "vendors.ask_access"
    title = gettext_lazy("Ask to act for a company")
    lead = gettext_lazy(
        "A company is registered once. If yours is here already, its owners let you act for it."
    )
    submit = gettext_lazy("Send the request")

    def blank(self, request: HttpRequest, **kwargs: Any) -> AccessRequest:
        case = AccessRequest()
        case.typed = request.GET.get("number", "")[:40]
        return case

    def fill(self, case: AccessRequest, values: dict[str, Any], request: HttpRequest) -> None:
        case.message = values["message"]
        case.company_id = (
            Company.objects.live()
            .filter(
                country=home_country(), registration_number__iexact=values["registration_number"]
            )
            .values_list("pk", flat=True)
            .first()
        )

    def taken(self, constraint: str, case: AccessRequest) -> Blocker | None:
        """The same person asking in two windows at the same moment."""
        return asked_already() if constraint == "one_open_access_request" else None

    def crumbs(self, case: AccessRequest) -> list[dict[str, Any]]:
        return [
            {"label": _("My companies"), "url": reverse("my_companies")},
            {"label": self.title},
        ]
