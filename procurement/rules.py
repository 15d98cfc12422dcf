"""Who may do what with tenders, questions, bids, qualifications and call-offs.

Duties are kept apart by rule: who wrote a tender does not approve, open or award it; who acts
or ever acted for a company that bids has no part in opening, judging or awarding. Cases
imported from earlier records are read only.
"""

from typing import Any

import rules

from accounts.models import Role
from accounts.rules import officer
from accounts.standing import standing_of
from vendors.rules import member
from vendors.standing import BIDDERS, companies_ever_of

# Bids that count for the question of who has a stake.
NOT_HANDED_IN = ("draft", "withdrawn")


def tender_of(case: Any) -> Any:
    """The tender itself, or that of a question or bid; None without a case."""
    return case if case is None or case.kind == "tender" else case.tender


def call_of(case: Any) -> Any:
    """The call for qualification itself, or that of an application; None without a case."""
    return case if case is None or case.kind == "qualification" else case.qualification


def worked_on(user: Any, case: Any) -> bool:
    """Whether the person began, edited or submitted this very case."""
    return case is not None and (user.pk in case.preparers or (case.created_by_id or 0) == user.pk)


@rules.predicate
def of_the_past(user: Any, case: Any = None) -> bool:
    """The tender was imported from earlier records."""
    tender = tender_of(case)
    return tender is not None and bool(tender.imported)


@rules.predicate
def prepared_it(user: Any, case: Any = None) -> bool:
    """Somebody who began, edited or submitted the tender."""
    return worked_on(user, tender_of(case))


@rules.predicate
def has_a_stake(user: Any, case: Any = None) -> bool:
    """Somebody who acts, or ever acted, for a company that has handed in a bid.

    While bids are shut, also for good, for any company at all: what a person may do must not
    tell whether their company has bid.
    """
    tender = tender_of(case)
    mine = companies_ever_of(user)
    if tender is None or not mine:
        return False
    if tender.published_at is not None and tender.opened_at is None:
        return True
    return bool(tender.bids.filter(company_id__in=mine).exclude(state__in=NOT_HANDED_IN).exists())


@rules.predicate
def asked_it(user: Any, case: Any = None) -> bool:
    """Somebody who acts, or ever acted, for the company that asks."""
    company = case.case_company if case is not None else None
    return company is not None and company.pk in companies_ever_of(user)


@rules.predicate
def high_enough(user: Any, case: Any = None) -> bool:
    """Where the method wants a superior body to approve: somebody whose post is in one.

    An agency that has none above it approves by itself.
    """
    tender = tender_of(case)
    if tender is None or tender.method.approval != "superior" or tender.agency.parent_id is None:
        return True
    path = tender.agency.path
    posts = standing_of(user).posts
    return any(
        p.role == Role.PROCUREMENT_APPROVER and p.path != path and path.startswith(p.path)
        for p in posts
    )


@rules.predicate
def planned_it(user: Any, case: Any = None) -> bool:
    """Somebody who wrote the plan item."""
    return case is not None and (case.created_by_id or 0) == user.pk


@rules.predicate
def on_the_committee(user: Any, case: Any = None) -> bool:
    """A member of the tender's committee, with the key that bids were sealed to."""
    tender = tender_of(case)
    if tender is None:
        return False
    return bool(tender.committee.filter(person=user, key__isnull=False).exists())


@rules.predicate
def prepared_call(user: Any, case: Any = None) -> bool:
    """Somebody who began, edited or submitted the call for qualification."""
    return worked_on(user, call_of(case))


@rules.predicate
def applied_to_call(user: Any, case: Any = None) -> bool:
    """Somebody who acts, or ever acted, for a company that has applied for qualification.

    Until the call is closed, for any company at all, as with bids.
    """
    call = call_of(case)
    mine = companies_ever_of(user)
    if call is None or not mine:
        return False
    if call.published_at is not None and call.closed_at is None:
        return True
    requests = call.requests.filter(company_id__in=mine)
    return bool(requests.exclude(state__in=NOT_HANDED_IN).exists())


@rules.predicate
def prepared_order(user: Any, case: Any = None) -> bool:
    """Somebody who began, edited or submitted the call-off."""
    return worked_on(user, case)


live = ~of_the_past
uninvolved = ~prepared_it & ~has_a_stake
bidder = member(*BIDDERS)

# Begin a tender in an agency: its procurement officers.
rules.add_perm("procurement.begin_tender", officer(Role.PROCUREMENT_OFFICER))
# Edit a draft and submit it for approval: procurement officers.
rules.add_perm("procurement.edit_tender", officer(Role.PROCUREMENT_OFFICER) & live)
# Approve a tender or return it: an approver who has not worked on it; of a superior body where
# the method says so.
rules.add_perm(
    "procurement.approve_tender",
    officer(Role.PROCUREMENT_APPROVER) & live & ~prepared_it & high_enough,
)
# Keep a tender as a template of the agency: procurement officers.
rules.add_perm("procurement.keep_template", officer(Role.PROCUREMENT_OFFICER) & live)
# Write the procurement plan, publish from it and drop what is not bought: procurement officers.
rules.add_perm("procurement.plan", officer(Role.PROCUREMENT_OFFICER))
# Approve an item of the plan or return it: an approver who has not written it.
rules.add_perm("procurement.approve_plan", officer(Role.PROCUREMENT_APPROVER) & ~planned_it)
# Publish an approved tender, issue addenda, call meetings: procurement officers.
rules.add_perm("procurement.publish_tender", officer(Role.PROCUREMENT_OFFICER) & live)
# Appoint the opening committee of a tender: procurement officers.
rules.add_perm(
    "procurement.appoint_committee",
    officer(Role.PROCUREMENT_OFFICER) & live,
)
# Award, or declare unsuccessful: an approver who neither wrote the tender nor has a stake.
rules.add_perm("procurement.award_tender", officer(Role.PROCUREMENT_APPROVER) & live & uninvolved)
# Cancel a tender before its award: an approver without a stake.
rules.add_perm(
    "procurement.cancel_tender", officer(Role.PROCUREMENT_APPROVER) & live & ~has_a_stake
)

# Ask a question about a tender: owners and bidders, for their company.
rules.add_perm("procurement.ask_question", bidder & live)
# Answer a question or decline to: procurement officers who do not act for the company.
rules.add_perm("procurement.answer_question", officer(Role.PROCUREMENT_OFFICER) & live & ~asked_it)

# Prepare, submit, replace and withdraw a bid: owners and bidders of the company.
rules.add_perm("procurement.make_bid", bidder & live)
# Give shares at the opening: the members of the tender's own committee, unless one
# has joined a company since.
rules.add_perm("procurement.give_shares", on_the_committee & live & uninvolved)
# Declare that an opening has failed, or that a bid stays shut: an approver who neither wrote the
# tender nor has a stake.
rules.add_perm(
    "procurement.declare_opening_failed",
    officer(Role.PROCUREMENT_APPROVER) & live & uninvolved,
)
# Admit or reject a bid: evaluators who neither wrote the tender nor have a stake in any bid.
rules.add_perm("procurement.judge_bid", officer(Role.EVALUATOR) & live & uninvolved)
# Give a bid its outcome, with its tender's.
rules.add_perm("procurement.decide_bid", officer(Role.PROCUREMENT_APPROVER) & live & uninvolved)

# Begin a call for qualification, edit it and submit it for approval: procurement officers.
rules.add_perm("procurement.begin_qualification", officer(Role.PROCUREMENT_OFFICER))
rules.add_perm("procurement.edit_qualification", officer(Role.PROCUREMENT_OFFICER))
# Publish a call for qualification or return it: an approver who has not worked on it.
rules.add_perm(
    "procurement.approve_qualification", officer(Role.PROCUREMENT_APPROVER) & ~prepared_call
)
# Prepare, submit, replace and withdraw an application: owners and bidders of the company.
rules.add_perm("procurement.apply_to_qualify", bidder)
# Judge an application: evaluators who neither wrote the call nor have a stake in an application.
rules.add_perm(
    "procurement.judge_qualification",
    officer(Role.EVALUATOR) & ~prepared_call & ~applied_to_call,
)
# Conclude a call, or declare it unsuccessful: an approver who neither wrote it nor has a stake.
rules.add_perm(
    "procurement.conclude_qualification",
    officer(Role.PROCUREMENT_APPROVER) & ~prepared_call & ~applied_to_call,
)
# Cancel a call before its conclusion: an approver without a stake.
rules.add_perm(
    "procurement.cancel_qualification", officer(Role.PROCUREMENT_APPROVER) & ~applied_to_call
)

# Prepare an order under a framework, and say that it was delivered: procurement officers.
rules.add_perm("procurement.prepare_call_off", officer(Role.PROCUREMENT_OFFICER) & live)
# Issue an order or return it: an approver who has not worked on it and has no stake in a bid.
rules.add_perm(
    "procurement.issue_call_off",
    officer(Role.PROCUREMENT_APPROVER) & live & ~prepared_order & ~has_a_stake,
)
# Cancel an order: an approver without a stake.
rules.add_perm(
    "procurement.cancel_call_off", officer(Role.PROCUREMENT_APPROVER) & live & ~has_a_stake
)
# Accept or decline an order: owners and bidders of the supplier.
rules.add_perm("procurement.answer_call_off", bidder & live)
