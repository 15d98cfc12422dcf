"""Repeating rows of this room's forms: lots and items of a tender, prices of a bid."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField, MoneyField, SearchedChoice
from procurement import units
from procurement.finding import find_categories
from procurement.ranking import decimals
from procurement.words import quantity_in_words
from workflow.forms import TidyForm

LARGEST_QUANTITY = Decimal("999999999.9999")
LARGEST_PRICE = Decimal("999999999999")
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


class PriceRow(TidyForm):
    """The price of one unit of one item; which item is never asked of the browser."""

    unit_price = forms.DecimalField()

    def __init__(self, *args: Any, item: Any, currency: str, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.empty_permitted = False
        self.fields["unit_price"] = self._price_field(currency, needed)

    def _price_field(self, currency: str, needed: bool) -> MoneyField:
        places = decimals(currency)
        smallest = Decimal(1).scaleb(-places)
        values = {
            "number": self.item.number if self.item else "",
            "item": self.item.description if self.item else "",
        }
        return MoneyField(
            currency=currency,
            label=_("%(number)s. %(item)s") % values,
            help_text=self._hint(currency),
            required=needed,
            min_value=smallest,
            max_value=LARGEST_PRICE,
            max_digits=12 + places,
            error_messages={
                "required": _("Give a price for this item."),
                "min_value": _("The price must be more than zero."),
                "max_value": _("This price is too large to be meant."),
                "max_digits": _("This price is too large to be meant."),
                "max_whole_digits": _("This price is too large to be meant."),
            },
        )

    def _hint(self, currency: str) -> str:
        if self.item is None:
            return ""
        values = {
            "quantity": quantity_in_words(self.item.quantity),
            "unit": self.item.unit_label,
            "currency": currency,
        }
        return _("Price of one unit, in %(currency)s. Quantity: %(quantity)s %(unit)s.") % values

    def clean(self) -> dict[str, Any]:
        """The price with its item."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if self.item is not None:
            cleaned["item"] = self.item.pk
        return cleaned


class PriceRows(BaseFormSet):
    """One row for each item of the lot, in order, whatever the browser says of their number."""

    title = gettext_lazy("Prices")

    def __init__(self, *args: Any, items: list[Any], **kwargs: Any) -> None:
        self.items = items
        super().__init__(*args, **kwargs)

    def total_form_count(self) -> int:
        return len(self.items)

    def initial_form_count(self) -> int:
        return len(self.items)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = dict(super().get_form_kwargs(index))
        kwargs["item"] = self.items[index] if index is not None else None
        return kwargs


# No row can be added or taken away: the tender says which items there are.
PriceFormSet: Any = formset_factory(PriceRow, PriceRows, extra=0, max_num=1)
