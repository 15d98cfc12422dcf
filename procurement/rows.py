"""Repeating rows of this room's forms: lots and items of a tender."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField, SearchedChoice
from procurement import units
from procurement.finding import find_categories
from workflow.forms import TidyForm

LARGEST_QUANTITY = Decimal("999999999.9999")
ITEMS_MAX = 200
LOTS_MAX = 20


class LotRow(TidyForm):
    """A lot: its title in both languages."""

    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300)


class ItemRow(TidyForm):
    """An item: what, how much, in which unit, in which lot, where to and until when."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput())
    description_ar = forms.CharField(label=gettext_lazy("Item in Arabic"), max_length=1000)
    description_en = forms.CharField(label=gettext_lazy("Item in English"), max_length=1000)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        min_value=Decimal("0.0001"),
        max_value=LARGEST_QUANTITY,
        max_digits=13,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"}),
        error_messages={"min_value": gettext_lazy("The quantity must be more than zero.")},
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=units.choices, initial=units.USUAL)
    lot = forms.IntegerField(
        label=gettext_lazy("Lot"), min_value=1, max_value=LOTS_MAX, required=False, initial=1
    )
    category_code = SearchedChoice(
        find=find_categories,
        source=reverse_lazy("tender_categories_found"),
        label=gettext_lazy("Category code"),
        required=False,
    )
    delivery_place = forms.CharField(
        label=gettext_lazy("Place of delivery"), max_length=300, required=False
    )
    delivery_on = DayField(label=gettext_lazy("Delivered by"), required=False)


class LotRows(BaseFormSet):
    """The lots of a tender; none means that everything is awarded together."""

    title = gettext_lazy("Lots")
    hint = gettext_lazy(
        "Only if parts are awarded separately. They are numbered 1, 2, 3 and so on."
    )
    row_label = gettext_lazy("Lot")
    add_label = gettext_lazy("Add a lot")


class ItemRows(BaseFormSet):
    """The items of a tender."""

    title = gettext_lazy("Items")
    hint = gettext_lazy("Companies give a price for one unit of each item.")
    row_label = gettext_lazy("Item")
    add_label = gettext_lazy("Add an item")


LotFormSet = formset_factory(
    LotRow, LotRows, extra=1, can_delete=True, max_num=LOTS_MAX, validate_max=True
)
ItemFormSet = formset_factory(
    ItemRow, ItemRows, extra=2, can_delete=True, max_num=ITEMS_MAX, validate_max=True
)


# An addendum changes items and adds some; it takes none away, for bids may price them.
AmendedItemFormSet = formset_factory(
    ItemRow, ItemRows, extra=1, can_delete=False, max_num=ITEMS_MAX, validate_max=True
)


def item_rows(tender: Any) -> list[dict[str, Any]]:
    """The rows of items that a form starts with."""
    fields = (
        "description_ar",
        "description_en",
        "quantity",
        "unit",
        "category_code",
        "delivery_place",
        "delivery_on",
    )
    return [
        {
            **{key: row[key] for key in fields},
            "key": row["pk"],
            "quantity": row["quantity"].normalize() + 0 if row["quantity"] else None,
            "lot": row["lot__number"],
        }
        for row in tender.items.values("pk", "lot__number", *fields)
    ]
