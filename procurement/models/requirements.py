"""What a bid is measured by and must bring: criteria, required documents, invited companies."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vendors.models import Company


class Envelope(models.TextChoices):
    """In which envelope something belongs, where a tender has two."""

    TECHNICAL = "technical", _("Technical envelope")
    FINANCIAL = "financial", _("Financial envelope")


class Criterion(models.Model):
    """A condition that a bid passes or fails, or a quality that earns it points.

    Scored criteria have a weight in points (with the price they make 100) and may have a
    threshold: the percentage of the points below which a bid is not qualified.
    """

    class Kind(models.TextChoices):
        PASS_FAIL = "pass_fail", _("Pass or fail")
        SCORED = "scored", _("Scored")

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="criteria"
    )
    number = models.PositiveIntegerField(_("criterion"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PASS_FAIL)
    title = models.CharField(_("criterion"), max_length=1000)
    weight = models.DecimalField(
        _("weight (points)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    threshold = models.DecimalField(
        _("at least (% of its points)"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="one_criterion_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind="pass_fail", weight__isnull=True, threshold__isnull=True)
                | Q(kind="scored", weight__gt=0, weight__lte=100),
                name="criterion_is_scored_or_passed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RequiredDocument(models.Model):
    """A document that a bid brings along."""

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="required_documents"
    )
    number = models.PositiveIntegerField(_("document"))
    title = models.CharField(_("document"), max_length=1000)
    envelope = models.CharField(
        _("envelope"), max_length=20, choices=Envelope.choices, default=Envelope.TECHNICAL
    )
    is_required = models.BooleanField(_("a bid without it is incomplete"), default=True)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="one_required_document_a_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """A company named in a tender by invitation, and why it was chosen."""

    tender = models.ForeignKey(
        "procurement.Tender", on_delete=models.PROTECT, related_name="invitations"
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.PROTECT,
        related_name="tender_invitations",
        verbose_name=_("company"),
    )
    reason = models.TextField(_("why it is invited"), blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tender", "company"], name="one_invitation_a_company"),
        ]

    def __str__(self) -> str:
        return str(self.company)
