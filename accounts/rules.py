"""Who may do what with people and agencies, and the predicates that other rooms build on.

An administrator looks after people and settings of an agency and has no power over its cases;
an auditor reads everything in it and acts on nothing.
"""

from typing import Any

import rules

from accounts.models import Role
from accounts.standing import standing_of

# The roles that have no power over cases: only these may stand beside administrator.
POWERLESS = {Role.ADMINISTRATOR, Role.AUDITOR}


def officer(*roles: str) -> Any:
    """Return the predicate that a person holds one of `roles` over the case's agency.

    For roles with power over cases it fails for whoever administers that agency, however they
    came by the role: administrators cannot act on cases.
    """
    acting = not POWERLESS.issuperset(roles)

    def holds(user: Any, case: Any = None) -> bool:
        standing = standing_of(user)
        if case is None:
            return any(standing.has_role(role) for role in roles)
        agency = agency_of(case)
        if acting and standing.holds(Role.ADMINISTRATOR, agency):
            return False
        return standing.holds_any(agency, roles)

    return rules.predicate(holds, name="officer:" + ",".join(roles))


def agency_of(thing: Any) -> Any:
    """The agency that `thing` (a case, or an agency itself) belongs to."""
    return getattr(thing, "case_agency", thing)


@rules.predicate
def any_officer(user: Any, case: Any = None) -> bool:
    """Somebody with any role over the case's agency."""
    standing = standing_of(user)
    return bool(standing.posts) if case is None else standing.holds_any(agency_of(case))


@rules.predicate
def holds_membership(user: Any, membership: Any = None) -> bool:
    """The person whose role it is."""
    return membership is not None and membership.user_id == user.pk


# Manage the people and roles of an agency and of those below it.
rules.add_perm("accounts.manage_people", officer(Role.ADMINISTRATOR))
# Read the trail of an agency and of those below it.
rules.add_perm("accounts.read_trail", officer(Role.AUDITOR))
# Lend one's own role to somebody else for a period.
rules.add_perm("accounts.delegate", holds_membership)
