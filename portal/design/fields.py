"""The form fields that the catalogue shows, in each of their states."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField, MomentField, MoneyField
from accounts.tidy import TidyForm
from documents.fields import UploadField
from documents.uses import Use

YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
CITIES = [
    gettext_lazy("Amman"), gettext_lazy("Irbid"), gettext_lazy("Zarqa"), gettext_lazy("Aqaba"),
    gettext_lazy("Salt"), gettext_lazy("Madaba"), gettext_lazy("Jerash"), gettext_lazy("Ajloun"),
    gettext_lazy("Karak"), gettext_lazy("Tafilah"), gettext_lazy("Maan"), gettext_lazy("Mafraq"),
    gettext_lazy("Ramtha"), gettext_lazy("Fuheis"),
]  # fmt: skip
MANY = [(str(number), city) for number, city in enumerate(CITIES)]


class Example(TidyForm):
    """One field of every kind. The catalogue shows them one at a time."""

    text = forms.CharField(label=gettext_lazy("Name of the company"), max_length=200)
    textarea = forms.CharField(label=gettext_lazy("Reasons"), widget=forms.Textarea)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    number = forms.IntegerField(label=gettext_lazy("Number of employees"), min_value=1)
    date = DayField(label=gettext_lazy("Valid from"))
    moment = MomentField(label=gettext_lazy("Bids close"))
    money = MoneyField(currency="JOD", label=gettext_lazy("Estimated value"))
    radios = forms.ChoiceField(
        label=gettext_lazy("Do you sell food?"), choices=YES_NO, widget=forms.RadioSelect
    )
    checkboxes = forms.MultipleChoiceField(
        label=gettext_lazy("Where do you work?"),
        choices=MANY[:4],
        widget=forms.CheckboxSelectMultiple,
    )
    many = forms.MultipleChoiceField(
        label=gettext_lazy("Cities"), choices=MANY, widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label=gettext_lazy("What I have written is true"))
    select = forms.ChoiceField(label=gettext_lazy("City"), choices=[("", ""), *MANY[:5]])
    long_select = forms.ChoiceField(label=gettext_lazy("City"), choices=[("", ""), *MANY])
    documents = UploadField(
        label=gettext_lazy("Documents"),
        use=Use("example", gettext_lazy("Documents")),
        multiple=True,
    )
    by = None  # nobody uploads here


VALUES: dict[str, Any] = {
    "text": "مؤسسة الأفق (Al Ofoq Est.)",
    "email": "owner@ofoq.example",
    "date": dt.date(2026, 11, 29),
    "moment": dt.datetime(2026, 11, 29, 11, 0, tzinfo=dt.UTC),
    "money": Decimal("1260000.500"),
    "many": ["0", "3"],
}
WRONG: dict[str, Any] = {"number": "many", "date": "", "money": "12,34.5.6"}
DATES = {"date": ("29", "2", "2027")}


def example(
    name: str,
    *,
    value: bool = False,
    hint: bool = False,
    wrong: bool = False,
    disabled: bool = False,
) -> Callable[[str], dict[str, Any]]:
    """Return what makes the context of one field in one state."""

    def context(mark: str) -> dict[str, Any]:
        form = _form(mark, name, {name: WRONG.get(name, "")} if wrong else None)
        form.initial = {name: VALUES.get(name, "")} if value else {}
        field = form.fields[name]
        field.disabled = disabled
        if hint:
            field.help_text = _("As it stands in the commercial register.")
        return {"field": form[name]}

    return context


def _form(mark: str, *names: Any) -> Example:
    """The example's form with only the fields named; the last argument is what was sent."""
    *wanted, data = names
    sent = None
    if data is not None:
        sent = {f"{mark}-{name}": value for name, value in data.items()}
        for name, parts in DATES.items():
            if name in data:
                sent |= {f"{mark}-{name}_{i}": part for i, part in enumerate(parts)}
    form = Example(sent, prefix=mark, auto_id=f"{mark}_%s")
    for name in [name for name in form.fields if name not in wanted]:
        del form.fields[name]
    return form


def refused(mark: str) -> dict[str, Any]:
    """A form in which two things are wrong."""
    return {"form": _form(mark, "text", "number", {"text": "", "number": "many"})}


class Row(TidyForm):
    """A row of the repeating ones."""

    name = forms.CharField(label=gettext_lazy("Item"))
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1)


def rows(mark: str) -> dict[str, Any]:
    """Two rows, filled in."""
    factory = forms.formset_factory(Row, extra=0, can_delete=True, max_num=9)
    start = [
        {"name": _("Equipped ambulance"), "quantity": 10},
        {"name": _("Stretcher"), "quantity": 4},
    ]
    formset: Any = factory(initial=start, prefix=mark)
    formset.title = _("Items")
    return {"formset": formset}
