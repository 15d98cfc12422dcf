"""How a tender may be run. Methods are rows of configuration, seeded by `procurement.methods`
and kept by the technical administration; nothing in the code asks which one it is.
"""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MethodQuerySet(models.QuerySet["Method"]):
    """Methods, by whether a new tender may use them."""

    def offered(self) -> "MethodQuerySet":
        """Those that officers may choose."""
        return self.filter(is_offered=True)


class Method(models.Model):
    """A procurement method: how long bidding lasts at least, how many bids it needs."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    minimum_days = models.PositiveSmallIntegerField(_("bidding lasts at least (days)"), default=0)
    minimum_minutes = models.PositiveIntegerField(_("and (minutes)"), default=0)
    minimum_bidders = models.PositiveSmallIntegerField(_("bids needed at least"), default=1)
    standstill_days = models.PositiveSmallIntegerField(_("standstill (days)"), default=0)
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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minimum_period(self) -> timedelta:
        """The shortest time between publication and the deadline."""
        return timedelta(days=self.minimum_days, minutes=self.minimum_minutes)
