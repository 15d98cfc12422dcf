"""What must hold of requests for information and of the applicant's time to answer."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from licensing.checks_review import day_of
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker


def last_day(application: Any) -> date | None:
    """The last day on which the applicant's answer counts; None while the office has the ball.

    With several requests open it is the earliest: each has to be answered in time.
    """
    State = application.State  # noqa: N806  (it is a class)
    if application.state == State.RETURNED:
        found: date | None = application.answer_by
        return found
    if application.state == State.INFORMATION_REQUESTED:
        days = application.requests.open().order_by("answer_by").values_list("answer_by", flat=True)
        first: date | None = days.first()
        return first
    return None


def _over(act: Act, application: Any) -> date | None:
    last = last_day(application)
    return last if last is not None and last < day_of(act, application.agency) else None


def _too_late(last: date) -> Blocker:
    text = _(
        "The time to answer ended with %(day)s, and the application has lapsed. Nothing can be "
        "sent for it any more; you can apply again."
    )
    return Blocker(text % {"day": wording.date_both(last)})


def there_is_time_to_answer(act: Act) -> Blocker | None:
    """The application has not lapsed by time, whether or not the clock has been there."""
    last = _over(act, act.case.application)
    return _too_late(last) if last is not None else None


def there_is_time_to_correct(act: Act) -> Blocker | None:
    """The same of an application that was returned."""
    last = _over(act, act.case)
    return _too_late(last) if last is not None else None


def time_to_answer_is_over(act: Act) -> Blocker | None:
    """Nobody has answered in time."""
    if _over(act, act.case) is not None:
        return None
    return Blocker(_("There is still time to answer."))


def application_is_in_review(act: Act) -> Blocker | None:
    """The application is in review, or waits for answers already."""
    application = act.case.application
    if application.state in (application.State.IN_REVIEW, application.State.INFORMATION_REQUESTED):
        return None
    text = _("The application is not in review now: its state is “%(state)s”.")
    return Blocker(text % {"state": application.get_state_display()})


def day_is_later(act: Act) -> Blocker | None:
    """More time is a later day than before."""
    if act.preview or act.data["answer_by"] > act.case.answer_by:
        return None
    text = _("The present day is %(day)s. Choose a later one.")
    return Blocker(text % {"day": wording.date_both(act.case.answer_by)}, field="answer_by")
