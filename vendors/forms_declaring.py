"""What a company declares besides its registration: owners, size, bank account, addresses."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayField, MoneyField
from vendors.fields import bic_field, iban_field
from vendors.models.details import LEAST_SHARE, CompanyAddress, countries
from vendors.remarks import beside
from workflow.forms import ActionForm, TidyForm


class OwnerRow(TidyForm):
    """One beneficial owner."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    nationality = forms.ChoiceField(label=_("Nationality"), choices=countries)
    share = forms.DecimalField(
        label=_("Share in percent"),
        min_value=LEAST_SHARE,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "w-5"}),
    )
    since: Any = DayField(label=_("Owner since"))


class OwnerRows(BaseFormSet):
    """The owners."""

    title = _("Beneficial owners")
    hint = _("Everybody who holds 25 percent or more, directly or through others.")
    row_label = _("Owner")
    add_label = _("Add an owner")


class AddressRow(TidyForm):
    """One further address."""

    kind = forms.ChoiceField(label=_("What it is"), choices=CompanyAddress.Kind.choices)
    line = forms.CharField(label=_("Address"), max_length=300)
    city = forms.CharField(label=_("City"), max_length=100)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries)


class AddressRows(BaseFormSet):
    """Further addresses."""

    title = _("Further addresses")
    hint = _("Branches, warehouses, where post goes. The seat stands in the registration.")
    row_label = _("Address")
    add_label = _("Add an address")


OwnerFormSet = formset_factory(
    OwnerRow, OwnerRows, extra=1, can_delete=True, max_num=4, validate_max=True
)
AddressFormSet = formset_factory(
    AddressRow, AddressRows, extra=0, can_delete=True, max_num=50, validate_max=True
)


class DeclarationForm(ActionForm):
    """Owners, size, bank account and further addresses."""

    no_owners = forms.BooleanField(label=_("Nobody holds 25 percent or more"), required=False)
    employees = forms.IntegerField(
        label=_("Employees"), min_value=0, max_value=2_000_000, help_text=_("On average last year.")
    )
    turnover = MoneyField(
        currency=settings.CURRENCY,
        label=_("Turnover of the last year"),
        min_value=0,
        help_text=_("It decides, with the employees, whether the company counts as a small one."),
    )
    bank_name = forms.CharField(label=_("Bank"), max_length=200, required=False)
    bank_holder = forms.CharField(label=_("Account holder"), max_length=300, required=False)
    iban = iban_field()
    bic = bic_field()

    formset_classes: ClassVar[dict[str, Any]] = {
        "owners": OwnerFormSet,
        "addresses": AddressFormSet,
    }
    fieldsets: ClassVar[list[Any]] = [
        (_("Ownership"), ["no_owners"]),
        (_("Size"), ["employees", "turnover"]),
        (_("Bank account"), ["bank_name", "bank_holder", "iban", "bic"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beside(self, self.case)

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if name == "owners":
            rows = self.case.beneficial_owners.values("name", "nationality", "share", "since")
        else:
            rows = self.case.addresses.values("kind", "line", "city", "postal_code", "country")
        return list(rows)
