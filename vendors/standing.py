"""Which companies a person acts for today, and as what. One query a request."""

from collections.abc import Iterable
from typing import Any

from accounts.models.post import in_force
from vendors.models.member import CompanyMember, CompanyRole

Roles = dict[int, frozenset[str]]
# Who bids for a company, keeps its credentials and is told of what concerns its bids.
BIDDERS = (CompanyRole.OWNER, CompanyRole.BIDDER)


def companies_of(user: Any) -> Roles:
    """Return {company id: roles} for the person, read once and kept on the object."""
    if user is None or not getattr(user, "pk", None) or not user.is_active:
        return {}
    kept: Roles | None = getattr(user, "_companies", None)
    if kept is None:
        kept = {}
        rows = CompanyMember.objects.filter(in_force(), user=user)
        for company_id, role in rows.values_list("company_id", "role"):
            kept[company_id] = kept.get(company_id, frozenset()) | {role}
        user._companies = kept
    return kept


def companies_ever_of(user: Any) -> frozenset[int]:
    """Return the ids of the companies the person acts or ever acted for, read once.

    Who was a member does not become a stranger by leaving: segregation of duties asks this.
    """
    if user is None or not getattr(user, "pk", None):
        return frozenset()
    kept: frozenset[int] | None = getattr(user, "_companies_ever", None)
    if kept is None:
        rows = CompanyMember.objects.filter(user=user)
        kept = user._companies_ever = frozenset(rows.values_list("company_id", flat=True))
    return kept


def forget_companies(user: Any) -> None:
    """Forget what was read, after memberships changed within a request."""
    for name in ("_companies", "_companies_ever"):
        if hasattr(user, name):
            delattr(user, name)


def companies_with(user: Any, roles: Iterable[str]) -> list[int]:
    """Return the ids of the companies in which the person holds one of `roles`."""
    wanted = set(roles)
    return [company for company, held in companies_of(user).items() if held & wanted]


def members_of(company: Any, roles: Iterable[str] = tuple(CompanyRole.values)) -> list[Any]:
    """Return the people who hold one of `roles` in the company today."""
    known = getattr(company, "_members", None)
    if known is not None:
        return list({p.pk: p for role, p in known if role in set(roles)}.values())
    return members_of_all([company], roles)


def members_of_all(companies: Iterable[Any], roles: Iterable[str]) -> list[Any]:
    """Return the people who hold one of `roles` in any of the companies today, each once."""
    rows = CompanyMember.objects.filter(
        in_force(), company__in=companies, role__in=list(roles), user__is_active=True
    ).select_related("user")
    return list({row.user_id: row.user for row in rows}.values())


def know_members(companies: Iterable[Any]) -> None:
    """Read the members of all these companies at once; `members_of` then asks no more.

    For work on many companies in one transaction: what is known stays on the objects.
    """
    by_id: dict[int, list[Any]] = {}
    for company in companies:
        company._members = []
        by_id.setdefault(company.pk, []).append(company)
    rows = CompanyMember.objects.filter(
        in_force(), company__in=list(by_id), user__is_active=True
    ).select_related("user")
    for row in rows.order_by("pk"):
        for company in by_id[row.company_id]:
            company._members.append((row.role, row.user))
