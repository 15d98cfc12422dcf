"""The states of an application, and which of them are its ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an application is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    SCREENING = "screening", _("Being checked for completeness")
    IN_REVIEW = "in_review", _("In review")
    INFORMATION_REQUESTED = "information_requested", _("Information requested")
    RETURNED = "returned", _("Returned")
    AWAITING_DECISION = "awaiting_decision", _("Awaiting decision")
    APPROVED = "approved", _("Approved")
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    ISSUED = "issued", _("Licence issued")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


ENDED = (State.ISSUED, State.REFUSED, State.WITHDRAWN, State.LAPSED)
OPEN = tuple(state for state in State if state not in ENDED)
# While the office has the ball: its clock runs.
OFFICE = (State.SUBMITTED, State.SCREENING, State.IN_REVIEW, State.AWAITING_DECISION)


class Aim(models.TextChoices):
    """What an application is for. All but the first change a licence that is there."""

    NEW = "new", _("New licence")
    RENEW = "renew", _("Renewal")
    AMEND = "amend", _("Amendment")
    TRANSFER = "transfer", _("Transfer to another company")
    REPLACE = "replace", _("Duplicate of the certificate")
    SURRENDER = "surrender", _("Surrender")
