"""Whether a schema of questions is one that a form can be made of, in sentences for officers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from licensing import questions_words as words
from licensing.questions_words import Schema
from workflow import wording

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS = 200
# What a question may say of itself; whatever else JSON Schema knows has no field here.
KNOWN = {
    "type", "title", "description", "enum", "format", "minLength", "maxLength", "minimum",
    "maximum", "items", "minItems", "maxItems", "uniqueItems",
}  # fmt: skip
KNOWN_TYPES = {"string", "integer", "number", "boolean", "array"}


def shape_problem(schema: Any) -> str:
    """Return what is wrong with a schema, or nothing: for whoever writes one."""
    return next(iter(shape_problems(schema)), "")


def shape_problems(schema: Any) -> Iterator[str]:
    """Everything that is wrong with a schema, each in a sentence."""
    unusable = _unusable(schema)
    if unusable:
        yield unusable
        return
    yield from _questions(schema)
    yield from _sections(schema)
    yield from _conditions(schema)


def _unusable(schema: Any) -> str:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return _("The questions are not a JSON Schema: %(error)s") % {"error": error.message}
    properties = schema.get("properties", {}) if isinstance(schema, dict) else None
    fine = isinstance(properties, dict) and schema.get("type", "object") == "object"
    if not fine or not all(isinstance(asked, dict) for asked in (properties or {}).values()):
        return _("The questions are not a JSON Schema of an object.")
    if len(properties or {}) > MOST_QUESTIONS:
        return _("There are too many questions: %(limit)s are the most.") % {
            "limit": MOST_QUESTIONS
        }
    for key in ("required", "x-order"):
        listed = schema.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            return _("“%(key)s” must be a list of names.") % {"key": key}
    return ""


def _named(schema: Schema, is_wrong: Callable[[str, Schema], bool]) -> list[str]:
    return [n for n in words.names(schema) if is_wrong(n, schema["properties"][n])]


def _questions(schema: Schema) -> Iterator[str]:
    checks: list[tuple[Callable[[str, Schema], bool], Any]] = [
        (
            lambda name, _asked: not NAME.fullmatch(name),
            _("Names are small Latin letters, digits and underscores; these are not: %(names)s."),
        ),
        (
            lambda _name, asked: not words.both(asked.get("x-title")),
            _("These questions lack words in both languages: %(names)s."),
        ),
        (
            lambda _name, asked: not _is_askable(asked),
            _("No field can be made of these questions: %(names)s."),
        ),
        (
            lambda _name, asked: not _choices_are_whole(asked),
            _("The choices of these questions lack words in both languages: %(names)s."),
        ),
        (
            lambda _name, asked: _is_upside_down(asked),
            _("The least is more than the most in these questions: %(names)s."),
        ),
    ]
    for is_wrong, text in checks:
        wrong = _named(schema, is_wrong)
        if wrong:
            yield text % {"names": wording.listing(wrong)}
    for name in words.names(schema):
        asked = schema["properties"][name]
        if _is_askable(asked) and words.kind_of(asked) == words.ROWS:
            yield from _columns(schema, name)


def _columns(schema: Schema, name: str) -> Iterator[str]:
    inner = words.columns(schema["properties"][name])
    if not inner.get("properties"):
        yield _("The table “%(title)s” has no columns.") % {"title": words.label(schema, name)}
        return
    nested = _named(inner, lambda _n, a: _is_askable(a) and words.kind_of(a) == words.ROWS)
    if nested:
        yield _("A table stands in a table: %(names)s.") % {"names": wording.listing(nested)}
        return
    for problem in _questions(inner):
        yield _("In the table “%(title)s”: %(problem)s") % {
            "title": words.label(schema, name), "problem": problem,
        }  # fmt: skip


def _is_askable(asked: Schema) -> bool:
    unknown = {key for key in asked if not key.startswith("x-")} - KNOWN
    held = asked.get("type", "string")
    if unknown or held not in KNOWN_TYPES or asked.get("format", "date") != "date":
        return False
    values = asked.get("enum", [])
    if not all(isinstance(value, str) for value in values) or (values and held != "string"):
        return False
    if held != "array":
        return True
    items = asked.get("items")
    if not isinstance(items, dict):
        return False
    if items.get("type") == "object":
        inner = items.get("properties", {})
        return isinstance(inner, dict) and all(isinstance(one, dict) for one in inner.values())
    chosen = items.get("enum") or []
    return bool(chosen) and all(isinstance(value, str) for value in chosen)


def _choices_are_whole(asked: Schema) -> bool:
    if not _is_askable(asked) or words.kind_of(asked) not in (words.ONE, words.SEVERAL):
        return True
    said = asked.get("x-choices", {})
    return all(words.both(said.get(value)) for value, _words in words.choices(asked))


def _is_upside_down(asked: Schema) -> bool:
    pairs = (("minLength", "maxLength"), ("minimum", "maximum"), ("minItems", "maxItems"))
    return any(
        asked.get(least) is not None and asked.get(most) is not None and asked[least] > asked[most]
        for least, most in pairs
    )


def _sections(schema: Schema) -> Iterator[str]:
    rows = schema.get("x-sections", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield _("“%(key)s” must be a list of sections.") % {"key": "x-sections"}
        return
    untitled = [str(row.get("name") or n) for n, row in enumerate(rows, 1) if _is_untitled(row)]
    if untitled:
        yield _("These sections lack a title in both languages: %(names)s.") % {
            "names": wording.listing(untitled)
        }


def _is_untitled(row: dict[str, Any]) -> bool:
    return not words.both(row.get("title"))


def _conditions(schema: Schema) -> Iterator[str]:
    known = schema.get("properties", {})
    found = list(words.conditions(schema))
    lost = sorted({name for _title, when in found for name in when if name not in known})
    if lost:
        yield _("Sections depend on questions that are not there: %(names)s.") % {
            "names": wording.listing(lost)
        }
    for title, when in found:
        for name, wanted in when.items():
            if name in known and not _can_be(known[name], wanted):
                yield _("“%(title)s” waits for an answer that “%(question)s” does not know.") % {
                    "title": title, "question": words.label(schema, name),
                }  # fmt: skip
    yield from _circles(schema)


def _can_be(asked: Schema, wanted: Any) -> bool:
    """Whether these are answers that the question can have."""
    if not isinstance(wanted, list) or not wanted or not _is_askable(asked):
        return False
    kind = words.kind_of(asked)
    if kind == words.YES_NO:
        return all(isinstance(value, bool) for value in wanted)
    if kind in (words.ONE, words.SEVERAL):
        return set(wanted) <= {value for value, _words in words.choices(asked)}
    return False


def is_known(schema: Schema, when: dict[str, list[Any]]) -> bool:
    """Whether a condition asks only for answers that these questions can have."""
    known = schema.get("properties", {})
    return all(name in known and _can_be(known[name], wanted) for name, wanted in when.items())


def _circles(schema: Schema) -> Iterator[str]:
    """A question must not wait for itself, nor for one that waits for it."""
    waits: dict[str, set[str]] = {name: set() for name in words.names(schema)}
    for name in waits:
        waits[name] |= set(schema["properties"][name].get("x-when") or {})
    for row in schema.get("x-sections", []):
        for name in row.get("questions", []):
            if name in waits:
                waits[name] |= set(row.get("when") or {})
    round_ = [name for name in waits if name in _reached(waits, name)]
    if round_:
        yield _("These questions wait for one another: %(names)s.") % {
            "names": wording.listing([words.label(schema, name) for name in round_])
        }


def _reached(waits: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    left = list(waits[start])
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += waits.get(name, ())
    return found
