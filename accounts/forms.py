"""Forms of people: signing up, inviting, giving and lending roles, and agencies' details."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField
from accounts.models import Agency, Membership, Role
from accounts.models.post import today
from accounts.text import tidy
from accounts.tidy import TidyForm


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides address and password.

    Only the name is tidied: a password is what was typed, to the last character.
    """

    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def clean_name(self) -> str:
        name = " ".join(tidy(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Write your name in letters."))
        return name

    def signup(self, request: Any, user: Any) -> None:
        """allauth calls this after saving; the adapter has already kept the name."""


class PeriodForm(TidyForm):
    """A period as people say it: the first day and the last. `until` is the day after."""

    since = DayField(label=gettext_lazy("First day"))
    last_day = DayField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today

    def until(self) -> date | None:
        """The first day without it, after is_valid(); None where no last day was given."""
        last: date | None = self.cleaned_data.get("last_day")
        return last + timedelta(days=1) if last is not None and last < date.max else None


class AgencyChoice(forms.ModelChoiceField):
    """A choice among agencies, each with the one it is part of."""

    def label_from_instance(self, obj: Agency) -> str:
        depth = obj.path.count("/") - 1
        return f"{'— ' * depth}{obj.name}"


class InviteForm(PeriodForm):
    """A person and the role they are given."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Somebody who has an account already is given the role at once."),
    )
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        help_text=gettext_lazy("Of somebody who has an account already, the name is not changed."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of messages"), choices=settings.LANGUAGES
    )
    agency = AgencyChoice(label=gettext_lazy("Agency"), queryset=Agency.objects.none())
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    field_order = ("email", "name", "language", "agency", "role", "since", "last_day")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["last_day"].required = False
        self.fields["last_day"].help_text = _("Leave it empty for a role without an end.")


class ReasonForm(TidyForm):
    """Why something is done; kept in the private part of the trail."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AgencyForm(TidyForm):
    """An agency's names and how to reach it."""

    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=300)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=300)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=300, required=False)


class NewAgencyForm(AgencyForm):
    """A new agency below another one."""

    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*\Z",
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy(
            "Short and lasting, in small Latin letters; it cannot be changed later."
        ),
        error_messages={"invalid": gettext_lazy("Use small Latin letters, digits and hyphens.")},
    )
    registers_companies = forms.BooleanField(
        label=gettext_lazy("It registers companies"), required=False
    )
    grants_licences = forms.BooleanField(label=gettext_lazy("It grants licences"), required=False)
    field_order = ("code", "name_ar", "name_en")


class PostChoice(forms.ModelChoiceField):
    """A choice among one's own roles."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.get_role_display()} · {obj.agency}"


class LendForm(PeriodForm):
    """A role of one's own, and who stands in for how long and why."""

    membership = PostChoice(
        label=gettext_lazy("Role to lend"), queryset=Membership.objects.none(), empty_label=None
    )
    stand_in = forms.EmailField(
        label=gettext_lazy("E-mail address of the stand-in"),
        help_text=gettext_lazy("An officer of your own agency, or of one above or below it."),
        widget=forms.EmailInput(attrs={"list": "colleagues", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The stand-in reads it. For example: leave, illness, a journey."),
    )
    field_order = ("membership", "stand_in", "since", "last_day", "reason")

    def __init__(self, *args: Any, posts: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = posts  # type: ignore[attr-defined]
        self.fields["last_day"].help_text = _("This day is included; 90 days at most.")
