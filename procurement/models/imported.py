"""What history brought from elsewhere: the releases as they were written, and the past case
that came of them. Written by `procurement.ocds`; nothing else changes an imported case.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from audit.models import Audience
from procurement import checks
from workflow.actions import Act, action

# The states in which a past case may stand (procurement.ocds.codes says which follows when).
PAST_STATES = ("past", "awarded", "contracted", "unsuccessful", "cancelled")


class ImportedProcess(models.Model):
    """A contracting process of another system, by its ocid, and the case made of it here.

    `problems` lists what could not be read; `fingerprint` tells whether the case says what the
    releases say. The buyer's name is kept as this process gives it: an agency bears the name
    that the latest of its processes uses.
    """

    ocid = models.CharField(max_length=300, unique=True)
    tender = models.OneToOneField(
        "procurement.Tender",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imported_process",
    )
    fingerprint = models.CharField(max_length=64, blank=True)
    problems = models.JSONField(default=list)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    buyer_name = models.JSONField(default=dict)
    named_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                F("agency"),
                F("named_at").desc(nulls_last=True),
                F("ocid").desc(),
                name="imported_agency_name",
            ),
        ]

    def __str__(self) -> str:
        return self.ocid

    @staticmethod
    def latest_named() -> OrderBy:
        """The order in which the latest word on a buyer's name comes first (see the index)."""
        return F("named_at").desc(nulls_last=True)


class ImportedRelease(models.Model):
    """One release, word for word. `digest` is the SHA-256 of what it says, however spaced."""

    process = models.ForeignKey(ImportedProcess, on_delete=models.PROTECT, related_name="releases")
    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest


def _update(name: str, target: str | None) -> Callable[..., Any]:
    """An action by which later releases change a past case, into `target` or in its state."""

    def body(self: Any, act: Act) -> None:
        act.public["releases"] = act.data.pop("releases")
        act.apply()

    body.__name__ = body.__qualname__ = name
    body.__doc__ = "Taken by the import when a later release says more."
    return action(
        _("Update from imported data"),
        source=[state for state in PAST_STATES if state != target],
        target=target,
        verb="import_updated",
        done=_("Updated from imported data"),
        needs=[checks.is_imported],
        audience=Audience.PUBLIC,
        shown=False,
    )(body)


class ImportedHistory(models.Model):
    """What the import may do to a tender: nothing but to bring a past one up to date."""

    import_update = _update("import_update", None)
    import_as_past = _update("import_as_past", "past")
    import_as_awarded = _update("import_as_awarded", "awarded")
    import_as_contracted = _update("import_as_contracted", "contracted")
    import_as_unsuccessful = _update("import_as_unsuccessful", "unsuccessful")
    import_as_cancelled = _update("import_as_cancelled", "cancelled")

    class Meta:
        abstract = True
