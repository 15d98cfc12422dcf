"""The states of a tender, for the files that together declare what can be done to one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Waiting for approval")
    APPROVED = "approved", _("Approved, not published yet")
    PUBLISHED = "published", _("Open for bids")
    CLOSED = "closed", _("Closed, bids not opened yet")
    OPENED = "opened", _("Bids opened, being evaluated")
    AWARDED = "awarded", _("Awarded")
    CONTRACTED = "contracted", _("Under contract")
    UNSUCCESSFUL = "unsuccessful", _("Unsuccessful")
    CANCELLED = "cancelled", _("Cancelled")
    # Imported, and what came of it was not recorded in a way that is certain.
    PAST = "past", _("Past, outcome not recorded")


# States that everybody may read about.
PUBLIC = (
    State.PUBLISHED,
    State.CLOSED,
    State.OPENED,
    State.AWARDED,
    State.CONTRACTED,
    State.UNSUCCESSFUL,
    State.CANCELLED,
    State.PAST,
)
