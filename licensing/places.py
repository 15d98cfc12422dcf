"""Where a business works: what the finder asks, and what officers set for a licence type."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.TextChoices):
    """Kinds of places."""

    HOME = "home", _("From home")
    SHOP = "shop", _("A shop, restaurant or salon")
    OFFICE = "office", _("An office")
    FACTORY = "factory", _("A factory or workshop")
    WAREHOUSE = "warehouse", _("A warehouse")
    ONLINE = "online", _("Online")
    VEHICLE = "vehicle", _("A vehicle")
