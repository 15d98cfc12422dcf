"""Who works on a case of this room, and what its messages say of it: for every notices file."""

from typing import Any

from accounts.models import User
from accounts.standing import holders


def words_of(case: Any, **more: Any) -> dict[str, Any]:
    """The number and the title, which every message names, and what else it does."""
    return {"number": case.reference, "title": lambda: case.title, **more}


def preparers_of(case: Any) -> list[Any]:
    """Whoever wrote it."""
    return list(User.objects.filter(pk__in=case.preparers, is_active=True))


def others(role: str, case: Any) -> list[Any]:
    """Who holds the role over the case's agency and has not worked on the case."""
    return [p for p in holders(role, case.case_agency) if p.pk not in case.preparers]
