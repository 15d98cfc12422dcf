"""Bank statements: brought in, looked at, booked; and each of their entries."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from licensing import matching, settlements
from licensing.forms_money import StatementForm
from licensing.models import BankEntry, Statement
from workflow import wording
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

SHOWN = 200
State = BankEntry.State
# The state that each action of the system leads to.
LEADS_TO = {
    "settle": State.SETTLED,
    "take_part": State.PART,
    "find_surplus": State.SURPLUS,
    "hold": State.HELD,
    "leave_unknown": State.UNKNOWN,
    "pass_over": State.IGNORED,
    "recognise": State.REPEATED,
}


class NewStatement(BeginPage):
    """A cashier brings in a file of the bank."""

    model = Statement
    form_class = StatementForm
    who = "licensing.bring_in_statement"
    title = gettext_lazy("Bring in a bank statement")
    lead = gettext_lazy(
        "Nothing is recorded yet: you first see what each entry would come to, and book it then."
    )
    submit = gettext_lazy("Look at it")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Statement:
        if not settlements.accounts_of(request.user):
            raise PermissionDenied
        return Statement(agency=settlements.accounts_of(request.user)[0].agency)

    def fill(self, case: Statement, values: dict[str, Any], request: HttpRequest) -> None:
        sent = values["file"]
        settlements.fill(case, values["account"], sent["reading"], sent["sha256"])

    def after(self, case: Statement, values: dict[str, Any], request: HttpRequest) -> None:
        sent = values["file"]
        settlements.keep(case, sent["reading"], sent["name"], sent["content"])

    def crumbs(self, case: Statement) -> list[dict[str, Any]]:
        return [
            {"label": _("Bank statements"), "url": reverse("statements")},
            {"label": self.title},
        ]


@method_decorator(signed_in, name="dispatch")
class StatementPage(CasePage):
    """One statement: what each entry would come to, or has come to."""

    model = Statement
    related = ("account", "agency")

    def facts(self, case: Statement, user: Any, side: str) -> list[dict[str, Any]]:
        written = dict.fromkeys(wording.date(d) for d in (case.since, case.until) if d)
        days = " – ".join(written)
        rows = [
            {"label": _("Account"), "value": case.account.spelled},
            {"label": _("Days"), "value": days},
            {"label": _("The bank's number"), "value": case.number},
            {"label": _("Opening balance"), "value": _balance(case, case.opening)},
            {"label": _("Sum of entries"), "value": _balance(case, case.moved)},
            {"label": _("Closing balance"), "value": _balance(case, case.closing)},
            {
                "label": _("Do they agree?"),
                "value": _("Yes") if case.adds_up else _("No: the file is not whole"),
            },
        ]
        if case.opening is None or case.closing is None:
            rows[-1]["value"] = _("The file tells no balances")
        return [{"title": _("Statement"), "rows": [row for row in rows if row["value"]]}]

    def panels(self, case: Statement, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        related = ("invoice__company", "repeats", "agency")
        entries = list(case.entries.select_related(*related).order_by("place"))
        is_draft = case.state == Statement.State.DRAFT
        if is_draft:
            rows = previewed(entries)
        else:
            rows = [
                {"entry": e, "state": e.state, "why": e.why, "invoice": e.invoice} for e in entries
            ]
        counts = Counter(row["state"] for row in rows)
        context = {
            "title": _("What would be booked") if is_draft else _("What was booked"),
            "rows": [_dressed(row) for row in rows[:SHOWN]],
            "more": max(len(rows) - SHOWN, 0),
            "all_url": f"{reverse('bank_entries')}?q={case.reference}&show=all",
            "stats": [
                {
                    "label": State(state).label,
                    "value": counts[state],
                    "tone": _tone(state),
                }
                for state in State.values
                if counts[state]
            ],
        }
        return [("licensing/panels/entries.html", context)]

    def documents(self, case: Statement, user: Any, side: str) -> list[dict[str, Any]]:
        file = getattr(case, "file", None)
        if file is None:
            return []
        url = reverse("statement_file", args=[case.reference])
        return [{"label": file.name, "url": url, "sha256": case.sha256}]

    def next_step(self, case: Statement, user: Any, side: str) -> dict[str, Any] | None:
        if case.state == Statement.State.BOOKING:
            left = case.entries.filter(state=State.READ).count()
            text = ngettext(
                "%(count)s entry is still being booked. Look again in a moment.",
                "%(count)s entries are still being booked. Look again in a moment.",
                left,
            )
            return {"text": text % {"count": left}}
        if case.state == Statement.State.BOOKED:
            waiting = case.entries.filter(state__in=[State.UNKNOWN, State.HELD]).count()
            if waiting:
                text = ngettext(
                    "%(count)s entry waits for a cashier.",
                    "%(count)s entries wait for a cashier.",
                    waiting,
                )
                return {"text": text % {"count": waiting}}
            return {"text": _("Every entry has its result.")}
        return super().next_step(case, user, side)

    def crumbs(self, case: Statement, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Bank statements"), "url": reverse("statements")},
            {"label": case.reference},
        ]


def _balance(case: Statement, amount: Any) -> str:
    return wording.money(amount, case.currency) if amount is not None else ""


def _tone(state: str) -> str:
    return {"warn": "warn", "stop": "stop"}.get(BankEntry.tones[state], "")


def previewed(entries: list[BankEntry]) -> list[dict[str, Any]]:
    """What each entry would come to, in their order: the second transfer for an invoice sees
    what the first would have paid."""
    memory = matching.Memory.of(entries)
    rows = []
    for entry in entries:
        verdict = matching.judge(entry, memory)
        state = LEADS_TO[verdict.action]
        rows.append(
            {"entry": entry, "state": state, "why": verdict.why, "invoice": verdict.invoice}
        )
    return rows


def _dressed(row: dict[str, Any]) -> dict[str, Any]:
    entry, invoice = row["entry"], row["invoice"]
    return {
        "place": entry.place,
        "url": entry.get_absolute_url(),
        "day": entry.booked_on,
        "payer": entry.title,
        "text": entry.structured or entry.text,
        "amount": wording.amount(entry.signed, entry.currency) + f" {entry.currency}",
        "invoice": invoice,
        "company": str(invoice.company) if invoice else "",
        "label": State(row["state"]).label,
        "tone": BankEntry.tones[row["state"]],
        "why": BankEntry.Why(row["why"]).label if row["why"] else "",
    }


@signed_in
def statement_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The file as the bank wrote it: to be saved, never shown."""
    statement = visible_case(request, Statement, reference)
    file = getattr(statement, "file", None)
    if file is None:
        raise Http404(_("There is no such page."))
    answer = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@method_decorator(signed_in, name="dispatch")
class EntryPage(CasePage):
    """One entry: what the bank says of it, and what it came to."""

    model = BankEntry
    related = ("statement", "agency", "invoice__company", "repeats")

    def facts(self, case: BankEntry, user: Any, side: str) -> list[dict[str, Any]]:
        invoice = case.invoice
        bank = [
            {"label": _("Amount"), "value": wording.money(case.signed, case.currency)},
            {"label": _("Booked by the bank on"), "value": wording.date(case.booked_on)},
            {"label": _("Payer"), "value": case.payer},
            {"label": _("The payer's account"), "value": case.payer_iban},
            {"label": _("Payment reference"), "value": case.structured},
            {"label": _("What the payer wrote"), "value": case.text},
            {"label": _("The bank's reference"), "value": case.bank_reference},
            {
                "label": _("Statement"),
                "value": case.statement.reference,
                "url": case.statement.get_absolute_url(),
                "link_text": _("See the statement"),
            },
        ]
        result: list[dict[str, Any]] = [
            {"label": _("Result"), "value": case.get_state_display()},
            {"label": _("Why"), "value": BankEntry.Why(case.why).label if case.why else ""},
            {"label": _("Reasons"), "value": case.reasons},
        ]
        if case.repeats is not None:
            result.append(_way_to(_("Booked before as"), case.repeats, _("See the entry")))
        if invoice is not None:
            result.append(_way_to(_("Invoice"), invoice, _("See the invoice")))
            result.append({"label": _("Company"), "value": str(invoice.company)})
        return [
            {"title": _("What the bank says"), "rows": [row for row in bank if row["value"]]},
            {"title": _("What it came to"), "rows": [row for row in result if row["value"]]},
        ]

    def next_step(self, case: BankEntry, user: Any, side: str) -> dict[str, Any] | None:
        texts = {
            State.UNKNOWN: _("A cashier finds out which invoice it pays, or that it pays none."),
            State.HELD: _("A cashier looks into it and says what becomes of it."),
            State.READ: _("It is recorded when the statement is booked."),
            State.SURPLUS: _("It goes back: a refund was begun."),
        }
        text = texts.get(case.state)
        return {"text": text} if text else None

    def crumbs(self, case: BankEntry, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Bank statements"), "url": reverse("statements")},
            {"label": case.statement.reference, "url": case.statement.get_absolute_url()},
            {"label": case.reference},
        ]


def _way_to(label: str, case: Any, words: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": case.reference,
        "url": case.get_absolute_url(),
        "link_text": words,
    }
