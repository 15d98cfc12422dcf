"""Who may do what with companies, and `member`, on which other rooms build.

On the company's side everything follows from a role held in it today; on the registry's side
from the role of registrar. Nobody decides about a company that they act, or once acted, for.
"""

from typing import Any

import rules

from accounts.models import Role
from accounts.rules import officer
from vendors.models.member import CompanyRole
from vendors.standing import BIDDERS, companies_ever_of, companies_of, companies_with


def member(*roles: str) -> Any:
    """Return the predicate that a person holds one of `roles` (none named: any) in the case's
    company; asked without a case: in any company."""
    wanted = roles or tuple(CompanyRole.values)

    def holds(user: Any, case: Any = None) -> bool:
        if case is None:
            return bool(companies_with(user, wanted))
        company = case.case_company
        held = companies_of(user).get(company.pk, frozenset()) if company is not None else ()
        return bool(set(held) & set(wanted))

    return rules.predicate(holds, name="member:" + ",".join(wanted))


@rules.predicate
def signed_in(user: Any, case: Any = None) -> bool:
    """Anybody who is signed in; their e-mail address is verified, or they could not be."""
    return bool(user.is_authenticated)


@rules.predicate
def ever_acted_for_it(user: Any, case: Any = None) -> bool:
    """Somebody who acts for the company, acted for it once, or began its registration."""
    company = case.case_company if case is not None else None
    if company is None:
        return False
    return company.created_by_id == user.pk or company.pk in companies_ever_of(user)


owner = member(CompanyRole.OWNER)
# A registrar with nothing to do with the company: segregation of duties.
disinterested_registrar = officer(Role.REGISTRAR) & ~ever_acted_for_it

# Begin a company's registration: whoever has an account.
rules.add_perm("vendors.register_company", signed_in)
# Change what the registration says, before it is sent, after it came back, or (but for names and
# numbers) while it holds: owners.
rules.add_perm("vendors.edit_company", owner)
# Send the registration to the registry: owners.
rules.add_perm("vendors.submit_company", owner)
# Let people act for the company, and end it: owners.
rules.add_perm("vendors.manage_members", owner)
# Take up a registration that was sent: a registrar who never acted for the company.
rules.add_perm("vendors.review_company", disinterested_registrar)
# Decide about it (return, approve, reject): a registrar who never acted for the company.
rules.add_perm("vendors.decide_company", disinterested_registrar)
# Suspend a registered company and lift the suspension: the same.
rules.add_perm("vendors.suspend_company", disinterested_registrar)
# Debar a company for a period, with publication, and lift it: the same.
rules.add_perm("vendors.debar_company", disinterested_registrar)
# Give and withdraw credentials: owners and bidders, who need them in bids.
rules.add_perm("vendors.manage_credentials", member(*BIDDERS))
# Say of a credential whether it is genuine: a registrar who never acted for the company.
rules.add_perm("vendors.check_credential", disinterested_registrar)


@rules.predicate
def asked_for_it(user: Any, case: Any = None) -> bool:
    """Whoever asked to act for the company."""
    return case is not None and case.created_by_id == user.pk


# Ask the owners of a registered company to let one act for it: whoever has an account.
rules.add_perm("vendors.ask_access", signed_in)
# Answer that: owners.
rules.add_perm("vendors.answer_access", owner)
# Take it back: whoever asked.
rules.add_perm("vendors.withdraw_access", asked_for_it)
