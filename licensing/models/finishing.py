"""What follows by itself once an application is granted: the fee, and the licence."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from licensing import changing, checks, checks_changes, checks_deciding, granting, notices
from licensing.models.application_states import State
from licensing.models.invoice import Invoice
from workflow.actions import Act, action


def _is_paid(now: datetime) -> Q:
    paid = Invoice.objects.filter(application=OuterRef("pk"), state=Invoice.State.PAID)
    return Q(Exists(paid))


class Finishing(models.Model):
    """Actions of the system. Mixed into Application."""

    class Meta:
        abstract = True

    @action(
        _("Ask for the fee"),
        source=State.APPROVED,
        target=State.AWAITING_PAYMENT,
        verb="billed",
        done=_("Fee asked for"),
        tells=notices.fee_due,
    )
    def bill(self, act: Act) -> None:
        """Make the invoice of what was approved."""
        granting.make_invoice(act)

    @action(
        _("Issue the licence"),
        source=(State.APPROVED, State.AWAITING_PAYMENT),
        target=State.ISSUED,
        verb="issued",
        done=_("Licence issued"),
        needs=[
            checks.fee_is_settled,
            checks_deciding.holder_is_registered,
            checks.none_held_already,
            *checks_changes.ISSUE,
        ],
        locks=("company", "to_company"),
        alone=("licence",),
        tells=notices.issued,
        due=_is_paid,
    )
    def issue(self, act: Act) -> None:
        """Make or change the licence. The clock finds what is paid and not issued."""
        changing.carry_out(act)
