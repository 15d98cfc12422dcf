"""Who sees the cases of this room: the company's members and the agency's licensing people."""

from typing import Any, Self

from django.db.models import Q

from accounts.models import Role
from accounts.standing import standing_of
from accounts.text import latin_digits
from vendors.folding import MOST_WORDS, fold
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

    def matching(self, words: str) -> Self:
        """Those whose number, or whose company's names or numbers, contain every word."""
        found = self
        for word in fold(latin_digits(words)).split()[:MOST_WORDS]:
            found = found.filter(Q(reference__icontains=word) | Q(company__search__contains=word))
        return found

    def for_officers(self, user: Any) -> Q:
        """The condition that the person reads it for the agency."""
        return standing_of(user).agencies_q(READERS, self._agency())

    def for_members(self, user: Any) -> Q:
        """The condition that the person reads it for the company."""
        return Q(company_id__in=list(companies_of(user)))
