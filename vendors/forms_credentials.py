"""What a company fills in about a credential."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayField
from documents.attach import attachments_of
from documents.fields import UploadField
from vendors.models.credential import CredentialType
from vendors.terms import last_day
from workflow.forms import ActionForm


class CredentialForm(ActionForm):
    """A credential: what it is, who issued it, from when to when, and its document.

    People write the last day on which it holds; kept is the first day without it.
    """

    type = forms.ChoiceField(label=_("Kind"), choices=CredentialType.choices)
    number = forms.CharField(
        label=_("Number"), max_length=80, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    valid_from: Any = DayField(label=_("Valid from"))
    last_day: Any = DayField(
        label=_("Valid through"),
        required=False,
        help_text=_("The last day. Leave it empty if it does not expire."),
    )
    file = UploadField(use="company_document", label=_("Document"))

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        initial = {}
        if case.pk is not None:
            initial["file"] = attachments_of(case).first()
            initial["last_day"] = last_day(case.valid_until) if case.valid_until else None
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        """What goes through the gate, with the first day without it."""
        values = super().values()
        last = values.pop("last_day")
        values["valid_until"] = last + timedelta(days=1) if last else None
        return values
