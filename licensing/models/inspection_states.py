"""The states and choices of inspections and findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where an inspection is."""

    TO_SCHEDULE = "to_schedule", _("To be scheduled")
    SCHEDULED = "scheduled", _("Scheduled")
    DONE = "done", pgettext_lazy("an inspection", "Done")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", pgettext_lazy("an inspection", "Cancelled")


OPEN = (State.TO_SCHEDULE, State.SCHEDULED, State.MISSED)


class Purpose(models.TextChoices):
    """Why somebody goes there."""

    APPLICATION = "application", _("Part of an application")
    FOLLOW_UP = "follow_up", _("Follow-up: whether findings were put right")
    HOLDER = "holder", _("Visit to a licence holder")


class Result(models.TextChoices):
    """What a visit came to."""

    PASSED = "passed", _("Passed")
    CONDITIONS = "passed_with_conditions", _("Passed with conditions")
    FAILED = "failed", pgettext_lazy("an inspection", "Failed")


class Answer(models.TextChoices):
    """What is noted beside a point of the checklist."""

    OK = "ok", _("In order")
    NOT_OK = "not_ok", _("Not in order")
    NOT_APPLICABLE = "na", _("Does not apply")


class Severity(models.TextChoices):
    """How grave a finding is."""

    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Serious")
    CRITICAL = "critical", _("Dangerous: seen again on site")


class Side(models.TextChoices):
    """By whom a visit was missed."""

    COMPANY = "company", _("The company")
    INSPECTOR = "inspector", _("The inspector")
