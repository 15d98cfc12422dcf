"""What the workflow itself stores: the states a case passed through, forms already received,
notices and mail, amended holidays, and forms that people have not sent yet.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.models import Event


class Passage(models.Model):
    """A time a case spent in one state. Written by the gate; clocks are computed from it."""

    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    state = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "case_id", "since"], name="passage_case"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "case_id"],
                condition=Q(until__isnull=True),
                name="one_present_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}: {self.state}"


class Received(models.Model):
    """A form that was sent once. Its token's primary key refuses the second time."""

    once = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.once)


class Notice(models.Model):
    """A message to one person about one event: in the site at once, by e-mail through Celery.

    Both languages are kept as they were written. `claimed_at` is set before the mail server is
    spoken to, `sent_at` after: one that was claimed and never sent or failed is not sent again
    by itself, so that nobody receives it twice.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, related_name="+")
    at = models.DateTimeField(_("time"))
    url = models.CharField(max_length=300, blank=True)
    subject_ar = models.CharField(max_length=300)
    subject_en = models.CharField(max_length=300)
    body_ar = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["to", "event", "subject_en"], name="one_notice_a_person_an_event"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to", "-id"], name="notice_to"),
            models.Index(fields=["to"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["id"],
                name="notice_unsent",
                condition=Q(sent_at__isnull=True, claimed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """The subject in the reader's language."""
        return self.subject_ar if _is_arabic() else self.subject_en

    @property
    def body(self) -> str:
        """The text in the reader's language."""
        return self.body_ar if _is_arabic() else self.body_en


def _is_arabic() -> bool:
    return (get_language() or "").startswith("ar")


class OutboxMail(models.Model):
    """A mail that the demonstration would have sent, to be read in the outbox page."""

    at = models.DateTimeField(auto_now_add=True)
    to = models.CharField(max_length=300, db_index=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.subject


class Holiday(models.Model):
    """An amendment to the country's public holidays: a day added, or one that is worked."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_working = models.BooleanField(_("offices work on it"), default=False)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Draft(models.Model):
    """What one person has filled in at one address and not sent: given back on any machine.

    `data` is a list of pieces, the newest last, one for each step of the form that was saved
    (or one for the whole): {"step", "values": {name: [value, …]}, "page", "version"}. Written
    and read by `workflow.drafts` alone; it ends when the form goes through, or after a month.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    path = models.CharField(max_length=500)
    data = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "path"], name="one_draft_an_address"),
        ]
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="draft_saved")]

    def __str__(self) -> str:
        return self.path
