"""Where a person does which work of this room."""

from typing import Any

from django.db.models import Q

from accounts.models import Agency, Role
from accounts.standing import standing_of


def buying_agencies(person: Any) -> Any:
    """The agencies in business in which the person prepares tenders."""
    condition = Q(pk__in=[])
    for path in standing_of(person).paths(Role.PROCUREMENT_OFFICER):
        condition |= Q(path__startswith=path)
    return Agency.objects.active().filter(condition)
