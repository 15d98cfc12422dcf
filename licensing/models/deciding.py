"""What the office does with an application: review, recommend, return, decide."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from licensing import checks, checks_eligibility, granting, notices
from licensing.models.application_states import State
from workflow.actions import Act, action


class Deciding(models.Model):
    """The agency's actions. Mixed into Application."""

    recommendation = models.CharField(_("recommendation"), max_length=10, blank=True)
    recommendation_reasons = models.TextField(_("reasons"), blank=True)
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )

    class Meta:
        abstract = True

    @action(
        _("Approve by rule"),
        source=State.SUBMITTED,
        target=State.APPROVED,
        verb="approved_by_rule",
        done=_("Approved: complete, and granted at once"),
        then=granting.after_approval,
    )
    def approve_by_rule(self, act: Act) -> None:
        """Grant an instant type: the checks at submission were the decision."""

    @action(
        _("Start review"),
        source=State.SUBMITTED,
        target=State.IN_REVIEW,
        verb="review_started",
        done=_("Review started"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        style="primary",
        help=_("The applicant sees that somebody is looking at it."),
    )
    def start_review(self, act: Act) -> None:
        """Take it up."""

    @action(
        _("Recommend"),
        source=State.IN_REVIEW,
        target=State.AWAITING_DECISION,
        verb="recommended",
        done=_("Recommendation made"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        form="licensing.forms.RecommendForm",
        audience=Audience.AGENCY,
        tells=notices.recommended,
        style="primary",
        help=_("Somebody else decides."),
    )
    def recommend(self, act: Act) -> None:
        """End the review with a recommendation to the approver."""
        act.apply("recommendation", "recommendation_reasons")
        self.recommended_by = act.by
        act.public["recommendation"] = self.recommendation
        act.private["reasons"] = self.recommendation_reasons

    @action(
        _("Return to the applicant"),
        source=State.IN_REVIEW,
        target=State.RETURNED,
        verb="returned",
        done=_("Returned for corrections"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        waits=False,
        form="licensing.forms.ReturnForm",
        tells=notices.returned,
        help=_("The clock stops until they send it again."),
    )
    def give_back(self, act: Act) -> None:
        """Ask for corrections; the remarks are for the applicant."""
        act.apply("remarks")
        act.private["remarks"] = self.remarks

    @action(
        _("Approve"),
        source=State.AWAITING_DECISION,
        target=State.APPROVED,
        verb="approved",
        done=_("Approved"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        needs=[
            checks.company_is_registered,
            checks.none_held_already,
            checks_eligibility.needed_licences_are_held,
        ],
        locks=("company",),
        then=granting.after_approval,
        style="primary",
        help=_("The fee is asked for, and the licence is issued when it is paid."),
    )
    def approve(self, act: Act) -> None:
        """Grant it."""
        self.remarks = ""

    @action(
        _("Refuse"),
        source=State.AWAITING_DECISION,
        target=State.REFUSED,
        verb="refused",
        done=_("Application refused"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        form="licensing.forms.RefuseForm",
        tells=notices.refused,
        style="danger",
        help=_("The applicant is told the reasons."),
    )
    def refuse(self, act: Act) -> None:
        """Refuse it, with reasons for the applicant."""
        act.apply("remarks")
        act.private["reasons"] = self.remarks

    @action(
        _("Send back to the reviewer"),
        source=State.AWAITING_DECISION,
        target=State.IN_REVIEW,
        verb="sent_back",
        done=_("Sent back to the reviewer"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        waits=False,
        form="licensing.forms.SendBackForm",
        audience=Audience.AGENCY,
        tells=notices.sent_back,
    )
    def send_back(self, act: Act) -> None:
        """Ask the reviewer to look again."""
        act.private["remarks"] = act.data["remarks"]
