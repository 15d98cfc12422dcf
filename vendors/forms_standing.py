"""What a registrar fills in to suspend or to debar a company."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayField
from vendors.forms import ReasonsForm
from vendors.models.sanction import Ground


def _ground() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect)


class SuspendForm(ReasonsForm):
    """Why, and until when if that is known."""

    ground = _ground()
    until: Any = DayField(
        label=_("Suspended until"),
        required=False,
        help_text=_("The first day without it. Leave it empty if somebody has to lift it."),
    )
    field_order = ("ground", "remarks", "until")


class DebarForm(ReasonsForm):
    """Why and until when; both are published."""

    ground = _ground()
    until: Any = DayField(
        label=_("Debarred until"), help_text=_("The first day on which it may bid again.")
    )
    field_order = ("ground", "remarks", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remarks"].help_text = _(
            "The company reads this, and so does everybody in the public register. Name the rule "
            "and the facts."
        )
