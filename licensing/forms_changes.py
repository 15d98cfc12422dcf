"""What people fill in to begin a change of a licence, and to accept one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from licensing import beginning
from licensing.models.changing import Why
from vendors.models import Company
from workflow import wording
from workflow.forms import ActionForm

DECLARED = _(
    "I declare for the company: what the licence rests on is still true, and its conditions are met."
)


class ChangeForm(ActionForm):
    """A change that asks for nothing before it is begun."""

    drafts = "none"


class RenewForm(ChangeForm):
    """Whether anything has changed. If not, that is all."""

    changes = forms.ChoiceField(
        label=_("Has anything changed?"),
        choices=[
            ("no", _("Nothing has changed: renew it as it is")),
            ("yes", _("Something has changed: correct answers or documents first")),
        ],
        widget=forms.RadioSelect,
    )
    declared = forms.BooleanField(label=DECLARED, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = beginning.missing(self.case)
        if not missing:
            return
        field: Any = self.fields["changes"]
        field.choices = field.choices[1:]
        field.initial = "yes"
        field.help_text = gettext(
            "The licence asks for more than when it was granted: %(what)s."
        ) % {"what": wording.listing(missing)}
        del self.fields["declared"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("changes") == "no" and not found.get("declared"):
            self.add_error("declared", gettext("Declare it, or choose that something has changed."))
        return found


class TransferForm(ChangeForm):
    """To whom the licence goes."""

    to_number = forms.CharField(
        label=_("Number of the company that takes it over"),
        help_text=_(
            "As the company register shows it (C-2026-000012), or its registration number. Its "
            "owner accepts the licence in their own account."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "w-20"}),
    )

    def clean_to_number(self) -> Company:
        typed = self.cleaned_data["to_number"].strip()
        same = Q(reference__iexact=typed) | Q(registration_number__iexact=typed)
        company = Company.objects.registered().filter(same).first()
        if company is None:
            raise ValidationError(gettext("No registered company has this number."))
        if company.pk == self.case.company_id:
            raise ValidationError(gettext("This is the company that holds the licence already."))
        return company


class ReplaceForm(ChangeForm):
    """Why a duplicate is needed."""

    why = forms.ChoiceField(
        label=_("What has become of the certificate?"),
        choices=Why.choices,
        widget=forms.RadioSelect,
    )
    why_words = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SurrenderForm(ChangeForm):
    """That the licence is given up, and why."""

    why_words = forms.CharField(
        label=_("Reasons"),
        help_text=_("For example: the shop is closed."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirmed = forms.BooleanField(
        label=_("I understand that the licence ends at once and for good, and its papers are void.")
    )


class AcceptForm(ActionForm):
    """The consent of the company that takes a licence over."""

    confirmed = forms.BooleanField(
        label=_(
            "The company takes the licence over, with its conditions and for what is left of it."
        )
    )


class NoteForm(ActionForm):
    """What an officer has found about a licence whose holder is no longer in good standing."""

    note = forms.CharField(
        label=_("What was found"),
        help_text=_("Only officers of the agency read this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}
