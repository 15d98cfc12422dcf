"""What the actions on a licence write: its terms, its versions, their papers.

Called inside the actions of `licensing.models.licence_life`, and by `licensing.changing` where
a licence is made.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from licensing import certificates, facts
from licensing.models.licence_states import LicenceState
from workflow.actions import Act
from workflow.working import local


def today(act: Act) -> date:
    """The day, where the agency is."""
    return local(act.now, ZoneInfo(act.case.agency.zone))


def newest(licence: Any) -> Any:
    """What it says now."""
    return licence.versions.order_by("-number").first()


def add_version(
    licence: Any,
    *,
    since: date,
    says: dict[str, Any],
    application: Any = None,
    measure: Any = None,
    is_copy: bool = False,
) -> Any:
    """The licence's next version, with the certificate that prints it; what it says holds from
    `since` on. A copy says the same as the one before, on a paper of its own.
    """
    before = newest(licence)
    copy = before.copy + 1 if before is not None and is_copy else 1
    version = licence.versions.create(
        number=before.number + 1 if before is not None else 1,
        since=since,
        type_version=licence.type_version,
        application=application,
        measure=measure,
        copy=copy,
        facts=facts.with_term(says, licence.valid_from, licence.valid_until),
    )
    certificates.request_certificate(licence, version)
    return version


def add_term(act: Act) -> None:
    """A further term, which begins where the one before ended, and what it says from then on."""
    licence, application = act.case, act.data["application"]
    period, day = act.data["period"], today(act)
    was_over = licence.valid_until <= day
    running = licence.terms.filter(since__lte=day, until__gt=day).order_by("since").first()
    number = licence.terms.count() + 1
    licence.terms.create(
        number=number, since=period.since, until=period.until, application=application
    )
    licence.anchor = act.data["anchor"]
    # In force from today, if it was over; else from the beginning of the term that still runs.
    licence.valid_from = day if was_over else running.since if running else licence.valid_from
    licence.valid_until = period.until
    licence.type_version = application.version
    licence.late_from = None
    _change(act, application, facts.of_application(application, licence.company))
    act.public |= {"term": number, "from": period.since.isoformat()}
    act.public |= {"until": period.until.isoformat(), "days_late": application.days_late}


def amend(act: Act) -> None:
    """It says from today on what the application has asked for."""
    licence, application = act.case, act.data["application"]
    licence.type_version = application.version
    _change(act, application, facts.of_application(application, licence.company))


def hand_over(act: Act) -> None:
    """Its holder is another company from today on."""
    licence, application = act.case, act.data["application"]
    act.public |= {"of": licence.company_id, "to_company": application.to_company_id}
    act.public["note"] = f"{licence.company.reference} → {application.to_company.reference}"
    licence.company = application.to_company
    licence.type_version = application.version
    licence.holder_noted = ""
    _change(act, application, facts.of_application(application, application.to_company))


def duplicate(act: Act) -> None:
    """The same again, as a further copy."""
    licence, application = act.case, act.data["application"]
    version = add_version(
        licence,
        since=today(act),
        says=newest(licence).facts,
        application=application,
        is_copy=True,
    )
    act.public |= {"application": application.reference, "copy": version.copy}


def _change(act: Act, application: Any, says: dict[str, Any]) -> None:
    """A version on account of an application. Conditions of earlier decisions stay."""
    before = newest(act.case)
    kept = before.facts.get("extra_conditions", []) if before is not None else []
    says = facts.with_conditions(says, [*kept, *application.conditions])
    version = add_version(act.case, since=today(act), says=says, application=application)
    act.public |= {"application": application.reference, "version": version.number}


# --- measures and appeals ----------------------------------------------------------------


def impose_conditions(act: Act) -> None:
    """Further conditions, of a measure."""
    says = facts.with_conditions(newest(act.case).facts, act.data["conditions"])
    add_version(act.case, since=today(act), says=says, measure=act.data["measure"])


def lift(act: Act) -> None:
    """Nothing of the suspension stays; the measures behind it have ended."""
    licence = act.case
    licence.reasons, licence.suspended_until = "", None
    licence.measures.suspending().update(ended_on=today(act))


def take_away(act: Act) -> None:
    """Its certificates no longer hold, and nothing can be changed about it any more."""
    certificates.revoke(act, act.data["reasons"])


def give_up(act: Act) -> None:
    """Its holder gave it up; the certificates end."""
    application = act.data["application"]
    act.public["application"] = application.reference
    certificates.revoke(act, application.why_text)


def restore(act: Act) -> None:
    """It is as if it had been neither suspended nor revoked."""
    licence = act.case
    licence.reasons, licence.suspended_until = "", None
    certificates.restore(licence)
    act.public["appeal"] = act.data["appeal"].reference


def restore_expired(act: Act) -> None:
    """The same, for one whose term is over: it can be renewed from today on. Another suspension
    that still holds outlasts the end, as it would have without the measure that fell.
    """
    restore(act)
    licence, day = act.case, today(act)
    other = licence.measures.holding_on(day).order_by("-pk").first()
    licence.ended_suspended = other is not None
    if other is not None:
        licence.reasons, licence.suspended_until = other.decision_reasons, other.until
    licence.late_from = day
    act.public["late_from"] = act.case.late_from.isoformat()


def drop_conditions(act: Act) -> None:
    """A version without the conditions that the measure has added. The certificate of a licence
    that is revoked is revoked with it, until that falls as well.
    """
    licence, measure = act.case, act.data["measure"]
    before = newest(licence)
    added = measure.condition_rows
    said = before.facts.get("extra_conditions", [])
    left = [row for row in said if row not in added]
    if len(left) == len(said):
        return
    says = {**before.facts, "extra_conditions": left}
    add_version(licence, since=today(act), says=says, measure=measure)
    if licence.state == LicenceState.REVOKED:
        certificates.revoke(act, licence.reasons)
