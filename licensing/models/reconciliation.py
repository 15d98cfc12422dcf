"""The nightly comparison of what provider and bank say with what the books say.

A run compares one agency's money; each difference it finds is a case that stays open until a
later run no longer finds it, or somebody resolves it with a note. What providers say is kept
row by row: their word at each change of a payment, and their settlement reports.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from audit.models import Audience
from licensing import fees
from licensing.models.statement import MoneyQuerySet
from workflow.actions import Act, action
from workflow.case import Case
from workflow.state_field import StateField


class PaymentWord(models.Model):
    """What a provider said of a payment, when: kept as it came, never changed."""

    payment = models.ForeignKey("licensing.Payment", on_delete=models.CASCADE, related_name="words")
    status = models.CharField(max_length=10)
    message = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("word of a payment provider")
        verbose_name_plural = _("words of payment providers")

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.status}"


class SettlementReport(models.Model):
    """A provider's own list of what it has settled, brought in by a cashier."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="settlement_reports")
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    at = models.DateTimeField(_("brought in"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("settlement report")
        verbose_name_plural = _("settlement reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="one_report_a_file"),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderRecord(models.Model):
    """One row of a settlement report: the newest word on a transaction."""

    report = models.ForeignKey(SettlementReport, on_delete=models.PROTECT, related_name="records")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    transaction_id = models.CharField(max_length=255)
    amount = models.DecimalField(max_digits=16, decimal_places=fees.PLACES)
    currency = models.CharField(max_length=10)
    status = models.CharField(max_length=10)
    day = models.DateField()

    class Meta:
        verbose_name = _("row of a settlement report")
        verbose_name_plural = _("rows of settlement reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "transaction_id", "status"], name="one_record_a_transaction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id}: {self.status}"


class Reconciliation(models.Model):
    """One night's run for one agency: how much was compared, how much differed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reconciliations")
    began_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    compared = models.PositiveIntegerField(_("compared"), default=0)
    found = models.PositiveIntegerField(_("differences found"), default=0)
    fresh = models.PositiveIntegerField(_("of them new"), default=0)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        indexes: ClassVar = [models.Index(fields=["agency", "-id"], name="reconciliation_newest")]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.began_at:%Y-%m-%d}"


class Difference(Case):
    """Something that provider or bank say otherwise than the books."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        GONE = "gone", _("No longer found")
        RESOLVED = "resolved", _("Resolved")

    class What(models.TextChoices):
        """The kinds of differences."""

        NOT_IN_BOOKS = "not_in_books", _("Confirmed by the provider, not in the books")
        NOT_AT_PROVIDER = "not_at_provider", _("In the books, not confirmed by the provider")
        AMOUNT = "amount", _("Provider and books say different amounts")
        PENDING = "pending", _("A payment has been pending for too long")
        REFUND_OPEN = "refund_open", _("A refund was not carried out")
        REFUND_UNKNOWN = "refund_unknown", _("Given back by the provider, not in the books")
        BALANCE = "balance", _("A statement's balances and entries do not agree")
        GAP = "gap", _("A statement is missing between two others")
        UNMATCHED = "unmatched", _("Money on the account that nobody has assigned")
        ENTRY = "entry", _("A bank entry and the books do not agree")

    kind = "difference"
    prefix = "DF"
    tones: ClassVar = {State.OPEN: "stop", State.GONE: "quiet", State.RESOLVED: "ok"}

    state = StateField(default=State.OPEN, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    # What it is about, so that the next run knows it again.
    key = models.CharField(max_length=200, editable=False)
    # {"label": {...}} of what each side says: plain values, worded on the page.
    facts = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=300, blank=True, editable=False)
    first_run = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="fresh_ones"
    )
    last_run = models.ForeignKey(
        Reconciliation, on_delete=models.PROTECT, related_name="differences"
    )
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar[Any] = MoneyQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "key"],
                condition=~Q(state="gone"),
                name="one_difference_a_thing",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="difference_state")]

    @property
    def title(self) -> str:
        """What differs."""
        return str(self.get_what_display())

    def begin_tells(self, act: Act) -> Any:
        """Told together at the end of a run, not one by one."""
        return ()

    @action(
        _("Resolve"),
        source=State.OPEN,
        target=State.RESOLVED,
        verb="resolved",
        done=_("Resolved"),
        who="licensing.resolve_difference",
        role=Role.CASHIER,
        form="licensing.forms_money.ResolveForm",
        audience=Audience.AGENCY,
        style="primary",
        help=_("Say what it was and what was done. Auditors read it."),
    )
    def resolve(self, act: Act) -> None:
        """Close it with a note; the same difference is not listed again."""
        act.apply("note")
        act.private["note"] = self.note

    @action(
        _("Note that it is gone"),
        source=State.OPEN,
        target=State.GONE,
        verb="gone",
        done=_("No longer found"),
        audience=Audience.AGENCY,
    )
    def vanish(self, act: Act) -> None:
        """A later run compared the same things and found no difference."""
