"""A bid's draft that colleagues share, encrypted in the browser to their personal keys."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SealedDraft(models.Model):
    """The last one saved ("mizan-sealed-draft-1"); gone once the bid is handed in or withdrawn.

    `version` counts the savings, so that nobody overwrites what they have not seen.
    """

    bid = models.OneToOneField(
        "procurement.Bid", on_delete=models.CASCADE, related_name="sealed_draft"
    )
    body = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("encrypted draft")
        verbose_name_plural = _("encrypted drafts")

    def __str__(self) -> str:
        return str(self.bid_id)
