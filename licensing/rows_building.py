"""The repeating rows of the form builder: the answers to choose from, the columns of a table.

And between both and JSON Schema: `choices_of` and `columns_of` make it of rows, `column_row` and
`choice_rows` read it back.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import questions_words as words
from licensing.forms_types import joined
from licensing.keys import fresh_key
from licensing.questions import Schema
from workflow.forms import TidyForm

KIND_WORDS = {
    words.TEXT: gettext_lazy("Short text"),
    words.LONG: gettext_lazy("Long text"),
    words.WHOLE: gettext_lazy("Whole number"),
    words.NUMBER: gettext_lazy("Number with decimals"),
    words.MONEY: gettext_lazy("Amount of money"),
    words.DATE: gettext_lazy("Date"),
    words.YES_NO: gettext_lazy("Yes or no"),
    words.ONE: gettext_lazy("One of several"),
    words.SEVERAL: gettext_lazy("Several of several"),
    words.ROWS: gettext_lazy("Table of repeating rows"),
}
COLUMN_KINDS = [kind for kind in words.KINDS if kind not in (words.ROWS, words.SEVERAL)]
MOST_CHOICES, MOST_COLUMNS = 60, 12


def bare(kind: str) -> Schema:
    """What every question of a kind says in JSON Schema."""
    found: dict[str, Schema] = {
        words.TEXT: {"type": "string"},
        words.LONG: {"type": "string", "x-long": True},
        words.WHOLE: {"type": "integer"},
        words.NUMBER: {"type": "number"},
        words.MONEY: {"type": "number", "x-money": settings.CURRENCY},
        words.DATE: {"type": "string", "format": "date"},
        words.YES_NO: {"type": "boolean"},
        words.ONE: {"type": "string", "enum": []},
        words.SEVERAL: {"type": "array", "items": {"type": "string", "enum": []}},
        words.ROWS: {"type": "array", "items": {"type": "object"}},
    }
    return found[kind]


class ChoiceRow(TidyForm):
    """One answer that can be chosen."""

    value = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    label_ar = forms.CharField(label=gettext_lazy("Answer in Arabic"), max_length=200)
    label_en = forms.CharField(label=gettext_lazy("Answer in English"), max_length=200)


class ChoiceRows(BaseFormSet):
    """The answers that can be chosen."""

    title = gettext_lazy("Answers to choose from")
    row_label = gettext_lazy("Answer")
    add_label = gettext_lazy("Add an answer")

    def clean(self) -> None:
        if not any(self.errors) and len(_given(self)) < 2:
            raise ValidationError(_("Give at least two answers to choose from."))


class ColumnRow(TidyForm):
    """One column of a table of repeating rows."""

    name = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput())
    title_ar = forms.CharField(label=gettext_lazy("Column in Arabic"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Column in English"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind, KIND_WORDS[kind]) for kind in COLUMN_KINDS],
        initial=words.TEXT,
    )
    required = forms.BooleanField(label=gettext_lazy("Needed in every row"), required=False)
    answers_ar = forms.CharField(
        label=gettext_lazy("Answers in Arabic"),
        help_text=gettext_lazy("Only for one of several: one on each line."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answers_en = forms.CharField(
        label=gettext_lazy("Answers in English"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        arabic, english = _lines(found.get("answers_ar")), _lines(found.get("answers_en"))
        if found.get("kind") == words.ONE and len(english) < 2:
            raise ValidationError(_("Give at least two answers to choose from."))
        if len(arabic) != len(english):
            raise ValidationError(_("The answers are not as many in both languages."))
        return found


class ColumnRows(BaseFormSet):
    """The columns of a table."""

    title = gettext_lazy("Columns")
    row_label = gettext_lazy("Column")
    add_label = gettext_lazy("Add a column")

    def clean(self) -> None:
        if not any(self.errors) and not _given(self):
            raise ValidationError(_("Give at least one column."))


def _given(formset: Any) -> list[Any]:
    return [
        form
        for form in formset.forms
        if (form.has_changed() or form.initial) and not formset._should_delete_form(form)
    ]


def rows_of(row: Any, base: Any, most: int) -> Any:
    return formset_factory(row, base, extra=2, can_delete=True, max_num=most, validate_max=True)


# --- between rows and JSON Schema -------------------------------------------------------


def apart(said: Any, name: str) -> dict[str, str]:
    said = said or {}
    return {f"{name}_ar": said.get("ar", ""), f"{name}_en": said.get("en", "")}


def choice_rows(asked: Schema) -> list[dict[str, Any]]:
    """The answers to choose from, as the rows begin."""
    said = asked.get("x-choices", {})
    return [
        {"value": value, **apart(said.get(value), "label")}
        for value, _words in words.choices(asked)
    ]


def choices_of(rows: list[dict[str, Any]]) -> tuple[list[str], dict[str, dict[str, str]]]:
    said: dict[str, dict[str, str]] = {}
    used = {row["value"] for row in rows if row.get("value")}
    for row in rows:
        value = row.get("value") or fresh_key(row["label_en"], used, "answer")
        used.add(value)
        said[value] = joined(row, "label")
    return list(said), said


def _lines(text: Any) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def column_row(inner: Schema, column: str) -> dict[str, Any]:
    asked = inner["properties"][column]
    said = [asked.get("x-choices", {}).get(value, {}) for value in asked.get("enum", [])]
    return {
        "name": column,
        **apart(asked.get("x-title"), "title"),
        "kind": words.kind_of(asked),
        "required": words.is_required(inner, column),
        "answers_ar": "\n".join(one.get("ar", "") for one in said),
        "answers_en": "\n".join(one.get("en", "") for one in said),
    }


def columns_of(before: Schema, rows: list[dict[str, Any]]) -> Schema:
    """The columns as a schema of their own; what a column says besides is kept."""
    old = before.get("properties", {})
    made: dict[str, Schema] = {}
    used = set(old)
    for row in rows:
        name = row.get("name") or fresh_key(row["title_en"], used, "column")
        used.add(name)
        asked = old.get(name, {})
        if not asked or words.kind_of(asked) != row["kind"]:
            asked = bare(row["kind"])
        asked = {**asked, "x-title": joined(row, "title")}
        if row["kind"] == words.ONE:
            asked |= _column_choices(asked, row)
        made[name] = asked
    return {
        **{key: value for key, value in before.items() if key.startswith("x-")},
        "type": "object",
        "properties": made,
        "required": [n for n, row in zip(made, rows, strict=True) if row.get("required")],
        "x-order": list(made),
    }


def _column_choices(asked: Schema, row: dict[str, Any]) -> Schema:
    """The answers of a column; one that reads as before keeps its value."""
    known = {one.get("en"): value for value, one in asked.get("x-choices", {}).items()}
    pairs = zip(_lines(row["answers_ar"]), _lines(row["answers_en"]), strict=True)
    rows = [{"value": known.get(en), "label_ar": ar, "label_en": en} for ar, en in pairs]
    chosen, said = choices_of(rows)
    return {"enum": chosen, "x-choices": said}
