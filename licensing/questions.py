"""The questions and documents of a licence type: a small JSON Schema, shown as form fields.

What a schema may hold is written in docs/licence-types.md. Officers make it in the browser
(licensing/building.py); `x-order` lists the questions (jsonb keeps no order), `x-sections`
groups them into steps, `x-when` of a section or of a single question says after which answers
it is asked. The parts: questions_words (reading a schema), questions_fields (fields, answers in
words), questions_shape (is it sound?). Callers use this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as _field
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker

from licensing.questions_fields import field, initial, initial_row, kept_rows, rowset, shown, stored
from licensing.questions_shape import is_known, shape_problem, shape_problems
from licensing.questions_words import (
    ROWS,
    Schema,
    both,
    choices,
    columns,
    conditions,
    empty,
    in_words,
    is_required,
    kind_of,
    label,
    names,
)

__all__ = [
    "ROWS",
    "Condition",
    "Document",
    "Schema",
    "Section",
    "asked_documents",
    "both",
    "choices",
    "columns",
    "conditions",
    "documents",
    "effective_conditions",
    "either_answer",
    "empty",
    "field",
    "holds",
    "in_words",
    "initial",
    "initial_row",
    "is_known",
    "is_required",
    "is_rows",
    "kept_rows",
    "kind_of",
    "label",
    "list_problem",
    "names",
    "rows",
    "rowset",
    "sections",
    "shape_problem",
    "shape_problems",
    "shown",
    "skipped",
    "stored",
    "unacceptable",
    "unanswered",
    "when_of",
]  # fmt: skip
from workflow import wording

CHECKER = FormatChecker(["date"])
Condition = dict[str, list[Any]]


@dataclass(frozen=True)
class Document:
    """A document an application needs; `key` is the purpose of its attachment.

    when       the answers after which it is asked for
    expires    its last valid day is asked for, and must not be over
    max_age    the most days between its issue (which is asked for) and the submission; 0: any
    reuse      what of the company's file may stand for it: "document:<purpose>" of its
               registration or "credential:<type>"; "" for nothing
    """

    key: str
    label: str
    help: str
    required: bool
    when: Condition = _field(default_factory=dict)
    expires: bool = False
    max_age: int = 0
    reuse: str = ""


@dataclass(frozen=True)
class Section:
    """Questions that are asked together; `when` maps earlier questions to the answers wanted."""

    key: str
    title: str
    names: list[str]
    when: Condition


def documents(rows: Iterable[dict[str, Any]]) -> list[Document]:
    """Return the documents of a version, labelled in the reader's language."""
    return [
        Document(
            row["key"],
            in_words(row.get("label")),
            in_words(row.get("help")),
            bool(row.get("required", True)),
            dict(row.get("when") or {}),
            bool(row.get("expires")),
            int(row.get("max_age_days") or 0),
            str(row.get("reuse") or ""),
        )
        for row in rows
    ]


def asked_documents(
    rows: Iterable[dict[str, Any]], schema: Schema, answers: dict[str, Any]
) -> list[Document]:
    """Return the documents that are asked for, given these answers."""
    given = _live(schema, answers)
    return [document for document in documents(rows) if holds(document.when, given)]


def is_rows(schema: Schema, name: str) -> bool:
    """Whether the question is one of repeating rows."""
    return kind_of(schema["properties"][name]) == ROWS


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


# --- what is asked, after which answers -------------------------------------------------


def holds(when: Condition, given: dict[str, Any]) -> bool:
    """Whether the answers given are those that a condition wants."""
    return all(_fits(stored(given.get(name)), wanted) for name, wanted in when.items())


def _fits(answer: Any, wanted: list[Any]) -> bool:
    if isinstance(answer, list):
        return any(one in wanted for one in answer)
    return answer in wanted


def when_of(schema: Schema, name: str) -> Condition:
    """The condition of one question, its section's aside."""
    return dict(schema["properties"][name].get("x-when") or {})


def effective_conditions(schema: Schema) -> dict[str, Condition]:
    """The whole condition of every question that has one: its section's and its own."""
    found: dict[str, Condition] = {}
    for part in sections(schema):
        for name in part.names:
            whole = {k: list(v) for k, v in part.when.items()}
            for on, wanted in when_of(schema, name).items():
                whole[on] = [v for v in whole.get(on, wanted) if v in wanted]
            if whole:
                found[name] = whole
    return found


def skipped(schema: Schema, answers: dict[str, Any]) -> set[str]:
    """Return the questions that are not asked, given these answers.

    An answer to a question that is itself not asked counts for nothing.
    """
    idle: set[str] = set()
    parts = sections(schema)
    while True:
        given = {name: value for name, value in answers.items() if name not in idle}
        found = {name for part in parts if not holds(part.when, given) for name in part.names}
        found |= {name for name in names(schema) if not holds(when_of(schema, name), given)}
        if found <= idle:
            return idle
        idle |= found


def _live(schema: Schema, answers: dict[str, Any]) -> dict[str, Any]:
    idle = skipped(schema, answers)
    return {name: value for name, value in answers.items() if name not in idle}


def either_answer(schema: Schema, name: str, wanted: list[Any]) -> str:
    """The answers that a condition waits for, in words: this or that."""
    asked = schema["properties"].get(name, {})
    said = dict(choices(asked))
    words = {True: _("Yes"), False: _("No")}
    return wording.either(
        [words[one] if isinstance(one, bool) else said.get(one, str(one)) for one in wanted]
    )


def rows(schema: Schema, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every question that was asked with its answer, for a summary list."""
    idle = skipped(schema, answers)
    return [
        {"label": label(schema, name), "value": shown(schema, name, answers.get(name))}
        for name in names(schema)
        if name not in idle
    ]


# --- what is missing or wrong ----------------------------------------------------------


def unanswered(schema: Schema, answers: dict[str, Any]) -> list[str]:
    """Return the required questions, in the reader's words, that have no answer."""
    idle = skipped(schema, answers)
    found = []
    for name in names(schema):
        if name in idle:
            continue
        value = answers.get(name)
        if is_rows(schema, name):
            found += _unanswered_rows(schema, name, value or [])
        elif is_required(schema, name) and value in (None, "", []):
            found.append(label(schema, name))
    return found


def _unanswered_rows(schema: Schema, name: str, given: list[dict[str, Any]]) -> list[str]:
    asked, title = schema["properties"][name], label(schema, name)
    least = max(asked.get("minItems", 0), int(is_required(schema, name)))
    needed = is_required(schema, name) or bool(given)
    if needed and len(given) < least:
        few = _("%(question)s (at least %(least)s)") % {"question": title, "least": least}
        return [few if least > 1 else title]
    inner = columns(asked)
    return [
        _("%(question)s, row %(number)s: %(column)s")
        % {"question": title, "number": number, "column": label(inner, column)}
        for number, row in enumerate(given, 1)
        for column in names(inner)
        if is_required(inner, column) and row.get(column) in (None, "", [])
    ]


def unacceptable(schema: Schema, answers: dict[str, Any]) -> list[str]:
    """Return the questions whose answers do not fit the schema (they may be from before)."""
    idle = skipped(schema, answers)
    given = {k: v for k, v in answers.items() if v not in (None, "", []) and k not in idle}
    wrong = {
        error.path[0]
        for error in Draft202012Validator(_loose(schema), format_checker=CHECKER).iter_errors(given)
        if error.path
    }
    return [label(schema, name) for name in names(schema) if name in wrong]


def _loose(schema: Schema) -> Schema:
    """The schema without asking that anything be there: that is said elsewhere, in better words."""
    inside = {
        name: {
            key: (_loose(value) if key == "items" and value.get("type") == "object" else value)
            for key, value in asked.items()
            if key != "minItems"
        }
        for name, asked in schema.get("properties", {}).items()
    }
    return {**schema, "required": [], "properties": inside}


def list_problem(rows_: Any) -> str:
    """Return what is wrong with a list of documents, or nothing."""
    fine = isinstance(rows_, list) and all(
        isinstance(row, dict) and row.get("key") and both(row.get("label")) for row in rows_
    )
    return "" if fine else _("Each document needs a key and a label in both languages.")
