"""A bank's statement that a cashier brought in: looked at first, then booked entry by entry.

While it is a draft nothing is recorded: its page says what each entry would come to. Booking
takes each entry in a transaction of its own (licensing/booking.py), so that a worker killed in
the middle is carried on from where it was, and nothing is booked twice.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from audit.models import Audience
from licensing import checks_money, fees
from licensing.models.agency_account import READERS, AgencyAccount
from workflow import wording
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet
from workflow.queue import after_commit
from workflow.state_field import StateField


def _all_booked(now: datetime) -> Q:
    return ~Q(entries__state="read")


class MoneyQuerySet(CaseQuerySet):
    """Cases of an agency's cashiers, which approvers and auditors read too."""

    def _all_roles(self) -> tuple[str, ...]:
        return READERS


class Statement(Case):
    """One file of a bank, of one account."""

    class State(models.TextChoices):
        DRAFT = "draft", _("To be looked at")
        BOOKING = "booking", _("Being booked")
        BOOKED = "booked", _("Booked")
        DISCARDED = "discarded", _("Discarded")

    kind = "statement"
    prefix = "BS"
    tones: ClassVar = {
        State.DRAFT: "warn",
        State.BOOKED: "ok",
        State.DISCARDED: "quiet",
    }
    step_states: ClassVar = (
        (_("Look at it"), (State.DRAFT,)),
        (_("Book it"), (State.BOOKING,)),
        (_("Booked"), (State.BOOKED,)),
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    account = models.ForeignKey(
        AgencyAccount,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("account"),
    )
    form = models.CharField(_("format"), max_length=10)
    number = models.CharField(_("the bank's number"), max_length=60, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    opening = models.DecimalField(
        _("opening balance"), max_digits=16, decimal_places=fees.PLACES, null=True, blank=True
    )
    closing = models.DecimalField(
        _("closing balance"), max_digits=16, decimal_places=fees.PLACES, null=True, blank=True
    )
    moved = models.DecimalField(_("sum of entries"), max_digits=16, decimal_places=fees.PLACES)
    currency = models.CharField(_("currency"), max_length=3)
    sha256 = models.CharField(max_length=64, editable=False)
    # What its file said, while it is begun: the checks look at it.
    reading: Any = None

    objects: ClassVar[Any] = MoneyQuerySet.as_manager()
    begin_needs: ClassVar = (
        checks_money.account_fits,
        checks_money.file_is_new,
        checks_money.no_other_is_open,
    )

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "sha256"],
                condition=~Q(state="discarded"),
                name="one_statement_a_file",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="draft"), name="one_draft_an_account"
            ),
        ]

    @property
    def title(self) -> str:
        """The days it covers."""
        days = dict.fromkeys(wording.date(day) for day in (self.since, self.until) if day)
        if not days:
            return str(_("Bank statement"))
        return str(_("Bank statement: %(days)s")) % {"days": " – ".join(days)}

    @property
    def adds_up(self) -> bool:
        """Whether closing balance and entries agree; a file without balances does not say."""
        if self.opening is None or self.closing is None:
            return True
        return bool(self.opening + self.moved == self.closing)

    @action(
        _("Book the statement"),
        source=State.DRAFT,
        target=State.BOOKING,
        verb="booking_begun",
        done=_("Booking begun"),
        who="licensing.book_statement",
        role=Role.CASHIER,
        needs=[checks_money.statement_adds_up],
        audience=Audience.AGENCY,
        style="primary",
        help=_("Each entry is recorded with its invoice, as the list below says."),
    )
    def book(self, act: Act) -> None:
        """Let its entries be recorded."""
        after_commit("licensing.tasks.book_statement", self.pk)

    @action(
        _("Discard the statement"),
        source=State.DRAFT,
        target=State.DISCARDED,
        verb="discarded",
        done=_("Statement discarded"),
        who="licensing.book_statement",
        role=Role.CASHIER,
        waits=False,
        audience=Audience.AGENCY,
        style="danger",
        help=_("Nothing of it is recorded. The file can be brought in again."),
    )
    def discard(self, act: Act) -> None:
        """Forget its entries: none was booked."""
        act.public["entries"] = self.entries.count()
        self.entries.all().delete()

    @action(
        _("Finish booking"),
        source=State.BOOKING,
        target=State.BOOKED,
        verb="booked",
        done=_("Statement booked"),
        needs=[checks_money.every_entry_is_booked],
        audience=Audience.AGENCY,
        due=_all_booked,
    )
    def finish(self, act: Act) -> None:
        """Every entry has its result."""


class StatementFile(models.Model):
    """The file as the bank wrote it, kept beside its statement for whoever audits."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="file")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of a bank statement")
        verbose_name_plural = _("files of bank statements")

    def __str__(self) -> str:
        return self.name
