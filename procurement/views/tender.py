"""The page of a tender, for everybody; and the page on which an officer begins one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import attach, papers
from procurement import drafting
from procurement.forms import NewTender, buying_agencies
from procurement.models import Clarification, Tender
from procurement.models.bid import BIDDERS
from procurement.views import tender_tables
from vendors.models import Company
from vendors.standing import companies_with
from workflow import wording
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage


def bidding_companies(user: Any) -> Any:
    """The registered companies for which the person may bid and ask."""
    ids = companies_with(user, BIDDERS) if user.is_authenticated else []
    return Company.objects.filter(pk__in=ids, state=Company.State.REGISTERED).order_by("pk")


class TenderPage(CasePage):
    """What is asked for and until when; questions and answers; then what came of it."""

    model = Tender
    related = ("agency", "method", "opened_by")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        found = [{"title": _("The tender"), "rows": self._main_rows(case, side)}]
        if case.description:
            rows = [{"label": _("Description"), "value": case.description}]
            found.append({"title": _("What is asked for"), "rows": rows})
        return found

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
        return tender_tables.tables(case, side)

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        if case.imported or not case.is_public:
            return []
        found = [("procurement/panels/questions.html", self._questions(case, user))]
        bidder = self._bidder(case, user, side)
        return [("procurement/panels/own_bids.html", bidder), *found] if bidder else found

    def _questions(self, case: Any, user: Any) -> dict[str, Any]:
        answered = case.clarifications.filter(state=Clarification.State.ANSWERED)
        mine = Q(company_id__in=companies_with(user, BIDDERS)) if user.is_authenticated else None
        own = case.clarifications.filter(mine).exclude(state="answered") if mine else []
        can_ask = case.takes_questions_at(timezone.now()) and bidding_companies(user).exists()
        return {
            "questions": list(answered.order_by("answered_at", "pk")),
            "own_questions": list(own),
            "ask_url": reverse("ask", args=[case.reference]) if can_ask else "",
        }

    def _bidder(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        """What somebody who may bid sees of their own bids; None for the agency's people."""
        if side == "agency":
            return None
        ids = companies_with(user, BIDDERS) if user.is_authenticated else []
        bids = list(
            case.bids.filter(company_id__in=ids)
            .exclude(state="withdrawn")
            .select_related("lot", "company")
            .order_by("lot__number", "pk")
        )
        is_open = case.takes_bids_at(timezone.now())
        companies = list(bidding_companies(user))
        free = case.lots.count() * len(companies) > len(bids)
        if not bids and not is_open:
            return None
        return {
            "bids": [{"bid": bid, "label": bid.label_for("company")} for bid in bids],
            "is_open": is_open,
            "new_bid_url": reverse("new_bid", args=[case.reference])
            if is_open and companies and free
            else "",
            "may_register": not companies,
        }

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
    "closed": gettext_lazy("A member of the opening committee opens the bids."),
    "opened": gettext_lazy("Each bid is admitted or rejected; the lowest admitted price wins."),
}


class NewTenderPage(BeginPage):
    """Begins a tender with everything its draft says."""

    model = Tender
    form_class = NewTender
    who = "procurement.begin_tender"
    title = gettext_lazy("New tender")
    lead = gettext_lazy("It stays a draft that only your agency sees until it is published.")
    submit = gettext_lazy("Save the draft")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agency = buying_agencies(request.user).first()
        if agency is None:
            raise PermissionDenied
        return Tender(agency=agency)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        for name in ("agency", "method", "title_ar", "title_en"):
            setattr(case, name, values[name])

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        drafting.write(case, values, by=request.user)
        case.save()

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": _("New tender"), "url": ""},
        ]
