"""As what a licence stands on a day, whether or not the clock has been there."""

from datetime import date

from django.db.models import Q

from licensing.models.licence_states import HELD, LicenceState

EXPIRED = LicenceState.EXPIRED


def standing_q(state: str, day: date) -> Q:
    """The condition that a licence stands as `state`: one whose term is over counts as expired."""
    over = Q(valid_until__lte=day)
    if state == EXPIRED:
        return Q(state=state) | Q(over, state__in=HELD)
    if state in HELD:
        return ~over & Q(state=state)
    return Q(state=state)


def standing(state: str, until: date, day: date) -> str:
    """The same of one licence: `until` is the first day on which it is no longer valid."""
    return EXPIRED if state in HELD and until <= day else state
