"""What the company does with an application: fill in, submit, withdraw."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing import (
    checks,
    checks_asking,
    checks_changes,
    checks_documents,
    checks_eligibility,
    ending,
    granting,
    handling,
    notices,
    together,
)
from licensing.models.application_states import OPEN, State
from licensing.people import APPLICANTS
from workflow.actions import Act, action


class Applying(models.Model):
    """The company's actions. Mixed into Application."""

    answers = models.JSONField(_("answers"), default=dict, blank=True)
    # What each document says of itself: {key: {"until", "issued": ISO days, "kept": where from}}.
    document_facts = models.JSONField(default=dict, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    # The office's last words to the applicant: what is to be corrected, or why it is refused.
    remarks = models.TextField(_("remarks"), blank=True)

    accepted_at: Any
    accepted_by: Any

    class Meta:
        abstract = True

    @action(
        _("Fill in"),
        source=(State.DRAFT, State.RETURNED),
        verb="edited",
        done=_("Saved"),
        who="licensing.edit_application",
        role=APPLICANTS,
        form="licensing.forms.ApplicationForm",
        then=together.share,
        help=_("Answers and documents. You can stop and come back at any time."),
    )
    def edit(self, act: Act) -> None:
        """Keep the answers and documents as they are so far, complete or not."""
        self.answers = act.data["answers"]
        self.document_facts = act.data.get("document_facts", self.document_facts)
        # Who was to take the licence over agrees to what is sent, not to what was there before.
        self.accepted_at = self.accepted_by = None
        granting.keep_documents(act)

    @action(
        _("Submit"),
        source=(State.DRAFT, State.RETURNED),
        target=State.SUBMITTED,
        verb="submitted",
        done=_("Application submitted"),
        who="licensing.submit_application",
        role=APPLICANTS,
        locks=("company", "to_company"),
        alone=("licence",),
        needs=[
            checks.company_is_registered,
            checks.questions_are_answered,
            checks.answers_fit,
            checks.documents_are_there,
            checks_documents.documents_hold,
            checks.none_held_already,
            checks_eligibility.company_may_apply,
            checks_eligibility.needed_licences_are_near,
            *checks_changes.SUBMIT,
            checks_asking.there_is_time_to_correct,
        ],
        tells=notices.submitted,
        then=handling.after_submission,
        style="primary",
        help=_("Sends the application to the agency."),
    )
    def submit(self, act: Act) -> None:
        """Hand it to the agency; an instant type goes on at once."""
        handling.submit(act)

    @action(
        _("Withdraw"),
        source=OPEN,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Application withdrawn"),
        who="licensing.withdraw_application",
        role=APPLICANTS,
        waits=False,
        needs=[ending.paid_can_be_given_back],
        tells=notices.withdrawn,
        then=ending.after_withdrawal,
        style="danger",
        help=_("Ends the application. Nothing is owed for it, and what was paid is given back."),
    )
    def withdraw(self, act: Act) -> None:
        """End it at the company's wish, at any time before the licence is issued."""
