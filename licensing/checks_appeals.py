"""What must hold before an appeal is filed, and before it is upheld."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from licensing import appealing
from licensing.models.application_states import OPEN, Aim
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local


def can_be_appealed(act: Act) -> Blocker | None:
    """There is a decision against the company, and the licence type gives a way to appeal."""
    against = act.case.against
    if appealing.decided_at(against) is None:
        text = _("There is no decision to appeal against: the state is “%(state)s”.")
        label = against.label_for("company")
        return Blocker(text % {"state": label}, against.get_absolute_url(), _("See the case"))
    if appealing.days_allowed(against) == 0:
        return Blocker(_("No appeal is given against this decision. You can go to court."))
    return None


def is_in_time(act: Act) -> Blocker | None:
    """The days to appeal have not passed, by the database's clock and where the agency is."""
    case = act.case
    last = appealing.last_day(case.against)
    if last is None or local(act.now, ZoneInfo(case.origin.zone)) <= last:
        return None
    text = _("It is too late: this decision could be appealed against through %(day)s.")
    return Blocker(text % {"day": wording.date_both(last)})


def no_other_is_open(act: Act) -> Blocker | None:
    """One appeal at a time, and none after one was decided."""
    return appealed_already(act.case.against)


def appealed_already(against: Any) -> Blocker | None:
    """The appeal against the present decision that was filed already, if one was."""
    earlier = against.appeals.exclude(state="withdrawn").order_by("-pk").first()
    decided = appealing.decided_at(against)
    if earlier is None or decided is None or earlier.created_at < decided:
        return None
    text = _("There is an appeal against this decision already: %(number)s.")
    link, words = earlier.get_absolute_url(), _("See the appeal")
    return Blocker(text % {"number": earlier.reference}, link, words)


def can_be_undone(act: Act) -> Blocker | None:
    """Nothing else has taken the place of what would come back."""
    appeal = act.case
    if appeal.application is not None:
        return _application_has_room(appeal.application)
    licence = appeal.measure.licence
    if licence.state != "revoked" or not licence.is_exclusive:
        return None
    held = licence.company.licences.held().filter(licence_type=licence.licence_type_id).first()
    if held is None:
        return None
    text = _(
        "The company holds another such licence by now: %(number)s. It has to be given up first."
    )
    link, words = held.get_absolute_url(), _("See the licence")
    return Blocker(text % {"number": held.reference}, link, words)


def _application_has_room(refused: Any) -> Blocker | None:
    """No later application stands where the refused one would be open again."""
    others = type(refused).objects.filter(state__in=OPEN).exclude(pk=refused.pk)
    if refused.aim != Aim.NEW:
        later = others.filter(licence=refused.licence_id).first()
    elif refused.is_exclusive:
        later = others.filter(
            aim=Aim.NEW, company=refused.company_id, licence_type=refused.licence_type_id
        ).first()
    else:
        later = None
    if later is None:
        return None
    text = _("The company has applied again meanwhile: %(number)s. That has to end first.")
    link, words = later.get_absolute_url(), _("See the application")
    return Blocker(text % {"number": later.reference}, link, words)
