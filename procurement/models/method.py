"""How a tender may be run. Methods are rows of configuration, seeded by `procurement.methods`
and kept by the technical administration; nothing in the code asks which one it is.

What a tender keeps to is fixed when it is published (`Tender.method_rules`): a row that is
changed later changes no tender that companies already read.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MethodQuerySet(models.QuerySet["Method"]):
    """Methods, by whether a new tender may use them."""

    def offered(self) -> "MethodQuerySet":
        """Those that officers may choose."""
        return self.filter(is_offered=True)

    def fitting(self, value: Decimal) -> "MethodQuerySet":
        """Those whose thresholds allow a purchase of this value, in the country's currency."""
        return self.offered().filter(
            Q(value_from__isnull=True) | Q(value_from__lte=value),
            Q(value_to__isnull=True) | Q(value_to__gte=value),
        )

    def qualifying(self, purpose: str) -> "Method | None":
        """The first one offered whose short list a call for qualification of this kind makes."""
        return next((m for m in self.offered() if m.rules().qualification_purpose == purpose), None)


@dataclass(frozen=True)
class MethodRules:
    """What a method asks of one tender, as it was when the tender was published.

    `committee_size` members at least hold keys, and `opening_threshold` of them open the bids.
    """

    envelopes: int
    evaluation: str
    standstill_days: int
    minimum_bidders: int
    committee_size: int
    opening_threshold: int
    addendum_days: int
    stages: int
    invitations: int
    prequalifies: bool
    is_framework: bool

    @property
    def two_envelopes(self) -> bool:
        """Whether prices stay shut until the technical result is approved."""
        return self.envelopes == 2

    @property
    def is_by_invitation(self) -> bool:
        """Whether only the companies named in the tender may bid."""
        return self.invitations > 0 or bool(self.qualification_purpose)

    @property
    def qualification_purpose(self) -> str:
        """The purpose of the call for qualification that its short list comes from; "" for none."""
        if self.prequalifies:
            return "prequalification"
        return "first_stage" if self.stages == 2 else ""


class Method(models.Model):
    """A procurement method: when it may be used, and how a tender by it is run."""

    class Evaluation(models.TextChoices):
        LOWEST_PRICE = "lowest_price", _("Lowest admitted price")
        POINTS = "points", _("Points for quality and price")

    class Approval(models.TextChoices):
        AGENCY = "agency", _("An approver over the agency")
        SUPERIOR = "superior", _("An approver of a superior body")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    minimum_days = models.PositiveSmallIntegerField(_("bidding lasts at least (days)"), default=0)
    minimum_minutes = models.PositiveIntegerField(_("and (minutes)"), default=0)
    # An addendum leaves at least so many days to bid; the deadline moves where it must.
    addendum_days = models.PositiveSmallIntegerField(
        _("days left to bid after an addendum, at least"), default=0
    )
    envelopes = models.PositiveSmallIntegerField(_("envelopes (1 or 2)"), default=1)
    stages = models.PositiveSmallIntegerField(_("stages (1 or 2)"), default=1)
    evaluation = models.CharField(
        _("evaluation"), max_length=20, choices=Evaluation.choices, default=Evaluation.LOWEST_PRICE
    )
    standstill_days = models.PositiveSmallIntegerField(_("standstill (days)"), default=0)
    minimum_bidders = models.PositiveSmallIntegerField(_("bids needed at least"), default=1)
    # Bids are sealed to the keys of so many members at least; so many of them open them.
    committee_size = models.PositiveSmallIntegerField(_("members of the committee"), default=3)
    opening_threshold = models.PositiveSmallIntegerField(
        _("members needed to open the bids"), default=2
    )
    approval = models.CharField(
        _("who approves"), max_length=20, choices=Approval.choices, default=Approval.AGENCY
    )
    value_from = models.DecimalField(
        _("for values from"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    value_to = models.DecimalField(
        _("for values up to"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    needs_justification = models.BooleanField(_("a justification is needed"), default=False)
    # Only invited companies bid; 0: everybody may.
    invitations = models.PositiveSmallIntegerField(
        _("companies invited at least (0: everybody may bid)"), default=0
    )
    prequalifies = models.BooleanField(_("those invited were prequalified"), default=False)
    is_framework = models.BooleanField(_("makes a framework agreement"), default=False)
    # procurementMethod of OCDS 1.1: open, selective, limited or direct.
    ocds_method = models.CharField(_("method in open data"), max_length=20, default="open")
    is_offered = models.BooleanField(_("officers may choose it"), default=True)

    objects = MethodQuerySet.as_manager()

    class Meta:
        verbose_name = _("procurement method")
        verbose_name_plural = _("procurement methods")
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_offered=False) | Q(minimum_days__gt=0) | Q(minimum_minutes__gt=0),
                name="method_has_a_bidding_period",
            ),
            models.CheckConstraint(
                condition=Q(opening_threshold__gte=2)
                & Q(opening_threshold__lte=F("committee_size")),
                name="method_threshold_fits_its_committee",
            ),
            models.CheckConstraint(
                condition=Q(envelopes__in=(1, 2), stages__in=(1, 2)),
                name="method_has_one_or_two_envelopes",
            ),
            models.CheckConstraint(
                condition=Q(value_from__isnull=True)
                | Q(value_to__isnull=True)
                | Q(value_from__lte=F("value_to")),
                name="method_thresholds_are_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minimum_period(self) -> timedelta:
        """The shortest time between publication and the deadline."""
        return timedelta(days=self.minimum_days, minutes=self.minimum_minutes)

    def allows(self, value: Decimal) -> bool:
        """Whether a purchase of this value may be made by this method."""
        low, high = self.value_from, self.value_to
        return (low is None or value >= low) and (high is None or value <= high)

    def rules(self) -> MethodRules:
        """What it asks of a tender today."""
        return MethodRules(**{name: getattr(self, name) for name in RULES})


RULES = tuple(MethodRules.__dataclass_fields__)


def as_data(rules: MethodRules) -> dict[str, Any]:
    """The rules as a tender keeps them."""
    return asdict(rules)


def pinned(data: dict[str, Any], method: Method) -> MethodRules:
    """The rules that a tender keeps; of a rule that was not pinned yet when it was published,
    what its method says.
    """
    missing = [name for name in RULES if name not in data]
    return MethodRules(**data, **{name: getattr(method, name) for name in missing})
