"""What people fill in about applications and licences. Shape only; what must hold is in checks.py."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import MoneyField
from licensing.forms_application import ApplicationForm
from licensing.people import APPLICANTS
from vendors.models import Company
from vendors.standing import companies_with
from workflow import wording
from workflow.forms import ActionForm

__all__ = ["ApplicationForm"]


class BeginForm(ActionForm):
    """For which company the application is: only registered ones that the person applies for."""

    company = forms.ModelChoiceField(
        label=_("Company"), queryset=Company.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = companies_of_applicant(self.by)
        field: Any = self.fields["company"]
        field.queryset = theirs
        field.empty_label = None
        self.initial = {"company": theirs[0].pk} if len(theirs) == 1 else {}


def companies_of_applicant(user: Any) -> Any:
    """The registered companies for which the person may apply."""
    ids = companies_with(user, APPLICANTS)
    return Company.objects.registered().filter(pk__in=ids).order_by("pk")


def words(label: Any, help_text: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class Afresh(ActionForm):
    """A form that begins empty: the last remarks are no start for the next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}


class RefuseForm(Afresh):
    """Why an application is refused."""

    remarks = words(
        _("Reasons"), _("The applicant reads this. Name the rule and the facts it rests on.")
    )


class SendBackForm(Afresh):
    """What the reviewer should look at again."""

    remarks = words(
        _("What should be looked at again"), _("Only officers of the agency read this.")
    )


class RecommendForm(Afresh):
    """The reviewer's word to whoever decides."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=[("approve", _("Approve it")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    recommendation_reasons = words(_("Reasons"), _("Only officers of the agency read this."))


class ReasonsForm(Afresh):
    """Why a licence is suspended, reinstated or revoked."""

    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("The company is told, and everybody can read it in the register."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class CounterForm(Afresh):
    """What a cashier received."""

    receipt_number = forms.CharField(
        label=_("Number of the counter's receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        self.base_fields = {  # type: ignore[misc]
            "amount": MoneyField(
                currency=case.currency,
                label=_("Amount received"),
                help_text=_("Owed: %(amount)s.")
                % {"amount": wording.money(case.still_owed, case.currency)},
                max_digits=14,
                min_value=0,
            ),
            **type(self).base_fields,
        }
        super().__init__(*args, case=case, **kwargs)
