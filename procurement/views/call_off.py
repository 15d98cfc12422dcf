"""The page of a call-off, and the page on which an officer begins one."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import papers
from procurement import calling_off
from procurement.forms_call_off import NewCallOff
from procurement.models import CallOff, Tender
from procurement.words import lot_in_words, quantity_in_words
from vendors.terms import last_day
from workflow import wording
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage


class CallOffPage(CasePage):
    """What is ordered, from whom, until when; for the agency, and the supplier from its issue on."""

    model = CallOff
    related = ("tender__agency", "tender__method", "award__lot", "award__bid", "company")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        tender = case.tender
        until = calling_off.lasts_until(tender)
        rows: list[dict[str, Any]] = [
            {
                "label": _("Framework agreement"),
                "value": f"{tender.reference} · {tender.title}",
                "url": tender.get_absolute_url(),
                "link_text": _("Read the tender"),
            }
        ]
        more = [
            (_("Lasts through"), wording.date_both(last_day(until)) if until else ""),
            (_("Lot"), lot_in_words(case.award.lot) if tender.lots.count() > 1 else ""),
            (_("Supplier"), case.company.name),
            (_("Rank"), case.award.rank),
            (_("Why this supplier"), case.supplier_reason),
            (_("Amount"), wording.money(case.total, tender.currency)),
            (_("Place of delivery"), case.delivery_place),
            (_("Delivered by"), wording.date_both(case.delivery_on) if case.delivery_on else ""),
            (_("Issued"), wording.moment(case.issued_at) if case.issued_at else ""),
            (_("Answered"), wording.moment(case.answered_at) if case.answered_at else ""),
            (
                _("Delivered in full"),
                wording.moment(case.completed_at) if case.completed_at else "",
            ),
            (_("Reason"), case.outcome_reason),
        ]
        rows += [{"label": label, "value": value} for label, value in more if value]
        return [{"title": _("The order"), "rows": rows}]

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        currency = case.tender.currency
        rows = [
            [
                line.item.number,
                line.item.description,
                f"{quantity_in_words(line.quantity)} {line.item.unit_label}",
                wording.amount(line.unit_price, currency),
                wording.amount(line.quantity * line.unit_price, currency),
            ]
            for line in case.lines.select_related("item")
        ]
        columns = [
            {"label": _("No."), "numeric": True},
            {"label": _("Item")},
            {"label": _("Quantity"), "numeric": True},
            {"label": _("Price of one unit"), "numeric": True},
            {"label": _("Together"), "numeric": True},
        ]
        title = _("What is ordered (%(currency)s)") % {"currency": currency}
        empty = _("Nothing is ordered yet: fill in the quantities.")
        return [{"title": title, "columns": columns, "rows": rows, "empty": empty}]

    def papers(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        tender = case.tender
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": case.reference, "url": ""},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        text = _NEXT.get(case.state)
        if text is None:
            return None
        due = case.delivery_on if case.state == CallOff.State.ACCEPTED else case.due_on
        return {"text": text, "due": due, "late": case.is_late, "paused": False}


_NEXT = {
    "draft": gettext_lazy("The quantities are filled in, and it is submitted for approval."),
    "in_review": gettext_lazy("Somebody who has not worked on the draft issues or returns it."),
    "issued": gettext_lazy("The supplier accepts or declines the order."),
    "accepted": gettext_lazy("The supplier delivers; then the officer confirms it."),
}


class NewCallOffPage(BeginPage):
    """Begins an order: from which supplier, where to, until when. Quantities follow in the draft."""

    model = CallOff
    form_class = NewCallOff
    who = "procurement.prepare_call_off"
    title = gettext_lazy("New call-off")
    lead = gettext_lazy("The prices are those of the framework; quantities follow in the draft.")
    submit = gettext_lazy("Begin the order")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        visible = Tender.objects.visible_to(request.user).select_related("agency", "method")
        tender = visible.filter(reference=kwargs["reference"], imported=False).first()
        if tender is None:
            raise Http404
        return CallOff(tender=tender)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        case.award, case.company = values["award"], values["award"].bid.company
        case.preparers = [request.user.pk]
        for name in calling_off.FIELDS:
            setattr(case, name, values[name])

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        tender = case.tender
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": tender.reference, "url": tender.get_absolute_url()},
            {"label": _("New call-off"), "url": ""},
        ]
