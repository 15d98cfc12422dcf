"""An invoice, and the pages on which it is paid online.

A person pays by going: invoice → `pay` (begins a payment) → `payment` (the provider's form) →
the provider → `payment_return`, which says what came of it.
"""

import logging
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from payments import PaymentError, PaymentStatus, RedirectNeeded

from documents import papers
from licensing import demonstration, fees, paying
from licensing.models import Invoice, Payment
from licensing.models.payment import PENDING
from licensing.views import invoice_money
from workflow import wording
from workflow.blockers import AlreadyDone, NotAllowed, Refused
from workflow.gate import blockers, may, perform
from workflow.views.access import visible_case
from workflow.views.act import token as once_of
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

log = logging.getLogger(__name__)
State = Invoice.State


@method_decorator(signed_in, name="dispatch")
class InvoicePage(CasePage):
    """One invoice, to the company's members and to the agency's licensing people."""

    model = Invoice
    related = ("company", "agency", "application__version")

    def facts(self, case: Invoice, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [row for row in _rows(case) if row["value"]]
        own = {"title": _("Invoice"), "rows": rows}
        return [own, *invoice_money.sections(case, user, side)]

    def tables(self, case: Invoice, user: Any, side: str) -> list[dict[str, Any]]:
        computed = [fees.computation(case.lines, case.exact, case.currency)] if case.lines else []
        tries = list(case.payments.order_by("-pk"))
        if not tries:
            return computed
        columns = [_("Begun"), {"label": _("Amount"), "numeric": True}, _("State")]
        rows = [
            [
                wording.moment(p.created, "short"),
                wording.amount(p.total, p.currency),
                status_in_words(p),
            ]
            for p in tries
        ]
        return [*computed, {"title": _("Online payments"), "columns": columns, "rows": rows}]

    def papers(self, case: Invoice, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Invoice, user: Any, side: str) -> list[dict[str, Any]]:
        application = case.application
        return [
            {"label": application.reference, "url": application.get_absolute_url()},
            {"label": case.reference},
        ]

    def next_step(self, case: Invoice, user: Any, side: str) -> dict[str, Any] | None:
        return invoice_money.next_step(case, user, side)


def _rows(case: Invoice) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"label": _("Amount"), "value": wording.money(case.exact, case.currency)},
        *invoice_money.owed_rows(case),
        {"label": _("For"), "value": case.application.version.name},
        {
            "label": _("Application"),
            "value": case.application.reference,
            "url": case.application.get_absolute_url(),
            "link_text": _("See the application"),
        },
        {"label": _("Company"), "value": case.company.name},
        {"label": _("To be paid to"), "value": case.agency.name},
        {"label": _("Number of the counter's receipt"), "value": case.receipt_number},
    ]
    if case.paid_at:
        rows.append({"label": _("Paid"), "value": wording.moment(case.paid_at)})
    if case.state == State.ISSUED and case.agency.address:
        rows.append({"label": _("Counter"), "value": case.agency.address})
    return rows


def status_in_words(payment: Payment) -> str:
    """What became of one try to pay."""
    if payment.status == PaymentStatus.CONFIRMED:
        if payment.surplus_at:
            return _("Received, but not owed: to be given back")
        return _("Received")
    if payment.status in PENDING:
        return _("Not confirmed yet")
    return _("Given back") if payment.status == PaymentStatus.REFUNDED else _("Not made")


@signed_in
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what is to be paid, and begin the payment (POST)."""
    invoice = visible_case(request, Invoice, reference, "company", "agency", "application__version")
    if not may(request.user, invoice, "pay"):
        raise PermissionDenied
    if invoice.state != State.ISSUED:
        return redirect(invoice)
    if request.method == "POST":
        try:
            perform(invoice, "pay", by=request.user, once=once_of(request))
        except AlreadyDone:
            pass
        except NotAllowed as error:
            raise PermissionDenied from error
        except Refused as refused:
            return _pay_page(request, invoice, refused.blockers, status=422)
        tries = invoice.payments.filter(status__in=PENDING, total=invoice.still_owed)
        begun = tries.order_by("-pk").first()
        return redirect("payment", token=begun.token) if begun else redirect(invoice)
    return _pay_page(request, invoice, blockers(invoice, "pay", request.user))


def _pay_page(
    request: HttpRequest, invoice: Invoice, found: list[Any], status: int = 200
) -> HttpResponse:
    context = {
        "invoice": invoice,
        "rows": [row for row in _rows(invoice) if row["value"]],
        "transfer": invoice_money.transfer(invoice),
        "blockers": found,
        "computed": fees.computation(invoice.lines, invoice.exact, invoice.currency),
        "crumbs": _crumbs(invoice),
    }
    return render(request, "licensing/pay.html", context, status=status)


def _crumbs(invoice: Invoice) -> list[dict[str, Any]]:
    application = invoice.application
    return [
        {"label": application.reference, "url": application.get_absolute_url()},
        {"label": invoice.reference, "url": invoice.get_absolute_url()},
        {"label": _("Pay online")},
    ]


def _payment_of(request: HttpRequest, token: UUID) -> Payment:
    """The payment with this token, if the person may pay its invoice; else there is none."""
    related = ("invoice__company", "invoice__agency", "invoice__application__version")
    found = Payment.objects.select_related(*related).filter(token=str(token)).first()
    if found is None or not may(request.user, found.invoice, "pay"):
        raise Http404(_("There is no such page."))
    return found


@signed_in
def payment(request: HttpRequest, token: UUID) -> HttpResponse:
    """The provider's own form; it leads on to the provider, or back to us."""
    current = _payment_of(request, token)
    if current.invoice.state != State.ISSUED or current.status not in (
        PaymentStatus.WAITING,
        PaymentStatus.INPUT,
    ):
        return redirect("payment_return", token=token)
    problem = ""
    form = None
    try:
        form = current.get_form(data=demonstration.filled_in(request.POST) or None)
    except RedirectNeeded as needed:
        return _onward(request, current, str(needed))
    except (PaymentError, URLError) as error:
        log.warning("payment %s: %s", current.pk, error)
        problem = _("The payment provider did not answer. Try again, or come back later.")
    demonstration.dress(form)
    context = {
        "payment": current,
        "invoice": current.invoice,
        "form": form,
        "problem": problem,
        "crumbs": _crumbs(current.invoice),
    }
    response = render(request, "licensing/payment.html", context, status=502 if problem else 200)
    _let_form_leave(response, form)
    return response


def _onward(request: HttpRequest, current: Payment, url: str) -> HttpResponse:
    """Go where the provider says. Leaving this site takes a link that is clicked: a redirect
    after a form is held back by the page's own policy (form-action)."""
    parts = urlsplit(url)
    if not parts.netloc:
        return redirect(url)
    if parts.scheme not in ("https", "http"):
        raise Http404(_("There is no such page."))
    context = {
        "payment": current,
        "invoice": current.invoice,
        "leave_url": url,
        "leave_host": parts.netloc,
        "crumbs": _crumbs(current.invoice),
    }
    return render(request, "licensing/payment.html", context)


def _let_form_leave(response: HttpResponse, form: Any) -> None:
    """Where the provider's form is sent to its own site, this one page may send it there."""
    parts = urlsplit(getattr(form, "action", "") or "")
    if parts.scheme == "https" and parts.netloc:
        origin = f"https://{parts.netloc}"
        response._csp_update = {"form-action": [origin]}  # type: ignore[attr-defined]


@signed_in
def payment_return(request: HttpRequest, token: UUID) -> HttpResponse:
    """What came of a payment: to the application when it is confirmed, else what to do."""
    current = _payment_of(request, token)
    if current.status == PaymentStatus.CONFIRMED:
        return _received(request, current)
    if current.status == PaymentStatus.REFUNDED or current.invoice.state != State.ISSUED:
        return redirect(current.invoice)
    context = {
        "payment": current,
        "invoice": current.invoice,
        "is_pending": current.status in PENDING,
        "again_url": reverse("pay", args=[current.invoice.reference]),
        "crumbs": _crumbs(current.invoice),
    }
    return render(request, "licensing/payment_return.html", context)


def _received(request: HttpRequest, current: Payment) -> HttpResponse:
    """To the application; or, when the money was not owed any more, to the invoice."""
    _carry_out(current)
    stored = Payment.objects.select_related("invoice").get(pk=current.pk)
    invoice = stored.invoice
    if invoice.state == State.ISSUED and stored.used_at is not None:
        text = _("%(came)s was received. Still to be paid: %(owed)s.")
        came = wording.money(stored.received, stored.currency)
        owed = wording.money(invoice.still_owed, invoice.currency)
        messages.warning(request, text % {"came": came, "owed": owed})
        return redirect(invoice)
    # Not recorded yet (the clock sees to it), or recorded with this very payment: all is well.
    waits = invoice.state == State.ISSUED and stored.surplus_at is None
    if waits or stored.used_at is not None:
        messages.success(request, _("The payment was received."))
        return redirect(invoice.application)
    text = _("The payment was received, but it is not owed any more. It will be given back.")
    messages.warning(request, text)
    return redirect(invoice)


def _carry_out(current: Payment) -> None:
    """Do at once what the worker does too, so that the payer sees it done. Whatever fails here
    is found by the clock every few seconds until it succeeds."""
    try:
        paying.carry_out(current)
    except Exception:
        log.exception("payment %s is recorded later", current.pk)
