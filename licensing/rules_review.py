"""Who may do what in the process of an application: reviews, requests, notes, assignment.

A review is for whoever holds its stage's role in its own agency. Who is assigned does it, until
it is assigned to somebody else. Nobody reviews for a company that they act, or ever acted, for.
"""

from typing import Any

import rules

from accounts.models import Role
from accounts.rules import officer
from accounts.standing import standing_of
from licensing.people import APPLICANTS
from licensing.ties import receiver_of
from vendors.rules import ever_acted_for_it, member
from vendors.standing import companies_ever_of

DESK = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER, Role.INSPECTOR)


@rules.predicate
def acts_for_receiver(user: Any, case: Any = None) -> bool:
    """Somebody who acts, or once acted, for the company that would take the licence over."""
    to = receiver_of(case)
    return to is not None and (to.created_by_id == user.pk or to.pk in companies_ever_of(user))


def disinterested(*roles: str) -> Any:
    """An officer with nothing to do with the company, nor with one that takes the licence over."""
    return officer(*roles) & ~ever_acted_for_it & ~acts_for_receiver


@rules.predicate
def holds_stage_role(user: Any, case: Any = None) -> bool:
    """An officer with the role that the review's stage asks for."""
    if case is None:
        return False
    standing = standing_of(user)
    agency = case.case_agency
    return standing.holds(case.role, agency) and not standing.holds(Role.ADMINISTRATOR, agency)


@rules.predicate
def is_free_or_own(user: Any, case: Any = None) -> bool:
    """Assigned to nobody else."""
    return case is not None and case.assigned_to_id in (None, user.pk)


@rules.predicate
def grants_the_licence(user: Any, case: Any = None) -> bool:
    """A licensing officer of the agency that grants the licence a review is for."""
    if case is None:
        return False
    standing, agency = standing_of(user), case.application.agency
    return standing.holds(Role.LICENSING_OFFICER, agency) and not standing.holds(
        Role.ADMINISTRATOR, agency
    )


@rules.predicate
def asked_it(user: Any, case: Any = None) -> bool:
    """An officer of the agency that asked, or of the one that grants the licence; of the first
    also whoever holds the role of the stage in which it was asked.
    """
    if case is None:
        return False
    standing, usual = standing_of(user), (Role.LICENSING_OFFICER, Role.INSPECTOR)
    own = usual if case.review is None else (*usual, case.review.role)
    return any(
        standing.holds_any(agency, roles) and not standing.holds(Role.ADMINISTRATOR, agency)
        for agency, roles in ((case.agency, own), (case.application.agency, usual))
    )


free_of_ties = ~ever_acted_for_it & ~acts_for_receiver
reviewer = holds_stage_role & free_of_ties
desk = disinterested(*DESK)

# Take up a review: who holds its stage's role in its agency, unless it is somebody else's.
rules.add_perm("licensing.take_review", reviewer & is_free_or_own)
# Conclude it, and ask the applicant in it: the same.
rules.add_perm("licensing.conclude_review", reviewer & is_free_or_own)
# Assign a review or an application: the agency's licensing officers, inspectors and approvers.
rules.add_perm("licensing.assign_review", desk)
rules.add_perm("licensing.assign_application", desk)
# Write a note for other officers: the same.
rules.add_perm("licensing.note_review", desk)
rules.add_perm("licensing.note_application", desk)
# Do a review in the place of another agency: an officer of the agency that grants the licence.
rules.add_perm("licensing.take_over_review", grants_the_licence & free_of_ties)
# Answer a request for information: the company's owners and applicants.
rules.add_perm("licensing.answer_request", member(*APPLICANTS))
# Accept the answer, or take the question back: the agency that asked, or that grants the licence.
rules.add_perm("licensing.settle_request", asked_it & free_of_ties)
