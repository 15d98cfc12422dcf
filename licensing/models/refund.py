"""Money given back: found to be due or asked for, approved by somebody else, then paid out.

A cashier proposes and pays out; a licensing approver decides in between. What the system finds
(money that was not owed) begins as due and waits for the cashier. The sum of the refunds of one
receipt never exceeds it: the check locks the receipt, and the database refuses the rest.
"""

from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from licensing import certificates, checks_money, fees, notices_money
from licensing.models.querysets import LicensingQuerySet
from licensing.models.receipt import Receipt
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.gate import perform
from workflow.queue import after_commit
from workflow.state_field import StateField


def _close_invoice(act: Act) -> None:
    """An invoice of which nothing is left is refunded; its application's people are told."""
    invoice = act.case.invoice
    if invoice.state == "paid" and not checks_money.anything_kept(invoice):
        perform(invoice, "mark_refunded", by=None)


class Refund(CompanyCase):
    """A sum of one receipt that is to go back to where it came from."""

    class State(models.TextChoices):
        DUE = "due", _("To be given back")
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        SENDING = "sending", _("Being sent")
        PAID_OUT = "paid_out", _("Given back")
        REJECTED = "rejected", _("Not given back")

    class Why(models.TextChoices):
        """Why it was found to be due."""

        TOO_MUCH = "too_much", _("More was paid than was owed.")
        PAID_AGAIN = "paid_again", _("The invoice had been paid already.")
        VOID = "void", _("The application had been withdrawn: nothing was owed.")
        CURRENCY = "currency", _("It was paid in another currency than the invoice's.")
        ASKED = "asked", _("It was asked for.")

    kind = "refund"
    prefix = "RE"
    tones: ClassVar = {
        State.DUE: "warn",
        State.PROPOSED: "warn",
        State.APPROVED: "ok",
        State.SENDING: "info",
        State.PAID_OUT: "ok",
        State.REJECTED: "stop",
    }
    reader_labels: ClassVar = {
        State.DUE: {"company": _("To be given back: being prepared")},
        State.PROPOSED: {"agency": _("Waiting for approval"), "company": _("Being decided")},
        State.APPROVED: {
            "agency": _("Approved; to be paid out"),
            "company": _("Approved; on its way"),
        },
        State.SENDING: {"agency": _("With the payment provider"), "company": _("On its way")},
    }
    step_states: ClassVar = (
        (_("Propose"), (State.DUE,)),
        (_("Decide"), (State.PROPOSED,)),
        (_("Pay out"), (State.APPROVED, State.SENDING)),
        (_("Given back"), (State.PAID_OUT,)),
    )

    state = StateField(default=State.DUE, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("money received")
    )
    invoice = models.ForeignKey(
        "licensing.Invoice",
        on_delete=models.PROTECT,
        related_name="refunds",
        verbose_name=_("invoice"),
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=fees.PLACES)
    currency = models.CharField(_("currency"), max_length=10)
    why = models.CharField(_("why"), max_length=12, choices=Why.choices, default=Why.ASKED)
    reasons = models.TextField(_("reasons"), blank=True)
    # Where a transfer goes; what was paid online goes back the way it came.
    holder = models.CharField(_("account holder"), max_length=200, blank=True)
    iban = models.CharField(_("IBAN"), max_length=50, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remarks = models.TextField(_("why not"), blank=True)
    paid_on = models.DateField(_("paid out on"), null=True, blank=True)
    paid_reference = models.CharField(_("reference of the payment"), max_length=60, blank=True)
    # When it was handed to the payment provider, once; and what the provider said instead.
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)

    objects: ClassVar[Any] = LicensingQuerySet.as_manager()
    begin_needs: ClassVar = (
        checks_money.something_is_left,
        checks_money.is_not_a_part_still_counted,
    )

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="refund_state")]
        triggers: ClassVar = [
            # Whatever wrote the refund, the receipt knows the sum, and its constraint judges it.
            pgtrigger.Trigger(
                name="refund_sum",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=(
                    "PERFORM 1 FROM licensing_receipt WHERE id = NEW.receipt_id FOR UPDATE; "
                    "UPDATE licensing_receipt SET refunded = (SELECT COALESCE(SUM(amount), 0) "
                    "FROM licensing_refund WHERE receipt_id = NEW.receipt_id "
                    "AND state <> 'rejected') WHERE id = NEW.receipt_id; "
                    "RETURN NULL;"
                ),
            ),
        ]

    @property
    def title(self) -> str:
        """What is given back, of which invoice."""
        return str(_("Refund: %(invoice)s")) % {"invoice": self.invoice.reference}

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    def is_unclear(self, now: datetime) -> bool:
        """Whether it was handed to the provider, and no clear answer has come: people look."""
        if self.state != self.State.SENDING:
            return False
        asked_long_ago = self.sent_at and now - self.sent_at > checks_money.ANSWER_WITHIN
        return bool(self.problem or asked_long_ago)

    def begin_tells(self, act: Act) -> Any:
        """The cashiers of what is due; the approvers of what is proposed."""
        return notices_money.refund_begun(act)

    @action(
        _("Propose the refund"),
        source=State.DUE,
        target=State.PROPOSED,
        verb="proposed",
        done=_("Refund proposed"),
        who="licensing.propose_refund",
        role=Role.CASHIER,
        needs=[checks_money.amount_is_left, checks_money.is_not_a_part_still_counted],
        form="licensing.forms_money.ProposeForm",
        tells=notices_money.refund_proposed,
        style="primary",
        help=_("Somebody else decides about it."),
    )
    def propose(self, act: Act) -> None:
        """Say how much goes back, where to, and why."""
        act.apply("amount", "reasons", "holder", "iban")
        self.proposed_by = act.by
        self.remarks = ""
        act.public["note"] = fees.plain(self.amount, self.currency)
        act.private["reasons"] = self.reasons

    @action(
        _("Approve the refund"),
        source=State.PROPOSED,
        target=State.APPROVED,
        verb="approved",
        done=_("Refund approved"),
        who="licensing.approve_refund",
        role=Role.LICENSING_APPROVER,
        tells=notices_money.refund_approved,
        style="primary",
        help=_("The cashier pays it out then."),
    )
    def approve(self, act: Act) -> None:
        """Agree that it goes back."""
        self.approved_by = act.by
        act.public["note"] = fees.plain(self.amount, self.currency)

    @action(
        _("Reject the refund"),
        source=(State.DUE, State.PROPOSED),
        target=State.REJECTED,
        verb="rejected",
        done=_("Refund rejected"),
        who="licensing.approve_refund",
        role=Role.LICENSING_APPROVER,
        waits=False,
        form="licensing.forms_money.RejectForm",
        tells=notices_money.refund_rejected,
        style="danger",
        help=_("The company is told the reasons."),
    )
    def reject(self, act: Act) -> None:
        """Keep the money, with reasons that the company reads."""
        act.apply("remarks")
        act.private["reasons"] = self.remarks

    @action(
        _("Give it back through the payment provider"),
        source=State.APPROVED,
        target=State.SENDING,
        verb="sent",
        done=_("Refund handed to the payment provider"),
        who="licensing.pay_refund",
        role=Role.CASHIER,
        needs=[checks_money.provider_gives_back],
        style="primary",
        help=_("It goes back to the card or account that paid."),
    )
    def send(self, act: Act) -> None:
        """Let the provider give it back, after this is committed."""
        self.sent_at, self.problem = None, ""
        after_commit("licensing.tasks.send_refund", self.pk)

    @action(
        _("Record the payout"),
        source=(State.APPROVED, State.SENDING),
        target=State.PAID_OUT,
        verb="paid_out",
        done=_("Money given back"),
        who="licensing.pay_refund",
        role=Role.CASHIER,
        needs=[checks_money.provider_has_answered],
        form="licensing.forms_money.PayOutForm",
        tells=notices_money.refund_paid,
        then=_close_invoice,
        help=_("Only when the bank has carried out the transfer."),
    )
    def pay_out(self, act: Act) -> None:
        """Record the transfer by which it went back."""
        act.apply("paid_on", "paid_reference")
        self._given_back(act)

    @action(
        _("Record what the provider gave back"),
        source=State.SENDING,
        target=State.PAID_OUT,
        verb="returned",
        done=_("Given back by the payment provider"),
        tells=notices_money.refund_paid,
        then=_close_invoice,
    )
    def confirm(self, act: Act) -> None:
        """The provider has given it back."""
        self.paid_on = act.now.date()
        payment = self.receipt.payment
        self.paid_reference = payment.transaction_id[:60] if payment is not None else ""
        self._given_back(act)

    @action(
        _("Note that the provider refused"),
        source=State.SENDING,
        target=State.APPROVED,
        verb="send_failed",
        done=_("The payment provider has not given it back"),
        tells=notices_money.refund_failed,
    )
    def note_failure(self, act: Act) -> None:
        """The provider said no: it has to go back another way, or be tried again."""
        self.problem = str(act.data["problem"])[:300]
        self.sent_at = None
        act.public["note"] = self.problem

    def _given_back(self, act: Act) -> None:
        self.problem = ""
        act.public["note"] = fees.plain(self.amount, self.currency)
        act.private["reference"] = self.paid_reference
        certificates.request_refund_note(act)
