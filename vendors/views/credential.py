"""A credential's page, and the page on which one is given."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import attach
from vendors import credentials
from vendors.checks_credentials import given_already
from vendors.forms_credentials import CredentialForm
from vendors.models import Company, Credential
from vendors.terms import last_day
from workflow import wording
from workflow.blockers import Blocker
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage


class CredentialPage(CasePage):
    """One credential, to the company's members and to the registry."""

    model = Credential
    related = ("company", "company__agency")

    def facts(self, case: Credential, user: Any, side: str) -> list[dict[str, Any]]:
        last = wording.date_both(last_day(case.valid_until)) if case.valid_until else ""
        rows = [
            {"label": _("Company"), "value": case.company.name},
            {"label": _("Kind"), "value": case.get_type_display()},
            {"label": _("Number"), "value": case.number},
            {"label": _("Issued by"), "value": case.issuer},
            {"label": _("Valid from"), "value": wording.date_both(case.valid_from)},
            {"label": _("Valid through"), "value": last or _("Does not expire")},
        ]
        if case.remarks:
            rows.append({"label": _("Remarks of the registry"), "value": case.remarks})
        return [{"title": _("Credential"), "rows": rows}]

    def documents(self, case: Credential, user: Any, side: str) -> list[dict[str, Any]]:
        return attach.rows(case, user)

    def crumbs(self, case: Credential, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": case.company.title, "url": case.company.get_absolute_url()},
            {"label": case.title},
        ]


class NewCredential(BeginPage):
    """Gives a credential of a company."""

    model = Credential
    form_class = CredentialForm
    who = "vendors.manage_credentials"
    title = gettext_lazy("Add a credential")
    lead = gettext_lazy("Give it once: it is used in every bid, and you are told before it ends.")
    submit = gettext_lazy("Save")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Credential:
        company = visible_case(request, Company, kwargs["reference"], "agency")
        return Credential(company=company)

    def fill(self, case: Credential, values: dict[str, Any], request: HttpRequest) -> None:
        credentials.fill(case, values)

    def after(self, case: Credential, values: dict[str, Any], request: HttpRequest) -> None:
        credentials.attach_file(case, values, by=request.user)

    def taken(self, constraint: str, case: Credential) -> Blocker | None:
        """The same one given twice at the same moment."""
        return given_already() if constraint == "one_live_credential_a_number" else None

    def crumbs(self, case: Credential) -> list[dict[str, Any]]:
        return [
            {"label": case.company.title, "url": case.company.get_absolute_url()},
            {"label": self.title},
        ]
