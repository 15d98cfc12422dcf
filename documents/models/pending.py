"""A file that was sent with a form not yet accepted: kept, so that nobody sends it twice."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.stored import StoredFile


def new_token() -> str:
    """An unguessable token (192 bits)."""
    return secrets.token_urlsafe(24)


class PendingUpload(models.Model):
    """One person's upload, named in the form by its token; forgotten after a day.

    The token alone is not enough: `user` must be the person who sends the form.
    """

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pending_uploads"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="pending")
    name = models.CharField(max_length=160)
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pending upload")
        verbose_name_plural = _("pending uploads")
        indexes: ClassVar = [
            models.Index(fields=["user", "touched_at"], name="pending_user"),
            models.Index(fields=["touched_at"], name="pending_touched"),
        ]

    def __str__(self) -> str:
        return self.name
