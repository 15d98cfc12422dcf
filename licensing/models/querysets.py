"""Who sees the cases of this room: the company's members and the agency's licensing people."""

from typing import Any, Self

from django.db.models import Q

from accounts.models import Role
from accounts.standing import standing_of
from vendors.models import CompanyCaseQuerySet
from vendors.standing import companies_of

# Those whose work it is, and the auditor, who reads everything.
READERS = (
    Role.LICENSING_OFFICER,
    Role.LICENSING_APPROVER,
    Role.INSPECTOR,
    Role.CASHIER,
    Role.AUDITOR,
)


class LicensingQuerySet(CompanyCaseQuerySet):
    """Cases between a company and the agency that licenses it."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(self.for_officers(user) | self.for_members(user))

    def for_officers(self, user: Any) -> Q:
        """The condition that the person reads it for the agency."""
        return standing_of(user).agencies_q(READERS, self._agency())

    def for_members(self, user: Any) -> Q:
        """The condition that the person reads it for the company."""
        return Q(company_id__in=list(companies_of(user)))
