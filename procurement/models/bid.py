"""A bid: one company's prices for one lot, unseen by everybody else until the opening.

What is handed in is ciphertext (`procurement.sealed_bids`, docs/sealed-bids.md). Prices come
into the database when the committee opens the bids (`procurement.opening`), and not before.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import CASE_ROLES, standing_of
from audit.models import Audience
from procurement import (
    checks,
    checks_prepare,
    confirming,
    deciding,
    late,
    notices,
    opening,
    receipts,
    sealed_bids,
    stages,
)
from vendors.models import CompanyCase, CompanyCaseQuerySet
from vendors.standing import BIDDERS, companies_with
from workflow.actions import Act, action
from workflow.numbers import scattered_number
from workflow.state_field import StateField


class BidQuerySet(CompanyCaseQuerySet):
    """Bids, which exist for nobody but the bidder until they are opened."""

    def opened(self) -> Self:
        """Those whose prices an opening has made known."""
        return self.filter(state__in=Bid.KNOWN).exclude(state="unopenable")

    def disclosed(self) -> Self:
        return self.opened()

    def visible_to(self, user: Any) -> Self:
        officers = standing_of(user).agencies_q(CASE_ROLES, self._agency())
        own = Q(company_id__in=companies_with(user, BIDDERS))
        return self.filter(own | (officers & Q(state__in=Bid.KNOWN)))

    def waiting_for(self, user: Any) -> Self:
        """Drafts wait for their bidders only while the tender takes bids."""
        stale = Q(state="draft") & ~Q(tender__state="published")
        return super().waiting_for(user).exclude(stale)


class Bid(CompanyCase):
    """A bid for a lot, from its draft to the letter that tells the outcome."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft, not submitted")
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OPENED = "opened", _("Opened, being evaluated")
        UNOPENABLE = "unopenable", _("Could not be opened")
        ADMITTED = "admitted", _("Admitted")
        REJECTED = "rejected", _("Not admitted")
        AWARDED = "awarded", _("Awarded")
        NOT_AWARDED = "not_awarded", _("Not awarded")

    kind = "bid"
    prefix = "B"
    agency_lookup = "tender__agency"
    begin_needs = (checks.tender_takes_bids, checks_prepare.company_is_invited)
    begin_locks = ("tender",)
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.SUBMITTED: "ok",
        State.WITHDRAWN: "quiet",
        State.OPENED: "info",
        State.UNOPENABLE: "stop",
        State.ADMITTED: "info",
        State.REJECTED: "info",
        State.AWARDED: "ok",
        State.NOT_AWARDED: "quiet",
    }
    reader_labels: ClassVar = {
        State.OPENED: {"agency": _("Waiting for evaluation")},
        State.SUBMITTED: {"company": _("Your bid is submitted")},
        # What the evaluators think is told with the outcome, not before it.
        State.ADMITTED: {"company": _("Opened, being evaluated")},
        State.REJECTED: {"company": _("Opened, being evaluated")},
    }
    # States in which others than the bidder know of it.
    KNOWN: ClassVar = (
        State.OPENED,
        State.UNOPENABLE,
        State.ADMITTED,
        State.REJECTED,
        State.AWARDED,
        State.NOT_AWARDED,
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="bids",
        verbose_name=_("tender"),
    )
    lot = models.ForeignKey(
        "procurement.Lot", on_delete=models.PROTECT, related_name="bids", verbose_name=_("lot")
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    # How often it was submitted: 1, and one more with each replacement.
    version = models.PositiveIntegerField(_("version"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    # How many addenda there were when it was submitted or confirmed.
    addenda_seen = models.PositiveIntegerField(default=0, editable=False)
    # What its lot asked for at that time (`confirming.asked`): SHA-256.
    asked = models.CharField(max_length=64, blank=True, editable=False)
    # When it was first handed in too late, and refused; the opening record says so.
    late_at = models.DateTimeField(_("came too late"), null=True, blank=True)
    # SHA-256 of what was received (`sealed_bids.digest_of`), as the receipt states it.
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True)
    # Computed when the envelope with the prices is opened.
    total = models.DecimalField(_("price"), max_digits=24, decimal_places=4, null=True, blank=True)
    # What it states besides prices, by kind of envelope, once that is opened: its note, and the
    # bidder's answers to the criteria ({"note", "answers": [{"criterion", "meets", "text"}]}).
    stated: Any = models.JSONField(default=dict, blank=True, editable=False)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    is_admitted = models.BooleanField(_("admitted"), null=True, blank=True)
    judgement_reason = models.TextField(_("reason of the evaluation"), blank=True)
    outcome_reason = models.TextField(_("reason of the outcome"), blank=True)

    objects: ClassVar[Any] = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "company"],
                condition=~Q(state="withdrawn"),
                name="one_live_bid_a_lot",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True)
                | Q(state__in=["opened", "admitted", "rejected", "awarded", "not_awarded"]),
                name="no_total_before_the_opening",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tender", "state", "total"], name="bid_tender_total"),
        ]

    @property
    def title(self) -> str:
        """The tender it answers."""
        return str(self.tender.title)

    def new_reference(self) -> str:
        """Bids in sequence could be counted."""
        taken = Bid._base_manager
        return scattered_number("B", lambda number: taken.filter(reference=number).exists())

    @property
    def is_secret(self) -> bool:
        return self.state not in self.KNOWN

    # --- the bidder --------------------------------------------------------------------

    @action(
        _("Submit the bid"),
        source=State.DRAFT,
        target=State.SUBMITTED,
        verb="submitted",
        done=_("Bid submitted"),
        who="procurement.make_bid",
        role=BIDDERS,
        needs=[
            checks.tender_takes_bids,
            checks.bidder_is_registered,
            sealed_bids.envelopes_fit,
        ],
        locks=("tender",),
        tells=notices.bid_received,
        then=receipts.give,
        shown=False,
    )
    def submit(self, act: Act) -> None:
        """Hand it in as the browser, or the command line, sealed it.

        The receipt says what was received, and when, by the database's clock.
        """
        sealed_bids.receive(self, act)

    @action(
        _("Replace the bid"),
        source=State.SUBMITTED,
        target=State.SUBMITTED,
        verb="replaced",
        done=_("Bid replaced"),
        who="procurement.make_bid",
        needs=[
            checks.tender_takes_bids,
            checks.bidder_is_registered,
            sealed_bids.envelopes_fit,
        ],
        locks=("tender",),
        tells=notices.bid_received,
        then=receipts.give,
        shown=False,
    )
    def replace(self, act: Act) -> None:
        """Put other envelopes in the place of those submitted, which are never opened."""
        sealed_bids.receive(self, act)

    @action(
        _("Confirm the bid"),
        source=State.SUBMITTED,
        verb="confirmed",
        done=_("Bid confirmed after an addendum"),
        who="procurement.make_bid",
        role=BIDDERS,
        needs=[
            checks.tender_takes_bids,
            checks.bidder_is_registered,
            confirming.bid_needs_confirming,
            confirming.lot_asks_for_the_same,
        ],
        locks=("tender",),
        tells=notices.bid_confirmed,
        then=receipts.give,
        style="primary",
        help=_("An addendum has changed the tender. A bid that is not confirmed stays shut."),
    )
    def confirm(self, act: Act) -> None:
        """Stand by what was sealed, knowing the addenda issued since."""
        confirming.confirm(self, act)

    @action(
        _("Withdraw the bid"),
        source=State.SUBMITTED,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Bid withdrawn"),
        who="procurement.make_bid",
        needs=[checks.tender_takes_bids],
        locks=("tender",),
        tells=notices.bid_withdrawn,
        then=receipts.give,
        style="danger",
        help=_("It will not be opened. You can begin another one until the deadline."),
    )
    def withdraw(self, act: Act) -> None:
        """Take it back before the deadline; nobody else learns that it was there."""
        sealed_bids.forget(self)

    @action(
        _("Note that it came too late"),
        source=[State.DRAFT, State.SUBMITTED],
        verb="late_attempt",
        done=_("Came after the deadline, and was not taken"),
        who="procurement.make_bid",
        needs=[late.it_came_too_late],
        locks=("tender",),
        shown=False,
        waits=False,
    )
    def note_late(self, act: Act) -> None:
        """Follows a submission that the deadline refused; nothing of it is kept but the time."""
        late.note(self, act)

    # --- opening ------------------------------------------------------------------------

    @action(
        _("Open"),
        source=State.SUBMITTED,
        target=State.OPENED,
        verb="opened",
        done=_("Opened"),
        needs=[checks.the_tender_is_being_opened, opening.envelope_is_shut],
        locks=("tender",),
        shown=False,
    )
    def open(self, act: Act) -> None:
        """Taken by the system once t members have given their shares."""
        opening.make_known(self, act)

    @action(
        _("Open the prices"),
        source=State.ADMITTED,
        verb="prices_opened",
        done=_("Prices opened"),
        needs=[checks.the_tender_is_being_opened, opening.envelope_is_shut],
        locks=("tender",),
        shown=False,
    )
    def open_prices(self, act: Act) -> None:
        """Taken by the system for the financial envelope of a bid that was admitted."""
        opening.make_known(self, act)

    @action(
        _("Record as unopenable"),
        source=[State.SUBMITTED, State.ADMITTED],
        target=State.UNOPENABLE,
        verb="unopenable",
        done=_("Could not be opened"),
        needs=[checks.the_tender_is_being_opened, opening.envelope_is_shut],
        locks=("tender",),
        tells=notices.bid_unopenable,
        shown=False,
    )
    def declare_unopenable(self, act: Act) -> None:
        """Taken by the system where an envelope does not open; it stops no other bid."""
        opening.note_unopenable(self, act)

    # --- evaluation ---------------------------------------------------------------------

    @action(
        _("Admit the bid"),
        source=State.OPENED,
        target=State.ADMITTED,
        verb="admitted",
        audience=Audience.AGENCY,
        done=_("Admitted"),
        who="procurement.judge_bid",
        role=Role.EVALUATOR,
        form="procurement.forms.OptionalReason",
        needs=[checks.tender_is_in_evaluation, stages.judgements_can_change],
        locks=("tender",),
        style="primary",
        help=_("It meets what the tender asks for, and takes part in the ranking."),
    )
    def admit(self, act: Act) -> None:
        """Let it take part in the ranking."""
        deciding.note_judgement(self, act, admitted=True)

    @action(
        _("Reject the bid"),
        source=State.OPENED,
        target=State.REJECTED,
        verb="rejected",
        audience=Audience.AGENCY,
        done=_("Not admitted"),
        who="procurement.judge_bid",
        role=Role.EVALUATOR,
        form="procurement.forms.Reason",
        needs=[checks.tender_is_in_evaluation, stages.judgements_can_change],
        locks=("tender",),
        style="danger",
        help=_("The bidder is told the reason with the outcome."),
    )
    def reject(self, act: Act) -> None:
        """Keep it out of the ranking, with a reason."""
        deciding.note_judgement(self, act, admitted=False)

    @action(
        _("Reconsider"),
        source=[State.ADMITTED, State.REJECTED],
        target=State.OPENED,
        verb="reconsidered",
        audience=Audience.AGENCY,
        done=_("Taken up again"),
        who="procurement.judge_bid",
        form="procurement.forms.Reason",
        needs=[checks.tender_is_in_evaluation, stages.judgements_can_change],
        locks=("tender",),
        help=_(
            "Until the award, an evaluator may judge it again; the first judgement stays in the history."
        ),
    )
    def reconsider(self, act: Act) -> None:
        """Take a judgement back; both stay in the history."""
        self.is_admitted, self.judgement_reason = None, ""
        act.public["note"] = act.data["reason"]

    # --- outcome -----------------------------------------------------------------------

    @action(
        _("Win"),
        source=State.ADMITTED,
        target=State.AWARDED,
        verb="awarded",
        done=_("Awarded"),
        who="procurement.decide_bid",
        needs=[checks.the_tender_is_being_decided],
        tells=notices.bid_won,
        then=deciding.send_letter,
        shown=False,
    )
    def win(self, act: Act) -> None:
        """Taken with the award of its tender."""
        deciding.note_win(self, act)

    @action(
        _("Lose"),
        source=[State.ADMITTED, State.REJECTED],
        target=State.NOT_AWARDED,
        verb="not_awarded",
        done=_("Not awarded"),
        who="procurement.decide_bid",
        needs=[checks.the_tender_is_being_decided],
        tells=notices.bid_lost,
        then=deciding.send_letter,
        shown=False,
    )
    def lose(self, act: Act) -> None:
        """Taken with the award of its tender, or with its end without one."""
        deciding.note_loss(self, act)


class BidPrice(models.Model):
    """The price of one unit of one item, in the tender's currency."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="prices")
    item = models.ForeignKey("procurement.Item", on_delete=models.PROTECT, related_name="+")
    unit_price = models.DecimalField(_("unit price"), max_digits=20, decimal_places=4)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bid", "item"], name="one_price_an_item"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="price_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} · {self.item_id}"
