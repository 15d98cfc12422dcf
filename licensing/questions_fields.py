"""A question as a form field, and its answer as it is stored and shown.

`field` makes the field, `rowset` the formset of a question of repeating rows; `stored` and
`initial` go between a cleaned value and JSON; `shown` says an answer in words.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _

from accounts.inputs import DayField, MoneyField
from licensing import questions_words as words
from licensing.questions_words import Schema
from workflow import wording
from workflow.forms import TidyForm

MOST_ROWS = 50
SHOWN_ROWS = 1  # empty rows offered at first


def field(schema: Schema, name: str) -> forms.Field:
    """Return the form field that asks the question (not one of repeating rows: `rowset`)."""
    asked = schema["properties"][name]
    common: dict[str, Any] = {
        "label": words.label(schema, name),
        "help_text": words.in_words(asked.get("x-help")),
        "required": words.is_required(schema, name),
    }
    return _MAKERS[words.kind_of(asked)](asked, common)


def _text(asked: Schema, common: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 4}) if asked.get("x-long") else forms.TextInput()
    return forms.CharField(
        max_length=asked.get("maxLength", 2000 if asked.get("x-long") else 300),
        min_length=asked.get("minLength"),
        widget=widget,
        **common,
    )


def _integer(asked: Schema, common: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(
        min_value=asked.get("minimum"), max_value=asked.get("maximum"), **_with_unit(asked, common)
    )


def _number(asked: Schema, common: dict[str, Any]) -> forms.Field:
    return forms.DecimalField(
        min_value=asked.get("minimum"),
        max_value=asked.get("maximum"),
        max_digits=15,
        decimal_places=asked.get("x-decimals", 2),
        **_with_unit(asked, common),
    )


def _with_unit(asked: Schema, common: dict[str, Any]) -> dict[str, Any]:
    """The unit of a number stands beside what is asked."""
    unit = words.in_words(asked.get("x-unit"))
    if not unit:
        return common
    return {**common, "label": _("%(what)s (%(unit)s)") % {"what": common["label"], "unit": unit}}


def _money(asked: Schema, common: dict[str, Any]) -> forms.Field:
    limits = {"min_value": asked.get("minimum", 0), "max_value": asked.get("maximum")}
    return MoneyField(currency=asked["x-money"], max_digits=15, **limits, **common)


def _date(asked: Schema, common: dict[str, Any]) -> forms.Field:
    return DayField(**common)


def _yes_or_no(asked: Schema, common: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **common,
    )


def _one(asked: Schema, common: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=words.choices(asked), widget=forms.RadioSelect, **common)


def _several(asked: Schema, common: dict[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=words.choices(asked), widget=forms.CheckboxSelectMultiple, **common
    )


_MAKERS = {
    words.TEXT: _text,
    words.LONG: _text,
    words.WHOLE: _integer,
    words.NUMBER: _number,
    words.MONEY: _money,
    words.DATE: _date,
    words.YES_NO: _yes_or_no,
    words.ONE: _one,
    words.SEVERAL: _several,
}


# --- repeating rows --------------------------------------------------------------------


class AnswerRow(TidyForm):
    """One row of a question of repeating rows. What is missing is asked for on submission."""

    use_required_attribute = False
    by: Any = None

    def full_clean(self) -> None:
        wanted = [one for one in self.fields.values() if one.required]
        for one in wanted:
            one.required = False
        try:
            super().full_clean()
        finally:
            for one in wanted:
                one.required = True


class AnswerRows(BaseFormSet):
    """The rows of one question."""

    title = ""
    hint = ""
    row_label = ""
    add_label = ""
    least = 0

    def is_complete(self) -> bool:
        """Whether as many rows are filled in as must be, each with what it needs."""
        given = kept_rows(self)
        needed = [name for name, one in self.form.base_fields.items() if one.required]
        whole = all(row.get(name) not in (None, "", []) for row in given for name in needed)
        return len(given) >= self.least and whole

    def has_something(self) -> bool:
        """Whether any row is filled in."""
        return bool(kept_rows(self))


def rowset(schema: Schema, name: str) -> Any:
    """Return the formset class that asks a question of repeating rows."""
    asked = schema["properties"][name]
    inner = words.columns(asked)
    made = {column: field(inner, column) for column in words.names(inner)}
    row = type("AnswerRow", (AnswerRow,), made)
    least = max(asked.get("minItems", 0), int(words.is_required(schema, name)))
    said = {
        "title": words.label(schema, name),
        "hint": words.in_words(asked.get("x-help")),
        "least": least,
    }
    most = asked.get("maxItems", MOST_ROWS)
    base = type("AnswerRows", (AnswerRows,), said)
    return formset_factory(
        row, base, extra=SHOWN_ROWS, can_delete=True, max_num=most, validate_max=True
    )


def kept_rows(formset: Any) -> list[dict[str, Any]]:
    """The rows of a formset that hold something, as they are stored."""
    found = []
    for form in formset.forms:
        if formset._should_delete_form(form):
            continue
        given = getattr(form, "cleaned_data", {})
        row = {k: stored(v) for k, v in given.items() if k != "DELETE"}
        row = {k: v for k, v in row.items() if v not in (None, "", [])}
        if row:
            found.append(row)
    return found


# --- an answer, stored and shown -------------------------------------------------------


def stored(value: Any) -> Any:
    """Return a cleaned form value as JSON; None where nothing was answered."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def initial(value: Any) -> Any:
    """Return a stored answer as its form field begins with it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def initial_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a stored row as its form begins with it."""
    return {name: initial(value) for name, value in row.items()}


def shown(schema: Schema, name: str, value: Any) -> str:
    """Return a stored answer as people read it; rows stand on a line each."""
    asked = schema["properties"][name]
    if value is None or value == []:
        return ""
    kind = words.kind_of(asked)
    if kind == words.ROWS:
        return "\n".join(_shown_row(words.columns(asked), row) for row in value)
    if kind == words.SEVERAL:
        said = dict(words.choices(asked))
        return wording.listing([said.get(one, str(one)) for one in value])
    return _shown_one(asked, kind, value)


def _shown_one(asked: Schema, kind: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if kind == words.ONE:
        return dict(words.choices(asked)).get(value, str(value))
    if kind == words.DATE:
        return wording.date_both(date.fromisoformat(value))
    if isinstance(value, int | float):
        if kind == words.MONEY:
            return wording.money(Decimal(str(value)), asked["x-money"])
        number = str(format_decimal(value, locale=wording.locale()))
        unit = words.in_words(asked.get("x-unit"))
        return f"{number} {unit}" if unit else number
    return str(value)


def _shown_row(inner: Schema, row: dict[str, Any]) -> str:
    texts = (shown(inner, name, row.get(name)) for name in words.names(inner))
    return " · ".join(text for text in texts if text)
