"""What must hold before an action on a licence, besides its term (licensing/checks.py)."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from licensing.models.licence_states import NOT_IN_GOOD_STANDING
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local


def no_hearing_is_open(act: Act) -> Blocker | None:
    """No measure is under way: its decision says what becomes of an urgent suspension."""
    measure = act.case.measures.open().first()
    if measure is None:
        return None
    text = _("The hearing %(number)s is not decided yet. Its decision says what becomes of it.")
    return Blocker(
        text % {"number": measure.reference},
        link=measure.get_absolute_url(),
        link_text=_("See the hearing"),
    )


def suspension_is_over(act: Act) -> Blocker | None:
    """The day until which it was suspended has come, where the agency is, and the term runs."""
    case = act.case
    today = local(act.now, ZoneInfo(case.agency.zone))
    if case.suspended_until is None or today < case.suspended_until:
        return Blocker(_("The suspension still holds."))
    if case.valid_until <= today:
        return Blocker(_("The term of the licence is over."))
    return no_hearing_is_open(act)


def holder_is_not_in_good_standing(act: Act) -> Blocker | None:
    """There is something to note; otherwise the page does not speak of it."""
    case = act.case
    if case.company.state in NOT_IN_GOOD_STANDING and case.holder_noted != case.company.state:
        return None
    return Blocker(_("The holder is in good standing, or it was noted already."), moot=True)
