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
            rows += [_row(kind, case) for case in _one_in_each_state(model)]
    return rows


def _one_in_each_state(model: Any) -> list[Any]:
    cases = model._base_manager.order_by("pk")
    found = [cases.filter(state=value).first() for value in model.State.values]
    return [case for case in found if case is not None]


def _row(kind: str, case: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "state": str(case.state),
        "number": case.reference,
        "title": str(case.title),
        "url": settings.SITE_URL + case.get_absolute_url(),
    }
