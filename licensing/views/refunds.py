"""Refunds: begun by a cashier from an invoice, and read by all sides."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import papers
from licensing.forms_money import ProposeForm
from licensing.models import Invoice, Receipt, Refund
from workflow import wording
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

State = Refund.State


class NewRefund(BeginPage):
    """A cashier proposes to give back a payment, or a part of it."""

    model = Refund
    form_class = ProposeForm
    who = "licensing.propose_refund"
    title = gettext_lazy("Propose a refund")
    lead = gettext_lazy("Somebody else decides about it, and the cashier pays it out then.")
    submit = gettext_lazy("Propose the refund")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Refund:
        invoice = visible_case(request, Invoice, kwargs["reference"], "company", "agency")
        receipt = get_object_or_404(
            Receipt.objects.select_related("entry"), pk=kwargs["receipt"], invoice=invoice
        )
        if receipt.left <= 0:
            raise Http404(_("There is no such page."))
        entry, company = receipt.entry, invoice.company
        return Refund(
            state=State.PROPOSED,
            company=company,
            agency=invoice.agency,
            invoice=invoice,
            receipt=receipt,
            currency=receipt.currency,
            holder=(entry.payer if entry else company.bank_holder)[:200],
            iban=entry.payer_iban if entry else company.iban,
        )

    def fill(self, case: Refund, values: dict[str, Any], request: HttpRequest) -> None:
        super().fill(case, values, request)
        case.proposed_by = request.user  # type: ignore[assignment]

    def crumbs(self, case: Refund) -> list[dict[str, Any]]:
        return [
            {"label": case.invoice.reference, "url": case.invoice.get_absolute_url()},
            {"label": self.title},
        ]


@method_decorator(signed_in, name="dispatch")
class RefundPage(CasePage):
    """One refund, to the company's members and to the agency's licensing people."""

    model = Refund
    related = ("company", "agency", "invoice", "receipt", "proposed_by", "approved_by")

    def facts(self, case: Refund, user: Any, side: str) -> list[dict[str, Any]]:
        receipt = case.receipt
        rows: list[dict[str, Any]] = [
            {"label": _("Amount"), "value": wording.money(case.amount, case.currency)},
            {"label": _("Why"), "value": case.get_why_display()},
            {"label": _("Reasons"), "value": case.reasons},
            {
                "label": _("Invoice"),
                "value": case.invoice.reference,
                "url": case.invoice.get_absolute_url(),
                "link_text": _("See the invoice"),
            },
            {"label": _("Company"), "value": str(case.company)},
            {
                "label": _("Money received"),
                "value": f"{wording.money(receipt.amount, receipt.currency)} · "
                f"{receipt.get_way_display()} · {wording.moment(receipt.at)}",
            },
            {"label": _("Account holder"), "value": case.holder},
            {"label": _("IBAN"), "value": case.iban},
            {"label": _("Why not"), "value": case.remarks},
        ]
        if case.paid_on:
            rows.append({"label": _("Paid out on"), "value": wording.date_both(case.paid_on)})
        rows.append({"label": _("Reference of the payment"), "value": case.paid_reference})
        if side == "agency":
            people = [(_("Proposed by"), case.proposed_by), (_("Approved by"), case.approved_by)]
            rows += [{"label": label, "value": str(who)} for label, who in people if who]
            rows.append({"label": _("What the provider said"), "value": case.problem})
        return [{"title": _("Refund"), "rows": [row for row in rows if row["value"]]}]

    def papers(self, case: Refund, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def next_step(self, case: Refund, user: Any, side: str) -> dict[str, Any] | None:
        texts = {
            State.DUE: _("The cashier prepares it: how much, and to which account."),
            State.PROPOSED: _("Somebody other than the cashier decides about it."),
            State.APPROVED: _("The cashier pays it out."),
            State.SENDING: _("The payment provider gives it back."),
            State.PAID_OUT: _("The money was given back. Banks take some days to show it."),
            State.REJECTED: _("The money is not given back. The reasons stand below."),
        }
        if side == "agency" and case.is_unclear(timezone.now()):
            return {
                "text": _(
                    "The provider gave no clear answer. Look on its site whether the money went "
                    "back: if so, record the payout; if not, pay it out by transfer."
                )
            }
        return {"text": texts[case.state]}

    def crumbs(self, case: Refund, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Refunds"), "url": reverse("refunds")},
            {"label": case.reference},
        ]
