"""What must hold before a change of a licence is begun, sent, decided about and carried out.

Each returns None where the application is for a new licence. `BEGIN` are asked when a change is
begun, `STILL` again whenever it goes on, because the licence lives on meanwhile.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from licensing import depending, renewing
from licensing.models.application_states import OPEN, Aim, State
from licensing.models.licence_states import HELD, LicenceState
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.working import local

# A transfer can be accepted until it is sent.
PREPARED = (State.DRAFT, State.RETURNED)
# In which states a licence can be changed, by the aim. What is over is asked of the dates.
FITTING: dict[str, tuple[str, ...]] = {
    Aim.RENEW: (*HELD, LicenceState.EXPIRED),
    Aim.AMEND: (LicenceState.ACTIVE,),
    Aim.TRANSFER: (LicenceState.ACTIVE,),
    Aim.REPLACE: HELD,
    Aim.SURRENDER: HELD,
}


def _today(act: Act) -> date:
    return local(act.now, ZoneInfo(act.case.agency.zone))


def _changes(case: Any) -> bool:
    return bool(case.aim != Aim.NEW and case.licence is not None)


def _licence_link(licence: Any) -> dict[str, Any]:
    return {"link": licence.get_absolute_url(), "link_text": _("See the licence")}


def aim_is_offered(act: Act) -> Blocker | None:
    """The licence type allows this change."""
    case = act.case
    if not _changes(case) or case.aim in (*case.version.aims, Aim.SURRENDER):
        return None
    text = _("%(change)s is not possible for this licence. Ask %(agency)s.")
    values = {"change": case.get_aim_display(), "agency": case.agency.name}
    return Blocker(text % values, **_licence_link(case.licence))


def licence_is_fit(act: Act) -> Blocker | None:
    """The licence stands so that it can be changed in this way."""
    case = act.case
    if not _changes(case):
        return None
    licence, day = case.licence, _today(act)
    over = licence.state in HELD and licence.valid_until <= day
    state = LicenceState.EXPIRED if over else licence.state
    if state in FITTING[str(case.aim)]:
        return None
    if state == LicenceState.EXPIRED and renewing.can_renew(licence, case.version, day):
        text = _("The licence has expired. Renew it first; then it can be changed.")
        url = reverse("change_licence", args=[licence.reference, "renew"])
        return Blocker(text, url, _("Renew it"))
    text = _("This cannot be done to a licence that is “%(state)s”.")
    return Blocker(text % {"state": LicenceState(state).label}, **_licence_link(licence))


def renewal_is_open(act: Act) -> Blocker | None:
    """It is neither too early nor too late to renew. One that was sent in time stays in time."""
    case = act.case
    if not _changes(case) or case.aim != Aim.RENEW:
        return None
    licence, version = case.licence, case.version
    day = renewing.handed_in_on(case) if case.pk else _today(act)
    if day < renewing.opens_on(licence, version):
        text = _("It is too early: this licence can be renewed from %(day)s on.")
        opens = wording.date_both(renewing.opens_on(licence, version))
        return Blocker(text % {"day": opens}, **_licence_link(licence))
    if day >= renewing.closes_on(licence, version):
        text = _(
            "It is too late: this licence could be renewed until %(day)s. Apply for a new one."
        )
        closed = wording.date_both(renewing.closes_on(licence, version))
        apply = reverse("apply", args=[licence.licence_type.slug])
        return Blocker(text % {"day": closed}, apply, _("Apply anew"))
    return None


def holder_is_registered(act: Act) -> Blocker | None:
    """Whoever is debarred, suspended or lapsed as a company changes nothing about its licences
    but gives them up.
    """
    case = act.case
    if not _changes(case) or case.aim == Aim.SURRENDER or case.company.is_registered:
        return None
    text = _(
        "%(company)s is not in good standing: “%(state)s”. Until it is, nothing can be changed."
    )
    values = {"company": case.company.name, "state": case.company.label_for("public")}
    return Blocker(text % values, case.company.get_absolute_url(), _("See the company"))


def no_hearing_is_open(act: Act) -> Blocker | None:
    """Nobody hands a licence over, or gives it up, while its revocation is being heard about."""
    case = act.case
    if not _changes(case) or case.aim not in (Aim.TRANSFER, Aim.SURRENDER):
        return None
    measure = case.licence.measures.open().first()
    if measure is None:
        return None
    text = _("A hearing about this licence is open: %(number)s. It has to be decided first.")
    link, words = measure.get_absolute_url(), _("See the hearing")
    return Blocker(text % {"number": measure.reference}, link, words)


def needed_ones_are_held(act: Act) -> Blocker | None:
    """The licences on which this one depends are held, and in force. Of a new one, those that are
    applied for together count too (`checks_eligibility`)."""
    case = act.case
    if case.aim in (Aim.NEW, Aim.SURRENDER) or case.company_id is None:
        return None
    company = case.to_company if case.aim == Aim.TRANSFER and case.to_company_id else case.company
    missing = depending.missing(case.version, company, _today(act))
    if not missing:
        return None
    text = _("%(company)s needs, in force: %(licences)s. This licence depends on it.")
    values = {"company": company, "licences": wording.listing([str(kind) for kind in missing])}
    return Blocker(text % values, missing[0].get_absolute_url(), _("See what it asks for"))


def ground_holds(act: Act) -> Blocker | None:
    """The same, before a change is begun."""
    return needed_ones_are_held(act)


BEGIN = (
    aim_is_offered,
    licence_is_fit,
    renewal_is_open,
    holder_is_registered,
    no_hearing_is_open,
    ground_holds,
)


def in_the_way(licence: Any) -> list[Blocker]:
    """The change that is under way, with both ways out of it; nothing if there is none."""
    earlier = licence.applications.exclude(aim=Aim.NEW).filter(state__in=OPEN).first()
    if earlier is None:
        return []
    text = _("A change of this licence is already under way: %(aim)s, %(number)s. Go on with it.")
    values = {"aim": earlier.get_aim_display(), "number": earlier.reference}
    instead = _("Only one change can be open. To begin another, withdraw this one first.")
    return [
        Blocker(text % values, earlier.get_absolute_url(), _("Go on with it")),
        Blocker(instead, earlier.action_url("withdraw"), _("Withdraw it")),
    ]


def no_other_change(act: Act) -> Blocker | None:
    """No other change of the licence is open (the database sees to it as well)."""
    case = act.case
    found = in_the_way(case.licence) if _changes(case) and case.pk is None else []
    return found[0] if found else None


# --- while it goes on ------------------------------------------------------------------


def change_still_fits(act: Act) -> Blocker | None:
    """What had to hold when it was begun still does."""
    for check in (licence_is_fit, renewal_is_open, no_hearing_is_open):
        found = check(act)
        if found is not None:
            return found
    return None


def licence_still_fits(act: Act) -> Blocker | None:
    """Before it is carried out: the licence has not been taken away meanwhile."""
    return licence_is_fit(act)


def other_is_not_held(act: Act) -> Blocker | None:
    """Whoever will hold the licence holds no other of its type, where only one is allowed."""
    case = act.case
    if not _changes(case) or not case.licence.is_exclusive or case.aim == Aim.SURRENDER:
        return None
    company = case.to_company if case.aim == Aim.TRANSFER else case.company
    if company is None:
        return None
    other = company.licences.held().filter(licence_type=case.licence_type_id)
    held = other.exclude(pk=case.licence_id).first()
    if held is None:
        return None
    text = _("%(company)s already holds such a licence: %(number)s.")
    return Blocker(text % {"company": company, "number": held.reference}, **_licence_link(held))


def transfer_is_accepted(act: Act) -> Blocker | None:
    """The other company has accepted."""
    case = act.case
    if case.aim != Aim.TRANSFER or case.accepted_at is not None:
        return None
    text = _(
        "%(company)s has not accepted the licence yet. Its owner does so in their own account."
    )
    return Blocker(text % {"company": case.to_company})


def is_a_transfer(act: Act) -> Blocker | None:
    """Only a transfer is accepted by anybody; no other page speaks of it."""
    return None if act.case.aim == Aim.TRANSFER else Blocker(_("It is no transfer."), moot=True)


def is_not_accepted(act: Act) -> Blocker | None:
    """It was not accepted before."""
    if act.case.accepted_at is None:
        return None
    return Blocker(_("The transfer was accepted already."), moot=True)


def receiver_may_hold_it(act: Act) -> Blocker | None:
    """The company that takes it over is registered, and may hold one (more)."""
    return receiver_is_registered(act) or other_is_not_held(act) or needed_ones_are_held(act)


def receiver_is_registered(act: Act) -> Blocker | None:
    """The company that takes a licence over is still registered."""
    company = act.case.to_company
    if act.case.aim != Aim.TRANSFER or company is None or company.is_registered:
        return None
    text = _("%(company)s is not registered at present, and cannot hold a licence.")
    return Blocker(text % {"company": company}, company.get_absolute_url(), _("See the company"))


SUBMIT = (
    change_still_fits,
    other_is_not_held,
    transfer_is_accepted,
    receiver_is_registered,
    needed_ones_are_held,
)
ISSUE = (licence_still_fits, no_hearing_is_open, receiver_is_registered, other_is_not_held)
