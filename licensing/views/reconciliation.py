"""The nightly runs, the provider's reports, and each difference."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.standing import standing_of
from licensing import reconciling, settlements
from licensing.forms_money import ReportForm
from licensing.models import Difference, Reconciliation, SettlementReport
from licensing.models.agency_account import READERS
from licensing.views.money_lists import admit_readers, is_cashier
from workflow import wording
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

SHOWN = 30
# What the facts of a difference are called.
LABELS = {
    "transaction": gettext_lazy("Transaction"),
    "provider": gettext_lazy("The provider says"),
    "books": gettext_lazy("The books say"),
    "bank": gettext_lazy("The bank says"),
    "since": gettext_lazy("Since"),
    "opening": gettext_lazy("Opening balance"),
    "entries": gettext_lazy("Sum of entries"),
    "closing": gettext_lazy("Closing balance"),
    "before": gettext_lazy("Closing balance of the statement before"),
    "payer": gettext_lazy("Entry"),
    "day": gettext_lazy("Day"),
}
WORDS = {
    "-": gettext_lazy("nothing"),
    "confirmed": gettext_lazy("confirmed"),
    "refunded": gettext_lazy("given back"),
    "rejected": gettext_lazy("rejected"),
    "error": gettext_lazy("failed"),
    "waiting": gettext_lazy("pending"),
    "input": gettext_lazy("pending"),
    "preauth": gettext_lazy("reserved, not taken"),
}
WAYS_OUT = {
    "not_in_books": gettext_lazy(
        "See whether the payment stands on the invoice by now. If not, ask whoever runs the site: "
        "the confirmation has not come through."
    ),
    "not_at_provider": gettext_lazy(
        "Ask the provider about the transaction. Until it answers, count the money as not there."
    ),
    "amount": gettext_lazy("Ask the provider what was taken, and give back or ask for the rest."),
    "pending": gettext_lazy("Ask the provider; the payer can pay again, or at the counter."),
    "refund_open": gettext_lazy("Pay it out, or record that it was paid out."),
    "refund_unknown": gettext_lazy(
        "The provider gave money back by itself. Propose the refund and record it, or claim it back."
    ),
    "balance": gettext_lazy("Ask the bank for the statement again: entries are missing."),
    "gap": gettext_lazy("Ask the bank for the statement in between, and bring it in."),
    "unmatched": gettext_lazy("Assign the entry to its invoice, or mark it as not a fee."),
    "entry": gettext_lazy("Tell whoever runs the site and an auditor: this must not happen."),
}


@method_decorator(signed_in, name="dispatch")
class DifferencePage(CasePage):
    """One difference: what each side says, and the way out."""

    model = Difference
    related = ("agency", "first_run", "last_run")

    def facts(self, case: Difference, user: Any, side: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = [
            {"label": LABELS.get(name, name), "value": WORDS.get(value, value)}
            for name, value in case.facts.items()
        ]
        language = (translation.get_language() or "en")[:2]
        if case.address:
            rows.append(
                {
                    "label": _("Where"),
                    "value": case.address.strip("/").rpartition("/")[2],
                    "url": f"/{language}{case.address}",
                    "link_text": _("See it"),
                }
            )
        rows += [
            {"label": _("First found"), "value": wording.moment(case.first_run.began_at)},
            {"label": _("Last found"), "value": wording.moment(case.last_run.began_at)},
            {"label": _("Note"), "value": case.note},
        ]
        return [{"title": case.title, "rows": [row for row in rows if row["value"]]}]

    def next_step(self, case: Difference, user: Any, side: str) -> dict[str, Any] | None:
        if case.state != Difference.State.OPEN:
            return None
        return {"text": WAYS_OUT[case.what]}

    def crumbs(self, case: Difference, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Differences"), "url": reverse("differences")},
            {"label": case.reference},
        ]


@signed_in
def reconciliation(request: HttpRequest) -> HttpResponse:
    """The newest runs and reports, to those who work with the money."""
    admit_readers(request.user)
    mine = standing_of(request.user).agencies_q(READERS)
    runs = Reconciliation.objects.filter(mine).select_related("agency").order_by("-pk")[:SHOWN]
    reports = SettlementReport.objects.filter(mine).select_related("by").order_by("-pk")[:SHOWN]
    numeric = [_("Compared"), _("Differences"), _("New")]
    context = {
        "runs": {
            "title": _("Runs"),
            "columns": [_("When"), _("Agency"), *({"label": n, "numeric": True} for n in numeric)],
            "rows": [
                [wording.moment(r.began_at, "short"), r.agency.name, r.compared, r.found, r.fresh]
                for r in runs
            ],
            "empty": _("It has not run yet. It runs each night."),
        },
        "reports": {
            "title": _("Reports of the payment provider"),
            "columns": [
                _("File"), _("From"), _("Until"), {"label": _("Rows"), "numeric": True},
                _("Brought in by"), _("When"),
            ],
            "rows": [
                [
                    r.name, wording.date(r.since), wording.date(r.until), r.rows, str(r.by),
                    wording.moment(r.at, "short"),
                ]
                for r in reports
            ],
            "empty": _("No report was brought in yet."),
        },
        "can_act": is_cashier(request.user),
        "once": str(uuid.uuid4()),
        "crumbs": [
            {"label": _("Differences"), "url": reverse("differences")},
            {"label": _("Reconciliation")},
        ],
    }  # fmt: skip
    return render(request, "licensing/reconciliation.html", context)


@signed_in
@require_POST
def reconcile_now(request: HttpRequest) -> HttpResponse:
    """Run it now for the cashier's agencies, as it runs each night."""
    agencies = list(settlements.agencies_of(request.user))
    if not agencies:
        raise PermissionDenied
    fresh = sum(reconciling.run(agency, by=request.user).fresh for agency in agencies)
    text = _("Compared. New differences: %(count)s.") % {"count": fresh}
    (messages.warning if fresh else messages.success)(request, text)
    return redirect("reconciliation")


@signed_in
def new_report(request: HttpRequest) -> HttpResponse:
    """Bring in a provider's settlement report; the same one again changes nothing."""
    if not settlements.agencies_of(request.user):
        raise PermissionDenied
    form = ReportForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        _report, is_new = settlements.keep_report(
            form.cleaned_data["agency"], sent["name"], sent["content"], sent["rows"],
            by=request.user,
        )  # fmt: skip
        if is_new:
            messages.success(request, _("The report was taken. It counts at the next comparison."))
        else:
            messages.info(request, _("This report was brought in before. Nothing was changed."))
        return redirect("reconciliation")
    context = {
        "form": form,
        "title": _("Bring in a settlement report"),
        "lead": _("The payment provider's own list of transactions. It books nothing by itself."),
        "submit_label": _("Bring it in"),
        "cancel_url": reverse("reconciliation"),
        "filling": {"mode": "none"},
        "crumbs": [
            {"label": _("Reconciliation"), "url": reverse("reconciliation")},
            {"label": _("Bring in a settlement report")},
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/form.html", context, status=status)
