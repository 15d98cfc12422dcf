"""Who may do what with applications, invoices and licences.

On the company's side everything follows from being its owner or an applicant for it today; on
the agency's side from a role. Nobody acts for the agency on a company that they act, or once
acted, for; and who has reviewed an application does not decide about it.
"""

from typing import Any

import rules

from accounts.models import Role
from accounts.rules import officer
from audit.models import Event
from licensing import stages
from licensing.handling import people_of
from licensing.people import APPLICANTS
from licensing.rules_review import disinterested
from vendors.models import CompanyRole
from vendors.rules import member, signed_in
from vendors.standing import companies_of


@rules.predicate
def company_not_chosen(user: Any, case: Any = None) -> bool:
    """The company is still to be chosen: the empty page of a new application."""
    return case is None or case.company_id is None


@rules.predicate
def looked_into_it(user: Any, case: Any = None) -> bool:
    """Whoever checked, reviewed or recommended what is being decided about."""
    return case is not None and user.pk in people_of(case)


@rules.predicate
def is_screened(user: Any, case: Any = None) -> bool:
    """Its type has a stage in which completeness is checked."""
    return case is not None and stages.screening(case.version) is not None


@rules.predicate
def is_staged(user: Any, case: Any = None) -> bool:
    """Its type is reviewed in stages."""
    return case is not None and case.is_staged


@rules.predicate
def proposed_it(user: Any, case: Any = None) -> bool:
    """The officer who proposed it: a version of a licence type, a refund."""
    return case is not None and case.proposed_by_id == user.pk


@rules.predicate
def decided_it_before(user: Any, case: Any = None) -> bool:
    """Whoever made the decision that an appeal has set aside."""
    if case is None or case.state != "awaiting_decision":
        return False
    return case.decided_by_id is not None and case.decided_by_id == user.pk


applicant = member(*APPLICANTS)

# Prepare a version of a licence type: a licensing officer of the agency that grants it.
rules.add_perm("licensing.prepare_licence_type", officer(Role.LICENSING_OFFICER))
# Put it into force, or retire it: a licensing approver, not the one who proposed it.
rules.add_perm("licensing.activate_licence_type", officer(Role.LICENSING_APPROVER) & ~proposed_it)
# Begin an application: who is signed in, for a company that they own or apply for.
rules.add_perm("licensing.begin_application", signed_in & (company_not_chosen | applicant))
# Fill it in, before it is sent or after it came back: the company's owners and applicants.
rules.add_perm("licensing.edit_application", applicant)
# Send it to the agency: the same.
rules.add_perm("licensing.submit_application", applicant)
# End it at the company's wish: the same.
rules.add_perm("licensing.withdraw_application", applicant)
# Return an application and ask about it: a licensing officer who never acted for the company.
rules.add_perm("licensing.review_application", disinterested(Role.LICENSING_OFFICER))
# Check it for completeness, where the type has a stage for that: the same.
rules.add_perm("licensing.screen_application", disinterested(Role.LICENSING_OFFICER) & is_screened)
# Start its review, where there is no such stage: the same.
rules.add_perm("licensing.start_review", disinterested(Role.LICENSING_OFFICER) & ~is_screened)
# Recommend, where its own agency reviews it in one go: the same.
rules.add_perm(
    "licensing.recommend_application", disinterested(Role.LICENSING_OFFICER) & ~is_staged
)
# Say what the reviews in stages come to: the same.
rules.add_perm("licensing.sum_up_application", disinterested(Role.LICENSING_OFFICER) & is_staged)
# Decide about it: a licensing approver, neither of the company nor anybody who looked into it, nor,
# after an appeal, whose refusal did not stand.
rules.add_perm(
    "licensing.decide_application",
    disinterested(Role.LICENSING_APPROVER) & ~looked_into_it & ~decided_it_before,
)
# Pay an invoice online: the company's owners and applicants.
rules.add_perm("licensing.pay_invoice", applicant)
# Record money received at the counter: a cashier who never acted for the company.
rules.add_perm("licensing.record_payment", disinterested(Role.CASHIER))
# Lift the suspension of a licence: a licensing approver who never acted for the company.
rules.add_perm("licensing.suspend_licence", disinterested(Role.LICENSING_APPROVER))


@rules.predicate
def approved_it(user: Any, case: Any = None) -> bool:
    """Whoever has approved the refund that is being paid out."""
    return case is not None and case.approved_by_id == user.pk


# Say into which account an agency's fees are paid: its administrator, who takes no money.
rules.add_perm("licensing.edit_account", officer(Role.ADMINISTRATOR))
# Bring in a bank's statement, book and discard it: the agency's cashiers.
rules.add_perm("licensing.bring_in_statement", officer(Role.CASHIER))
rules.add_perm("licensing.book_statement", officer(Role.CASHIER))
# Assign money that no rule could assign, or mark it as not a fee: the same.
rules.add_perm("licensing.assign_entry", officer(Role.CASHIER))
# Propose a refund, and begin one: a cashier who never acted for the company.
rules.add_perm("licensing.propose_refund", disinterested(Role.CASHIER))
# Approve or reject it: a licensing approver, not whoever proposed it.
rules.add_perm("licensing.approve_refund", disinterested(Role.LICENSING_APPROVER) & ~proposed_it)
# Pay it out: a cashier, not whoever approved it.
rules.add_perm("licensing.pay_refund", disinterested(Role.CASHIER) & ~approved_it)
# Resolve a difference that the reconciliation found: the agency's cashiers.
rules.add_perm("licensing.resolve_difference", officer(Role.CASHIER))
# Bring a file of licences granted before, or discard it: a licensing officer of the agency.
rules.add_perm("licensing.bring_licences", officer(Role.LICENSING_OFFICER))
# Let them into the register: a licensing approver (not who brought the file: see the check).
rules.add_perm("licensing.let_in_import", officer(Role.LICENSING_APPROVER))
# Undo an import: a licensing approver.
rules.add_perm("licensing.undo_import", officer(Role.LICENSING_APPROVER))


@rules.predicate
def receives_it(user: Any, case: Any = None) -> bool:
    """An owner of the company that is to take a licence over."""
    company = case.to_company_id if case is not None else None
    return company is not None and CompanyRole.OWNER in companies_of(user).get(company, ())


@rules.predicate
def had_a_part_in_it(user: Any, case: Any = None) -> bool:
    """Whoever did anything, as an officer, in what the appeal is against: the trail knows."""
    against = case.against if case is not None else None
    if against is None:
        return False
    if against.kind == "application" and user.pk in people_of(against):
        return True
    done = Event.objects.filter(
        subject_kind=against.kind, subject_id=str(against.pk), actor=f"user:{user.pk}"
    )
    return done.exists()


owner = member(CompanyRole.OWNER)
# Begin to renew, amend or have a duplicate of a licence: its holder's owners and applicants.
rules.add_perm("licensing.change_licence", applicant)
# Begin to hand it over to another company, or to give it up: its holder's owners alone.
rules.add_perm("licensing.end_licence", owner)
# Accept a licence that another company would hand over, or decline: the receiving one's owners.
rules.add_perm("licensing.accept_transfer", receives_it)
# Give notice of an intended measure: a licensing officer or approver, never of the company.
rules.add_perm(
    "licensing.propose_measure", disinterested(Role.LICENSING_OFFICER, Role.LICENSING_APPROVER)
)
# Be heard about it: the holder's owners and applicants.
rules.add_perm("licensing.answer_measure", applicant)
# Decide about it: a licensing approver, never of the company, and not who proposed it.
rules.add_perm("licensing.decide_measure", disinterested(Role.LICENSING_APPROVER) & ~proposed_it)
# Appeal against a decision, and take the appeal back: the company's owners and applicants.
rules.add_perm("licensing.appeal", applicant)
# Admit and decide an appeal: a licensing approver (of the parent agency, where it has one) who
# had no part in what it is against.
rules.add_perm(
    "licensing.decide_appeal", disinterested(Role.LICENSING_APPROVER) & ~had_a_part_in_it
)
