"""What the licensing benchmark needs: companies with owners, and a hundred thousand licences.

One licence is made through the gate, with everything that belongs to it; the others are copies.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from bench._copies import analyze, multiply
from documents.attach import attachments_of
from licensing.models import Licence, LicenceVersion, Term
from tests import cast as people
from tests.licensing.conftest import Licensing
from vendors.models import CompanyMember
from workflow.gate import perform
from workflow.models import Passage

EACH = 5  # licences a company


def today() -> str:
    """Today where the authority is, in SQL: the server's own day may be another."""
    return f"DATE '{timezone.localdate()}'"


@dataclass
class Stage:
    """The cast and the licensing story of the tests, and where the copies' ids begin."""

    cast: Any
    licensing: Licensing
    first: int  # the licences have the ids first + 1 … first + count
    count: int

    def ids(self, since: int, count: int) -> range:
        """The ids of so many licences from the `since`-th (counted from 0) on."""
        return range(self.first + since + 1, self.first + since + count + 1)


@transaction.atomic
def stage(count: int, ends: str) -> Stage:
    """Make them. `ends` is SQL for the first day no longer valid, of the licence's number `n`."""
    cast = people.build()
    licensing = Licensing(cast)
    licence = licensing.issued(licensing.food)
    companies = -(-count // EACH)
    company = multiply(
        cast.noor,
        companies,
        reference="'C-B-' || n",
        registration_number="'B' || n",
        tax_number="'B' || n",
    )
    person = multiply(cast.noor_owner, companies, email="'owner' || n || '@many.example'")
    member = CompanyMember.objects.get(user=cast.noor_owner, company=cast.noor)
    multiply(member, companies, user_id=f"{person} + n", company_id=f"{company} + n")
    whose = f"{company} + (n - 1) / {EACH} + 1"
    application = multiply(
        licence.applications.get(),
        count,
        reference="'LA-B-' || n",
        company_id=whose,
        licence_id=f"{licence.pk} + n",
    )
    first = multiply(
        licence,
        count,
        reference="'L-B-' || n",
        company_id=whose,
        valid_until=ends,
        valid_from=f"(({ends}) - interval '1 year')::date",
        anchor=f"(({ends}) - interval '1 year')::date",
    )
    assert first == licence.pk
    of_licence = {"licence_id": f"{first} + n", "application_id": f"{application} + n"}
    multiply(
        Term.objects.get(licence=licence),
        count,
        since=f"(({ends}) - interval '1 year')::date",
        until=ends,
        **of_licence,
    )
    multiply(LicenceVersion.objects.get(licence=licence), count, **of_licence)
    granted = licence.applications.get()
    for case, start in ((licence, first), (granted, application)):
        passage = Passage.objects.get(kind=case.kind, case_id=case.pk, until__isnull=True)
        multiply(passage, count, case_id=f"{start} + n")
    for document in attachments_of(granted):
        fresh = {"case_id": f"{application} + n", "token": "gen_random_uuid()"}
        multiply(document, count, **fresh)
    analyze()
    return Stage(cast, licensing, first, count)


@transaction.atomic
def unanswered(stage: Stage, count: int) -> None:
    """So many applications, returned to companies that did not answer in time."""
    case = stage.licensing.in_review()
    case = perform(case, "give_back", by=stage.cast.licensing_officer, remarks="The plan.")
    first = multiply(case, count, reference="'LA-X-' || n", answer_by=f"{today()} - 1")
    passage = Passage.objects.get(kind=case.kind, case_id=case.pk, until__isnull=True)
    multiply(passage, count, case_id=f"{first} + n")
    analyze()


def owner_of(licence: Licence) -> Any:
    """The person who acts for the licence's company."""
    return CompanyMember.objects.select_related("user").get(company=licence.company_id).user
