"""What officers and the clock do with an application under way: assign, note, ask, wait, lapse."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from licensing import (
    asking,
    checks_asking,
    checks_deciding,
    checks_review,
    ending,
    handling,
    notices,
    notices_deciding,
    notices_review,
    reviewing,
)
from licensing.models.application_states import OFFICE, State
from licensing.models.information_request import InformationRequest
from workflow.actions import Act, action

DESK = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER, Role.INSPECTOR)
UNDER_WAY = (*OFFICE, State.RETURNED, State.INFORMATION_REQUESTED)
# The notes of officers outlive the decision.
NOTED = tuple(state for state in State if state != State.DRAFT)


def _unanswered(now: datetime) -> Q:
    day = timezone.localdate(now)
    late = InformationRequest.objects.filter(
        application=OuterRef("pk"), state="open", answer_by__lt=day
    )
    return Q(state=State.RETURNED, answer_by__lt=day) | Q(
        Exists(late), state=State.INFORMATION_REQUESTED
    )


class Handling(models.Model):
    """The desk's actions, and what time does. Mixed into Application."""

    requests: Any

    class Meta:
        abstract = True

    @action(
        _("Assign"),
        source=UNDER_WAY,
        verb="assigned",
        done=_("Assigned"),
        who="licensing.assign_application",
        role=DESK,
        waits=False,
        needs=[checks_review.assignee_may_review],
        form="licensing.forms_review.AssignForm",
        audience=Audience.AGENCY,
        tells=notices_review.assigned,
    )
    def assign(self, act: Act) -> None:
        """Give it to a case officer of the agency."""
        reviewing.assign(act)

    @action(
        _("Write a note"),
        source=NOTED,
        verb="noted",
        done=_("Note written"),
        who="licensing.note_application",
        role=DESK,
        waits=False,
        form="licensing.forms_review.NoteForm",
        audience=Audience.AGENCY,
    )
    def note(self, act: Act) -> None:
        """A word to the other officers; the applicant never sees it."""
        reviewing.note(act, self, self.agency)  # type: ignore[attr-defined]

    @action(
        _("Ask the applicant"),
        source=(State.IN_REVIEW, State.INFORMATION_REQUESTED),
        target=State.INFORMATION_REQUESTED,
        verb="information_requested",
        done=_("Applicant asked; the clock stands still"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        waits=False,
        needs=[checks_deciding.silence_has_not_decided],
        form="licensing.forms_asking.AskForm",
        then=asking.ask_in_review,
        help=_("The clocks stop until everything that was asked is answered."),
    )
    def request_information(self, act: Act) -> None:
        """Ask something; the application waits for the answer."""

    @action(
        _("Wait for answers"),
        source=State.IN_REVIEW,
        target=State.INFORMATION_REQUESTED,
        verb="clock_stopped",
        done=_("Information requested; the clock stands still"),
        then=handling.after_return,
    )
    def await_answers(self, act: Act) -> None:
        """A reviewing agency has asked."""

    @action(
        _("Go on with the review"),
        source=State.INFORMATION_REQUESTED,
        target=State.IN_REVIEW,
        verb="clock_restarted",
        done=_("Nothing is asked any more; the clock runs again"),
        tells=notices_deciding.clock_runs_again,
        then=handling.after_return_of_the_applicant,
    )
    def go_on_with_review(self, act: Act) -> None:
        """Everything that was asked is answered or taken back."""

    @action(
        _("End the reviews"),
        source=State.IN_REVIEW,
        target=State.AWAITING_DECISION,
        verb="reviews_ended",
        done=_("All reviews are done"),
        tells=notices_deciding.reviews_ended,
    )
    def end_reviews(self, act: Act) -> None:
        """The last review is concluded: a decision is awaited."""

    @action(
        _("Lapse"),
        source=(State.RETURNED, State.INFORMATION_REQUESTED),
        target=State.LAPSED,
        verb="lapsed",
        done=_("Lapsed: nobody answered in time"),
        needs=[checks_asking.time_to_answer_is_over],
        tells=notices_deciding.lapsed,
        then=ending.after_lapse,
        due=_unanswered,
    )
    def lapse(self, act: Act) -> None:
        """The applicant was reminded and did not answer."""

    @action(
        _("Remind of the fee"),
        source=State.AWAITING_PAYMENT,
        verb="reminded_of_fee",
        done=_("Reminded of the fee"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        waits=False,
        needs=[checks_deciding.fee_is_still_owed],
        tells=notices.fee_due,
    )
    def remind_of_fee(self, act: Act) -> None:
        """Write to the applicants again."""
