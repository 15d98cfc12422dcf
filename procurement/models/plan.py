"""An entry of an agency's annual procurement plan: what it means to buy, when, and how.

Its life: draft → approved → published → tendered or dropped. A tender that comes to nothing
lets its entry be planned again.
"""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import CASE_ROLES, standing_of
from audit.models import Audience
from procurement import checks_plan as checks
from procurement import notices_plan as notices
from procurement.models.tender_states import State as TenderState
from procurement.money import default_currency
from vendors.models import Category
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet
from workflow.state_field import StateField


class PlanQuerySet(CaseQuerySet):
    """Plan items, by who may know of them."""

    def published(self) -> Self:
        """Those that everybody may read."""
        return self.filter(state__in=PlanItem.PUBLIC)

    def in_order(self) -> Self:
        """By when they are to be tendered."""
        return self.order_by("year", "quarter", "pk")

    def visible_to(self, user: Any) -> Self:
        public = Q(state__in=PlanItem.PUBLIC, published_at__isnull=False)
        return self.filter(public | standing_of(user).agencies_q(CASE_ROLES))

    def waiting_for(self, user: Any) -> Self:
        """What is tendered waits for nobody, until its tender comes to nothing."""
        alive = [state for state in TenderState.values if state not in checks.FAILED]
        tendered = PlanItem.objects.filter(state="tendered", tenders__state__in=alive)
        return super().waiting_for(user).exclude(pk__in=tendered.values("pk"))

    def waiting_to_be_tendered(self) -> Self:
        """Published, and no tender was made of them yet."""
        return self.filter(state=PlanItem.State.PUBLISHED)


class PlanItem(Case):
    """Something that an agency plans to buy in a year."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved, not published yet")
        PUBLISHED = "published", _("Planned")
        TENDERED = "tendered", _("Tendered")
        DROPPED = "dropped", _("Dropped")

    class Quarter(models.IntegerChoices):
        FIRST = 1, _("January to March")
        SECOND = 2, _("April to June")
        THIRD = 3, _("July to September")
        FOURTH = 4, _("October to December")

    kind = "plan_item"
    prefix = "PL"
    tones: ClassVar = {
        State.DRAFT: "quiet",
        State.APPROVED: "info",
        State.PUBLISHED: "ok",
        State.TENDERED: "info",
        State.DROPPED: "stop",
    }
    step_states: ClassVar = (
        (_("Preparation"), (State.DRAFT, State.APPROVED)),
        (_("In the plan"), (State.PUBLISHED,)),
        (_("Tender"), (State.TENDERED,)),
    )
    PUBLIC: ClassVar = (State.PUBLISHED, State.TENDERED, State.DROPPED)

    state = StateField(default=State.DRAFT, choices=State.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="plan_items", verbose_name=_("agency")
    )
    method = models.ForeignKey(
        "procurement.Method",
        on_delete=models.PROTECT,
        related_name="plan_items",
        verbose_name=_("procurement method"),
    )
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    categories = models.ManyToManyField(
        Category, blank=True, related_name="plan_items", verbose_name=_("categories")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    quarter = models.PositiveSmallIntegerField(_("quarter"), choices=Quarter.choices)
    estimated_value = models.DecimalField(
        _("estimated value"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default=default_currency)
    value_is_public = models.BooleanField(_("publish the estimated value"), default=True)
    funding = models.CharField(_("source of funds"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    outcome_reason = models.TextField(_("reason"), blank=True)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        indexes: ClassVar = [
            models.Index(fields=["agency", "year", "quarter"], name="plan_item_agency_year"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(estimated_value__isnull=True) | Q(estimated_value__gte=0),
                name="plan_value_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(quarter__in=(1, 2, 3, 4)), name="plan_quarter_is_one_of_four"
            ),
        ]

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in self.PUBLIC and self.published_at is not None

    @property
    def period(self) -> str:
        """When it is to be tendered: January to March 2027."""
        return f"{self.Quarter(self.quarter).label} {self.year}"

    @action(
        _("Edit"),
        source=State.DRAFT,
        verb="edited",
        done=_("Edited"),
        who="procurement.plan",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_plan.PlanItemForm",
        needs=[checks.method_fits_planned_value],
        audience=Audience.AGENCY,
    )
    def edit(self, act: Act) -> None:
        """Change what is planned."""
        write(self, act.data)

    @action(
        _("Approve"),
        source=State.DRAFT,
        target=State.APPROVED,
        verb="approved",
        done=_("Approved"),
        who="procurement.approve_plan",
        role=Role.PROCUREMENT_APPROVER,
        style="primary",
        tells=notices.plan_approved,
        audience=Audience.AGENCY,
        help=_("Somebody else than who wrote it approves it."),
    )
    def approve(self, act: Act) -> None:
        """Let it be published as it stands."""

    @action(
        _("Return to draft"),
        source=State.APPROVED,
        target=State.DRAFT,
        verb="returned",
        done=_("Returned to draft"),
        who="procurement.approve_plan",
        form="procurement.forms.Remarks",
        tells=notices.plan_returned,
        audience=Audience.AGENCY,
    )
    def return_to_draft(self, act: Act) -> None:
        """Take the approval back, saying what to change."""
        act.public["note"] = act.data["remarks"]

    @action(
        _("Publish"),
        source=State.APPROVED,
        target=State.PUBLISHED,
        verb="published",
        done=_("Published"),
        who="procurement.plan",
        role=Role.PROCUREMENT_OFFICER,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("Everybody can read it in the procurement plan."),
    )
    def publish(self, act: Act) -> None:
        """Put it into the plan that everybody reads."""
        self.published_at = act.now

    @action(
        _("Tender"),
        source=State.PUBLISHED,
        target=State.TENDERED,
        verb="tendered",
        done=_("A tender was made of it"),
        who="procurement.plan",
        waits=False,
        needs=[checks.a_tender_is_made_of_it],
        audience=Audience.AGENCY,
        shown=False,
    )
    def tender_it(self, act: Act) -> None:
        """Taken with the beginning of a tender; of two at once the second is refused."""

    @action(
        _("Plan again"),
        source=State.TENDERED,
        target=State.PUBLISHED,
        verb="planned_again",
        done=_("Planned again"),
        who="procurement.plan",
        role=Role.PROCUREMENT_OFFICER,
        needs=[checks.its_tender_came_to_nothing],
        audience=Audience.PUBLIC,
        help=_("Its tender came to nothing; another can be made."),
    )
    def plan_again(self, act: Act) -> None:
        """Let another tender be made of it."""

    @action(
        _("Drop"),
        source=[State.DRAFT, State.APPROVED, State.PUBLISHED],
        target=State.DROPPED,
        verb="dropped",
        done=_("Dropped"),
        who="procurement.plan",
        form="procurement.forms.Reason",
        style="danger",
        audience=Audience.PUBLIC,
    )
    def drop(self, act: Act) -> None:
        """Give it up, with the reason."""
        self.outcome_reason = act.data["reason"]
        act.public["note"] = self.outcome_reason


FIELDS = (
    "method",
    "title_ar",
    "title_en",
    "description_ar",
    "description_en",
    "year",
    "quarter",
    "estimated_value",
    "value_is_public",
    "funding",
)


def write(item: PlanItem, data: dict[str, Any]) -> None:
    """Put the values of its form on the saved item."""
    for name in FIELDS:
        if name in data:
            setattr(item, name, data[name])
    if "categories" in data:
        item.categories.set(data["categories"])
