"""What cases of a company share: bids, applications, licences, and the company itself."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.standing import CASE_ROLES, standing_of
from vendors.models.member import CompanyRole
from vendors.standing import companies_of, companies_with, know_members
from workflow.case import Case, CaseQuerySet


class CompanyCaseQuerySet(CaseQuerySet):
    """Cases seen by the company's members and by the officers of the agency."""

    company_lookup: ClassVar[str] = "company_id"

    def visible_to(self, user: Any) -> Self:
        officers = standing_of(user).agencies_q(CASE_ROLES, self._agency())
        members = Q(**{f"{self.company_lookup}__in": list(companies_of(user))})
        return self.filter(officers | members)

    def held_by(self, user: Any, roles: Iterable[str]) -> Q:
        roles = tuple(roles)
        company_roles = [role for role in roles if role in CompanyRole.values]
        ids = companies_with(user, company_roles) if company_roles else []
        officers = [role for role in roles if role not in CompanyRole.values]
        return super().held_by(user, officers) | Q(**{f"{self.company_lookup}__in": ids})


class CompanyCase(Case):
    """A case of one company with one agency."""

    company = models.ForeignKey(
        "vendors.Company", on_delete=models.PROTECT, related_name="%(class)ss"
    )

    objects: ClassVar[Any] = CompanyCaseQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def gather(cls, cases: Iterable[Any]) -> None:
        know_members(case.company for case in cases)

    def side_of(self, user: Any) -> str:
        return "company" if self.is_party(user) else super().side_of(user)

    def is_party(self, user: Any) -> bool:
        company = self.case_company
        return company is not None and company.pk in companies_of(user)
