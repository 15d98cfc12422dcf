"""What becomes of a refused application when an appeal against the refusal is upheld."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing import certificates, checks_deciding, granting
from licensing.models.application_states import State
from workflow.actions import Act, action


class Overturning(models.Model):
    """Actions that follow from appeals. Mixed into Application."""

    recommendation: str
    recommendation_reasons: str

    class Meta:
        abstract = True

    @action(
        _("Decide again after an appeal"),
        source=State.REFUSED,
        target=State.AWAITING_DECISION,
        verb="reopened",
        done=_("Appeal upheld: it has to be decided again"),
    )
    def reopen(self, act: Act) -> None:
        """The refusal does not stand; an approver decides anew, on a recommendation made anew."""
        act.public["appeal"] = act.data["appeal"].reference
        self.recommendation = self.recommendation_reasons = ""
        certificates.end_refusal(act)

    @action(
        _("Grant after an appeal"),
        source=State.REFUSED,
        target=State.APPROVED,
        verb="granted_on_appeal",
        done=_("Appeal upheld: it is granted"),
        locks=("company", "to_company"),
        alone=("licence",),
        needs=checks_deciding.GRANT,
        then=granting.after_approval,
    )
    def grant_on_appeal(self, act: Act) -> None:
        """The refusal is replaced by an approval."""
        act.public["appeal"] = act.data["appeal"].reference
        self.remarks = ""
        certificates.end_refusal(act)
