"""Repeating rows of a call for qualification: its criteria and the documents it asks for."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy

from procurement.rows_prepare import key_field
from vendors.models import CredentialType
from workflow.forms import TidyForm

ROWS_MAX = 60


class QualificationCriterionRow(TidyForm):
    """A condition that a company meets or does not meet."""

    key = key_field()
    title_ar = forms.CharField(label=gettext_lazy("Criterion in Arabic"), max_length=1000)
    title_en = forms.CharField(label=gettext_lazy("Criterion in English"), max_length=1000)


class QualificationCriterionRows(BaseFormSet):
    """The criteria of a call."""

    title = gettext_lazy("Criteria")
    hint = gettext_lazy("What a company must meet, each by itself; every one of them counts.")
    row_label = gettext_lazy("Criterion")
    add_label = gettext_lazy("Add a criterion")


class QualificationDocumentRow(TidyForm):
    """A document that an application brings."""

    key = key_field()
    title_ar = forms.CharField(label=gettext_lazy("Document in Arabic"), max_length=1000)
    title_en = forms.CharField(label=gettext_lazy("Document in English"), max_length=1000)
    credential_type = forms.ChoiceField(
        label=gettext_lazy("Credential that can stand for it"),
        choices=[("", gettext_lazy("Any")), *CredentialType.choices],
        required=False,
        help_text=gettext_lazy("What a company has on record is not asked for twice."),
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("An application without it is incomplete"), required=False, initial=True
    )


class QualificationDocumentRows(BaseFormSet):
    """The documents that an application brings."""

    title = gettext_lazy("Documents that an application brings")
    hint = ""
    row_label = gettext_lazy("Document")
    add_label = gettext_lazy("Add a document")


def _rows(row: Any, rows: Any) -> Any:
    return formset_factory(row, rows, extra=1, can_delete=True, max_num=ROWS_MAX, validate_max=True)


QualificationCriterionFormSet = _rows(QualificationCriterionRow, QualificationCriterionRows)
QualificationDocumentFormSet = _rows(QualificationDocumentRow, QualificationDocumentRows)
