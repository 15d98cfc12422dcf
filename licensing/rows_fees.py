"""The rows of the form in which officers write fees: one kind of row for each kind of fee.

Slabs are written as people write them down: a line each, “100 = 35.500”, the last one
“above = 120”.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.text import latin_digits, plain_number
from licensing import fee_checking, fee_words, questions
from licensing import fee_schedule as fs
from licensing.models.application_states import Aim
from vendors.sizes import Size
from workflow.forms import TidyForm

ABOVE = {"ar": "أكثر", "en": "above"}
_SLAB = re.compile(r"(?P<to>[^=:]+)[=:](?P<amount>[^=:]+)")


# What every kind has, below what is its own.
LAST = ("aims", "when")


def _amount(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=fee_checking.LARGEST,
        max_digits=14,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "class": "w-10"}),
        **options,
    )


def plain(value: Decimal | None) -> str:
    """A figure as it is stored."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if value else "0"


def conditions(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the answers that a fee can depend on: yes, no, and those of lists."""
    found = []
    for name in questions.names(schema):
        asked = schema["properties"][name]
        values = asked.get("enum") or ([True, False] if asked.get("type") == "boolean" else [])
        for value in values:
            shown = questions.shown(schema, name, value)
            found.append((condition(name, value), fee_words.answered(schema, name, shown)))
    return found


def condition(name: str, value: Any) -> str:
    return f"{name}={'yes' if value is True else 'no' if value is False else value}"


def _when(chosen: list[str], schema: dict[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in chosen:
        name, _sign, value = one.partition("=")
        is_boolean = schema["properties"][name].get("type") == "boolean"
        found.setdefault(name, []).append(value == "yes" if is_boolean else value)
    return found


class FeeRow(TidyForm):
    """What every fee has: a name in both languages, for what it is paid, and when alone."""

    key = forms.SlugField(required=False, widget=forms.HiddenInput())
    label_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=200)
    label_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    aims = forms.MultipleChoiceField(
        label=gettext_lazy("Paid for"),
        choices=Aim.choices,
        initial=list(fs.USUAL_AIMS),
        widget=forms.CheckboxSelectMultiple,
    )
    when = forms.MultipleChoiceField(
        label=gettext_lazy("Only if the answer is"),
        help_text=gettext_lazy("Nothing chosen: whatever is answered."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind: ClassVar[str] = fs.BASE

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schema = case.questions
        self._offer("when", conditions(self.schema))
        self._offer("value", fee_checking.countable(self.schema))
        self.order_fields([*(name for name in self.fields if name not in LAST), *LAST])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.fields and choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if name == "value":  # what a browser sends of a row that nobody touched
                self.fields[name].initial = choices[0][0]
        elif name in self.fields and name == "when":
            del self.fields[name]

    def row(self, key: str) -> dict[str, Any]:
        """The fee as it is stored."""
        given = self.cleaned_data
        return {
            "key": given.get("key") or key,
            "kind": self.kind,
            "label": {"ar": given["label_ar"], "en": given["label_en"]},
            "aims": given["aims"],
            **({"when": _when(given["when"], self.schema)} if given.get("when") else {}),
            **self.figures(given),
        }

    def figures(self, given: dict[str, Any]) -> dict[str, Any]:
        """What this kind has besides."""
        return {"amount": plain(given["amount"])}


class FixedRow(FeeRow):
    """A fixed amount, once or for each year."""

    amount = _amount(gettext_lazy("Amount"))
    per = forms.ChoiceField(
        label=gettext_lazy("Counted"),
        choices=[
            (fs.BASE, gettext_lazy("once")),
            (fs.PER_YEAR, gettext_lazy("for each year of the term")),
        ],
        widget=forms.RadioSelect,
        initial=fs.BASE,
    )

    def figures(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"kind": given["per"], "amount": plain(given["amount"])}


class _Measured(FeeRow):
    value = forms.ChoiceField(
        label=gettext_lazy("Computed from the answer to"),
        help_text=gettext_lazy("Figures, yes or no (yes is one), and tables (their rows count)."),
    )
    unit_ar = forms.CharField(label=gettext_lazy("Unit in Arabic"), max_length=40, required=False)
    unit_en = forms.CharField(label=gettext_lazy("Unit in English"), max_length=40, required=False)

    def measured(self, given: dict[str, Any]) -> dict[str, Any]:
        units = {"ar": given["unit_ar"], "en": given["unit_en"]}
        return {"value": given["value"], "unit": units if any(units.values()) else {}}


class SlabsRow(_Measured):
    """An amount by slabs of a figure."""

    kind = fs.SLABS
    slabs = forms.CharField(
        label=gettext_lazy("Slabs"),
        help_text=gettext_lazy(
            "A line for each: up to, “=”, amount. For example “100 = 35.500”; the last line "
            "begins with “above”: “above = 120”."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=4000,
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How they count"),
        choices=[
            (fs.WHOLE, gettext_lazy("One amount: that of the slab the figure lies in")),
            (fs.MARGINAL, gettext_lazy("Each unit at the rate of the slab it lies in")),
        ],
        widget=forms.RadioSelect,
        initial=fs.WHOLE,
    )

    def clean_slabs(self) -> str:
        text: str = self.cleaned_data["slabs"]
        read_slabs(text)
        return text

    def figures(self, given: dict[str, Any]) -> dict[str, Any]:
        return {**self.measured(given), "mode": given["mode"], "slabs": read_slabs(given["slabs"])}


class UnitsRow(_Measured):
    """An amount for each of what is counted."""

    kind = fs.PER_UNIT
    amount = _amount(gettext_lazy("Amount for each"))
    free = _amount(gettext_lazy("How many are free"), required=False)

    def figures(self, given: dict[str, Any]) -> dict[str, Any]:
        amount, free = plain(given["amount"]), plain(given["free"])
        return {**self.measured(given), "amount": amount, "free": free}


class LateRow(FeeRow):
    """A penalty for renewing late."""

    kind = fs.LATE
    mode = forms.ChoiceField(
        label=gettext_lazy("The penalty is"),
        choices=[
            (fs.PERCENT, gettext_lazy("a percentage of the other fees")),
            (fs.FIXED, gettext_lazy("an amount")),
        ],
        widget=forms.RadioSelect,
        initial=fs.PERCENT,
    )
    amount = _amount(gettext_lazy("Percentage or amount"))
    per = forms.ChoiceField(
        label=gettext_lazy("Counted"),
        choices=[
            (fs.ONCE, gettext_lazy("once")),
            (fs.MONTHLY, gettext_lazy("for each started month of 30 days")),
        ],
        widget=forms.RadioSelect,
        initial=fs.ONCE,
    )
    most = _amount(
        gettext_lazy("At most"),
        required=False,
        help_text=gettext_lazy("As a percentage or an amount, like the penalty itself."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aims"].initial = ["renew"]

    def figures(self, given: dict[str, Any]) -> dict[str, Any]:
        most = plain(given["most"]) or None
        return {
            "mode": given["mode"],
            "amount": plain(given["amount"]),
            "per": given["per"],
            "most": most,
        }


class ExemptionRow(FeeRow):
    """What some need not pay, and by which rule."""

    percent = forms.DecimalField(
        label=gettext_lazy("Percentage that falls away"),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "class": "w-5"}),
    )
    rows = forms.MultipleChoiceField(
        label=gettext_lazy("Of which fees"),
        help_text=gettext_lazy(
            "Nothing chosen: of all but late penalties. A new fee can be chosen once it is saved."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sizes = forms.MultipleChoiceField(
        label=gettext_lazy("Only companies of these sizes"),
        choices=Size.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    basis_ar = forms.CharField(
        label=gettext_lazy("Legal basis in Arabic"), max_length=300, required=False
    )
    basis_en = forms.CharField(
        label=gettext_lazy("Legal basis in English"), max_length=300, required=False
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["aims"].required = False
        self.fields["aims"].initial = []
        self.fields["aims"].label = gettext_lazy("Only when it is paid for")
        rows = (case.fees or {}).get("rows") or []
        choices = [(row["key"], questions.in_words(row["label"])) for row in rows]
        self.fields["rows"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["rows"]

    def row(self, key: str) -> dict[str, Any]:
        given = self.cleaned_data
        found = super().row(key)
        del found["kind"]
        return {
            **found,
            "percent": plain(given["percent"]),
            "rows": given.get("rows", []),
            "sizes": given["sizes"],
            "basis": {"ar": given["basis_ar"], "en": given["basis_en"]},
        }

    def figures(self, given: dict[str, Any]) -> dict[str, Any]:
        return {}


def read_slabs(text: str) -> list[dict[str, Any]]:
    """Return slabs from the lines written, or raise ValidationError for people."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _SLAB.fullmatch(line.strip())
        if match is None:
            wrong = _("“%(line)s” is no slab. Write a limit, “=” and an amount.")
            raise ValidationError(wrong % {"line": line.strip()[:60]})
        limit = match["to"].strip()
        is_open = limit.lower() in (*ABOVE.values(), "*", "∞", "فوق", "over", "more")
        to = None if is_open else plain(_figure(limit, line))
        found.append({"to": to, "amount": plain(_figure(match["amount"], line))})
    problem = fee_checking.slabs_problem(found)
    if problem:
        raise ValidationError(problem)
    return found


def _figure(text: str, line: str) -> Decimal:
    try:
        found = Decimal(plain_number(latin_digits(text.strip())))
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or not 0 <= found <= fee_checking.LARGEST:
        wrong = _("In “%(line)s”, “%(text)s” is no figure.")
        raise ValidationError(wrong % {"line": line.strip()[:60], "text": text.strip()[:30]})
    return found


def write_slabs(slabs: list[dict[str, Any]]) -> str:
    """Return slabs as lines, in the reader's language."""
    above = ABOVE["ar" if (get_language() or "").startswith("ar") else "en"]
    return "\n".join(f"{slab.get('to') or above} = {slab.get('amount', '')}" for slab in slabs)


class _Rows(BaseFormSet):
    row_label = gettext_lazy("Fee")
    add_label = gettext_lazy("Add a fee")


class FixedRows(_Rows):
    title = gettext_lazy("Fixed and yearly amounts")


class SlabRows(_Rows):
    title = gettext_lazy("Slabs")
    hint = gettext_lazy("An amount that depends on a figure in the form, such as the floor area.")


class UnitRows(_Rows):
    title = gettext_lazy("For each unit")
    hint = gettext_lazy("An amount for each of what the applicant counts.")


class LateRows(_Rows):
    title = gettext_lazy("Late renewal")
    row_label = gettext_lazy("Penalty")
    add_label = gettext_lazy("Add a penalty")


class ExemptionRows(_Rows):
    title = gettext_lazy("Exemptions")
    hint = gettext_lazy("Of several exemptions of one fee, the greatest counts alone.")
    row_label = gettext_lazy("Exemption")
    add_label = gettext_lazy("Add an exemption")
