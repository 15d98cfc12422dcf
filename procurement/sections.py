"""The sections of a tender's draft: what an approver remarks on, and where it is corrected.

A section belongs to one action of the draft; remarks on it stand at the head of that action's
form until the draft is submitted again.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.actions import Act

# name: (label, the action by which it is corrected)
SECTIONS: dict[str, tuple[Any, str]] = {
    "basics": (gettext_lazy("Method and title"), "edit"),
    "asked": (gettext_lazy("Description and categories"), "edit"),
    "items": (gettext_lazy("Lots and items"), "edit"),
    "value": (gettext_lazy("Estimated value"), "edit"),
    "attachments": (gettext_lazy("Tender documents"), "edit"),
    "criteria": (gettext_lazy("Criteria and price formula"), "set_requirements"),
    "documents": (gettext_lazy("Documents that a bid brings"), "set_requirements"),
    "terms": (gettext_lazy("Terms, securities and contract"), "set_terms"),
    "origin": (gettext_lazy("Plan and justification"), "set_terms"),
    "invited": (gettext_lazy("Invited companies"), "invite"),
}


def label(name: str) -> str:
    """What people call the section."""
    return str(SECTIONS[name][0]) if name in SECTIONS else _("The whole")


def write_remarks(tender: Any, act: Act) -> str:
    """Keep the approver's remarks, one a section; return them as one text for the history."""
    given = {"": act.data.get("remarks", ""), **(act.data.get("sections") or {})}
    number = latest_round(tender) + 1
    lines = []
    for name, text in given.items():
        if not text.strip():
            continue
        tender.remarks.create(round=number, section=name, text=text, at=act.now, by=act.by)
        lines.append(f"{label(name)}: {text}" if name else text)
    return "\n".join(lines)


def latest_round(tender: Any) -> int:
    """How often the draft was returned."""
    last = tender.remarks.order_by("-round").values_list("round", flat=True).first()
    return int(last or 0)


def open_remarks(tender: Any, action: str = "") -> list[Any]:
    """The remarks of the last return (on sections of one action), while it is a draft."""
    if tender.pk is None or tender.state != "draft":
        return []
    found = list(tender.remarks.filter(round=latest_round(tender)))
    if not action:
        return found
    return [r for r in found if not r.section or SECTIONS[r.section][1] == action]
