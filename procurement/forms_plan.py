"""What is filled in of the procurement plan."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.inputs import MoneyField
from accounts.models import Agency
from procurement.form_parts import long_text
from procurement.models import Method, PlanItem
from procurement.posts import buying_agencies
from vendors.fields import categories_field
from workflow.forms import ActionForm


class PlanItemForm(ActionForm):
    """Something planned: what, when, for how much, by which method."""

    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300)
    description_ar = long_text(gettext_lazy("Description in Arabic"), required=False)
    description_en = long_text(gettext_lazy("Description in English"), required=False)
    categories = categories_field(label=gettext_lazy("Categories"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "class": "w-4"}),
    )
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Tendered in"), choices=PlanItem.Quarter.choices, coerce=int
    )
    method = forms.ModelChoiceField(
        label=gettext_lazy("Procurement method"),
        queryset=Method.objects.offered(),
        empty_label=gettext_lazy("Choose a method"),
    )
    estimated_value = MoneyField(
        currency=settings.CURRENCY,
        label=gettext_lazy("Estimated value"),
        required=False,
        min_value=0,
    )
    value_is_public = forms.BooleanField(
        label=gettext_lazy("Publish the estimated value"), required=False
    )
    funding = forms.CharField(label=gettext_lazy("Source of funds"), max_length=300, required=False)
    fieldsets: ClassVar = [
        (gettext_lazy("What is planned"), ["agency", "title_ar", "title_en"]),
        (gettext_lazy("In words"), ["description_ar", "description_en", "categories"]),
        (
            gettext_lazy("When and how"),
            ["year", "quarter", "method", "estimated_value", "value_is_public", "funding"],
        ),
    ]

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        there = case.pk is not None
        categories = list(case.categories.values_list("pk", flat=True)) if there else []
        initial: dict[str, Any] = {"categories": categories}
        if not there:
            initial["year"] = timezone.localdate().year + 1
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)
        value: Any = self.fields["estimated_value"]
        value.in_currency(case.currency)


class NewPlanItem(PlanItemForm):
    """A new one, in one of the officer's agencies."""

    agency: Any = forms.ModelChoiceField(
        label=gettext_lazy("Agency"), queryset=Agency.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, by=by, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = buying_agencies(by)
