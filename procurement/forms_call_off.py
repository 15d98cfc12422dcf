"""What is filled in of an order under a framework. Shape only: the rest is in checks_call_off.py."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField
from procurement import calling_off
from procurement.form_parts import long_text
from procurement.models import Award
from procurement.rows import LARGEST_QUANTITY
from procurement.words import lot_in_words, quantity_in_words
from workflow import wording
from workflow.forms import ActionForm, section


class NewCallOff(ActionForm):
    """From whom is ordered, where to and until when."""

    award: Any = forms.ModelChoiceField(
        label=gettext_lazy("Supplier"),
        queryset=Award.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    supplier_reason = long_text(
        gettext_lazy("Why this supplier"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Asked where it is not the first in rank."),
    )
    delivery_place = forms.CharField(label=gettext_lazy("Place of delivery"), max_length=300)
    delivery_on: Any = DayField(label=gettext_lazy("Delivered by"))

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        field: Any = self.fields["award"]
        field.queryset = calling_off.suppliers(case.tender)
        several = case.tender.lots.count() > 1
        field.label_from_instance = lambda award: supplier_in_words(award, several=several)
        first = field.queryset.first()
        self.initial["award"] = first.pk if first is not None else None


def supplier_in_words(award: Award, *, several: bool) -> str:
    """A supplier as one chooses it: rank, company; of several lots also which."""
    text = (
        _("%(lot)s, rank %(rank)s: %(supplier)s") if several else _("Rank %(rank)s: %(supplier)s")
    )
    return text % {
        "lot": lot_in_words(award.lot),
        "rank": award.rank,
        "supplier": award.bid.company.name if award.bid else award.supplier_name,
    }


class EditCallOff(ActionForm):
    """How much of each item is ordered, where to and until when."""

    supplier_reason = long_text(
        gettext_lazy("Why this supplier"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Asked where it is not the first in rank."),
    )
    delivery_place = forms.CharField(label=gettext_lazy("Place of delivery"), max_length=300)
    delivery_on: Any = DayField(label=gettext_lazy("Delivered by"))

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        prices = calling_off.unit_prices(case.award)
        lot = case.award.lot
        self.items = [item for item in lot.items.all() if item.pk in prices]
        free, ordered = calling_off.left(lot, but=case), calling_off.quantities_of(case)
        names = []
        for item in self.items:
            name = f"quantity_{item.pk}"
            self.fields[name] = _quantity(item, free[item.pk], prices[item.pk], case)
            if item.pk in ordered:
                self.initial[name] = ordered[item.pk].normalize() + 0
            names.append(name)
        if case.award.rank == 1:
            del self.fields["supplier_reason"]
        self.fieldsets = [
            section("items", _("What is ordered"), names),
            section("delivery", _("Delivery"), ["delivery_place", "delivery_on"]),
            section("supplier", "", ["supplier_reason"]),
        ][: 2 if case.award.rank == 1 else 3]

    def values(self) -> dict[str, Any]:
        """The quantities by the keys of the items; nothing where none is ordered."""
        cleaned = dict(self.cleaned_data)
        quantities = {item.pk: cleaned.pop(f"quantity_{item.pk}", None) for item in self.items}
        return {**cleaned, "quantities": {pk: value for pk, value in quantities.items() if value}}


def _quantity(item: Any, free: Decimal, price: Decimal, case: Any) -> forms.DecimalField:
    hint = _("%(left)s %(unit)s left, at %(price)s each.") % {
        "left": quantity_in_words(max(free, Decimal(0))),
        "unit": item.unit_label,
        "price": wording.money(price, case.tender.currency),
    }
    return forms.DecimalField(
        label=f"{item.number}. {item.description}",
        help_text=hint,
        required=False,
        min_value=Decimal(0),
        max_value=LARGEST_QUANTITY,
        max_digits=13,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "class": "w-5"}),
    )
