"""What must hold before a measure is begun, and before it is decided."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.measuring import LEAST_HEARING
from licensing.models.licence_states import HELD
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local


def _today(act: Act) -> date:
    return local(act.now, ZoneInfo(act.case.agency.zone))


def licence_is_held(act: Act) -> Blocker | None:
    """There is a licence to take a measure against."""
    licence = act.case.licence
    if licence.state in HELD and licence.valid_until > _today(act):
        return None
    text = _("The licence is “%(state)s”: no measure can be taken against it.")
    url = licence.get_absolute_url()
    return Blocker(text % {"state": licence.label_for("public")}, url, _("See the licence"))


def no_other_is_open(act: Act) -> Blocker | None:
    """One hearing at a time."""
    return open_already(act.case.licence)


def open_already(licence: Any) -> Blocker | None:
    """The hearing about the licence that is open, if one is."""
    other = licence.measures.open().first()
    if other is None:
        return None
    text = _("A hearing about this licence is open already: %(number)s.")
    link, words = other.get_absolute_url(), _("See the hearing")
    return Blocker(text % {"number": other.reference}, link, words)


def hearing_is_long_enough(act: Act) -> Blocker | None:
    """The company is given time to be heard."""
    day = act.case.hear_through
    least = _today(act) + timedelta(days=LEAST_HEARING)
    if act.preview or day is None or day >= least:
        return None
    text = ngettext(
        "The company is given at least %(count)s day: until %(day)s or later.",
        "The company is given at least %(count)s days: until %(day)s or later.",
        LEAST_HEARING,
    )
    values = {"count": LEAST_HEARING, "day": wording.date_both(least)}
    return Blocker(text % values, field="hear_through")


def hearing_is_over(act: Act) -> Blocker | None:
    """The company has answered, or the day until which it could has passed."""
    case = act.case
    if case.answered_at is not None or case.hear_through < _today(act):
        return None
    text = _("The company can be heard through %(day)s. It is decided after that, or its answer.")
    return Blocker(text % {"day": wording.date_both(case.hear_through)})


def period_lies_ahead(act: Act) -> Blocker | None:
    """A suspension for a time ends in the future."""
    last = None if act.preview else act.data.get("suspended_through")
    if last is None or last >= _today(act):
        return None
    return Blocker(_("The last day of the suspension lies in the past."), field="suspended_through")
