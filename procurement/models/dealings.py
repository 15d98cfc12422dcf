"""What happens around a published tender: addenda, pre-bid meetings, remarks, who follows it.

Rows that belong to a tender and have no life of their own; its actions write them.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Addendum(models.Model):
    """A change of a published tender, with what stood before and what stands after.

    `changes` is a list of {"part", "label": [ar, en], "before": [ar, en], "after": [ar, en]};
    `part` is a name from `procurement.sections`.
    """

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="addenda"
    )
    number = models.PositiveIntegerField(_("addendum"))
    summary = models.TextField(_("what changes, and why"))
    changes = models.JSONField(default=list)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closes_before = models.DateTimeField(_("bids closed before"))
    closes_after = models.DateTimeField(_("bids close"))

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_addendum_a_number"),
            models.CheckConstraint(
                condition=models.Q(closes_after__gte=models.F("closes_before")),
                name="addendum_never_shortens_bidding",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Addendum %(number)s") % {"number": self.number})

    @property
    def extends(self) -> bool:
        """Whether bidding lasts longer by it."""
        return self.closes_after > self.closes_before


class Meeting(models.Model):
    """A meeting before bids close, to which everybody interested may come."""

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="meetings"
    )
    number = models.PositiveIntegerField(_("meeting"))
    starts_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=300, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    about = models.TextField(_("about"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_at = models.DateTimeField(_("minutes published"), null=True, blank=True)

    class Meta:
        verbose_name = _("pre-bid meeting")
        verbose_name_plural = _("pre-bid meetings")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_meeting_a_number"),
            models.CheckConstraint(
                condition=~models.Q(place="") | ~models.Q(link=""),
                name="meeting_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Meeting %(number)s") % {"number": self.number})


class Remark(models.Model):
    """What an approver says of one section of a draft; `round` counts the returns."""

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="remarks"
    )
    round = models.PositiveIntegerField()
    # A name from `procurement.sections`; empty: of the whole.
    section = models.CharField(_("section"), max_length=20, blank=True)
    text = models.TextField(_("remark"))
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering: ClassVar = ["-round", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tender", "round", "section"], name="one_remark_a_section"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Follower(models.Model):
    """Somebody who wants to be told what happens to a tender."""

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.CASCADE, related_name="followers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_tenders"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "user"], name="one_follower_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Template(models.Model):
    """A tender to start from: what its draft says, without values of one purchase.

    `data` is what `procurement.copying.as_data` returns. Without an agency it is for all.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    agency = models.ForeignKey(
        "accounts.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tender_templates",
        verbose_name=_("agency"),
    )
    name = models.CharField(_("name"), max_length=200)
    data = models.JSONField(default=dict)
    is_offered = models.BooleanField(_("officers may choose it"), default=True)

    class Meta:
        verbose_name = _("template of tenders")
        verbose_name_plural = _("templates of tenders")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name
