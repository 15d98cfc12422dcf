"""How a licence stands today, in a sentence: for its page, for whoever verifies its paper.

A licence is in force when nothing was done to it, its term runs, and its holder is in good
standing. What is wrong with the holder does not change the licence; it stops holding meanwhile.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models.post import today
from licensing.models.application_states import OFFICE, Aim
from licensing.models.application_states import State as Application
from licensing.models.licence_states import NOT_IN_GOOD_STANDING, LicenceState
from workflow import wording
from workflow.models import Passage


@dataclass(frozen=True)
class Standing:
    """Why a licence does not hold today: a word and a sentence."""

    word: str
    sentence: str


def since(case: Any) -> str:
    """The day on which a case came into its present state."""
    passage = Passage.objects.filter(kind=case.kind, case_id=case.pk, until__isnull=True).first()
    return wording.moment(passage.since) if passage is not None else ""


def holder_problem(licence: Any) -> Standing | None:
    """What is wrong with the holder, if anything is."""
    company = licence.company
    if company.imported or company.is_registered:
        return None
    if company.state in NOT_IN_GOOD_STANDING:
        text = _("Its holder is not in good standing: “%(state)s” since %(day)s.")
        values = {"state": company.get_state_display(), "day": since(company)}
        return Standing(_("Not in force: the holder"), text % values)
    if company.registered_until is not None and company.registered_until <= today():
        text = _("The registration of its holder has ended on %(day)s.")
        day = wording.date_both(company.registered_until)
        return Standing(_("Not in force: the holder"), text % {"day": day})
    return None


def not_in_force(licence: Any) -> Standing | None:
    """Why the licence does not hold today, or None where it does."""
    state = LicenceState.EXPIRED if licence.is_over else LicenceState(licence.state)
    said = SENTENCES.get(state)
    if said is None:
        return holder_problem(licence)
    return said(licence)


def _suspended(licence: Any) -> Standing:
    text = _("The licence is suspended since %(day)s.")
    if licence.suspended_until is not None:
        text = _("The licence is suspended since %(day)s, until %(until)s.")
    until = wording.date_both(licence.suspended_until) if licence.suspended_until else ""
    return Standing(_("Suspended"), text % {"day": since(licence), "until": until})


def _expired(licence: Any) -> Standing:
    text = _("The licence has expired: its last valid day was %(day)s.")
    sentence = text % {"day": wording.date_both(licence.period.last_day)}
    pending = renewal_with_the_office(licence)
    if pending is not None:
        sentence += " " + _("Its renewal was applied for and is not decided yet.")
    return Standing(_("Expired"), sentence)


def _revoked(licence: Any) -> Standing:
    text = _("The licence was revoked on %(day)s.")
    return Standing(_("Revoked"), text % {"day": since(licence)})


def _surrendered(licence: Any) -> Standing:
    text = _("The holder gave the licence up on %(day)s.")
    return Standing(_("Surrendered"), text % {"day": since(licence)})


SENTENCES = {
    LicenceState.SUSPENDED: _suspended,
    LicenceState.EXPIRED: _expired,
    LicenceState.REVOKED: _revoked,
    LicenceState.SURRENDERED: _surrendered,
}


def renewal_with_the_office(licence: Any) -> Any:
    """The renewal that was sent and is not decided or paid yet, or None."""
    pending = (*OFFICE, Application.APPROVED, Application.AWAITING_PAYMENT)
    return licence.applications.filter(aim=Aim.RENEW, state__in=pending).first()
