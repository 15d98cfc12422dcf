"""The stages of a licence type as officers set them: what they may hold, and said in words.

How an application goes through them is elsewhere; here is what the catalogue shows and checks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Agency, Role
from licensing.questions import both, in_words
from workflow import wording

SCREENING, REVIEW, INSPECTION, DECISION = "screening", "review", "inspection", "decision"
KINDS = {
    SCREENING: gettext_lazy("Check for completeness"),
    REVIEW: gettext_lazy("Review"),
    INSPECTION: gettext_lazy("Inspection"),
    DECISION: gettext_lazy("Decision"),
}
ROLES = (Role.LICENSING_OFFICER, Role.INSPECTOR, Role.LICENSING_APPROVER)
WAIT, ESCALATE, PROCEED = "wait", "escalate", "proceed"
OVERDUE = {
    WAIT: gettext_lazy("It waits"),
    ESCALATE: gettext_lazy("It is brought before the approver"),
    PROCEED: gettext_lazy("It goes on without an answer"),
}
MOST_STAGES = 20
LONGEST = 365  # working days of one stage


@dataclass(frozen=True)
class Turn:
    """What happens at one time: one stage, or several in parallel."""

    number: int
    stages: list[dict[str, Any]]
    text: str
    days: int


def ordered(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stages in the order in which they come."""
    return sorted(stages, key=_turn)


def turns(stages: list[dict[str, Any]], own: Agency) -> list[Turn]:
    """The plan in the reader's words, one turn after another."""
    names = _agencies(stages)
    found = []
    by_group = groupby(ordered(stages), key=_turn)
    for number, (_group, grouped) in enumerate(by_group, 1):
        rows = list(grouped)
        words = [_in_words(row, names, own) for row in rows]
        text = words[0]
        if len(rows) > 1:
            text = _("In parallel: %(stages)s") % {"stages": wording.listing(words)}
        found.append(Turn(number, rows, text, max(_days(row) for row in rows)))
    return found


def _in_words(row: dict[str, Any], names: dict[str, str], own: Agency) -> str:
    title = in_words(row.get("title")) or str(KINDS.get(row.get("kind", ""), ""))
    agency = names.get(row.get("agency") or "", str(own))
    return _("%(title)s (%(agency)s, %(days)s)") % {
        "title": title, "agency": agency, "days": days_in_words(_days(row)),
    }  # fmt: skip


def _agencies(stages: list[dict[str, Any]]) -> dict[str, str]:
    codes = {row.get("agency") for row in stages if row.get("agency")}
    return {agency.code: str(agency) for agency in Agency.objects.filter(code__in=codes)}


def _days(row: dict[str, Any]) -> int:
    return int(row.get("days") or 0)


def days_in_words(days: int) -> str:
    """A number of working days."""
    text = ngettext("%(count)s working day", "%(count)s working days", days)
    return text % {"count": days}


def days_in_all(stages: list[dict[str, Any]]) -> int:
    """How long it takes when each turn takes all of its time."""
    longest: dict[int, int] = {}
    for row in stages:
        group = _turn(row)
        longest[group] = max(longest.get(group, 0), _days(row))
    return sum(longest.values())


# --- is it sound? -----------------------------------------------------------------------


def problems(version: Any) -> Iterator[str]:
    """What is wrong with a version's stages, each in a sentence."""
    stages = version.stages
    if not isinstance(stages, list) or not all(isinstance(row, dict) for row in stages):
        yield _("The stages are not a list.")
        return
    if version.is_instant and stages:
        yield _("A licence granted at once has no stages: take them out, or let it be decided.")
        return
    if not stages:
        return
    decisions = [row for row in stages if row.get("kind") == DECISION]
    if len(decisions) != 1:
        yield _("There must be one decision among the stages, and no more.")
    elif any(_turn(row) >= _turn(decisions[0]) for row in stages if row is not decisions[0]):
        yield _("The decision comes last, after every other stage.")
    screenings = [row for row in stages if row.get("kind") == SCREENING]
    if any(_turn(row) <= _turn(s) for s in screenings for row in stages if row is not s):
        yield _("The check for completeness comes first, by itself.")
    known = set(Agency.objects.active().values_list("code", flat=True))
    for number, row in enumerate(ordered(stages), 1):
        yield from (
            _("Stage %(number)s: %(problem)s") % {"number": number, "problem": text}
            for text in _row_problems(row, known)
        )
    if days_in_all(stages) > version.review_days:
        yield _("The stages take %(days)s, and only %(promised)s are promised.") % {
            "days": days_in_words(days_in_all(stages)),
            "promised": days_in_words(version.review_days),
        }


def _turn(row: dict[str, Any]) -> int:
    """When it comes: as its group says, or, without one, as its kind does."""
    usual = {SCREENING: 0, DECISION: MOST_STAGES + 1}
    return int(row.get("group") or usual.get(row.get("kind", ""), 1))


def _row_problems(row: dict[str, Any], known: set[str]) -> Iterator[str]:
    if row.get("kind") not in KINDS:
        yield _("it is none of the known kinds.")
    if not both(row.get("title")):
        yield _("its title is missing in one language.")
    if row.get("agency") and row["agency"] not in known:
        yield _("its agency is not in business.")
    if row.get("role") and row["role"] not in ROLES:
        yield _("its role has nothing to do with licences.")
    if _days(row) < 1:
        yield _("it needs at least one working day.")
    if not all(both(line.get("label")) for line in row.get("checklist") or []):
        yield _("a line of its checklist is missing in one language.")
    if row.get("kind") == INSPECTION and not row.get("checklist"):
        yield _("the inspection has no checklist.")
