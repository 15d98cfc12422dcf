"""What the actions of reviews do, and what follows from them.

Called by licensing/models/review.py inside the actions, the application being locked.
"""

from typing import Any

from licensing import asking, inspecting, stages
from workflow.actions import Act
from workflow.gate import perform


def conclude(act: Act, *, by: Any) -> None:
    """Keep the recommendation, its reasons and the conditions proposed."""
    case = act.case
    act.apply("recommendation", "reasons", "conditions")
    case.checked = list(act.data.get("checked", []))
    case.reviewed_by = by
    case.assigned_to = case.assigned_to or by
    case.taken_at = case.taken_at or act.now
    case.concluded_at = act.now
    act.public["recommendation"] = case.recommendation
    act.private["reasons"] = case.reasons


def after_review(act: Act) -> None:
    """The next group, or the decision."""
    stages.go_on(act.case.application)


def ask_for_review(act: Act) -> None:
    """Ask the applicant in the name of the reviewing agency."""
    review = act.case
    asking.ask(act, review.application, agency=review.agency, review=review)


def assign(act: Act) -> None:
    """Make somebody the case officer of a review or an application; the reason is kept."""
    case, before = act.case, act.case.assigned_to
    case.assigned_to = act.data["assigned_to"]
    act.public["case_officer"] = f"user:{case.assigned_to.pk}"
    if before is not None:
        act.public["before"] = f"user:{before.pk}"
    act.private["reasons"] = act.data.get("reasons", "")


def note(act: Act, application: Any, agency: Any) -> None:
    """Write a note on the application, for officers only."""
    written = application.notes.create(
        author=act.by, agency=agency, text=act.data["text"], at=act.now
    )
    act.public["written"] = written.pk


def move(act: Act) -> None:
    """The agency that grants the licence does it in the place of the stage's own."""
    review = act.case
    review.meant_for = review.meant_for or review.agency.code
    act.public["before"] = review.agency.code
    act.public["note"] = review.application.agency.code
    review.agency = review.application.agency
    review.assigned_to = None
    review.taken_at = None


def after_move(act: Act) -> None:
    """While the applicant has the ball, its clock stays stopped; its visit moves with it."""
    review = act.case
    inspecting.move_with(review)
    if review.application.state != review.application.State.IN_REVIEW:
        perform(review, "pause", by=None)
