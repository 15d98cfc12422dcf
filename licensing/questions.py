"""The questions and documents of a licence type: a small JSON Schema, shown as form fields.

A schema is an object whose `properties` are strings (short, `x-long`, `format: date`, or one of
`enum`), integers, numbers or booleans. `x-order` lists them in order (jsonb keeps none);
`x-title`, `x-help` and `x-choices` carry the words in both languages. `x-sections` groups the
questions into the steps in which they are asked, some only after certain answers:
`{"name": "cold", "title": {…}, "questions": ["chillers"], "when": {"goods": ["chilled", "fresh"]}}`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError

from accounts.inputs import DayField
from workflow import wording

Schema = dict[str, Any]
CHECKER = FormatChecker(["date"])


@dataclass(frozen=True)
class Document:
    """A document an application needs; `key` is the purpose of its attachment."""

    key: str
    label: str
    help: str
    required: bool


@dataclass(frozen=True)
class Section:
    """Questions that are asked together; `when` maps earlier questions to the answers wanted."""

    key: str
    title: str
    names: list[str]
    when: dict[str, list[Any]]


def empty() -> Schema:
    """No questions at all."""
    return {"type": "object", "properties": {}, "required": [], "x-order": []}


def in_words(words: Any) -> str:
    """Return {"ar": …, "en": …} in the reader's language, or in the other where it is missing."""
    if not isinstance(words, dict):
        return str(words or "")
    first, second = ("ar", "en") if (get_language() or "").startswith("ar") else ("en", "ar")
    return str(words.get(first) or words.get(second) or "")


def documents(rows: Iterable[dict[str, Any]]) -> list[Document]:
    """Return the documents of a version, labelled in the reader's language."""
    return [
        Document(
            row["key"],
            in_words(row.get("label")),
            in_words(row.get("help")),
            bool(row.get("required", True)),
        )
        for row in rows
    ]


def names(schema: Schema) -> list[str]:
    """Return the questions' names, in order."""
    known = schema.get("properties", {})
    ordered = [name for name in schema.get("x-order", []) if name in known]
    return ordered + [name for name in sorted(known) if name not in ordered]


def sections(schema: Schema) -> list[Section]:
    """Return the steps in which the questions are asked; what no section names comes last."""
    left = names(schema)
    found = []
    for number, row in enumerate(schema.get("x-sections", []), 1):
        asked = [name for name in row.get("questions", []) if name in left]
        left = [name for name in left if name not in asked]
        if asked:
            title = in_words(row.get("title")) or _("Questions")
            key = str(row.get("name") or f"questions-{number}")
            found.append(Section(key, title, asked, dict(row.get("when", {}))))
    if left:
        found.append(Section("questions", _("Questions"), left, {}))
    return found


def holds(when: dict[str, list[Any]], given: dict[str, Any]) -> bool:
    """Whether the answers given are those that a section's condition wants."""
    return all(stored(given.get(name)) in wanted for name, wanted in when.items())


def skipped(schema: Schema, answers: dict[str, Any]) -> set[str]:
    """Return the questions that are not asked, given these answers."""
    idle = [part for part in sections(schema) if not holds(part.when, answers)]
    return {name for part in idle for name in part.names}


def label(schema: Schema, name: str) -> str:
    """Return a question in the reader's language."""
    return in_words(schema["properties"][name].get("x-title")) or name


def is_required(schema: Schema, name: str) -> bool:
    """Whether the question must be answered before submission."""
    return name in schema.get("required", [])


# --- a question as a form field --------------------------------------------------------


def field(schema: Schema, name: str) -> forms.Field:
    """Return the form field that asks the question."""
    asked = schema["properties"][name]
    common: dict[str, Any] = {
        "label": label(schema, name),
        "help_text": in_words(asked.get("x-help")),
        "required": is_required(schema, name),
    }
    if "enum" in asked:
        return forms.ChoiceField(choices=_choices(asked), widget=forms.RadioSelect, **common)
    return _maker(asked)(asked, common)


def _maker(asked: dict[str, Any]) -> Any:
    if asked.get("format") == "date":
        return _date
    return {"integer": _integer, "number": _number, "boolean": _yes_or_no}.get(
        asked.get("type", "string"), _text
    )


def _choices(asked: dict[str, Any]) -> list[tuple[str, str]]:
    words = asked.get("x-choices", {})
    return [(value, in_words(words.get(value)) or value) for value in asked["enum"]]


def _text(asked: dict[str, Any], common: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 4}) if asked.get("x-long") else forms.TextInput()
    return forms.CharField(
        max_length=asked.get("maxLength", 2000 if asked.get("x-long") else 300),
        min_length=asked.get("minLength"),
        widget=widget,
        **common,
    )


def _integer(asked: dict[str, Any], common: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(
        min_value=asked.get("minimum"), max_value=asked.get("maximum"), **common
    )


def _number(asked: dict[str, Any], common: dict[str, Any]) -> forms.Field:
    return forms.DecimalField(
        min_value=asked.get("minimum"),
        max_value=asked.get("maximum"),
        max_digits=15,
        decimal_places=asked.get("x-decimals", 2),
        **common,
    )


def _date(asked: dict[str, Any], common: dict[str, Any]) -> forms.Field:
    return DayField(**common)


def _yes_or_no(asked: dict[str, Any], common: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **common,
    )


# --- an answer, stored and shown -------------------------------------------------------


def stored(value: Any) -> Any:
    """Return a cleaned form value as JSON; None where nothing was answered."""
    if value in (None, ""):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def initial(value: Any) -> Any:
    """Return a stored answer as its form field begins with it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def shown(schema: Schema, name: str, value: Any) -> str:
    """Return a stored answer as people read it."""
    asked = schema["properties"][name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if "enum" in asked:
        return dict(_choices(asked)).get(value, str(value))
    if asked.get("format") == "date":
        return wording.date_both(date.fromisoformat(value))
    if isinstance(value, int | float):
        return str(format_decimal(value, locale=wording.locale()))
    return str(value)


def rows(schema: Schema, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every question with its answer, for a summary list."""
    return [
        {"label": label(schema, name), "value": shown(schema, name, answers.get(name))}
        for name in names(schema)
    ]


# --- what is missing or wrong ----------------------------------------------------------


def unanswered(schema: Schema, answers: dict[str, Any]) -> list[str]:
    """Return the required questions, in the reader's words, that have no answer."""
    idle = skipped(schema, answers)
    return [
        label(schema, name)
        for name in names(schema)
        if is_required(schema, name) and name not in idle and answers.get(name) in (None, "")
    ]


def unacceptable(schema: Schema, answers: dict[str, Any]) -> list[str]:
    """Return the questions whose answers do not fit the schema (they may be from before)."""
    given = {k: v for k, v in answers.items() if v not in (None, "")}
    loose = {**schema, "required": []}
    wrong = {
        error.path[0]
        for error in Draft202012Validator(loose, format_checker=CHECKER).iter_errors(given)
        if error.path
    }
    return [label(schema, name) for name in names(schema) if name in wrong]


def shape_problem(schema: Any) -> str:
    """Return what is wrong with a schema, or nothing: for whoever writes one."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return _("The questions are not a JSON Schema: %(error)s") % {"error": error.message}
    properties = schema.get("properties", {}) if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return _("The questions are not a JSON Schema of an object.")
    lost = {name for row in _conditional(schema) for name in row["when"] if name not in properties}
    if lost:
        return _("Sections depend on questions that are not there: %(names)s.") % {
            "names": wording.listing(sorted(lost))
        }
    untitled = [name for name, asked in properties.items() if not _both(asked.get("x-title"))]
    if untitled:
        return _("These questions lack words in both languages: %(names)s.") % {
            "names": wording.listing(untitled)
        }
    return ""


def _conditional(schema: Schema) -> list[dict[str, Any]]:
    return [row for row in schema.get("x-sections", []) if row.get("when")]


def list_problem(rows_: Any) -> str:
    """Return what is wrong with a list of documents, or nothing."""
    fine = isinstance(rows_, list) and all(
        isinstance(row, dict) and row.get("key") and _both(row.get("label")) for row in rows_
    )
    return "" if fine else _("Each document needs a key and a label in both languages.")


def _both(words: Any) -> bool:
    return isinstance(words, dict) and bool(words.get("ar")) and bool(words.get("en"))
