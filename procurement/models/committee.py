"""The opening committee of a tender: who opens its bids, and with which keys."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import PersonalKey


class CommitteeMember(models.Model):
    """A member's place. The key is theirs at publication; what they make later is not meant."""

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="committee"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="committees",
        verbose_name=_("person"),
    )
    # From 1 on: shares of sealed bids are numbered so.
    place = models.PositiveSmallIntegerField(_("place"))
    key = models.ForeignKey(
        PersonalKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # When they first gave shares at the opening; and at that of the prices, where it is apart.
    took_part_at = models.DateTimeField(_("took part"), null=True, blank=True)
    opened_prices_at = models.DateTimeField(_("opened prices"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of an opening committee")
        verbose_name_plural = _("members of opening committees")
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "place"], name="one_member_a_place"),
            models.UniqueConstraint(fields=["tender", "person"], name="one_place_a_member"),
            models.UniqueConstraint(
                fields=["tender", "key"], condition=Q(key__isnull=False), name="one_place_a_key"
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="places_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.person}"
