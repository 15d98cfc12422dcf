"""What a tender asks for: lots, each awarded by itself, and the items in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement import units


class Lot(models.Model):
    """A part of a tender that is bid for and awarded by itself. Every tender of ours has one."""

    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="lots",
        verbose_name=_("tender"),
    )
    number = models.PositiveIntegerField(_("lot"))
    title = models.CharField(_("title"), max_length=1000, blank=True)
    description = models.TextField(_("description"), blank=True)
    value = models.DecimalField(
        _("estimated value"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    imported_id = models.CharField(max_length=300, blank=True)
    imported_status = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_lot_a_number"),
        ]

    def __str__(self) -> str:
        return str(_("Lot %(number)s") % {"number": self.number})


class Item(models.Model):
    """Something asked for: what, how much, in which unit. Bids give it a unit price."""

    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="items",
        verbose_name=_("tender"),
    )
    lot = models.ForeignKey(
        Lot,
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        blank=True,
        verbose_name=_("lot"),
    )
    number = models.PositiveIntegerField(_("item"))
    description = models.TextField(_("description"))
    quantity = models.DecimalField(
        _("quantity"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    category_code = models.CharField(_("category code"), max_length=60, blank=True)
    delivery_place = models.CharField(_("place of delivery"), max_length=300, blank=True)
    delivery_on = models.DateField(_("delivered by"), null=True, blank=True)
    imported_id = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="one_item_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
                name="item_quantity_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def unit_label(self) -> str:
        """The unit in the reader's language; an imported one as it came."""
        return units.label(self.unit)
