"""A paper: a PDF that the house issues, signs and answers for at /verify/<code>."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import codes
from documents.models.stored import StoredFile


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers, by case, code and what has to happen to them."""

    def of(self, case: Any) -> "PaperQuerySet":
        """Those of one case, newest first."""
        return self.filter(case_kind=case.kind, case_id=case.pk).order_by("-pk")

    def with_code(self, typed: str) -> "PaperQuerySet":
        """The paper with this code, however it was typed (spaces, dashes, small letters)."""
        return self.filter(code=codes.normal(typed) or "-")


class Paper(models.Model):
    """One issued (or to be issued) PDF. Changed by `documents.papers` only.

    `facts` is what it says in public, in both languages, as it was when it was issued;
    `valid_through` the last day on which what it says holds, where there is one.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Being prepared")
        ISSUED = "issued", _("Issued and signed")
        FAILED = "failed", _("Could not be issued")
        REVOKED = "revoked", _("Revoked")
        REPLACED = "replaced", _("Replaced by a newer one")

    kind = models.CharField(max_length=60)
    serial = models.CharField(_("serial"), max_length=30, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True, default=codes.new, editable=False)
    case_kind = models.CharField(max_length=40)
    case_id = models.BigIntegerField()
    case_reference = models.CharField(max_length=30)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    # Which part of its case it is about (a licence's version), where each has a paper of its own.
    part = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # A receipt, say: each act gives one, and several may wait at once.
    is_one_of_many = models.BooleanField(default=False, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    signer = models.CharField(max_length=64, blank=True)
    issuer_ar = models.CharField(max_length=300, blank=True)
    issuer_en = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    valid_through = models.DateField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    issued_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why_revoked = models.CharField(max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["case_kind", "case_id", "kind"], name="paper_case"),
            models.Index(
                fields=["id"],
                name="paper_waiting",
                condition=Q(status__in=["pending", "failed"]),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "case_kind", "case_id"],
                condition=Q(status__in=["pending", "failed"], is_one_of_many=False),
                name="one_waiting_paper",
            ),
            # Signing fails closed: what counts as issued has a signed file and its hash.
            models.CheckConstraint(
                condition=Q(status__in=["pending", "failed", "revoked"])
                | (Q(file__isnull=False, issued_at__isnull=False) & ~Q(sha256="") & ~Q(signer="")),
                name="issued_means_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        """Where it is checked, in the reader's language."""
        return reverse("verify_code", args=[self.printed_code])

    @property
    def printed_code(self) -> str:
        """The code in groups of four, as it is printed."""
        return codes.grouped(self.code)

    @property
    def verify_path(self) -> str:
        """The address printed on it, without the site."""
        return f"/verify/{self.printed_code}"

    @property
    def verify_url(self) -> str:
        """The address printed on it and in its QR code."""
        return f"{settings.SITE_URL}{self.verify_path}"

    def is_expired(self, today: date | None = None) -> bool:
        """Whether the last valid day has passed."""
        return self.valid_through is not None and self.valid_through < (
            today or timezone.localdate()
        )
