"""The words and the parts of a schema of questions: read by everything that asks or shows them.

A schema is one level deep: its questions, and inside a question of repeating rows the columns,
which form a schema of their own (`columns`).
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language

Schema = dict[str, Any]

# What a question can be. The kinds are the officer's words for a shape of JSON Schema.
TEXT, LONG, WHOLE, NUMBER, MONEY = "text", "long", "whole", "number", "money"
DATE, YES_NO, ONE, SEVERAL, ROWS = "date", "yes_no", "one", "several", "rows"
KINDS = (TEXT, LONG, WHOLE, NUMBER, MONEY, DATE, YES_NO, ONE, SEVERAL, ROWS)
_BY_TYPE = {"integer": WHOLE, "boolean": YES_NO}


def empty() -> Schema:
    """No questions at all."""
    return {"type": "object", "properties": {}, "required": [], "x-order": []}


def in_words(words: Any) -> str:
    """Return {"ar": …, "en": …} in the reader's language, or in the other where it is missing."""
    if not isinstance(words, dict):
        return str(words or "")
    first, second = ("ar", "en") if (get_language() or "").startswith("ar") else ("en", "ar")
    return str(words.get(first) or words.get(second) or "")


def both(words: Any) -> bool:
    """Whether something is said in both languages."""
    return isinstance(words, dict) and bool(words.get("ar")) and bool(words.get("en"))


def kind_of(asked: Schema) -> str:
    """Which kind of question this is."""
    held = asked.get("type", "string")
    if held == "array":
        return ROWS if asked.get("items", {}).get("type") == "object" else SEVERAL
    if held == "number":
        return MONEY if asked.get("x-money") else NUMBER
    if held in _BY_TYPE:
        return _BY_TYPE[held]
    if "enum" in asked:
        return ONE
    if asked.get("format") == "date":
        return DATE
    return LONG if asked.get("x-long") else TEXT


def names(schema: Schema) -> list[str]:
    """Return the questions' names, in order."""
    known = schema.get("properties", {})
    ordered = [name for name in schema.get("x-order", []) if name in known]
    return ordered + [name for name in sorted(known) if name not in ordered]


def columns(asked: Schema) -> Schema:
    """The columns of a question of repeating rows: a schema like that of the whole form."""
    return dict(asked.get("items", {}))


def label(schema: Schema, name: str) -> str:
    """Return a question in the reader's language."""
    return in_words(schema["properties"][name].get("x-title")) or name


def is_required(schema: Schema, name: str) -> bool:
    """Whether the question must be answered before submission."""
    return name in schema.get("required", [])


def choices(asked: Schema) -> list[tuple[str, str]]:
    """What can be chosen: each value with its words."""
    values = asked.get("enum") or asked.get("items", {}).get("enum") or []
    words = asked.get("x-choices", {})
    return [(value, in_words(words.get(value)) or str(value)) for value in values]


def conditions(schema: Schema) -> Iterator[tuple[str, dict[str, list[Any]]]]:
    """Every condition of a schema: the title of what depends on it, and the answers wanted."""
    for row in schema.get("x-sections", []):
        if row.get("when"):
            yield in_words(row.get("title")) or str(row.get("name", "")), row["when"]
    for name in names(schema):
        when = schema["properties"][name].get("x-when")
        if when:
            yield label(schema, name), when
