"""What is filled in to bring a file of licences, and to undo an import."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import standing_of
from documents.fields import UploadField
from documents.uses import Use, register
from licensing.models import ImportBatch
from workflow.forms import ActionForm

LICENCE_TABLE = register(Use("licence_table", _("Table of licences"), ("xlsx", "csv"), None, 1))


def agencies_of(person: Any) -> Any:
    """The agencies in business for which the person may bring licences."""
    condition = Q(pk__in=[])
    for path in standing_of(person).paths(Role.LICENSING_OFFICER):
        condition |= Q(path__startswith=path)
    return Agency.objects.active().filter(condition, grants_licences=True)


class BringForm(ActionForm):
    """The file, whose licences they are, and how it writes its days."""

    agency: Any = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none())
    file = UploadField(use=LICENCE_TABLE, label=_("Table of licences"))
    day_order = forms.ChoiceField(
        label=_("How the file writes days"),
        choices=ImportBatch.DayOrder.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Days that a spreadsheet keeps as days, and days like 2026-03-31, are always understood."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agency"]
        field.queryset = agencies_of(self.by)


class UndoForm(ActionForm):
    """Why an import is undone."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the agency's own record."),
    )
