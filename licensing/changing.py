"""What becomes of an application that is granted: a licence, or a change of one.

`carry_out` is the body of issuing, by the application's aim. How a change is begun stands in
`licensing.beginning`, what is written on the licence itself in `licensing.living`.
"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from audit.models import Audience
from licensing import facts, living
from licensing.models.application_states import Aim
from licensing.models.licence import Licence
from licensing.models.licence_states import LicenceState
from licensing.terms import next_period
from workflow.actions import Act
from workflow.gate import begin, perform
from workflow.working import local


def carry_out(act: Act) -> None:
    """Make the licence, or change it, as the application has asked for."""
    MAKERS[str(act.case.aim)](act)
    licence = act.case.licence
    act.public["licence"] = licence.reference
    act.public["note"] = licence.reference


def make_licence(act: Act) -> None:
    """The licence, its first term and version, and its certificate."""
    case, version = act.case, act.case.version
    first_day = local(act.now, ZoneInfo(case.agency.zone))
    period = version.first_term(first_day)
    licence = begin(
        Licence(
            company=case.company,
            agency=case.agency,
            licence_type=case.licence_type,
            type_version=version,
            anchor=first_day,
            valid_from=period.since,
            valid_until=period.until,
            is_exclusive=case.is_exclusive,
        ),
        by=None,
        who=None,
        verb="granted",
        audience=Audience.PUBLIC,
        public={
            "application": case.reference,
            "from": period.since.isoformat(),
            "until": period.until.isoformat(),
        },
    )
    licence.terms.create(number=1, since=period.since, until=period.until, application=case)
    says = facts.with_conditions(facts.of_application(case, case.company), case.conditions)
    living.add_version(licence, since=period.since, says=says, application=case)
    case.licence = licence


def renew(act: Act) -> None:
    """A further term, from the end of the one before; after an appeal upheld too late, from today."""
    case = act.case
    licence, version = case.licence, case.version
    day = local(act.now, ZoneInfo(case.agency.zone))
    since, anchor = licence.valid_until, licence.anchor
    if licence.late_from is not None or (since <= day and _is_long_over(licence, version, day)):
        since = anchor = day
    period, anchor = next_period(anchor, since, version.term_months, version.term_ends)
    name = "extend"
    if licence.state == LicenceState.EXPIRED:
        name = "revive_suspended" if licence.ended_suspended else "revive"
    case.licence = perform(licence, name, by=None, application=case, period=period, anchor=anchor)


def _is_long_over(licence: Any, version: Any, day: Any) -> bool:
    """Whether the whole further term would lie in the past: then it begins today."""
    ended = licence.valid_until
    period, _anchor = next_period(licence.anchor, ended, version.term_months, version.term_ends)
    return bool(period.until <= day)


def _simply(name: str) -> Callable[[Act], None]:
    """Take this action on the licence, on account of the application."""

    def make(act: Act) -> None:
        act.case.licence = perform(act.case.licence, name, by=None, application=act.case)

    return make


MAKERS: dict[str, Callable[[Act], None]] = {
    Aim.NEW: make_licence,
    Aim.RENEW: renew,
    Aim.AMEND: _simply("amend"),
    Aim.TRANSFER: _simply("hand_over"),
    Aim.REPLACE: _simply("duplicate"),
    Aim.SURRENDER: _simply("surrender"),
}
