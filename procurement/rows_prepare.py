"""Repeating rows of a draft: criteria, required documents, invited companies."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import SearchedChoice
from procurement.finding import company_by_number, find_companies
from procurement.models import Criterion
from procurement.models.requirements import Envelope
from workflow.forms import TidyForm

CRITERIA_MAX = 60
INVITED_MAX = 100
NUMBER = {"inputmode": "decimal", "dir": "ltr", "class": "w-5"}


def key_field() -> Any:
    """Which row of the tender this one is; rows of other tenders are not found by it."""
    return forms.IntegerField(required=False, widget=forms.HiddenInput())


class CriterionRow(TidyForm):
    """A condition or a quality."""

    key = key_field()
    title_ar = forms.CharField(label=gettext_lazy("Criterion in Arabic"), max_length=1000)
    title_en = forms.CharField(label=gettext_lazy("Criterion in English"), max_length=1000)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Criterion.Kind.choices,
        initial=Criterion.Kind.PASS_FAIL,
    )
    weight = forms.DecimalField(
        label=gettext_lazy("Points"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs=NUMBER),
    )
    threshold = forms.DecimalField(
        label=gettext_lazy("At least (% of its points)"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs=NUMBER),
    )

    def clean(self) -> dict[str, Any]:
        """A scored criterion has points; one that is passed or failed has none."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if cleaned.get("kind") == Criterion.Kind.SCORED and not cleaned.get("weight"):
            self.add_error("weight", _("A scored criterion has points."))
        if cleaned.get("kind") == Criterion.Kind.PASS_FAIL:
            cleaned["weight"] = cleaned["threshold"] = None
        return cleaned


class CriterionRows(BaseFormSet):
    """The criteria of a tender."""

    title = gettext_lazy("Criteria")
    hint = gettext_lazy("What every bid must meet, and what earns points.")
    row_label = gettext_lazy("Criterion")
    add_label = gettext_lazy("Add a criterion")


class DocumentRow(TidyForm):
    """A document that a bid brings."""

    key = key_field()
    title_ar = forms.CharField(label=gettext_lazy("Document in Arabic"), max_length=1000)
    title_en = forms.CharField(label=gettext_lazy("Document in English"), max_length=1000)
    envelope = forms.ChoiceField(
        label=gettext_lazy("Envelope"),
        choices=Envelope.choices,
        initial=Envelope.TECHNICAL,
        help_text=gettext_lazy("It matters where a tender has two."),
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("A bid without it is incomplete"), required=False, initial=True
    )


class DocumentRows(BaseFormSet):
    """The documents that a bid brings."""

    title = gettext_lazy("Documents that a bid brings")
    hint = ""
    row_label = gettext_lazy("Document")
    add_label = gettext_lazy("Add a document")


class InvitedRow(TidyForm):
    """A company that may bid, and why it was chosen."""

    company = SearchedChoice(
        find=find_companies,
        source=reverse_lazy("registered_companies_found"),
        label=gettext_lazy("Company"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is invited"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("How it qualified, for instance."),
    )

    def clean(self) -> dict[str, Any]:
        """The company itself in place of its number."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if cleaned.get("company"):
            cleaned["company"] = company_by_number(cleaned["company"])
        return cleaned


class InvitedRows(BaseFormSet):
    """The companies that may bid."""

    title = gettext_lazy("Invited companies")
    hint = gettext_lazy("Only these can bid. Everybody can read who was invited after the opening.")
    row_label = gettext_lazy("Company")
    add_label = gettext_lazy("Add a company")


def _rows(row: Any, rows: Any, most: int, extra: int = 1) -> Any:
    return formset_factory(row, rows, extra=extra, can_delete=True, max_num=most, validate_max=True)


CriterionFormSet = _rows(CriterionRow, CriterionRows, CRITERIA_MAX)
DocumentFormSet = _rows(DocumentRow, DocumentRows, CRITERIA_MAX)
InvitedFormSet = _rows(InvitedRow, InvitedRows, INVITED_MAX, 2)
