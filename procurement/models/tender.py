"""A tender: an agency asks for prices, companies bid in secret, the lowest admitted price wins.

Its life: draft → in review → approved → published → closed (by the clock) → opened → awarded,
or unsuccessful, or cancelled. Who may do what is in `rules`, what must hold in `checks`.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import CASE_ROLES, standing_of
from audit.models import Audience
from procurement import checks, deciding, notices, opening, shares, stages
from procurement.models import terms
from procurement.models.dealing import Dealing
from procurement.models.imported import ImportedHistory
from procurement.models.preparing import Preparing
from procurement.models.tender_states import PUBLIC, State
from procurement.money import default_currency
from vendors.models import Category
from vendors.searching import containing
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet, Clock
from workflow.state_field import StateField


class TenderQuerySet(CaseQuerySet):
    """Tenders, by who may know of them."""

    def published(self) -> Self:
        """Those that were published, whatever became of them: everybody may read them."""
        return self.filter(self._public())

    def visible_to(self, user: Any) -> Self:
        return self.filter(self._public() | standing_of(user).agencies_q(CASE_ROLES))

    def matching(self, words: str) -> Self:
        """Those whose title, numbers or agency contain every one of the words."""
        agency = ("agency__name_ar", "agency__name_en")
        return containing(self, words, "title_ar", "title_en", "reference", "ocid", *agency)

    def _public(self) -> Q:
        return Q(state__in=Tender.PUBLIC) & (Q(published_at__isnull=False) | Q(imported=True))


class Tender(ImportedHistory, Dealing, Preparing, terms.Terms, Case):
    """A call for bids, from its draft to its award; or one of the past, imported.

    What can be done to it is declared in three files by its phases: `preparing` (the draft, up
    to publication), `dealing` (while it takes bids) and here (from the deadline on).
    """

    State = State
    kind = "tender"
    prefix = "T"
    clock = Clock(runs_in=(State.IN_REVIEW,), days=3)
    reader_labels: ClassVar = {
        State.PUBLISHED: {"public": _("Open for bids")},
        State.CLOSED: {"public": _("Bidding is over")},
        State.OPENED: {"public": _("Bids are being evaluated")},
    }
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.IN_REVIEW: "warn",
        State.APPROVED: "info",
        State.PUBLISHED: "ok",
        State.CLOSED: "warn",
        State.OPENED: "info",
        State.AWARDED: "ok",
        State.CONTRACTED: "ok",
        State.UNSUCCESSFUL: "stop",
        State.CANCELLED: "stop",
        State.PAST: "quiet",
    }
    step_states: ClassVar = (
        (_("Preparation"), (State.DRAFT, State.IN_REVIEW, State.APPROVED)),
        (_("Open for bids"), (State.PUBLISHED,)),
        (_("Bidding over"), (State.CLOSED,)),
        (_("Evaluation"), (State.OPENED,)),
        (_("Award"), (State.AWARDED, State.CONTRACTED)),
    )
    PUBLIC: ClassVar = PUBLIC
    BEFORE_AWARD: ClassVar = (
        State.DRAFT,
        State.IN_REVIEW,
        State.APPROVED,
        State.PUBLISHED,
        State.CLOSED,
        State.OPENED,
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="tenders", verbose_name=_("agency")
    )
    method = models.ForeignKey(
        "procurement.Method",
        on_delete=models.PROTECT,
        related_name="tenders",
        verbose_name=_("procurement method"),
    )
    title = models.CharField(_("title"), max_length=1000)
    description = models.TextField(_("description"), blank=True)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="tenders", verbose_name=_("categories")
    )
    estimated_value = models.DecimalField(
        _("estimated value"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default=default_currency)
    value_is_public = models.BooleanField(_("publish the estimated value"), default=False)
    # The moment from which bids are refused: the deadline itself is already too late.
    closes_at = models.DateTimeField(_("bids close"), null=True, blank=True)
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # How many members of the committee open a bid; fixed at publication.
    opening_threshold = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("bids opened"), null=True, blank=True)
    # Of tenders with two envelopes: from when on prices may be opened, and when they were.
    technical_approved_at = models.DateTimeField(
        _("technical result approved"), null=True, blank=True
    )
    prices_opened_at = models.DateTimeField(_("prices opened"), null=True, blank=True)
    awarded_at = models.DateTimeField(_("awarded"), null=True, blank=True)
    # Known only from the opening on; before it nobody may learn it.
    bids_opened = models.PositiveIntegerField(_("bids opened"), null=True, blank=True)
    outcome_reason = models.TextField(_("reason of the outcome"), blank=True)
    # Ids of the people who wrote it: none of them approves, opens or awards it.
    preparers = models.JSONField(default=list, blank=True, editable=False)
    ocid = models.CharField(
        _("open contracting id"), max_length=300, null=True, blank=True, unique=True
    )
    imported_id = models.CharField(max_length=300, blank=True)
    source = models.JSONField(null=True, blank=True)

    objects: ClassVar[Any] = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(imported=True)
                | ~Q(state="published")
                | Q(closes_at__isnull=False, published_at__isnull=False),
                name="published_tender_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=Q(estimated_value__isnull=True) | Q(estimated_value__gte=0),
                name="tender_value_is_not_negative",
            ),
            # One living tender comes of a plan item; after it failed, another may.
            models.UniqueConstraint(
                fields=["plan_item"],
                condition=~Q(state__in=("cancelled", "unsuccessful")),
                name="one_living_tender_a_plan_item",
            ),
            *terms.CONSTRAINTS,
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "closes_at"], name="tender_state_closing"),
            models.Index(
                Coalesce("closes_at", "published_at", "created_at").desc(),
                F("id").desc(),
                name="tender_listed",
            ),
            models.Index(fields=["agency", "state"], name="tender_agency_state"),
        ]

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in self.PUBLIC and (self.published_at is not None or self.imported)

    def takes_bids_at(self, now: datetime) -> bool:
        """Whether a bid made at `now` (the database's clock) is in time."""
        return self.state == self.State.PUBLISHED and bool(self.closes_at and now < self.closes_at)

    def takes_questions_at(self, now: datetime) -> bool:
        """Whether a question asked at `now` will be answered."""
        return self.takes_bids_at(now) and bool(
            self.questions_until is None or now < self.questions_until
        )

    # --- deadline and opening ----------------------------------------------------------

    @action(
        _("Close"),
        source=State.PUBLISHED,
        target=State.CLOSED,
        verb="closed",
        done=_("Bidding closed"),
        due=lambda now: Q(closes_at__lte=now, imported=False),
        needs=[checks.deadline_has_passed],
        tells=notices.tender_closed,
        audience=Audience.PUBLIC,
    )
    def close(self, act: Act) -> None:
        """Taken by the clock. Bids are refused from the deadline on, closed here or not."""

    @action(
        _("Give your shares"),
        source=[State.CLOSED, State.OPENED],
        verb="shares_given",
        done=_("A member of the committee gave their shares"),
        who="procurement.give_shares",
        role=Role.OPENING_MEMBER,
        needs=[checks.deadline_has_passed, stages.something_can_open, shares.shares_are_right],
        then=shares.go_on,
        shown=False,
        audience=Audience.PUBLIC,
    )
    def give_shares(self, act: Act) -> None:
        """A member unwraps their shares in the browser; with t members' the bids open."""
        shares.take(self, act)

    @action(
        _("Finish the opening"),
        source=State.CLOSED,
        target=State.OPENED,
        verb="opened",
        done=_("Bids opened"),
        needs=[checks.deadline_has_passed, opening.opening_is_over],
        tells=notices.bids_opened,
        then=deciding.end_if_there_are_none,
        shown=False,
        audience=Audience.PUBLIC,
    )
    def finish_opening(self, act: Act) -> None:
        """Taken by the system when every bid is open, or found to be unopenable."""
        opening.conclude(self, act)

    @action(
        _("Leave shut what cannot be opened"),
        source=[State.CLOSED, State.OPENED],
        verb="left_shut",
        done=_("Bids that too few members can open are left shut"),
        who="procurement.declare_opening_failed",
        form="procurement.forms.Reason",
        needs=[checks.deadline_has_passed, opening.nobody_else_can_open],
        then=shares.go_on,
        audience=Audience.PUBLIC,
        style="danger",
        help=_(
            "Where enough members came, but one of them cannot unwrap a share and no other comes. "
            "The record names the bids and the reason."
        ),
    )
    def leave_shut(self, act: Act) -> None:
        """End the waiting for bids whose shares too few members can unwrap."""
        opening.leave_shut(self, act)

    @action(
        _("Declare the opening failed"),
        source=[State.CLOSED, State.OPENED],
        target=State.UNSUCCESSFUL,
        verb="opening_failed",
        done=_("Opening declared failed"),
        who="procurement.declare_opening_failed",
        form="procurement.forms.Reason",
        needs=[checks.deadline_has_passed, opening.can_no_longer_open],
        tells=notices.opening_failed,
        audience=Audience.PUBLIC,
        style="danger",
        help=_("Where too few members can act. The bids stay shut for good."),
    )
    def declare_opening_failed(self, act: Act) -> None:
        """End it: nobody has another way into the bids."""
        deciding.end_without_award(self, act)

    @action(
        _("Approve the technical result"),
        source=State.OPENED,
        verb="technical_approved",
        done=_("Technical result approved"),
        who="procurement.award_tender",
        role=Role.PROCUREMENT_APPROVER,
        needs=[
            stages.has_prices_to_open,
            checks.every_bid_is_judged,
            checks.some_bid_is_admitted,
        ],
        tells=notices.prices_to_open,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("From then on the committee can open the prices of the bids that are admitted."),
    )
    def approve_technical(self, act: Act) -> None:
        """Let the prices be opened; judgements stand from here on."""
        self.technical_approved_at = act.now

    @action(
        _("Finish the opening of prices"),
        source=State.OPENED,
        verb="prices_opened",
        done=_("Prices opened"),
        needs=[opening.opening_is_over],
        tells=notices.prices_opened,
        shown=False,
        audience=Audience.PUBLIC,
    )
    def finish_prices(self, act: Act) -> None:
        """Taken by the system when every financial envelope that may be opened is resolved."""
        opening.conclude(self, act)

    @action(
        _("End without bids"),
        source=State.OPENED,
        target=State.UNSUCCESSFUL,
        verb="ended_without_bids",
        done=_("Ended: no bids were received"),
        tells=notices.ended_without_bids,
        audience=Audience.PUBLIC,
    )
    def end_without_bids(self, act: Act) -> None:
        """Follows an opening that found nothing to open."""

    # --- outcome -----------------------------------------------------------------------

    @action(
        _("Award"),
        source=State.OPENED,
        target=State.AWARDED,
        verb="awarded",
        done=_("Awarded"),
        who="procurement.award_tender",
        role=Role.PROCUREMENT_APPROVER,
        needs=[
            stages.prices_are_open,
            deciding.price_alone_decides,
            checks.every_bid_is_judged,
            checks.some_bid_is_admitted,
            checks.bidders_are_enough,
        ],
        tells=notices.tender_awarded,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("The lowest admitted price wins. Every bidder is told, with reasons."),
    )
    def award(self, act: Act) -> None:
        """Award each lot to its lowest admitted price and issue the letters."""
        deciding.award(self, act)

    @action(
        _("Declare unsuccessful"),
        source=State.OPENED,
        target=State.UNSUCCESSFUL,
        verb="declared_unsuccessful",
        done=_("Declared unsuccessful"),
        who="procurement.award_tender",
        form="procurement.forms.Reason",
        needs=[checks.every_bid_is_judged, checks.no_award_is_possible],
        tells=notices.tender_unsuccessful,
        audience=Audience.PUBLIC,
        style="danger",
    )
    def declare_unsuccessful(self, act: Act) -> None:
        """End it where no bid can win: all were rejected, or too few came."""
        deciding.end_without_award(self, act)

    @action(
        _("Cancel the tender"),
        source=BEFORE_AWARD,
        target=State.CANCELLED,
        verb="cancelled",
        done=_("Cancelled"),
        who="procurement.cancel_tender",
        form="procurement.forms.Reason",
        tells=notices.tender_cancelled,
        audience=Audience.PUBLIC,
        style="danger",
    )
    def cancel(self, act: Act) -> None:
        """End it before the award. Bids not opened yet stay closed for good."""
        self.outcome_reason = act.data["reason"]
        act.public["note"] = self.outcome_reason
