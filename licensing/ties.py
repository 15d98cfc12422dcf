"""Who has a tie to a case: people who act, or once acted, for a company that it concerns.

A transfer concerns two companies: the holder, and the one that takes the licence over. Asked by
the permissions (`licensing.rules_review`), the checks before somebody is assigned, and the
calendars of inspectors.
"""

from typing import Any

from vendors.standing import companies_ever_of


def receiver_of(case: Any) -> Any:
    """The company that would take a licence over: of a transfer, and of what belongs to one."""
    return getattr(getattr(case, "application", None) or case, "to_company", None)


def companies_in(case: Any) -> list[Any]:
    """The companies that the case, or the application it belongs to, concerns."""
    return [one for one in (case.case_company, receiver_of(case)) if one is not None]


def is_tied(person: Any, case: Any) -> bool:
    """Whether the person acts, or once acted, for a company that the case concerns."""
    acted = companies_ever_of(person)
    return any(one.pk in acted or one.created_by_id == person.pk for one in companies_in(case))
