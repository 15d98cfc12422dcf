"""Receipts: what the bidder was told was received, as it was at that moment."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Receipt(models.Model):
    """One act on a bid. Its statement never changes; paper and signature are made of it."""

    class Act(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        REPLACED = "replaced", _("Replaced")
        CONFIRMED = "confirmed", _("Confirmed after an addendum")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    bid = models.ForeignKey("procurement.Bid", on_delete=models.PROTECT, related_name="receipts")
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("time"))
    # "mizan-bid-receipt-1", canonical JSON.
    statement = models.TextField()
    # Detached JWS over it, made when it is first asked for.
    protected = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    paper = models.OneToOneField(
        "documents.Paper", on_delete=models.PROTECT, related_name="bid_receipt"
    )

    class Meta:
        verbose_name = _("receipt of a bid")
        verbose_name_plural = _("receipts of bids")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.bid_id} · {self.act} · {self.version}"
