"""The licence types of the demonstration and the tests: configuration, as an agency would write it.

`seed(agency)` is called by the demonstration and by the tests' cast. A further type is another
entry in one of the files beside this one, or made by officers in the site.
"""

from typing import Any

from accounts.models import Agency
from audit.models import Audience
from licensing.catalogue_activities import ACTIVITIES
from licensing.catalogue_food import FOOD
from licensing.catalogue_health import HEALTH
from licensing.catalogue_services import SERVICES
from licensing.catalogue_shops import FOOD_QUESTIONS, FOOD_SHOP, HOME_BUSINESS, SHOPS
from licensing.catalogue_stages import FOOD_STAGES
from licensing.catalogue_trades import TRADES
from licensing.models import LicenceType, LicenceTypeVersion
from vendors.categories import plant
from vendors.models import Category, Scheme
from workflow.gate import begin

__all__ = ["FOOD_QUESTIONS", "FOOD_SHOP", "FOOD_STAGES", "HOME_BUSINESS", "TYPES", "seed"]

TYPES: tuple[dict[str, Any], ...] = (*SHOPS, *FOOD, *HEALTH, *TRADES, *SERVICES)
# What the tests' cast applies for; the demonstration has all.
FIRST = (HOME_BUSINESS, FOOD_SHOP)
ALL = tuple(entry["slug"] for entry in TYPES)


def seed(agency: Agency, slugs: tuple[str, ...] = FIRST) -> dict[str, LicenceType]:
    """Make the licence types that are not there yet, granted by `agency`; return them by slug.

    A second call changes nothing.
    """
    activities = _activities()
    found = {}
    for entry in (entry for entry in TYPES if entry["slug"] in slugs):
        kind, _made = LicenceType.objects.get_or_create(
            slug=entry["slug"],
            defaults={"agency": agency, "one_a_company": entry["one_a_company"]},
        )
        if not kind.versions.exists():
            version = begin(
                LicenceTypeVersion(
                    licence_type=kind,
                    number=1,
                    **{**entry["version"], "state": LicenceTypeVersion.State.ACTIVE},
                ),
                by=None,
                who=None,
                verb="brought_in",
                audience=Audience.PUBLIC,
            )
            version.activities.set(activities[number] for number in entry["activities"])
        found[kind.slug] = kind
    for entry in (entry for entry in TYPES if entry["slug"] in found):
        needed = [found[slug] for slug in entry.get("depends_on", ()) if slug in found]
        if needed:
            found[entry["slug"]].versions.get(number=1).depends_on.set(needed)
    return found


def _activities() -> dict[str, Category]:
    """The groups and classes that the types name, made where the full list is not imported."""
    there = {one.number: one for one in Category.objects.filter(scheme=Scheme.ISIC)}
    missing = [row for row in ACTIVITIES if row[0] not in there]
    for number, arabic, english in missing:
        there[number] = Category.objects.create(
            scheme=Scheme.ISIC,
            number=number,
            code=f"I{number}",
            name=arabic,
            name_ar=arabic,
            name_en=english,
        )
    if missing:
        plant(Scheme.ISIC)
    return there
