"""What must hold before an action on an inspection or a finding."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import inspecting, visit_booking
from licensing.models.inspection_states import Answer, Result, Severity
from licensing.ties import is_tied
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker


def can_still_be_moved(act: Act) -> Blocker | None:
    """The company moves a visit a day ahead at the latest; one on a day off at any time."""
    case = act.case
    notice = case.calendar.notice_days if case.calendar_id else 1
    if not case.starts_within(act.now, notice) or visit_booking.must_move(case):
        return None
    text = ngettext(
        "A visit can be moved until %(count)s day before. Call %(agency)s.",
        "A visit can be moved until %(count)s days before. Call %(agency)s.",
        notice,
    )
    return Blocker(text % {"count": notice, "agency": case.agency.name})


def inspector_is_free(act: Act) -> Blocker | None:
    """Whoever is assigned has no other visit at that time."""
    case = act.case
    if act.preview or case.starts_at is None:
        return None
    other = (
        type(case)
        .objects.filter(
            inspector=act.data["inspector"],
            state="scheduled",
            starts_at__lt=case.ends_at,
            ends_at__gt=case.starts_at,
        )
        .exclude(pk=case.pk)
        .first()
    )
    if other is None:
        return None
    text = _("%(person)s has another visit at that time: %(number)s.")
    values = {"person": act.data["inspector"].name, "number": other.reference}
    return Blocker(
        text % values, link=other.get_absolute_url(), link_text=_("See it"), field="inspector"
    )


def inspector_is_disinterested(act: Act) -> Blocker | None:
    """Nobody inspects a company that they act, or once acted, for; nor for one that would take
    the licence over.
    """
    if act.preview:
        return None
    person = act.data["inspector"]
    if not is_tied(person, act.case):
        return None
    text = _("%(person)s acts or once acted for the company.")
    return Blocker(text % {"person": person.name}, field="inspector")


def company_had_its_chance(act: Act) -> Blocker | None:
    """A company misses a visit only once it should have begun."""
    if act.preview or act.data["missed_by"] != "company" or act.case.starts_at <= act.now:
        return None
    return Blocker(_("The visit has not begun yet."), field="missed_by")


def the_day_has_come(act: Act) -> Blocker | None:
    """No result before the day of the visit."""
    case = act.case
    if act.now.astimezone(case.zone).date() >= case.day:
        return None
    return Blocker(_("The visit is on %(day)s.") % {"day": wording.date_both(case.day)})


def everything_is_answered(act: Act) -> Blocker | None:
    """Each point of the checklist has its answer."""
    if act.preview:
        return None
    there = _answers(act)
    missing = [inspecting.label(row) for row in act.case.checklist if row["key"] not in there]
    if not missing:
        return None
    text = _("Still without an answer: %(points)s.")
    return Blocker(text % {"points": wording.listing(missing)})


def photos_have_arrived(act: Act) -> Blocker | None:
    """Every photo that the phone counts has been received."""
    wanted = set() if act.preview else {str(one) for one in act.data.get("photo_ids") or []}
    if not wanted:
        return None
    there = {str(one) for one in act.case.photos.values_list("client_id", flat=True)}
    missing = len(wanted - there)
    if not missing:
        return None
    text = ngettext(
        "%(count)s photo has not arrived yet.", "%(count)s photos have not arrived yet.", missing
    )
    return Blocker(text % {"count": missing})


def result_fits(act: Act) -> Blocker | None:
    """The result agrees with what was noted."""
    if act.preview:
        return None
    result, bad = act.data["result"], _not_ok(act)
    grave = [one for one in bad if one["severity"] != Severity.MINOR]
    if result == Result.PASSED and grave:
        text = _("“Passed” does not fit: something serious was not in order.")
        return Blocker(text, field="result")
    if result == Result.CONDITIONS and not any(one["put_right_by"] for one in bad):
        text = _("“Passed with conditions” needs something that is to be put right by a day.")
        return Blocker(text, field="result")
    if result == Result.FAILED and not act.data.get("summary", "").strip():
        return Blocker(_("Say why the visit failed: the company reads it."), field="summary")
    return None


def findings_are_whole(act: Act) -> Blocker | None:
    """What is not in order says what was found; what is to be put right has a day to come."""
    if act.preview:
        return None
    case = act.case
    labels = {row["key"]: inspecting.label(row) for row in inspecting.rows_of(case)}
    bad = _not_ok(act)
    silent = [labels.get(one["key"], one["key"]) for one in bad if not one["remark"].strip()]
    if silent:
        text = _("Say what was found: %(points)s.")
        return Blocker(text % {"points": wording.listing(silent)})
    past = [labels.get(one["key"], one["key"]) for one in bad if _is_past(one, case)]
    if past:
        text = _("The day by which this is put right must come after the visit: %(points)s.")
        return Blocker(text % {"points": wording.listing(past)})
    if act.data["result"] == Result.FAILED:
        return None
    grave = [one for one in bad if one["severity"] != Severity.MINOR and not one["put_right_by"]]
    if not grave:
        return None
    text = _("Say by when this is to be put right: %(points)s.")
    said = [labels.get(one["key"], one["key"]) for one in grave]
    return Blocker(text % {"points": wording.listing(said)})


def _is_past(answer: dict[str, Any], case: Any) -> bool:
    by = answer["put_right_by"]
    return by is not None and by <= case.day


def _answers(act: Act) -> dict[str, dict[str, Any]]:
    """What counts for each point: what was received, and what comes with this form."""
    return inspecting.answers_of(act.case, act.data.get("answers") or [])


def _not_ok(act: Act) -> list[dict[str, Any]]:
    return [one for one in _answers(act).values() if one["answer"] == Answer.NOT_OK]


def the_day_is_past_or_reported(act: Act) -> Blocker | None:
    """Nobody is sent before the company had its time, unless it says that it is done."""
    case = act.case
    today = timezone.localdate(act.now)
    if case.state == "reported" or case.put_right_by <= today + timedelta(days=1):
        return None
    text = _("The company has until %(day)s.")
    return Blocker(text % {"day": wording.date_both(case.put_right_by)})
