"""What people fill in to come into a company, and its owners to let them in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vendors.fields import registration_number_field
from vendors.forms import ReasonsForm, role_field
from workflow.forms import ActionForm


class AskAccessForm(ActionForm):
    """Which company, and why."""

    registration_number = registration_number_field()
    message = forms.CharField(
        label=_("Message to the owners"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say who you are in the company. Its owners see your name and address."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("registration_number", self.case.typed)


class AcceptForm(ActionForm):
    """As what the person may act."""

    role = role_field()


class DeclineForm(ReasonsForm):
    """Why not; the person who asked reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remarks"].help_text = _("Whoever asked reads this.")
