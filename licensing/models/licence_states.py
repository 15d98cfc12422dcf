"""The states of a licence, and in which of them its holder has it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LicenceState(models.TextChoices):
    """Where a licence is in its life."""

    ACTIVE = "active", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    SURRENDERED = "surrendered", _("Surrendered")
    ANNULLED = "annulled", _("Entered by mistake, taken back")


HELD = (LicenceState.ACTIVE, LicenceState.SUSPENDED)
# Held, or such that a late renewal or an appeal can bring it back.
CAN_COME_BACK = (*HELD, LicenceState.EXPIRED, LicenceState.REVOKED)
# States of a company in which its licences are not in force, though they are not taken away.
NOT_IN_GOOD_STANDING = ("suspended", "debarred", "lapsed")
