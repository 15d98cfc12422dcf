"""What must hold in the process of an application: reviews, requests, time, completeness.

Times are asked of `act.now`, the database's clock, and of the passages from which clocks are
computed; never of whether a background job has run.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from licensing.models.inspection_states import OPEN as VISIT_OPEN
from licensing.questions import in_words
from licensing.ties import is_tied
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.gate import due_on
from workflow.working import local


def day_of(act: Act, agency: Any) -> date:
    """The day it is where the agency is."""
    return local(act.now, ZoneInfo(agency.zone))


def ran_out(act: Act, case: Any) -> date | None:
    """The last day of the case's clock if that is over, computed from its passages."""
    due: date | None = due_on(case)
    return due if due is not None and due < day_of(act, case.case_agency) else None


# --- reviews ---------------------------------------------------------------------------


def review_has_time_left(act: Act) -> Blocker | None:
    """Where silence is no objection, what comes too late no longer counts."""
    if act.case.on_overdue != "proceed":
        return None
    due = ran_out(act, act.case)
    if due is None:
        return None
    text = _("The time for this review ended on %(day)s: it counts as no objection.")
    return Blocker(text % {"day": wording.date_both(due)})


def review_ran_out(act: Act) -> Blocker | None:
    """Its time is over, and the stage says that silence is no objection."""
    if act.case.on_overdue == "proceed" and ran_out(act, act.case) is not None:
        return None
    return Blocker(_("There is still time for this review."))


def its_visit_is_over(act: Act) -> Blocker | None:
    """A stage that is a visit ends with what the visit comes to, not by hand; only where the visit
    was called off for good does the reviewer say what follows.
    """
    if act.case.stage_kind != "inspection":
        return None
    visit = act.case.inspections.filter(state__in=VISIT_OPEN).order_by("-pk").first()
    if visit is None:
        return None
    text = _("This stage ends with its visit, %(number)s: the result there is the recommendation.")
    link, words = visit.get_absolute_url(), _("See the visit")
    return Blocker(text % {"number": visit.reference}, link, words)


def checklist_is_gone_through(act: Act) -> Blocker | None:
    """Who recommends approval has ticked every line of the stage's checklist."""
    lines = act.case.checklist
    if act.preview or not lines or act.data.get("recommendation") == "refuse":
        return None
    ticked = act.data.get("checked", [])
    missing = [in_words(line.get("label")) for line in lines if line["key"] not in ticked]
    if not missing:
        return None
    text = _("Not ticked yet: %(lines)s. Recommend refusal if something of this does not hold.")
    return Blocker(text % {"lines": wording.listing(missing)}, field="checked")


def assignee_may_review(act: Act) -> Blocker | None:
    """The new case officer has nothing to do with the company, nor with one that would take the
    licence over.
    """
    if act.preview:
        return None
    person = act.data["assigned_to"]
    if not is_tied(person, act.case):
        return None
    text = _("%(person)s acts, or once acted, for the company, and cannot look into its case.")
    return Blocker(text % {"person": person}, field="assigned_to")


def is_another_agencys(act: Act) -> Blocker | None:
    """It is done by another agency than the one that grants the licence."""
    if act.case.agency_id != act.case.application.agency_id:
        return None
    return Blocker(_("It is with the agency that grants the licence already."), moot=True)


def agency_is_abolished(act: Act) -> Blocker | None:
    """The agency whose review it is does no business any more."""
    return None if not act.case.agency.is_active else Blocker(_("The agency is in business."))


def is_given_up_or_late(act: Act) -> Blocker | None:
    """The other agency is no more, or its time has run out."""
    review = act.case
    if not review.agency.is_active or ran_out(act, review) is not None:
        return None
    text = _("%(agency)s still has time for its review.")
    return Blocker(text % {"agency": review.agency.name}, moot=True)
