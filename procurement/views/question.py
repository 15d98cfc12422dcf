"""The page of a question, and the page on which a company asks one."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.forms import AskQuestion
from procurement.models import Clarification, Tender
from procurement.views.tender import bidding_companies
from workflow import wording
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage


class ClarificationPage(CasePage):
    """A question and its answer, for the company that asked and for the agency."""

    model = Clarification
    related = ("tender__agency", "tender__method", "company")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        tender = case.tender
        rows = [
            {
                "label": _("Tender"),
                "value": f"{tender.reference} · {tender.title}",
                "url": tender.get_absolute_url(),
                "link_text": _("Read the tender"),
            },
            {"label": _("Question"), "value": case.question},
        ]
        if side == "company":
            rows.insert(1, {"label": _("Asked for"), "value": case.company.name})
        if case.answer:
            rows.append({"label": _("Answer"), "value": case.answer})
            rows.append({"label": _("Answered"), "value": wording.moment(case.answered_at)})
        if case.decline_reason:
            rows.append({"label": _("Reason"), "value": case.decline_reason})
        return [{"title": _("The question"), "rows": rows}]

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        tender = case.tender
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": case.reference, "url": ""},
        ]


class AskPage(BeginPage):
    """Asks a question for one of the person's companies."""

    model = Clarification
    who = "procurement.ask_question"
    title = gettext_lazy("Ask a question")
    lead = gettext_lazy("Question and answer are published; who asked is not.")
    submit = gettext_lazy("Send the question")

    def form_class(self, *args: Any, case: Any, by: Any) -> AskQuestion:
        """The form, with the companies that the person may ask for."""
        return AskQuestion(*args, case=case, by=by, companies=bidding_companies(by))

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        tender = (
            Tender.objects.published()
            .select_related("agency", "method")
            .filter(reference=kwargs["reference"], imported=False)
            .first()
        )
        if tender is None:
            raise Http404
        company = bidding_companies(request.user).first()
        if company is None:
            return Clarification(tender=tender)
        return Clarification(tender=tender, company=company)

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        tender = case.tender
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": _("Ask a question"), "url": ""},
        ]
