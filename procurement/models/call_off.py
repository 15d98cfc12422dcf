"""A call-off: an order under a framework agreement, at the prices that it fixed.

Its life: draft → in review → issued → accepted → completed; or declined by the supplier, or
cancelled. Quantities are counted from its draft on until it is declined or cancelled.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.standing import CASE_ROLES, standing_of
from audit.models import Audience
from procurement import calling_off, papers_call_off
from procurement import checks_call_off as checks
from procurement import notices_call_off as notices
from procurement.drafting import note_preparer
from vendors.models import CompanyCase, CompanyCaseQuerySet
from vendors.standing import BIDDERS, companies_of
from workflow.actions import Act, action
from workflow.case import Clock
from workflow.state_field import StateField


class CallOffQuerySet(CompanyCaseQuerySet):
    """Call-offs, by who may see them: the supplier's side from their issue on."""

    def issued(self) -> Self:
        """Those that were sent to their supplier, whatever became of them."""
        return self.filter(issued_at__isnull=False)

    def counting(self) -> Self:
        """Those whose quantities are taken from the framework."""
        return self.exclude(state__in=calling_off.GIVEN_BACK)

    def visible_to(self, user: Any) -> Self:
        officers = standing_of(user).agencies_q(CASE_ROLES, self._agency())
        own = Q(company_id__in=list(companies_of(user)), issued_at__isnull=False)
        return self.filter(officers | own)


class CallOff(CompanyCase):
    """An order to one supplier of a framework, for items of one lot."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("Waiting for approval")
        ISSUED = "issued", _("Sent to the supplier")
        ACCEPTED = "accepted", _("Accepted by the supplier")
        COMPLETED = "completed", _("Delivered in full")
        DECLINED = "declined", _("Declined by the supplier")
        CANCELLED = "cancelled", _("Cancelled order")

    kind = "call_off"
    prefix = "CO"
    agency_lookup = "tender__agency"
    begin_needs = (
        checks.framework_is_awarded,
        checks.framework_lasts,
        checks.supplier_is_in_turn,
        checks.supplier_is_registered,
    )
    begin_locks = ("tender",)
    clock = Clock(runs_in=(State.IN_REVIEW,), days=3)
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.IN_REVIEW: "warn",
        State.ISSUED: "info",
        State.ACCEPTED: "ok",
        State.COMPLETED: "ok",
        State.DECLINED: "stop",
        State.CANCELLED: "stop",
    }
    reader_labels: ClassVar = {
        State.ISSUED: {"company": _("Waiting for your answer"), "public": _("Ordered")},
        State.ACCEPTED: {"company": _("Accepted by your company")},
        State.DECLINED: {"company": _("Declined by your company")},
    }
    step_states: ClassVar = (
        (_("Preparation"), (State.DRAFT, State.IN_REVIEW)),
        (_("Sent to the supplier"), (State.ISSUED,)),
        (_("Delivery"), (State.ACCEPTED,)),
        (_("Delivered in full"), (State.COMPLETED,)),
    )

    state = StateField(default=State.DRAFT, choices=State.choices)
    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="call_offs",
        verbose_name=_("tender"),
    )
    award = models.ForeignKey(
        "procurement.Award",
        on_delete=models.PROTECT,
        related_name="call_offs",
        verbose_name=_("award"),
    )
    supplier_reason = models.TextField(_("why this supplier"), blank=True)
    delivery_place = models.CharField(_("place of delivery"), max_length=300, blank=True)
    delivery_on = models.DateField(_("delivered by"), null=True, blank=True)
    total = models.DecimalField(_("amount"), max_digits=24, decimal_places=4, default=0)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    outcome_reason = models.TextField(_("reason"), blank=True)
    # Ids of the people who wrote it: none of them issues it.
    preparers = models.JSONField(default=list, blank=True, editable=False)

    objects: ClassVar[Any] = CallOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("call-off")
        verbose_name_plural = _("call-offs")
        indexes: ClassVar = [
            models.Index(fields=["tender", "state"], name="call_off_tender_state"),
        ]

    @property
    def title(self) -> str:
        """The framework it is made under."""
        return str(self.tender.title)

    @action(
        _("Edit the draft"),
        source=State.DRAFT,
        verb="edited",
        done=_("Draft edited"),
        who="procurement.prepare_call_off",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_call_off.EditCallOff",
        needs=[checks.supplier_is_in_turn, checks.delivery_lies_ahead],
        audience=Audience.AGENCY,
    )
    def edit(self, act: Act) -> None:
        """Say what is ordered, where to and until when. Whoever does so cannot issue it."""
        calling_off.write(self, act.data, by=act.by)

    @action(
        _("Submit for approval"),
        source=State.DRAFT,
        target=State.IN_REVIEW,
        verb="submitted_for_approval",
        done=_("Order submitted for approval"),
        who="procurement.prepare_call_off",
        role=Role.PROCUREMENT_OFFICER,
        needs=[
            checks.something_is_ordered,
            checks.delivery_is_stated,
            checks.framework_lasts,
            checks.supplier_is_in_turn,
            checks.supplier_is_registered,
        ],
        tells=notices.approval_asked,
        style="primary",
        audience=Audience.AGENCY,
        help=_("Somebody who has not worked on the draft issues it."),
    )
    def submit_for_approval(self, act: Act) -> None:
        """Hand the draft to an approver."""
        note_preparer(self, act.by)

    @action(
        _("Return with remarks"),
        source=State.IN_REVIEW,
        target=State.DRAFT,
        verb="returned",
        done=_("Returned with remarks"),
        who="procurement.issue_call_off",
        form="procurement.forms.Remarks",
        tells=notices.returned,
        audience=Audience.AGENCY,
    )
    def return_to_draft(self, act: Act) -> None:
        """Send it back to whoever prepared it, saying what to change."""
        act.public["note"] = act.data["remarks"]

    @action(
        _("Issue the order"),
        source=State.IN_REVIEW,
        target=State.ISSUED,
        verb="issued",
        done=_("Order issued"),
        who="procurement.issue_call_off",
        role=Role.PROCUREMENT_APPROVER,
        needs=[
            checks.framework_lasts,
            checks.supplier_is_in_turn,
            checks.supplier_is_registered,
            checks.delivery_lies_ahead,
            checks.quantities_are_left,
        ],
        tells=notices.issued,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("The signed order goes to the supplier."),
    )
    def issue(self, act: Act) -> None:
        """Order it. The supplier accepts or declines."""
        self.issued_at = act.now
        act.public |= {"total": str(self.total), "currency": self.tender.currency}
        papers_call_off.ask_for_order(self, by=act.by)

    @action(
        _("Accept the order"),
        source=State.ISSUED,
        target=State.ACCEPTED,
        verb="accepted",
        done=_("Order accepted"),
        who="procurement.answer_call_off",
        role=BIDDERS,
        tells=notices.accepted,
        style="primary",
        audience=Audience.PUBLIC,
    )
    def accept(self, act: Act) -> None:
        """The supplier takes the order."""
        self.answered_at = act.now

    @action(
        _("Decline the order"),
        source=State.ISSUED,
        target=State.DECLINED,
        verb="declined",
        done=_("Order declined"),
        who="procurement.answer_call_off",
        role=BIDDERS,
        form="procurement.forms.Reason",
        tells=notices.declined,
        style="danger",
        audience=Audience.PUBLIC,
        help=_("The framework says when this is allowed. The quantities become free again."),
    )
    def decline(self, act: Act) -> None:
        """The supplier does not take the order, and says why."""
        self.answered_at = act.now
        calling_off.end(self, act)

    @action(
        _("Confirm the delivery"),
        source=State.ACCEPTED,
        target=State.COMPLETED,
        verb="completed",
        done=_("Delivered in full"),
        who="procurement.prepare_call_off",
        role=Role.PROCUREMENT_OFFICER,
        tells=notices.completed,
        style="primary",
        audience=Audience.PUBLIC,
    )
    def complete(self, act: Act) -> None:
        """Everything ordered is there."""
        self.completed_at = act.now

    @action(
        _("Cancel the call-off"),
        source=[State.DRAFT, State.IN_REVIEW, State.ISSUED, State.ACCEPTED],
        target=State.CANCELLED,
        verb="cancelled",
        done=_("Order cancelled"),
        who="procurement.cancel_call_off",
        form="procurement.forms.Reason",
        tells=notices.cancelled,
        style="danger",
        audience=Audience.PARTIES,
        help=_("The quantities become free again."),
    )
    def cancel(self, act: Act) -> None:
        """End it before delivery; an order that was issued is void from then on."""
        calling_off.end(self, act)


class CallOffLine(models.Model):
    """How much of an item is ordered, at the unit price of the framework."""

    call_off = models.ForeignKey(CallOff, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(
        "procurement.Item", on_delete=models.PROTECT, related_name="call_off_lines"
    )
    quantity = models.DecimalField(_("quantity"), max_digits=24, decimal_places=6)
    unit_price = models.DecimalField(_("unit price"), max_digits=20, decimal_places=4)

    class Meta:
        verbose_name = _("line of a call-off")
        verbose_name_plural = _("lines of a call-off")
        ordering: ClassVar = ["item__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call_off", "item"], name="one_call_off_line_an_item"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gte=0),
                name="call_off_line_orders_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_off_id} · {self.item_id}"
