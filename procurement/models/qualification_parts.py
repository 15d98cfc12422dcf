"""What a call for qualification is made of: the criteria companies are judged by, and the
documents with which they show that they meet them.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vendors.models import CredentialType


class QualificationCriterion(models.Model):
    """A condition that a company meets or does not meet."""

    qualification = models.ForeignKey(
        "procurement.Qualification", on_delete=models.PROTECT, related_name="criteria"
    )
    number = models.PositiveIntegerField(_("criterion"))
    title = models.CharField(_("criterion"), max_length=1000)

    class Meta:
        verbose_name = _("criterion of qualification")
        verbose_name_plural = _("criteria of qualification")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["qualification", "number"],
                name="one_qualification_criterion_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QualificationDocument(models.Model):
    """A document that an application brings, as a file or as a credential on record.

    With a `credential_type`, credentials of this kind alone can stand for it.
    """

    qualification = models.ForeignKey(
        "procurement.Qualification", on_delete=models.PROTECT, related_name="required_documents"
    )
    number = models.PositiveIntegerField(_("document"))
    title = models.CharField(_("document"), max_length=1000)
    credential_type = models.CharField(
        _("credential that can stand for it"),
        max_length=20,
        choices=CredentialType.choices,
        blank=True,
    )
    is_required = models.BooleanField(_("an application without it is incomplete"), default=True)

    class Meta:
        verbose_name = _("document of qualification")
        verbose_name_plural = _("documents of qualification")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["qualification", "number"],
                name="one_qualification_document_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def purpose(self) -> str:
        """Under which purpose an application's file for it is attached."""
        return f"qualification_paper_{self.pk}"
