"""The states of a version of a licence type, apart so that its mixins can read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a version is."""

    DRAFT = "draft", _("In preparation")
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("No longer in force")
    DISCARDED = "discarded", _("Discarded")


class TermEnds(models.TextChoices):
    """When a term of some months ends."""

    ANNIVERSARY = "anniversary", _("on the anniversary of the first day")
    YEAR_END = "year_end", _("with the calendar year")
