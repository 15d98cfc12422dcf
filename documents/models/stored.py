"""One file's content, kept once under its SHA-256 however often it is sent."""

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def blob_path(instance: Any, filename: str) -> str:
    """Where the content lies in the storage: by its own fingerprint, never by a given name."""
    sha = instance.sha256
    return f"blobs/{sha[:2]}/{sha[2:4]}/{sha}"


class StoredFile(models.Model):
    """Some bytes: what they are was found out from them, what they are called is said by
    whatever refers to them (an attachment, a pending upload).

    `kind` is the name of a type in `documents.sniff`. Written by `documents.storage` only;
    rows are never changed.
    """

    sha256 = models.CharField(
        max_length=64, unique=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")]
    )
    size = models.PositiveBigIntegerField(_("size"))
    kind = models.CharField(max_length=10)
    blob = models.FileField(upload_to=blob_path, max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    # The name it was sent under, on instances that come out of an upload field.
    given_name: str = ""
    # The pending upload it came from, likewise.
    pending_id: int | None = None

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.sha256[:12]
