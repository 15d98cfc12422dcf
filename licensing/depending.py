"""Licences that need others: which are missing, and which would be left without their ground."""

from datetime import date
from typing import Any

from licensing.models.licence_states import HELD, LicenceState


def missing(version: Any, company: Any, day: date) -> list[Any]:
    """The licence types that `version` needs and the company does not hold, in force on `day`."""
    if version.pk is None:
        return []
    held = company.licences.filter(state=LicenceState.ACTIVE, valid_until__gt=day)
    there = set(held.values_list("licence_type_id", flat=True))
    needed = version.depends_on.prefetch_related("versions").order_by("slug")
    return [kind for kind in needed if kind.pk not in there]


def dependents(licence: Any) -> list[Any]:
    """The licences of the same holder that need this one, as they are held today."""
    needing = licence.company.licences.filter(
        state__in=HELD, type_version__depends_on=licence.licence_type_id
    )
    found = needing.exclude(pk=licence.pk).select_related("type_version").order_by("pk")
    return list(found.distinct())


def grounds(licence: Any) -> list[tuple[Any, Any]]:
    """What this licence needs: each licence type with the holder's licence of it, or None."""
    held = {
        other.licence_type_id: other
        for other in licence.company.licences.select_related("type_version").order_by("valid_until")
        if other.state in HELD
    }
    kinds = licence.type_version.depends_on.prefetch_related("versions").order_by("slug")
    return [(kind, held.get(kind.pk)) for kind in kinds]
