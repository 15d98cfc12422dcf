"""Sealed bids as they lie on the server: ciphertext, headers, and shares once they are given.

Nothing here can be read by anybody before t members of the committee have given their shares.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SealedPart(models.Model):
    """The ciphertext of one part on its way in: chunks, counted from 0, in any order.

    Once all are there its length and digest are written down; `envelope` is set when the bid
    is handed in with it.
    """

    bid = models.ForeignKey(
        "procurement.Bid", on_delete=models.PROTECT, related_name="sealed_parts"
    )
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    envelope = models.ForeignKey(
        "procurement.Envelope", on_delete=models.PROTECT, null=True, related_name="parts"
    )
    number = models.PositiveSmallIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    touched_at = models.DateTimeField()

    # Its chunks, while neither they nor it are in the database (`procurement.whole`).
    fresh: "list[SealedChunk] | None" = None

    class Meta:
        verbose_name = _("part of a sealed bid")
        verbose_name_plural = _("parts of sealed bids")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["envelope", "number"],
                condition=Q(envelope__isnull=False),
                name="one_part_a_number",
            ),
        ]

    def __str__(self) -> str:
        return str(self.token)


class SealedChunk(models.Model):
    """A chunk of ciphertext; `blob` is its name in the storage."""

    part = models.ForeignKey(SealedPart, on_delete=models.CASCADE, related_name="chunks")
    counter = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    blob = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["counter"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "counter"], name="one_chunk_a_place"),
        ]

    def __str__(self) -> str:
        return self.blob


class Envelope(models.Model):
    """A bid as it was sealed: one for each time it was submitted; only the last is opened."""

    class Result(models.TextChoices):
        SEALED = "sealed", _("Sealed")
        OPENED = "opened", _("Opened")
        UNOPENABLE = "unopenable", _("Could not be opened")

    bid = models.ForeignKey("procurement.Bid", on_delete=models.PROTECT, related_name="envelopes")
    version = models.PositiveIntegerField(_("version"))
    kind = models.CharField(max_length=20, default="single")
    # Canonical JSON, "mizan-sealed-envelope-1", and its SHA-256.
    header = models.TextField()
    digest = models.CharField(_("fingerprint"), max_length=64)
    is_current = models.BooleanField(default=True)
    result = models.CharField(max_length=20, choices=Result.choices, default=Result.SEALED)
    # The code of the SealError, and its English detail for the record.
    reason = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    # How often opening it failed for reasons that nobody foresaw.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("sealed envelope")
        verbose_name_plural = _("sealed envelopes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bid", "kind", "version"], name="one_envelope_a_version"
            ),
            models.UniqueConstraint(
                fields=["bid", "kind"], condition=Q(is_current=True), name="one_current_envelope"
            ),
        ]

    def __str__(self) -> str:
        return self.digest


class GivenShare(models.Model):
    """A share that a member has unwrapped and given; it passed the check in the header.

    An empty one says that the member could not unwrap it.
    """

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="shares")
    member = models.ForeignKey(
        "procurement.CommitteeMember", on_delete=models.PROTECT, related_name="shares"
    )
    share = models.CharField(max_length=44, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["envelope", "member"], name="one_share_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id} · {self.member_id}"
