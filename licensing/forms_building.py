"""The forms of the form builder: a section, and a question of each kind.

`QuestionForm` shows what a question of its kind can say; `asked()` makes JSON Schema of it and
`begun()` reads one back. Whatever else a schema says of a question is kept.
"""

import json
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import building, prefilling, questions
from licensing import questions_words as words
from licensing.forms_conditions import ConditionField, answers_to_wait_for, as_picked
from licensing.forms_types import joined
from licensing.questions import Schema
from licensing.rows_building import (
    MOST_CHOICES,
    MOST_COLUMNS,
    ChoiceRow,
    ChoiceRows,
    ColumnRow,
    ColumnRows,
    apart,
    bare,
    choice_rows,
    choices_of,
    column_row,
    columns_of,
    rows_of,
)
from workflow.forms import ActionForm


class SectionForm(ActionForm):
    """A section: its title, and after which answers its questions are asked."""

    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200)
    when = ConditionField(label=gettext_lazy("Ask this section only after these answers"))

    def __init__(self, *args: Any, case: Any, key: str = "", **kwargs: Any) -> None:
        self.key = key
        schema = building.tidied(case.questions)
        part = building.part_named(schema, key) if key else {}
        title = part.get("title") or {}
        kwargs["initial"] = {
            "title_ar": title.get("ar", ""),
            "title_en": title.get("en", ""),
            "when": as_picked(part.get("when") or {}),
        }
        super().__init__(*args, case=case, **kwargs)
        inside = set(part.get("questions", []))
        field: Any = self.fields["when"]
        field.choices = [
            pair for pair in answers_to_wait_for(schema) if _question_of(pair[0]) not in inside
        ]
        if not field.choices:
            del self.fields["when"]

    def change(self) -> building.Change:
        """The change that was filled in."""
        found = self.cleaned_data
        title = {"ar": found["title_ar"], "en": found["title_en"]}
        return building.put_section(self.key, title, found.get("when") or {})


def _question_of(picked: str) -> str:
    return str(json.loads(picked)[0])


# --- a question -------------------------------------------------------------------------


def _limit(label: Any, least: int = 0, most: int = 1_000_000_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most)


def _bound(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=15, decimal_places=4)


# The fields of each kind: name in the form, name in the schema, the field.
_LENGTHS = (
    ("least", "minLength", lambda: _limit(gettext_lazy("Characters, at least"))),
    (
        "most",
        "maxLength",
        lambda: _limit(gettext_lazy("Characters, at most"), 1, 10_000),
    ),
)
_WHOLES = (
    ("least", "minimum", lambda: _limit(gettext_lazy("The least"), -1_000_000_000)),
    ("most", "maximum", lambda: _limit(gettext_lazy("The most"), -1_000_000_000)),
)
_BOUNDS = (
    ("least", "minimum", lambda: _bound(gettext_lazy("The least"))),
    ("most", "maximum", lambda: _bound(gettext_lazy("The most"))),
)
_COUNTS = (
    ("least", "minItems", lambda: _limit(gettext_lazy("Rows, at least"), most=50)),
    (
        "most",
        "maxItems",
        lambda: _limit(gettext_lazy("Rows, at most"), 1, 200),
    ),
)
_DECIMALS = (
    "decimals",
    "x-decimals",
    lambda: _limit(gettext_lazy("Decimals"), most=6),
)
OWN: dict[str, tuple[Any, ...]] = {
    words.TEXT: _LENGTHS,
    words.LONG: _LENGTHS,
    words.WHOLE: _WHOLES,
    words.NUMBER: (*_BOUNDS, _DECIMALS),
    words.MONEY: _BOUNDS,
    words.ROWS: _COUNTS,
}
WITH_UNIT = (words.WHOLE, words.NUMBER)


class QuestionForm(ActionForm):
    """One question of the form. `name` is empty for a new one, which has a `kind` and a `part`."""

    title_ar = forms.CharField(label=gettext_lazy("Question in Arabic"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Question in English"), max_length=300)
    help_ar = forms.CharField(
        label=gettext_lazy("Explanation in Arabic"), max_length=500, required=False
    )
    help_en = forms.CharField(
        label=gettext_lazy("Explanation in English"), max_length=500, required=False
    )
    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False)
    public = forms.BooleanField(
        label=gettext_lazy("The answer stands on the licence and in the register"), required=False
    )
    part = forms.ChoiceField(label=gettext_lazy("Section"), choices=())
    prefill = forms.ChoiceField(
        label=gettext_lazy("Filled in from"), choices=prefilling.sources, required=False
    )
    when = ConditionField()
    formset_classes: ClassVar[dict[str, Any]] = {}

    def __init__(
        self,
        *args: Any,
        case: Any,
        name: str = "",
        kind: str = words.TEXT,
        part: str = "",
        **kwargs: Any,
    ) -> None:
        self.schema = building.tidied(case.questions)
        self.name = name
        self.before: Schema = self.schema["properties"].get(name) or bare(kind)
        self.kind = words.kind_of(self.before) if name else kind
        self.at = part or next(
            (row["name"] for row in self.schema["x-sections"] if name in row["questions"]), ""
        )
        self._shape_fields()
        kwargs["initial"] = {**begun(self.schema, name, self.before), "part": self.at}
        super().__init__(*args, case=case, **kwargs)
        parts: Any = self.fields["part"]
        parts.choices = [
            (row["name"], questions.in_words(row.get("title")) or row["name"])
            for row in self.schema["x-sections"]
        ]
        if "when" in self.fields:
            when: Any = self.fields["when"]
            when.choices = answers_to_wait_for(self.schema, but=self.name)

    def _shape_fields(self) -> None:
        made = {n: make() for n, _key, make in OWN.get(self.kind, ())}
        if self.kind in WITH_UNIT:
            made["unit_ar"] = forms.CharField(
                label=_("Unit in Arabic"), max_length=60, required=False
            )
            made["unit_en"] = forms.CharField(
                label=_("Unit in English"), max_length=60, required=False
            )
        base = {name: type(self).base_fields[name] for name in type(self).base_fields}
        first = ("title_ar", "title_en", "help_ar", "help_en", "required")
        rest = [name for name in base if name not in first]
        if self.kind == words.ROWS:
            rest = [name for name in rest if name != "prefill"]
        if not answers_to_wait_for(self.schema, but=self.name):
            rest.remove("when")
        self.base_fields = {  # type: ignore[misc]
            **{name: base[name] for name in first}, **made, **{name: base[name] for name in rest},
        }  # fmt: skip
        if self.kind in (words.ONE, words.SEVERAL):
            self.formset_classes = {"choices": rows_of(ChoiceRow, ChoiceRows, MOST_CHOICES)}  # type: ignore[misc]
        elif self.kind == words.ROWS:
            self.formset_classes = {"columns": rows_of(ColumnRow, ColumnRows, MOST_COLUMNS)}  # type: ignore[misc]

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if name == "choices":
            return choice_rows(self.before)
        inner = words.columns(self.before)
        return [column_row(inner, column) for column in words.names(inner)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        least, most = found.get("least"), found.get("most")
        if least is not None and most is not None and least > most:
            raise ValidationError(_("The least is more than the most."))
        if bool(found.get("help_ar")) != bool(found.get("help_en")):
            raise ValidationError(_("The explanation is missing in one language."))
        if bool(found.get("unit_ar")) != bool(found.get("unit_en")):
            raise ValidationError(_("The unit is missing in one language."))
        return found

    def change(self) -> building.Change:
        """The change that was filled in."""
        values = self.values()
        return building.put_question(
            self.name, values["part"], self.asked(values), required=values["required"]
        )

    def asked(self, values: dict[str, Any]) -> Schema:
        """The question as JSON Schema."""
        found = {**self.before, "x-title": joined(values, "title")}
        _set(found, "x-help", joined(values, "help") if values.get("help_en") else None)
        _set(found, "x-public", values.get("public") or None)
        _set(found, "x-when", values.get("when") or None)
        if "prefill" in self.fields:
            # What is usual is not written down; "" says that nothing is taken from anywhere.
            usual = values["prefill"] == prefilling.EARLIER
            _set(found, "x-prefill", None if usual else values["prefill"])
        for name, key, _make in OWN.get(self.kind, ()):
            _set(found, key, questions.stored(values.get(name)))
        if self.kind in WITH_UNIT:
            _set(found, "x-unit", joined(values, "unit") if values.get("unit_en") else None)
        if "choices" in values:
            chosen, said = choices_of(values["choices"])
            found["x-choices"] = said
            if self.kind == words.ONE:
                found["enum"] = chosen
            else:
                found["items"] = {**found.get("items", {}), "type": "string", "enum": chosen}
                found["uniqueItems"] = True
        if "columns" in values:
            found["items"] = columns_of(words.columns(self.before), values["columns"])
        return found


def begun(schema: Schema, name: str, asked: Schema) -> dict[str, Any]:
    """A question as its form begins with it."""
    kind = words.kind_of(asked) if name else None
    found: dict[str, Any] = {
        **apart(asked.get("x-title"), "title"),
        **apart(asked.get("x-help"), "help"),
        **apart(asked.get("x-unit"), "unit"),
        "required": questions.is_required(schema, name) if name else True,
        "public": bool(asked.get("x-public")),
        "prefill": asked.get("x-prefill", prefilling.EARLIER),
        "when": as_picked(asked.get("x-when") or {}),
    }
    for field, key, _make in OWN.get(kind or "", ()):
        found[field] = asked.get(key)
    return found


def _set(asked: Schema, key: str, value: Any) -> None:
    """Say something of a question, or (None) nothing of the kind."""
    if value is None:
        asked.pop(key, None)
    else:
        asked[key] = value
