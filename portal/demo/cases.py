"""Lists one case in each state, with its address: for people who look and tests that walk."""

from typing import Any

from django.conf import settings
from django.utils.translation import override

from workflow.case import case_kinds


def listing() -> list[dict[str, Any]]:
    """Return kind, state, number, title and English address of one case in each state."""
    rows: list[dict[str, Any]] = []
    with override("en"):
        for kind, model in sorted(case_kinds().items()):
            state = model._meta.get_field("state")
            for value, _label in state.choices or []:
                case = model._base_manager.filter(state=value).order_by("pk").first()
                if case is not None:
                    rows.append(
                        {
                            "kind": kind,
                            "state": str(value),
                            "number": case.reference,
                            "title": str(case.title),
                            "url": settings.SITE_URL + case.get_absolute_url(),
                        }
                    )
    return rows
