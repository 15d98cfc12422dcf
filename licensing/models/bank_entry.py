"""One entry of a bank's statement, and what it came to.

The system judges an entry (licensing/matching.py) and takes the action that fits; each action
takes the invoice through its own gate in the same transaction. What the reference does not tell
waits for a cashier: assigned to an invoice by hand with reasons, or marked as not ours.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from audit.models import Audience
from licensing import booking, checks_money, fees
from licensing.models.agency_account import AgencyAccount
from licensing.models.statement import MoneyQuerySet, Statement
from workflow.actions import Act, action
from workflow.case import Case
from workflow.gate import perform
from workflow.state_field import StateField


class BankEntry(Case):
    """Money that moved on the account."""

    class State(models.TextChoices):
        READ = "read", _("Not booked yet")
        SETTLED = "settled", _("Pays its invoice")
        PART = "part", _("Pays a part of its invoice")
        SURPLUS = "surplus", _("Not owed: to be given back")
        UNKNOWN = "unknown", _("Invoice unknown")
        HELD = "held", _("To be looked into")
        SET_ASIDE = "set_aside", _("Not a fee")
        IGNORED = "ignored", _("Left out")
        REPEATED = "repeated", _("Booked before")

    class Why(models.TextChoices):
        """What more there is to say of a result."""

        NONE = "", ""
        TOO_MUCH = "too_much", _("More than was owed: the rest is given back.")
        PAID = "paid", _("The invoice had been paid already.")
        VOID = "void", _("Nothing was owed any more: the application was withdrawn.")
        NO_REFERENCE = "no_reference", _("No reference of an invoice stands in it.")
        SEVERAL = "several", _("It names more than one invoice.")
        STRANGE = "strange", _("Its reference is of no invoice of this agency.")
        CURRENCY = "currency", _("It is in another currency than the invoice.")
        REVERSAL = "reversal", _("The bank has taken an earlier entry back.")
        DEBIT = "debit", _("Money that went out.")
        PENDING = "pending", _("The bank has not booked it yet.")

    kind = "bank_entry"
    prefix = "BE"
    tones: ClassVar = {
        State.READ: "quiet",
        State.SETTLED: "ok",
        State.PART: "info",
        State.SURPLUS: "warn",
        State.UNKNOWN: "stop",
        State.HELD: "stop",
        State.SET_ASIDE: "quiet",
        State.IGNORED: "quiet",
        State.REPEATED: "quiet",
    }

    state = StateField(default=State.READ, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField(_("place in the statement"))
    key = models.CharField(max_length=64, editable=False)
    account = models.ForeignKey(
        AgencyAccount, on_delete=models.PROTECT, related_name="+", editable=False
    )
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=fees.PLACES)
    currency = models.CharField(_("currency"), max_length=3)
    is_credit = models.BooleanField(_("credit"))
    is_reversal = models.BooleanField(_("reversal"), default=False)
    is_booked = models.BooleanField(_("booked by the bank"), default=True)
    booked_on = models.DateField(_("booked by the bank on"))
    value_on = models.DateField(_("value date"), null=True, blank=True)
    bank_reference = models.CharField(_("the bank's reference"), max_length=100, blank=True)
    end_to_end = models.CharField(_("the payer's reference"), max_length=100, blank=True)
    structured = models.CharField(_("payment reference"), max_length=100, blank=True)
    text = models.TextField(_("what the payer wrote"), blank=True)
    payer = models.CharField(_("payer"), max_length=200, blank=True)
    payer_iban = models.CharField(_("the payer's account"), max_length=50, blank=True)
    why = models.CharField(max_length=15, choices=Why.choices, blank=True, default="")
    invoice = models.ForeignKey(
        "licensing.Invoice",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bank_entries",
        verbose_name=_("invoice"),
    )
    reasons = models.TextField(_("reasons"), blank=True)

    objects: ClassVar[Any] = MoneyQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank entry")
        verbose_name_plural = _("bank entries")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "key"],
                condition=Q(repeats__isnull=True),
                name="one_entry_a_movement",
            ),
            models.UniqueConstraint(fields=["statement", "place"], name="one_entry_a_place"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="bank_entry_amount_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["statement", "state"], name="bank_entry_state"),
        ]

    @property
    def title(self) -> str:
        """Who paid, as far as the bank tells."""
        return self.payer or str(_("Unknown payer"))

    @property
    def signed(self) -> Any:
        """The amount as it moved the balance."""
        return self.amount if self.is_credit else -self.amount

    # --- results: taken by the system --------------------------------------------------

    @action(
        _("Book as full payment"),
        source=State.READ,
        target=State.SETTLED,
        verb="settled",
        done=_("Booked: the invoice is paid"),
        audience=Audience.AGENCY,
    )
    def settle(self, act: Act) -> None:
        """It pays what its invoice still asks for."""
        self._booked(act, "settle_transfer")

    @action(
        _("Book as part payment"),
        source=State.READ,
        target=State.PART,
        verb="part_booked",
        done=_("Booked as a part of the amount"),
        audience=Audience.AGENCY,
    )
    def take_part(self, act: Act) -> None:
        """It pays less than its invoice asks for."""
        self._booked(act, "take_part")

    @action(
        _("Book as money not owed"),
        source=State.READ,
        target=State.SURPLUS,
        verb="surplus_booked",
        done=_("Booked as money to be given back"),
        audience=Audience.AGENCY,
    )
    def find_surplus(self, act: Act) -> None:
        """Its invoice asks for nothing any more."""
        self._booked(act, "note_surplus")

    @action(
        _("Hold"),
        source=State.READ,
        target=State.HELD,
        verb="held",
        done=_("Held: a cashier looks into it"),
        audience=Audience.AGENCY,
    )
    def hold(self, act: Act) -> None:
        """Nothing can be made of it by rule."""
        self._noted(act)

    @action(
        _("Leave to a cashier"),
        source=State.READ,
        target=State.UNKNOWN,
        verb="not_matched",
        done=_("No invoice found"),
        audience=Audience.AGENCY,
    )
    def leave_unknown(self, act: Act) -> None:
        """No invoice of this agency is known by what it says."""
        self._noted(act)

    @action(
        _("Leave out"),
        source=State.READ,
        target=State.IGNORED,
        verb="left_out",
        done=_("Left out"),
        audience=Audience.AGENCY,
    )
    def pass_over(self, act: Act) -> None:
        """It is no money that came in."""
        self._noted(act)

    @action(
        _("Recognise as booked before"),
        source=State.READ,
        target=State.REPEATED,
        verb="recognised",
        done=_("Recognised: booked from an earlier statement"),
        audience=Audience.AGENCY,
    )
    def recognise(self, act: Act) -> None:
        """The same movement was in an earlier statement."""
        act.public["note"] = self.repeats.reference if self.repeats else ""

    # --- what a cashier does -----------------------------------------------------------

    @action(
        _("Assign to an invoice"),
        source=State.UNKNOWN,
        target=State.READ,
        verb="assigned",
        done=_("Assigned by hand"),
        who="licensing.assign_entry",
        role=Role.CASHIER,
        needs=[checks_money.invoice_can_take_it],
        form="licensing.forms_money.AssignForm",
        audience=Audience.AGENCY,
        then=booking.after_assigning,
        style="primary",
        help=_("It is booked to that invoice at once."),
    )
    def assign(self, act: Act) -> None:
        """Say which invoice it pays, and how one knows."""
        act.apply("invoice", "reasons")
        act.public["invoice"] = act.public["note"] = act.data["invoice"].reference
        act.private["reasons"] = self.reasons

    @action(
        _("Mark as not a fee"),
        source=(State.UNKNOWN, State.HELD),
        target=State.SET_ASIDE,
        verb="set_aside",
        done=_("Marked as not a fee"),
        who="licensing.assign_entry",
        role=Role.CASHIER,
        form="licensing.forms_money.SetAsideForm",
        audience=Audience.AGENCY,
        help=_("It pays no invoice: say what becomes of it, e.g. that the bank sends it back."),
    )
    def set_aside(self, act: Act) -> None:
        """Say why it is none of our invoices, and what becomes of the money."""
        act.apply("reasons")
        act.private["reasons"] = self.reasons

    def _booked(self, act: Act, name: str) -> None:
        self.invoice, self.why = act.data["invoice"], act.data.get("why", "")
        act.public["invoice"] = act.public["note"] = act.data["invoice"].reference
        perform(act.data["invoice"], name, by=None, entry=self)

    def _noted(self, act: Act) -> None:
        self.why = act.data.get("why", "")
