"""A version of a licence type, to the officers of its agency."""

from typing import Any

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from licensing import eligibility, fees
from licensing.models import LicenceTypeVersion
from licensing.views.catalogue import answer_in_words, fee_in_words, term_in_words
from workflow.views.kept import signed_in
from workflow.views.page import CasePage


@method_decorator(signed_in, name="dispatch")
class VersionPage(CasePage):
    """One version, to those who prepare it, put it into force or work under it."""

    model = LicenceTypeVersion
    related = ("licence_type__agency",)

    def facts(self, case: LicenceTypeVersion, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Licence"), "value": case.name},
            {"label": _("What it is for"), "value": case.description},
            {"label": _("Agency"), "value": case.agency.name},
            {"label": _("Legal basis"), "value": case.legal_basis},
            {"label": _("Fee"), "value": fee_in_words(case)},
            {"label": _("Activity code (ISIC Rev. 4)"), "value": case.isic_codes},
            {"label": _("Time to an answer"), "value": answer_in_words(case)},
            {"label": _("Valid for"), "value": term_in_words(case.term_months)},
        ]
        allowed = [{"label": "", "value": line} for line in eligibility.in_words(case)]
        return [
            {"title": _("The licence type"), "rows": [row for row in rows if row["value"]]},
            *([{"title": _("Who may apply"), "rows": allowed}] if allowed else []),
        ]

    def tables(self, case: LicenceTypeVersion, user: Any, side: str) -> list[dict[str, Any]]:
        found = fees.table(case)
        return [found] if found else []

    def panels(
        self, case: LicenceTypeVersion, user: Any, side: str
    ) -> list[tuple[str, dict[str, Any]]]:
        url = reverse("version_fees", args=[case.reference])
        return [("licensing/fee_panel.html", {"url": url, "fees": fees.table(case)})]

    def crumbs(self, case: LicenceTypeVersion, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Licences"), "url": reverse("licences")},
            {"label": case.reference},
        ]
