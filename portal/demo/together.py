"""Licences applied for in one go, and a fee schedule that an officer is preparing."""

from accounts.models import User
from licensing import together as licensing_together
from licensing import versions
from licensing.models import Application, LicenceType, LicenceTypeVersion
from licensing.views.applications import doubled
from portal.demo.files import scan
from vendors.models import Company
from workflow.gate import perform

OFFICER = "licensing@trade.example"
SANABEL = "owner@sanabel.example"
CHOSEN = ("restaurant", "shop-sign")


def make(people: dict[str, User], companies: dict[str, Company]) -> None:
    """A bakery opens a café: two licences, half filled in; and dearer seats are being prepared."""
    owner, company = people[SANABEL], companies["sanabel"]
    found = LicenceTypeVersion.objects.in_force().select_related("licence_type__agency")
    by_slug = {one.licence_type.slug: one for one in found.filter(licence_type__slug__in=CHOSEN)}
    cases = [Application.under(by_slug[slug], company) for slug in CHOSEN]
    licensing_together.begin_all(cases, by=owner, once=None, doubled=doubled)
    perform(
        cases[0],
        "edit",
        by=owner,
        answers={
            "premises": "اللويبدة، شارع الباعونية 3 / Jabal Al Luweibdeh, Baouniyah Street 3",
            "floor_area": 120,
            "seats": 48,
            "class": "usual",
            "outside": True,
        },
        documents={"lease": scan("Lease / عقد الإيجار")},
    )
    _prepare_fees(people[OFFICER])


def _prepare_fees(officer: User) -> None:
    """The next version of the restaurant licence, with another price of a seat."""
    kind = LicenceType.objects.get(slug="restaurant")
    version = versions.begin_next(kind, by=officer)
    rows = [
        {**row, "amount": "1.750"} if row["key"] == "seats" else row for row in version.fees["rows"]
    ]
    perform(
        version,
        "edit_fees",
        by=officer,
        currency=version.currency,
        fees={**version.fees, "rows": rows},
    )
