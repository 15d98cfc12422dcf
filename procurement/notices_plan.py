"""Whom the actions of the procurement plan tell, and what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow.actions import Act
from workflow.notices import Tell


def _author(item: Any) -> list[Any]:
    return [item.created_by] if item.created_by is not None else []


def plan_approved(act: Act) -> list[Tell]:
    """Who planned it."""
    item = act.case
    return [
        Tell(
            _author(item),
            _("Plan item %(number)s is approved"),
            _("%(title)s\n\nIt can be published now."),
            {"number": item.reference, "title": lambda: item.title},
        )
    ]


def plan_returned(act: Act) -> list[Tell]:
    """Who planned it."""
    item = act.case
    return [
        Tell(
            _author(item),
            _("Plan item %(number)s was returned with remarks"),
            _("%(title)s\n\nRemarks: %(remarks)s"),
            {
                "number": item.reference,
                "title": lambda: item.title,
                "remarks": act.data["remarks"],
            },
        )
    ]
