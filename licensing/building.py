"""Changes of a form, made question by question: each takes a schema and returns the next one.

The form builder (licensing/views/building.py) takes them through the gate, so that each is made
to the schema as it stands at that moment. `CannotBuild` says in a sentence why one is not made.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from licensing import questions
from licensing.keys import fresh_key
from licensing.questions import Schema

Change = Callable[[Schema], Schema]
UP, DOWN = "up", "down"


class CannotBuild(Exception):
    """A change that cannot be made; says why."""


def tidied(schema: Schema) -> Schema:
    """A copy in which every question stands in one section, and the order is that of the sections."""
    found = deepcopy(schema)
    found.setdefault("type", "object")
    found.setdefault("properties", {})
    parts = []
    left = questions.names(found)
    for number, row in enumerate(found.get("x-sections", []), 1):
        asked = [name for name in row.get("questions", []) if name in left]
        left = [name for name in left if name not in asked]
        key = row.get("name") or f"part_{number}"
        parts.append({**row, "name": key, "questions": asked})
    if left:
        title = {"ar": "أسئلة", "en": "Questions"}
        used = {"new", *(part["name"] for part in parts)}
        key = fresh_key("questions", used)
        parts.append({"name": key, "title": title, "questions": left})
    found["x-sections"] = parts
    found["x-order"] = [name for part in parts for name in part["questions"]]
    needed = set(found.get("required", []))
    found["required"] = [name for name in found["x-order"] if name in needed]
    return found


def part_named(schema: Schema, key: str) -> dict[str, Any]:
    """The section with this key. Raises CannotBuild."""
    for part in schema["x-sections"]:
        if part["name"] == key:
            return dict(part)
    raise CannotBuild(_("This section is not there any more."))


# --- sections ---------------------------------------------------------------------------


def put_section(key: str, title: dict[str, str], when: questions.Condition) -> Change:
    """Change a section's words and condition; with no key, add one at the end."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        said = {"title": title, **({"when": when} if when else {})}
        if not key:
            used = {"new", *(part["name"] for part in found["x-sections"])}
            new = fresh_key(title["en"], used, "part")
            found["x-sections"].append({"name": new, "questions": [], **said})
            return found
        before = part_named(found, key)
        before.pop("when", None)
        found["x-sections"] = [
            {**before, **said} if part["name"] == key else part for part in found["x-sections"]
        ]
        return found

    return change


def move_section(key: str, way: str) -> Change:
    """Move a section up or down by one."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        parts = found["x-sections"]
        at = parts.index(next(p for p in parts if p["name"] == part_named(found, key)["name"]))
        to = at + (-1 if way == UP else 1)
        if 0 <= to < len(parts):
            parts[at], parts[to] = parts[to], parts[at]
        return tidied(found)

    return change


def drop_section(key: str) -> Change:
    """Take out a section. Its questions go first: nothing is lost by one press."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        if part_named(found, key)["questions"]:
            raise CannotBuild(_("Take out or move its questions first."))
        found["x-sections"] = [part for part in found["x-sections"] if part["name"] != key]
        return tidied(found)

    return change


# --- questions --------------------------------------------------------------------------


def put_question(name: str, part: str, asked: Schema, *, required: bool) -> Change:
    """Change a question, or add one (no name) at the end of a section."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        part_named(found, part)
        key = name
        if not key:
            title = asked.get("x-title", {}).get("en", "")
            key = fresh_key(title, found["properties"], "question")
        elif key not in found["properties"]:
            raise CannotBuild(_("This question is not there any more."))
        found["properties"][key] = asked
        _need(found, key, required=required)
        for row in found["x-sections"]:
            if row["name"] == part and key not in row["questions"]:
                row["questions"].append(key)
            elif row["name"] != part and key in row["questions"]:
                row["questions"].remove(key)
        return tidied(found)

    return change


def move_question(name: str, way: str) -> Change:
    """Move a question by one; from the end of a section into the next one."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        parts = found["x-sections"]
        at = _part_of(found, name)
        row = parts[at]["questions"]
        here = row.index(name)
        to = here + (-1 if way == UP else 1)
        if 0 <= to < len(row):
            row[here], row[to] = row[to], row[here]
        elif way == UP and at > 0:
            row.remove(name)
            parts[at - 1]["questions"].append(name)
        elif way == DOWN and at + 1 < len(parts):
            row.remove(name)
            parts[at + 1]["questions"].insert(0, name)
        return tidied(found)

    return change


def copy_question(name: str) -> Change:
    """Add the same question once more, right after it."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        at = _part_of(found, name)
        asked = deepcopy(found["properties"][name])
        title = asked.get("x-title", {})
        asked["x-title"] = {
            "ar": f"{title.get('ar', '')} (نسخة)".strip(),
            "en": f"{title.get('en', '')} (copy)".strip(),
        }
        key = fresh_key(title.get("en", name), found["properties"], "question")
        found["properties"][key] = asked
        _need(found, key, required=name in found["required"])
        row = found["x-sections"][at]["questions"]
        row.insert(row.index(name) + 1, key)
        return tidied(found)

    return change


def drop_question(name: str) -> Change:
    """Take out a question that nothing else waits for."""

    def change(schema: Schema) -> Schema:
        found = tidied(schema)
        _part_of(found, name)
        _forbid_lost(found, name)
        _take_out(found, name)
        return tidied(found)

    return change


def _part_of(schema: Schema, name: str) -> int:
    for at, row in enumerate(schema["x-sections"]):
        if name in row["questions"]:
            return at
    raise CannotBuild(_("This question is not there any more."))


def _take_out(schema: Schema, name: str) -> None:
    del schema["properties"][name]
    for row in schema["x-sections"]:
        row["questions"] = [one for one in row["questions"] if one != name]


def _need(schema: Schema, name: str, *, required: bool) -> None:
    needed = [one for one in schema.get("required", []) if one != name]
    schema["required"] = [*needed, name] if required else needed


def _forbid_lost(schema: Schema, name: str) -> None:
    """Nothing may wait for the answer to a question that goes."""
    for part in schema["x-sections"]:
        if name in (part.get("when") or {}):
            raise _waits(schema, name, questions.in_words(part.get("title")))
    for other, asked in schema["properties"].items():
        if other != name and name in (asked.get("x-when") or {}):
            raise _waits(schema, name, questions.label(schema, other))


def _waits(schema: Schema, name: str, what: str) -> CannotBuild:
    text = _("“%(what)s” is asked only after answers to “%(question)s”. Change that first.")
    return CannotBuild(text % {"what": what, "question": questions.label(schema, name)})
