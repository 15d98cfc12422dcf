"""That people were told of a clock that runs out: one row for each clock's end and each step."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Escalation(models.Model):
    """A notice about an office's clock: sent once. A clock that is moved is another end."""

    class Step(models.TextChoices):
        BEFORE = "before", _("soon")
        DUE = "due", _("run out")
        LATE = "late", _("long late")

    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    due_on = models.DateField()
    step = models.CharField(max_length=10, choices=Step.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "case_id", "due_on", "step"], name="one_escalation_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}: {self.step}"
