"""The page of a tender, for everybody."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import database_now
from documents import attach, papers
from procurement import progress, stages
from procurement.models import Clarification, Tender
from procurement.views import call_offs_of, imported, sealing, tender_facts, tender_tables
from vendors.models import Company
from vendors.standing import BIDDERS, companies_with
from workflow import wording
from workflow.gate import may
from workflow.views.page import CasePage


def bidding_companies(user: Any) -> Any:
    """The registered companies for which the person may bid and ask."""
    ids = companies_with(user, BIDDERS) if user.is_authenticated else []
    return Company.objects.registered().filter(pk__in=ids).order_by("pk")


class TenderPage(CasePage):
    """What is asked for and until when; questions and answers; then what came of it."""

    model = Tender
    related = ("agency", "method")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        found = [{"title": _("The tender"), "rows": self._main_rows(case, side)}]
        if case.description:
            rows = [{"label": _("Description"), "value": case.description}]
            found.append({"title": _("What is asked for"), "rows": rows})
        return [*found, *tender_facts.terms(case, side)]

    def _main_rows(self, case: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Agency"), "value": case.agency.name},
            {"label": _("Procurement method"), "value": case.method.name},
        ]
        categories = [category.name for category in case.categories.all()]
        if categories:
            rows.append({"label": _("Categories"), "value": wording.listing(categories)})
        if case.estimated_value is not None and (case.value_is_public or side == "agency"):
            label = _("Estimated value") if case.value_is_public else _("Estimated value (hidden)")
            rows.append(
                {"label": label, "value": wording.money(case.estimated_value, case.currency)}
            )
        moments = [
            (_("Published"), case.published_at),
            (_("Questions until"), case.questions_until),
            (_("Bids close"), case.closes_at),
            (_("Bids opened"), case.opened_at),
            (_("Awarded"), case.awarded_at),
        ]
        rows += [
            {"label": label, "value": wording.moment(at, "long")} for label, at in moments if at
        ]
        if case.outcome_reason:
            rows.append({"label": _("Reason"), "value": case.outcome_reason})
        if case.ocid:
            rows.append({"label": _("Open contracting id"), "value": case.ocid})
        return rows

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        orders = call_offs_of.table(case, user, side)
        return [*orders, *tender_tables.tables(case, side), *tender_facts.tables(case, side)]

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        """The page, with what a company can begin here beside what can be done to the tender."""
        found = super().context(request, case)
        if not case.imported and found["side"] != "agency":
            found["actions"] = [*_beginnings(case, request.user), *found["actions"]]
        if not case.imported and request.user.has_perm("procurement.begin_tender", case):
            order = call_offs_of.beginning(case, request.user)
            found["actions"] = [*order, *found["actions"], _copying(case)]
        if stages.stage_of(case) is not None and may(request.user, case, "give_shares"):
            label = _("Open the bids")
            found["actions"] = [_beginning(label, "open_bids", case, "primary"), *found["actions"]]
        return found

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        if case.imported:
            return [imported.panel(case)]
        if not case.is_public:
            remarks = tender_facts.remarks_panel(case) if side == "agency" else []
            return [*remarks, *sealing.panels(case, side)]
        found = [
            *tender_facts.addenda_panel(case),
            *tender_facts.meetings_panel(case),
            ("procurement/panels/questions.html", _questions(case, user)),
            *sealing.panels(case, side),
            *tender_facts.follow_panel(case, user),
        ]
        if progress.has_begun(case):
            context = {"progress": progress.of(case), "tender": case}
            found.insert(0, ("procurement/panels/opening.html", context))
        bids = None if side == "agency" else _own_bids(case, user)
        return [("procurement/panels/own_bids.html", bids), *found] if bids else found

    def documents(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return attach.rows(case, user)

    def papers(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": case.reference, "url": ""},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        text = _NEXT.get(case.state)
        if text is None or case.imported:
            return None
        is_open = case.state == Tender.State.PUBLISHED
        due = case.closes_at if is_open else case.due_on
        late = case.is_late if not is_open else False
        return {"text": text, "due": due, "late": late, "paused": False}


_NEXT = {
    "draft": gettext_lazy("The draft is completed and submitted for approval."),
    "in_review": gettext_lazy("Somebody who has not worked on the draft approves or returns it."),
    "approved": gettext_lazy("A procurement officer publishes it."),
    "published": gettext_lazy("Companies bid until the deadline. Nobody sees a bid before."),
    "closed": gettext_lazy("The members of the opening committee open the bids together."),
    "opened": gettext_lazy("Each bid is admitted or rejected; the lowest admitted price wins."),
}


def _beginnings(tender: Any, user: Any) -> list[dict[str, Any]]:
    """A bid, if one of the person's companies can still make one; a question."""
    companies = list(bidding_companies(user))
    now = database_now()
    if not companies or not tender.takes_bids_at(now):
        return []
    found = []
    made = tender.bids.filter(company__in=companies).exclude(state="withdrawn").count()
    if tender.lots.count() * len(companies) > made:
        found.append(_beginning(_("Prepare a bid"), "new_bid", tender, "primary"))
    if tender.takes_questions_at(now):
        found.append(_beginning(_("Ask a question"), "ask", tender, "secondary"))
    return found


def _beginning(label: str, name: str, tender: Any, style: str) -> dict[str, Any]:
    url = reverse(name, args=[tender.reference])
    return {"name": name, "label": label, "style": style, "help": "", "url": url}


def _copying(tender: Any) -> dict[str, Any]:
    """The way to a new tender like this one."""
    return _beginning(_("Start another tender like this"), "new_tender_like", tender, "secondary")


def _questions(tender: Any, user: Any) -> dict[str, Any]:
    """What was answered, for everybody; what the person's own companies asked besides."""
    answered = tender.clarifications.filter(state=Clarification.State.ANSWERED)
    ids = companies_with(user, BIDDERS) if user.is_authenticated else []
    own = tender.clarifications.filter(company_id__in=ids).exclude(state="answered") if ids else []
    return {
        "questions": list(answered.order_by("answered_at", "pk")),
        "own_questions": list(own),
    }


def _own_bids(tender: Any, user: Any) -> dict[str, Any] | None:
    """The bids of the person's own companies, or how to come to bid; None if neither fits."""
    ids = companies_with(user, BIDDERS) if user.is_authenticated else []
    bids = tender.bids.filter(company_id__in=ids).exclude(state="withdrawn")
    rows = list(bids.select_related("lot", "company").order_by("lot__number", "pk")) if ids else []
    is_open = tender.takes_bids_at(database_now())
    may_register = is_open and not (ids and bidding_companies(user).exists())
    if not rows and not may_register:
        return None
    return {
        "bids": [{"bid": bid, "label": bid.label_for("company")} for bid in rows],
        "is_open": is_open,
        "may_register": may_register,
    }
