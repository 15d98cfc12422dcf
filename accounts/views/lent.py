"""How a delegation is shown, on the officer's own page and on the administrator's."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Delegation, Membership, User
from accounts.models.post import today


def last_day_of(since: date, until: date | None) -> date | None:
    """Return the last day of a half-open period as people say it; None without an end.

    A period of no day at all (ended on the day it began) is shown as that one day.
    """
    if until is None:
        return None
    return max(until - timedelta(days=1), since)


def role_at(post: Membership) -> str:
    """Return a role with its agency, as the language joins them."""
    words = {"role": post.get_role_display(), "agency": post.agency}
    return _("%(role)s, %(agency)s") % words


def lending_row(lent: Delegation, reader: User) -> dict[str, Any]:
    """Return what a table shows of a delegation. `mine` says that the reader lent it."""
    day = today()
    if lent.revoked_at is not None:
        state = "taken_back"
    elif lent.until <= day:
        state = "over"
    else:
        state = "later" if lent.since > day else "now"
    return {
        "lent": lent,
        "role": lent.membership.get_role_display(),
        "agency": lent.membership.agency,
        "lender": lent.membership.user,
        "to": lent.to,
        "last_day": last_day_of(lent.since, lent.until),
        "state": state,
        "can_end": state in {"now", "later"} and lent.membership.user_id == reader.pk,
        "mine": lent.membership.user_id == reader.pk,
    }
