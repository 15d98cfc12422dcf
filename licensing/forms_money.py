"""What is filled in about accounts, statements, refunds and differences. Shape only."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField, MoneyField
from accounts.tidy import TidyForm
from documents.fields import ChosenFile
from documents.names import tidy_name
from documents.uses import Use
from licensing import fees, settlements
from licensing.bank import files, references
from licensing.bank.reading import MAX_BYTES, Unreadable
from vendors.fields import bic_field, iban_field
from workflow import wording
from workflow.forms import ActionForm


@dataclass(frozen=True)
class _Tables(Use):
    """Files that are read and not kept among the documents."""

    endings: tuple[str, ...] = ()
    words: Any = ""

    @property
    def types_in_words(self) -> str:
        return str(self.words)

    @property
    def accept(self) -> str:
        return ",".join(f".{ending}" for ending in self.endings)


STATEMENT = _Tables(
    "bank_statement", types=(), max_bytes=MAX_BYTES, max_files=1,
    endings=("xml", "csv"), words=gettext_lazy("CAMT.053 (XML) or CSV"),
)  # fmt: skip
REPORT = _Tables(
    "settlement_report", types=(), max_bytes=MAX_BYTES, max_files=1,
    endings=("csv",), words=gettext_lazy("CSV"),
)  # fmt: skip


def _reasons(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


def _file(use: Use) -> forms.FileField:
    return forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("As the bank or the provider gives it, unchanged."),
        allow_empty_file=True,
        widget=ChosenFile(use),
    )


def _content(form: Any) -> tuple[str, bytes]:
    """Name and bytes of the file sent. Raises ValidationError."""
    upload = form.cleaned_data["file"]
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The file is too large: %(size)s at most.") % {"size": wording.file_size(MAX_BYTES)}
        )
    return tidy_name(upload.name)[:200], bytes(upload.read())


# --- accounts and statements -----------------------------------------------------------


class AccountForm(TidyForm):
    """The account into which an agency's fees are transferred."""

    bank = forms.CharField(label=gettext_lazy("Bank"), max_length=200)
    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=200)
    iban = iban_field()
    bic = bic_field()
    currency = forms.RegexField(
        r"^[A-Z]{3}\Z",
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, e.g. JOD."),
        widget=forms.TextInput(attrs={"class": "w-4", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["iban"].required = True


class StatementForm(ActionForm):
    """A statement's file, and the account it is of. It is read here, once."""

    drafts = "none"
    account: Any = forms.ModelChoiceField(
        label=gettext_lazy("Account"), queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    file = _file(STATEMENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from_where: Any = self.fields["account"]
        theirs = settlements.accounts_of(self.by)
        from_where.queryset = theirs
        if len(theirs) == 1:
            self.initial["account"] = theirs[0].pk

    def clean_file(self) -> Any:
        name, content = _content(self)
        try:
            reading = files.read(content)
        except Unreadable as error:
            raise ValidationError(error.sentences) from error
        digest = hashlib.sha256(content).hexdigest()
        return {"name": name, "content": content, "reading": reading, "sha256": digest}


class AssignForm(ActionForm):
    """Which invoice an entry pays."""

    invoice = forms.CharField(
        label=gettext_lazy("Number of the invoice"),
        max_length=40,
        help_text=gettext_lazy("Its number (I-2026-000123) or its payment reference (RF…)."),
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "w-20"}),
    )
    reasons = _reasons(
        gettext_lazy("How do you know?"),
        gettext_lazy("E.g. what the payer has said, or what the amount and the name show."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggested = settlements.suggestion(self.case)
        self.initial = {"invoice": suggested.reference if suggested else ""}

    def clean_invoice(self) -> Any:
        typed = self.cleaned_data["invoice"]
        numbers = references.numbers_in(typed) or references.plain_numbers_in(typed)
        found = settlements.invoice_for(self.case, numbers)
        if found is None:
            raise ValidationError(_("There is no such invoice of this agency."))
        return found


class SetAsideForm(ActionForm):
    """Why an entry pays no invoice."""

    reasons = _reasons(
        gettext_lazy("What is it, and what becomes of it?"),
        gettext_lazy("E.g. interest; or: the bank sends it back to the payer on our order."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}


# --- refunds ---------------------------------------------------------------------------


class ProposeForm(ActionForm):
    """How much goes back, where to, and why."""

    reasons = _reasons(
        gettext_lazy("Reasons"), gettext_lazy("The approver and the company read them.")
    )
    holder = forms.CharField(label=gettext_lazy("Account holder"), max_length=200, required=False)
    iban = iban_field()

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        receipt = case.receipt
        own = case.amount if case.pk else 0
        free = fees.rounded(receipt.left + (own or 0), receipt.currency)
        self.base_fields = {  # type: ignore[misc]
            "amount": MoneyField(
                currency=receipt.currency,
                label=gettext_lazy("Amount to give back"),
                help_text=_("At most %(amount)s of this payment.")
                % {"amount": wording.money(free, receipt.currency)},
                max_digits=14,
                min_value=0,
            ),
            **type(self).base_fields,
        }
        super().__init__(*args, case=case, **kwargs)
        self.fields["iban"].help_text = _(
            "Needed for a transfer. What was paid online can go back the way it came."
        )
        self.initial["amount"] = fees.rounded(case.amount or free, receipt.currency)
        if not self.initial.get("reasons") and case.why != case.Why.ASKED:
            self.initial["reasons"] = case.get_why_display()

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise ValidationError(_("The amount must be more than zero."))
        return amount


class RejectForm(ActionForm):
    """Why money is not given back."""

    remarks = _reasons(
        gettext_lazy("Reasons"), gettext_lazy("The company reads this. Name the rule.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}


class PayOutForm(ActionForm):
    """The transfer by which money went back."""

    paid_on = DayField(label=gettext_lazy("Day of the transfer"))
    paid_reference = forms.CharField(
        label=gettext_lazy("The bank's reference of the transfer"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )


# --- reconciliation --------------------------------------------------------------------


class ResolveForm(ActionForm):
    """What a difference was, and what was done."""

    note = _reasons(
        gettext_lazy("What was it, and what was done?"), gettext_lazy("Auditors read this.")
    )


class ReportForm(TidyForm):
    """A payment provider's settlement report."""

    agency: Any = forms.ModelChoiceField(
        label=gettext_lazy("Agency"), queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    file = _file(REPORT)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = settlements.agencies_of(by)
        field: Any = self.fields["agency"]
        field.queryset = theirs
        if len(theirs) == 1:
            self.initial["agency"] = theirs[0].pk

    def clean_file(self) -> Any:
        name, content = _content(self)
        try:
            rows = settlements.read(content)
        except Unreadable as error:
            raise ValidationError(error.sentences) from error
        return {"name": name, "content": content, "rows": rows}
