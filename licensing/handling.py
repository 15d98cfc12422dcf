"""What the desk's actions on an application do, and what follows from them.

Called by models/screening.py and models/handling_cases.py inside the actions.
"""

from datetime import timedelta
from typing import Any

from licensing import granting, stages
from licensing.changes import snapshot
from licensing.checks_review import day_of
from workflow.actions import Act
from workflow.gate import perform


def submit(act: Act) -> None:
    """Note when it was sent, and what it said: what changes later can be shown."""
    case = act.case
    case.submitted_at = case.submitted_at or act.now
    case.remarks = ""
    case.answer_by = None
    act.private["application"] = snapshot(case)


def after_submission(act: Act) -> None:
    """What was returned goes back to where it was; anything else begins its way."""
    case = act.case
    if case.returned_from == case.State.SCREENING:
        perform(case, "go_back_to_screening", by=None)
    elif case.returned_from == case.State.IN_REVIEW:
        perform(case, "go_back_to_review", by=None)
    else:
        granting.after_submission(act)


def give_back(act: Act) -> None:
    """Keep the remarks and the day by which it is to be sent again."""
    case = act.case
    act.apply("remarks")
    rows = act.data.get("field_remarks", [])
    case.field_remarks = {row["field"]: row["remark"] for row in rows}
    case.returned_from = case.state
    days = case.version.answer_days
    case.answer_by = day_of(act, case.agency) + timedelta(days=days)
    act.public["answer_by"] = case.answer_by.isoformat()
    act.private["remarks"] = case.remarks
    act.private["field_remarks"] = case.field_remarks


def after_start(act: Act) -> None:
    """The first group of reviews begins."""
    stages.go_on(act.case)


def after_return(act: Act) -> None:
    """The applicant has the ball."""
    stages.pause(act.case)


def after_return_of_the_applicant(act: Act) -> None:
    """The office has the ball again."""
    stages.resume(act.case)


def after_send_back(act: Act) -> None:
    """The approver wants some reviews once more."""
    stages.again(act.case, act.data.get("stages", []))


def people_of(case: Any) -> set[int]:
    """The ids of everybody who has looked into it: none of them decides about it."""
    seen = {case.recommended_by_id, case.screened_by_id}
    seen |= {review.reviewed_by_id for review in case.reviews.all()}
    return {pk for pk in seen if pk is not None}
