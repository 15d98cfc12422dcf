"""Who on the company's side deals with licences, and whom the agency's notices go to."""

from typing import Any

from accounts.standing import holders
from vendors.models import CompanyRole
from vendors.standing import members_of

# Those who apply, answer and pay for a company.
APPLICANTS = (CompanyRole.OWNER, CompanyRole.APPLICANT)


def applicants(case: Any) -> list[Any]:
    """The people who apply for the case's company today."""
    return members_of(case.company, APPLICANTS)


def officers(case: Any, role: str) -> list[Any]:
    """The people who hold `role` over the case's agency and do not act for its company."""
    own = {person.pk for person in members_of(case.company)}
    return [person for person in holders(role, case.agency) if person.pk not in own]
