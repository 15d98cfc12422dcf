"""What the actions on a measure write and cause. Called by `licensing.models.measure`."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from documents.attach import attach
from licensing import certificates
from licensing.models.application_states import OPEN
from licensing.models.licence_states import CAN_COME_BACK, LicenceState
from workflow.actions import Act
from workflow.gate import perform
from workflow.working import local

EVIDENCE = "evidence"
ANSWER = "answer"
# A company is given at least so many days to be heard.
LEAST_HEARING = 7


def today(act: Act) -> Any:
    """The day, where the agency is."""
    return local(act.now, ZoneInfo(act.case.agency.zone))


def begun(measure: Any, *, files: list[Any], by: Any) -> None:
    """After the notice: its evidence, its letter, and what cannot wait."""
    for file in files:
        attach(measure, EVIDENCE, file, by=by)
    certificates.request_notice(measure, by=by)
    if measure.is_urgent and measure.licence.state == LicenceState.ACTIVE:
        perform(measure.licence, "suspend", by=None, reasons=measure.reasons[:500], measure=measure)


def hear(act: Act) -> None:
    """What the company says, with its files."""
    act.apply("answer_text")
    act.case.answered_at = act.now
    for file in act.data.get("attached") or []:
        attach(act.case, ANSWER, file, by=act.by)
    act.private["answer"] = act.case.answer_text


def decide(act: Act) -> None:
    """The decision, with its reasons; the letter is asked for."""
    measure = act.case
    measure.outcome = act.data["outcome"]
    if measure.outcome == "suspend":
        last = act.data.get("suspended_through")
        measure.until = last + timedelta(days=1) if last else None
    if measure.outcome == "conditions":
        words = {"ar": act.data.get("condition_ar", ""), "en": act.data.get("condition_en", "")}
        measure.condition_rows = [words]
    act.public["outcome"] = measure.outcome
    close(act)


def close(act: Act) -> None:
    """Who decided, when and why."""
    measure = act.case
    measure.decision_reasons = act.data["reasons"]
    measure.decided_by, measure.decided_at = act.by, act.now
    act.public["note"] = measure.decision_reasons
    certificates.request_letter(act, certificates.MEASURE_DECISION)


def carry_out(act: Act) -> None:
    """Do to the licence what was decided."""
    measure, licence = act.case, act.case.licence
    if measure.outcome == "suspend":
        reasons = measure.decision_reasons
        perform(licence, "suspend", by=None, reasons=reasons, until=measure.until, measure=measure)
    elif measure.outcome == "revoke":
        licence = perform(
            licence, "revoke", by=None, reasons=measure.decision_reasons, measure=measure
        )
        drop_changes(licence)
    else:
        let_go(act)
        perform(
            licence,
            "impose_conditions",
            by=None,
            conditions=measure.condition_rows,
            measure=measure,
        )


def drop_changes(licence: Any) -> None:
    """What was to change a licence that is gone ends with it."""
    for change in licence.applications.filter(state__in=OPEN).exclude(aim="new"):
        perform(change, "fall_away", by=None)


def let_go(act: Act) -> None:
    """An urgent suspension does not stay, neither on a licence whose term has ended meanwhile."""
    measure = act.case
    licence = type(measure.licence).objects.get(pk=measure.licence_id)
    if not measure.is_urgent or licence.measures.holding_on(today(act)).exists():
        return
    if licence.state == LicenceState.SUSPENDED:
        perform(licence, "lift", by=None)
    elif licence.state == LicenceState.EXPIRED and licence.ended_suspended:
        perform(licence, "lift_after_end", by=None)


def undo(act: Act) -> None:
    """The licence as it would be today, had nothing been done: in force, or ended by its term.

    Conditions fall whether or not the licence is held: what comes back by a late renewal, or by
    another appeal, comes back without them. Another suspension that still holds goes on.
    """
    measure = act.case
    licence = type(measure.licence).objects.get(pk=measure.licence_id)
    data = {"measure": measure, "appeal": act.data["appeal"]}
    if measure.outcome == "conditions":
        if licence.state in CAN_COME_BACK:
            perform(licence, "drop_conditions", by=None, **data)
        return
    if not _still_shows(measure, licence):
        return
    if licence.valid_until <= today(act):
        perform(licence, "restore_expired", by=None, **data)
        return
    perform(licence, "restore", by=None, **data)
    other = licence.measures.holding_on(today(act)).order_by("-pk").first()
    if other is not None:
        perform(
            licence,
            "suspend",
            by=None,
            reasons=other.decision_reasons,
            until=other.until,
            measure=other,
        )


def _still_shows(measure: Any, licence: Any) -> bool:
    """Whether the licence still stands as this measure has left it: a suspension that was lifted
    long ago, or a licence that another measure has revoked, is no longer of its making.
    """
    if measure.outcome == "revoke":
        return bool(licence.state == LicenceState.REVOKED)
    ended = licence.state == LicenceState.EXPIRED and licence.ended_suspended
    return measure.ended_on is None and (licence.state == LicenceState.SUSPENDED or ended)
