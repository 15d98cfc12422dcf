"""Personal keys: whose they are, and their private halves as the server cannot read them.

How a key is made and wrapped is in `accounts.personal_keys`; what happens to it in
`accounts.keyring`.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.exact import to_bytes
from accounts.personal_keys import KEY


class PersonalKey(models.Model):
    """A key pair made in its holder's browser. It lasts: what was sealed to it stays so."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="personal_keys",
        verbose_name=_("person"),
    )
    # The public half, base64url. A key is one person's, for ever.
    public = models.CharField(_("public key"), max_length=43, unique=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=39)
    # "mizan-personal-key-1": opened by a passphrase that never leaves the browser.
    wrapped: Any = models.JSONField(_("wrapped key"))
    created_at = models.DateTimeField(_("made"))
    # When its holder last proved that they can use it.
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    retired_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("personal key")
        verbose_name_plural = _("personal keys")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(retired_at__isnull=True), name="one_key_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def public_bytes(self) -> bytes:
        """The public half, 32 bytes."""
        return to_bytes(self.public, KEY)

    @property
    def is_usable(self) -> bool:
        """Whether something may be sealed to it from now on."""
        return self.retired_at is None and self.checked_at is not None
