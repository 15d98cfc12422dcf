"""What must hold before something is done to a tender that takes bids.

Deadlines are asked of `act.now`, the database's clock read under the lock on the tender, which
submissions hold shared: an addendum and a bid never pass each other.
"""

from django.utils.translation import gettext as _

from procurement import addenda
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker


def bidding_goes_on(act: Act) -> Blocker | None:
    """After the deadline nothing that bids answer to can change."""
    if act.case.takes_bids_at(act.now):
        return None
    return Blocker(_("Bidding is over: what was published cannot be changed any more."))


def addendum_changes_something(act: Act) -> Blocker | None:
    """An addendum that changes nothing is none."""
    if act.preview:
        return None
    data, tender = act.data, act.case
    later = data.get("closes_at") and data["closes_at"] != tender.closes_at
    until = data.get("questions_until", tender.questions_until) != tender.questions_until
    if later or until or addenda.changes(tender, data):
        return None
    return Blocker(_("Nothing is changed."))


def addendum_leaves_time(act: Act) -> Blocker | None:
    """The deadline is moved later only, and leaves the days that the method asks for."""
    meant = act.data.get("closes_at")
    if act.preview or meant is None or meant == act.case.closes_at:
        return None
    earliest = addenda.earliest_deadline(act.case, act.now)
    if meant >= earliest:
        return None
    if meant < act.case.closes_at:
        text = _("An addendum makes bidding longer, never shorter: bids close on %(closes)s.")
        values = {"closes": wording.moment(act.case.closes_at)}
        return Blocker(text % values, field="closes_at")
    text = _("After an addendum %(days)s are left to bid: bids close on %(earliest)s or later.")
    days = act.case.method_rules.addendum_days
    values = {"days": wording.days(days), "earliest": wording.moment(earliest)}
    return Blocker(text % values, field="closes_at")


def questions_end_with_bidding(act: Act) -> Blocker | None:
    """Questions end before bids close."""
    until = act.data.get("questions_until")
    if act.preview or until is None or until == act.case.questions_until:
        return None
    if until <= act.now:
        return Blocker(_("This time has already passed."), field="questions_until")
    meant = act.data.get("closes_at") or addenda.earliest_deadline(act.case, act.now)
    if until > meant:
        return Blocker(_("Questions must end before bids close."), field="questions_until")
    return None


def meeting_is_before_the_deadline(act: Act) -> Blocker | None:
    """A meeting is ahead, and before bids close."""
    starts = act.data.get("starts_at")
    if act.preview or starts is None:
        return None
    if starts <= act.now:
        return Blocker(_("This time has already passed."), field="starts_at")
    if starts >= act.case.closes_at:
        text = _("The meeting must be before bids close, on %(closes)s.")
        values = {"closes": wording.moment(act.case.closes_at)}
        return Blocker(text % values, field="starts_at")
    return None


def meeting_is_somewhere(act: Act) -> Blocker | None:
    """People are told where to go, or which link to open."""
    if act.preview or act.data.get("place") or act.data.get("link"):
        return None
    return Blocker(_("Name a place, or give a link."), field="place")


def there_was_a_meeting(act: Act) -> Blocker | None:
    """Minutes are of a meeting that has begun and has none yet."""
    held = act.case.meetings.filter(starts_at__lte=act.now, minutes_at__isnull=True)
    meeting = act.data.get("meeting")
    if meeting is not None:
        held = held.filter(pk=meeting.pk)
    if held.exists():
        return None
    return Blocker(_("No meeting without minutes has been held yet."))


def minutes_say_something(act: Act) -> Blocker | None:
    """In words, in files, or both; who came is not named."""
    if act.preview or (act.data.get("minutes") or "").strip() or act.data.get("attached"):
        return None
    return Blocker(_("Write what was said, or attach it."), field="minutes")
