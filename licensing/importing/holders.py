"""Companies behind imported licences: registered ones, or entered as imported until they register.

An imported company is a name and a number. It can do nothing and is not on the public register;
once a registrar has verified a company with its number, its licences go over to that company
(`join`). A holder without a number cannot be claimed that way: a name proves nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.models import Agency
from licensing.importing.checking import companies_by_key
from licensing.models.import_batch import ImportedHolder, ImportRow
from licensing.models.licence import Licence
from vendors.models import Company
from workflow.blockers import Refused
from workflow.gate import begin, perform

BATCH = 200
NUMBER = "number:"


class Holders:
    """The companies of one piece of an import; those that are missing are entered."""

    def __init__(self, agency: Agency, rows: Iterable[ImportRow]) -> None:
        self._agency = agency
        self._registry = registry() or agency
        self._known = companies_by_key(row.holder_key for row in rows)

    def of(self, row: ImportRow) -> Company:
        """The company that the row means."""
        found = self._known.get(row.holder_key)
        if found is None:
            found = self._known[row.holder_key] = self._enter(row)
        return found

    def forget(self, rows: Iterable[ImportRow]) -> None:
        """Look again, after a transaction was undone."""
        self._known = companies_by_key(row.holder_key for row in rows)

    def _enter(self, row: ImportRow) -> Company:
        said = row.facts
        company = Company(
            imported=True,
            state=Company.State.REGISTERED,
            agency=self._registry,
            name_ar=said["holder_ar"][:300] or said["holder_en"][:300] or said["holder_number"],
            name_en=said["holder_en"][:300] or said["holder_ar"][:300] or said["holder_number"],
            registration_number=said["holder_number"],
            address=said["address"][:300],
            city=said["place"][:100],
        )
        public = {"import": row.batch.reference}
        company = begin(company, by=None, who=None, verb="imported", public=public)
        ImportedHolder.objects.create(key=row.holder_key, company=company)
        return company


def registry() -> Agency | None:
    """The agency that registers companies."""
    return Agency.objects.active().filter(registers_companies=True).order_by("path").first()


def join() -> int:
    """Give the licences of imported companies to those that have registered with their number.

    Run hourly, safe to run twice; returns how many licences went over.
    """
    verified = Company.objects.registered().filter(
        registration_number=OuterRef("company__registration_number"), country=settings.COUNTRY
    )
    waiting = Licence.objects.filter(Exists(verified), company__imported=True)
    waiting = waiting.exclude(company__registration_number="").order_by("pk")
    joined, last = 0, 0
    while batch := list(waiting.filter(pk__gt=last).select_related("company")[:BATCH]):
        joined += sum(_join(licence) for licence in batch)
        last = batch[-1].pk
    return joined


def _join(licence: Any) -> bool:
    number = licence.company.registration_number
    to = (
        Company.objects.registered()
        .filter(registration_number=number, country=settings.COUNTRY)
        .first()
    )
    if to is None:
        return False
    try:
        perform(licence, "join_holder", by=None, to=to)
    except Refused:  # it holds such a licence already: an officer has to look
        return False
    return True
