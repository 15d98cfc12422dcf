"""A file that belongs to a case, for a purpose, readable by one side or several."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.models.stored import StoredFile


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments, by the case they belong to."""

    def of(self, case: Any) -> "AttachmentQuerySet":
        """Those of one case, oldest first."""
        return self.filter(kind=case.kind, case_id=case.pk).order_by("pk")

    def readable_from(self, side: str) -> "AttachmentQuerySet":
        """Those a side ("agency", "company", "public") may read."""
        return self.filter(audience__in=READABLE[side])


class Attachment(models.Model):
    """Made by `documents.attach.attach`, removed by `documents.attach.detach`.

    `purpose` is the room's own word for what the file is there for ("proof_of_address").
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    purpose = models.CharField(max_length=60)
    name = models.CharField(_("file name"), max_length=160)
    label = models.CharField(_("description"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "case_id", "purpose"], name="attachment_case"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "case_id", "purpose", "file", "label"],
                name="one_attachment_a_purpose",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.name

    def get_absolute_url(self) -> str:
        """Where it is downloaded, by those who may see it."""
        return reverse("document", args=[self.token])


READABLE: dict[str, list[str]] = {
    "agency": [Audience.PUBLIC, Audience.PARTIES, Audience.AGENCY],
    "company": [Audience.PUBLIC, Audience.PARTIES],
    "public": [Audience.PUBLIC],
}
