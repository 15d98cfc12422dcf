"""What the office decides about an application: by rule, by silence, after a recommendation."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from licensing import (
    checks_deciding,
    checks_eligibility,
    ending,
    granting,
    handling,
    notices,
    notices_deciding,
    papers_letters,
)
from licensing.checks_review import day_of
from licensing.models.application_states import OFFICE, State
from workflow.actions import Act, action


def _silent(now: datetime) -> Q:
    return Q(version__tacit_approval=True, due_on__lt=timezone.localdate(now))


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

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    # Of a refusal: the last day on which an appeal counts.
    appeal_until = models.DateField(_("appeal until"), null=True, blank=True, editable=False)

    agency: Any
    version: Any

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
        _("Approve by silence"),
        source=OFFICE,
        target=State.APPROVED,
        verb="approved_by_silence",
        done=_("Approved: the time ran out, and silence is consent"),
        locks=("company", "to_company"),
        alone=("licence",),
        needs=[checks_deciding.silence_is_consent, *checks_deciding.GRANT],
        tells=notices_deciding.approved_by_silence,
        then=ending.after_silence,
        due=_silent,
    )
    def approve_by_silence(self, act: Act) -> None:
        """The working days of the agency have run out, and its type says what that means."""
        self.decided_at = act.now

    @action(
        _("Recommend"),
        source=State.IN_REVIEW,
        target=State.AWAITING_DECISION,
        verb="recommended",
        done=_("Recommendation made"),
        who="licensing.recommend_application",
        role=Role.LICENSING_OFFICER,
        needs=[checks_deciding.silence_has_not_decided],
        form="licensing.forms_deciding.RecommendForm",
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
        _("Recommend as a whole"),
        source=State.AWAITING_DECISION,
        verb="summed_up",
        done=_("Recommendation as a whole made"),
        who="licensing.sum_up_application",
        role=Role.LICENSING_OFFICER,
        waits=False,
        needs=[checks_deciding.nobody_has_summed_up],
        form="licensing.forms_deciding.RecommendForm",
        audience=Audience.AGENCY,
        help=_("What all the reviews come to, for whoever decides."),
    )
    def sum_up(self, act: Act) -> None:
        """Say what the reviews of all agencies come to."""
        act.apply("recommendation", "recommendation_reasons")
        self.recommended_by = act.by
        act.public["recommendation"] = self.recommendation
        act.private["reasons"] = self.recommendation_reasons

    @action(
        _("Approve"),
        source=State.AWAITING_DECISION,
        target=State.APPROVED,
        verb="approved",
        done=_("Approved"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        needs=[
            checks_deciding.silence_has_not_decided,
            *checks_deciding.GRANT,
            checks_eligibility.needed_licences_are_held,
        ],
        locks=("company", "to_company"),
        alone=("licence",),
        form="licensing.forms_deciding.ApproveForm",
        then=granting.after_approval,
        style="primary",
        help=_("The fee is asked for, and the licence is issued when it is paid."),
    )
    def approve(self, act: Act) -> None:
        """Grant it, with conditions if there are any."""
        self.remarks = ""
        self.conditions = act.data.get("conditions", [])
        self.decided_by, self.decided_at = act.by, act.now
        act.public["conditions"] = len(self.conditions)

    @action(
        _("Refuse"),
        source=State.AWAITING_DECISION,
        target=State.REFUSED,
        verb="refused",
        done=_("Application refused"),
        who="licensing.decide_application",
        role=Role.LICENSING_APPROVER,
        needs=[checks_deciding.silence_has_not_decided],
        form="licensing.forms.RefuseForm",
        tells=notices_deciding.refused,
        then=ending.after_refusal,
        style="danger",
        help=_("The applicant is told the reasons, and how to appeal."),
    )
    def refuse(self, act: Act) -> None:
        """Refuse it, with reasons for the applicant, who can appeal until a day."""
        act.apply("remarks")
        self.decided_by, self.decided_at = act.by, act.now
        self.appeal_until = day_of(act, self.agency) + timedelta(days=self.version.appeal_days)
        act.public["appeal_until"] = self.appeal_until.isoformat()
        papers_letters.request_letter(act)
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
        needs=[checks_deciding.silence_has_not_decided, checks_deciding.stages_are_chosen],
        form="licensing.forms_deciding.SendBackForm",
        audience=Audience.AGENCY,
        tells=notices.sent_back,
        then=handling.after_send_back,
    )
    def send_back(self, act: Act) -> None:
        """Ask the reviewer, or some of the reviewing agencies, to look again."""
        act.public["stages"] = list(act.data.get("stages", []))
        act.private["remarks"] = act.data["remarks"]
        self.recommendation = self.recommendation_reasons = ""
