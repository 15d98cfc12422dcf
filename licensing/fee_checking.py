"""Whether a fee schedule makes sense: asked by the officers' form, and before a version is proposed.

The first problem is returned as a sentence for people, or nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from licensing import fee_schedule as fs
from licensing.questions import in_words, label, names
from workflow.actions import Act
from workflow.blockers import Blocker

# What can be counted or measured.
COUNTED = ("integer", "number", "boolean", "array")
LARGEST = Decimal(1_000_000_000)


def countable(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the questions whose answers are figures, yes or no, or rows: (name, question)."""
    asked = schema.get("properties", {})
    return [
        (name, label(dict(schema), name))
        for name in names(dict(schema))
        if asked[name].get("type") in COUNTED
    ]


def problem(schedule: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return what is wrong with a schedule for these questions."""
    rows, exemptions = schedule.get("rows") or [], schedule.get("exemptions") or []
    keys = [row.get("key") for row in [*rows, *exemptions]]
    if len(set(keys)) != len(keys) or not all(keys):
        return _("Two rows of the fees have the same name.")
    for row in rows:
        found = _of_row(row, schema)
        if found:
            return f"{in_words(row.get('label'))}: {found}"
    for row in exemptions:
        found = _of_exemption(row, {row.get("key") for row in rows}, schema)
        if found:
            return f"{in_words(row.get('label'))}: {found}"
    return ""


def _of_row(row: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if row.get("kind") not in fs.KINDS:
        return _("This kind of fee is not known.")
    if not _both(row.get("label")):
        return _("A name is needed in both languages.")
    known = {name for name, _label in countable(schema)}
    if row["kind"] in (fs.SLABS, fs.PER_UNIT) and row.get("value") not in known:
        return _("The question that it is computed from is not in the form any more.")
    if row["kind"] == fs.SLABS:
        found = slabs_problem(row.get("slabs") or [])
        if found:
            return found
    amounts = [row.get("amount"), row.get("free"), row.get("most")]
    amounts += [slab.get("amount") for slab in row.get("slabs") or []]
    if any(not _is_amount(amount) for amount in amounts if amount not in (None, "")):
        return _("An amount is no figure, or below nothing.")
    return _when(row, schema)


def slabs_problem(slabs: Sequence[Mapping[str, Any]]) -> str:
    """Return what is wrong with slabs: their limits grow, and the last is open."""
    if not slabs:
        return _("At least one slab is needed.")
    limits = [fs.figure(slab.get("to")) for slab in slabs[:-1]]
    if any(slab.get("to") in (None, "") for slab in slabs[:-1]):
        return _("Only the last slab can be open.")
    if any(one >= other for one, other in pairwise(limits)):
        return _("Each limit must be greater than the one before.")
    if slabs[-1].get("to") not in (None, ""):
        return _("The last slab must be open: write “above” in the place of a limit.")
    return ""


def _of_exemption(row: Mapping[str, Any], keys: Iterable[Any], schema: Mapping[str, Any]) -> str:
    if not _both(row.get("label")):
        return _("A name is needed in both languages.")
    if not _is_amount(row.get("percent")) or not 0 < fs.figure(row["percent"]) <= fs.HUNDRED:
        return _("An exemption is more than 0 and at most 100 percent.")
    if any(key not in keys for key in row.get("rows") or []):
        return _("It exempts of a fee that is not there any more.")
    return _when(row, schema)


def _when(row: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    asked = schema.get("properties", {})
    lost = [name for name in row.get("when") or {} if name not in asked]
    return _("It depends on a question that is not in the form any more.") if lost else ""


def _is_amount(value: Any) -> bool:
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        return False
    return found.is_finite() and 0 <= found <= LARGEST


def _both(words: Any) -> bool:
    return isinstance(words, dict) and bool(words.get("ar")) and bool(words.get("en"))


def fees_make_sense(act: Act) -> Blocker | None:
    """The schedule of a version fits its questions."""
    case = act.case
    found = problem(case.fees or {}, case.questions)
    if not found:
        return None
    text = _("The fees have to be put right: %(problem)s")
    return Blocker(text % {"problem": found}, case.action_url("edit_fees"), _("Change the fees"))
