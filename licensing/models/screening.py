"""How an application comes into review and back to the applicant: taken up, found complete or
returned with remarks, sent again.

A type with a screening stage has its applications checked for completeness first; any other
goes straight into review. What was returned comes back to where it was.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing import checks_deciding, handling, notices, notices_deciding
from licensing.models.application_states import State
from workflow.actions import Act, action


class Screening(models.Model):
    """Taking up, completeness, return. Mixed into Application."""

    # What the office says of single fields: {name of the field: remark}, while it is returned
    # and for whoever reads it again.
    field_remarks = models.JSONField(default=dict, blank=True, editable=False)
    returned_from = models.CharField(max_length=30, blank=True, editable=False)
    # While it is returned: the last day on which it can be sent again.
    answer_by = models.DateField(_("answer by"), null=True, blank=True, editable=False)
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked for completeness by"),
    )

    class Meta:
        abstract = True

    @action(
        _("Check completeness"),
        source=State.SUBMITTED,
        target=State.SCREENING,
        verb="screening_started",
        done=_("Completeness check started"),
        who="licensing.screen_application",
        role=Role.LICENSING_OFFICER,
        style="primary",
        help=_("You become its case officer. The applicant sees that somebody is looking at it."),
    )
    def take_up(self, act: Act) -> None:
        """Take it up for the check of completeness."""
        self.assigned_to = act.by

    @action(
        _("It is complete"),
        source=State.SCREENING,
        target=State.IN_REVIEW,
        verb="found_complete",
        done=_("Found complete; in review"),
        who="licensing.screen_application",
        role=Role.LICENSING_OFFICER,
        needs=[checks_deciding.completeness_is_gone_through],
        form="licensing.forms_deciding.CompleteForm",
        tells=notices_deciding.found_complete,
        then=handling.after_start,
        style="primary",
        help=_("The reviews begin."),
    )
    def accept(self, act: Act) -> None:
        """Everything is there: the reviews begin."""
        self.screened_by = act.by
        act.public["checked"] = list(act.data.get("checked", []))

    @action(
        _("Start review"),
        source=State.SUBMITTED,
        target=State.IN_REVIEW,
        verb="review_started",
        done=_("Review started"),
        who="licensing.start_review",
        role=Role.LICENSING_OFFICER,
        then=handling.after_start,
        style="primary",
        help=_("The applicant sees that somebody is looking at it."),
    )
    def start_review(self, act: Act) -> None:
        """Take it up."""
        self.assigned_to = self.assigned_to or act.by

    @action(
        _("Return to the applicant"),
        source=(State.SCREENING, State.IN_REVIEW),
        target=State.RETURNED,
        verb="returned",
        done=_("Returned for corrections"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        waits=False,
        needs=[checks_deciding.silence_has_not_decided],
        form="licensing.forms_deciding.ReturnForm",
        tells=notices.returned,
        then=handling.after_return,
        help=_("The clock stops until they send it again."),
    )
    def give_back(self, act: Act) -> None:
        """Ask for corrections; the remarks, and those beside fields, are for the applicant."""
        handling.give_back(act)

    @action(
        _("Back to the completeness check"),
        source=State.SUBMITTED,
        target=State.SCREENING,
        verb="came_back_to_screening",
        done=_("Sent again: the completeness check goes on"),
        tells=notices_deciding.came_back,
    )
    def go_back_to_screening(self, act: Act) -> None:
        """What was returned from the check comes back to it."""

    @action(
        _("Back to the review"),
        source=State.SUBMITTED,
        target=State.IN_REVIEW,
        verb="came_back_to_review",
        done=_("Sent again: the review goes on"),
        tells=notices_deciding.came_back,
        then=handling.after_return_of_the_applicant,
    )
    def go_back_to_review(self, act: Act) -> None:
        """What was returned from review comes back to it, and the reviews go on."""
