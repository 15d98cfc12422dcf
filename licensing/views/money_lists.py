"""The lists of an agency's money: invoices, statements, entries, refunds, differences, accounts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import (
    Button,
    Choice,
    Column,
    Empty,
    Link,
    ListPage,
    Option,
    Tag,
    Words,
    each_word,
    translated,
)
from accounts.models import Agency, Role
from accounts.standing import is_officer, standing_of
from licensing.bank import references
from licensing.models import AgencyAccount, BankEntry, Difference, Invoice, Refund, Statement
from licensing.models.agency_account import READERS
from workflow import wording


def admit_readers(user: Any) -> None:
    """Raise PermissionDenied for whoever neither works with an agency's money nor audits it."""
    standing = standing_of(user)
    if not any(standing.has_role(role) for role in READERS):
        raise PermissionDenied


def is_cashier(user: Any) -> bool:
    """Whether the person is a cashier anywhere."""
    return standing_of(user).has_role(Role.CASHIER)


def _states(model: Any) -> tuple[Option, ...]:
    return tuple(Option(s.value, s.label, Q(state=s.value)) for s in model.State)


def _found_invoice(query: Any, text: str) -> Any:
    """By the payment reference too, however it is spaced."""
    numbers = references.numbers_in(text)
    return query.filter(reference__in=numbers) if numbers else query.matching(text)


class InvoiceList(ListPage):
    """The invoices that this person may see: their companies', or their agency's."""

    name = "invoices"
    address = "invoices"
    title = gettext_lazy("Invoices")
    private = True
    order = "-number"
    opening = "state=issued"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column("licence", gettext_lazy("Licence"), "application.version.name"),
        Column("amount", gettext_lazy("Amount"), numeric=True, sort="amount", sorts="number"),
        Column("owed", gettext_lazy("Still owed"), numeric=True),
        Column("reference", gettext_lazy("Payment reference")),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words("q", gettext_lazy("Number, payment reference or company"), _found_invoice),
        Choice("state", gettext_lazy("State"), options=_states(Invoice)),
    )

    def query(self) -> Any:
        return Invoice.objects.visible_to(self.user)

    def dressed(self, query: Any) -> Any:
        return query.select_related("company", "agency", "application__version").with_owed()

    def cell_amount(self, invoice: Invoice) -> str:
        """With its currency."""
        return wording.money(invoice.exact, invoice.currency)

    def cell_owed(self, invoice: Invoice) -> str:
        """What is left to pay, while something is."""
        if invoice.state != Invoice.State.ISSUED:
            return ""
        return wording.money(invoice.still_owed, invoice.currency)

    def cell_reference(self, invoice: Invoice) -> str:
        """As a payer writes it, while something is to be paid."""
        if invoice.state != Invoice.State.ISSUED:
            return ""
        return references.in_fours(invoice.payment_reference)

    def cell_state(self, invoice: Invoice) -> Tag:
        """In the words of the side that reads it."""
        return Tag(invoice.label_for(invoice.side_of(self.user)), invoice.tone)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s invoice", "%(count)s invoices", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        if is_officer(self.user):
            return Empty(_("No fee was asked for yet."))
        return Empty(_("Nothing was asked of you yet. A fee appears here when it is due."))


class StatementList(ListPage):
    """The bank's statements that were brought in."""

    name = "statements"
    address = "statements"
    title = gettext_lazy("Bank statements")
    private = True
    order = "-number"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("account", gettext_lazy("Account")),
        Column("since", gettext_lazy("From"), "since", "since", nullable=True, sorts="date"),
        Column("until", gettext_lazy("Until"), "until", "until", nullable=True, sorts="date"),
        Column("moved", gettext_lazy("Sum of entries"), numeric=True),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words(
            "q",
            gettext_lazy("Number"),
            lambda query, text: each_word(query, text, "reference__icontains", "number__icontains"),
        ),
        Choice("state", gettext_lazy("State"), options=_states(Statement)),
    )

    def admit(self) -> None:
        admit_readers(self.user)

    def query(self) -> Any:
        return Statement.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Statement]) -> QuerySet[Statement]:
        return query.select_related("account", "agency")

    def cell_account(self, statement: Statement) -> str:
        """The end of its number is enough to tell it from others."""
        return f"…{statement.account.spelled[-7:]}"

    def cell_moved(self, statement: Statement) -> str:
        """With its currency."""
        return wording.money(statement.moved, statement.currency)

    def cell_state(self, statement: Statement) -> Tag:
        """Its state."""
        return Tag(statement.get_state_display(), statement.tone)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s statement", "%(count)s statements", count)
        return words % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if not is_cashier(self.user):
            return None
        return Button(reverse("new_statement"), _("Bring in a statement"))

    def empty(self) -> Empty:
        return Empty(_("No bank statement was brought in yet."), self.button())


class EntryList(ListPage):
    """What came in on the accounts, entry by entry."""

    name = "bank-entries"
    address = "bank_entries"
    title = gettext_lazy("Money on the accounts")
    private = True
    order = "-number"
    most = 10_000
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("day", gettext_lazy("Day"), "booked_on", "booked_on", sorts="date"),
        Column("payer", gettext_lazy("Payer"), "title"),
        Column("amount", gettext_lazy("Amount"), numeric=True, sort="amount", sorts="number"),
        Column("text", gettext_lazy("What the payer wrote")),
        Column("invoice", gettext_lazy("Invoice"), download=True),
        Column("state", gettext_lazy("Result")),
    )
    filters = (
        Words(
            "q",
            gettext_lazy("Payer, text or reference"),
            lambda query, text: each_word(
                query,
                text,
                "reference__icontains",
                "payer__icontains",
                "text__icontains",
                "structured__icontains",
                "bank_reference__icontains",
            ),
        ),
        Choice("state", gettext_lazy("Result"), options=_states(BankEntry)),
    )

    def admit(self) -> None:
        admit_readers(self.user)

    def query(self) -> Any:
        return BankEntry.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[BankEntry]) -> QuerySet[BankEntry]:
        return query.select_related("invoice", "agency")

    def cell_amount(self, entry: BankEntry) -> str:
        """With its currency; what went out has a sign."""
        return wording.money(entry.signed, entry.currency)

    def cell_text(self, entry: BankEntry) -> str:
        """The reference in its own place, or the beginning of the text."""
        text = entry.structured or entry.text
        return text if len(text) <= 60 else f"{text[:59]}…"

    def cell_invoice(self, entry: BankEntry) -> Link | str:
        """The invoice it was booked to."""
        if entry.invoice is None:
            return ""
        return Link(entry.invoice.reference, entry.invoice.get_absolute_url())

    def cell_state(self, entry: BankEntry) -> Tag:
        """What it came to."""
        return Tag(entry.get_state_display(), entry.tone)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No bank statement was brought in yet."))


class RefundList(ListPage):
    """Money that goes back: to the company's members their own, to officers their agency's."""

    name = "refunds"
    address = "refunds"
    title = gettext_lazy("Refunds")
    private = True
    order = "-number"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("invoice", gettext_lazy("Invoice"), "invoice.reference"),
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column("amount", gettext_lazy("Amount"), numeric=True, sort="amount", sorts="number"),
        Column("why", gettext_lazy("Why"), "get_why_display"),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words("q", gettext_lazy("Number or company")),
        Choice("state", gettext_lazy("State"), options=_states(Refund)),
    )

    def query(self) -> Any:
        return Refund.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Refund]) -> QuerySet[Refund]:
        return query.select_related("company", "agency", "invoice")

    def cell_amount(self, refund: Refund) -> str:
        """With its currency."""
        return wording.money(refund.amount, refund.currency)

    def cell_why(self, refund: Refund) -> str:
        """Why it was found to be due."""
        return str(refund.get_why_display())

    def cell_state(self, refund: Refund) -> Tag:
        """In the words of the side that reads it."""
        return Tag(refund.label_for(refund.side_of(self.user)), refund.tone)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s refund", "%(count)s refunds", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No money was given back yet."))


class DifferenceList(ListPage):
    """What the nightly reconciliation has found."""

    name = "differences"
    address = "differences"
    title = gettext_lazy("Differences")
    lead = gettext_lazy(
        "What payment provider and bank say otherwise than the books, compared each night."
    )
    private = True
    order = "-number"
    opening = "state=open"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("what", gettext_lazy("What"), "title"),
        Column("found", gettext_lazy("Found"), "created_at", "created_at", sorts="date"),
        Column("agency", gettext_lazy("Agency"), "agency.name"),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Choice("state", gettext_lazy("State"), options=_states(Difference)),
        Choice(
            "what",
            gettext_lazy("What"),
            options=tuple(Option(w.value, w.label, Q(what=w.value)) for w in Difference.What),
        ),
    )

    def admit(self) -> None:
        admit_readers(self.user)

    def query(self) -> Any:
        return Difference.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Difference]) -> QuerySet[Difference]:
        return query.select_related("agency")

    def cell_state(self, difference: Difference) -> Tag:
        """Its state."""
        return Tag(difference.get_state_display(), difference.tone)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s difference", "%(count)s differences", count)
        return words % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        return Button(reverse("reconciliation"), _("See the nightly runs"))

    def empty(self) -> Empty:
        return Empty(_("Books, provider and bank have never differed."), self.button())


class AccountList(ListPage):
    """The accounts into which fees are paid, agency by agency."""

    name = "fee-accounts"
    address = "fee_accounts"
    title = gettext_lazy("Accounts for fees")
    lead = gettext_lazy("Payers are shown the account of the agency, or of the nearest above it.")
    private = True
    order = "agency"
    columns = (
        Column("agency", gettext_lazy("Agency"), "name", sort=translated("name")),
        Column("iban", gettext_lazy("IBAN")),
        Column("bank", gettext_lazy("Bank")),
        Column("currency", gettext_lazy("Currency")),
    )

    def admit(self) -> None:
        standing = standing_of(self.user)
        if not any(standing.has_role(role) for role in (*READERS, Role.ADMINISTRATOR)):
            raise PermissionDenied

    def query(self) -> QuerySet[Agency]:
        standing = standing_of(self.user)
        where = Q(pk__in=[])
        for role in (*READERS, Role.ADMINISTRATOR):
            for path in standing.paths(role):
                where |= Q(path__startswith=path)
        return Agency.objects.filter(where).filter(
            Q(grants_licences=True) | Q(fee_account__isnull=False)
        )

    def prepare(self, rows: list[Agency]) -> None:
        found = AgencyAccount.objects.filter(agency__in=rows)
        self.accounts = {account.agency_id: account for account in found}

    def url_of(self, row: Agency) -> str:
        if not self.user.has_perm("licensing.edit_account", row):
            return ""
        return reverse("fee_account", args=[row.code])

    def _of(self, agency: Agency) -> AgencyAccount | None:
        return self.accounts.get(agency.pk)

    def cell_iban(self, agency: Agency) -> str:
        """In groups of four."""
        account = self._of(agency)
        return account.spelled if account else _("None yet")

    def cell_bank(self, agency: Agency) -> str:
        """The bank's name."""
        account = self._of(agency)
        return account.bank if account else ""

    def cell_currency(self, agency: Agency) -> str:
        """The account's currency."""
        account = self._of(agency)
        return account.currency if account else ""

    def counted(self, count: int) -> str:
        return ngettext("%(count)s agency", "%(count)s agencies", count) % {"count": f"{count:,}"}
