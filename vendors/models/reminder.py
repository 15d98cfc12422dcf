"""What people were reminded of: one row for each end and each number of days before it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """That the end of a case's validity was announced, so many days ahead."""

    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    until = models.DateField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "case_id", "until", "days"], name="one_reminder_a_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}: {self.days}"
