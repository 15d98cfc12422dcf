"""What licences there are: rows of configuration, each in versions.

An application pins the version it began under; a version that is in use is never edited, a
next one takes its place.
"""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from licensing import fees
from licensing import questions as asking
from licensing.terms import Period, term


def home_currency() -> str:
    """The currency of the country this house serves (ISO 4217)."""
    return str(settings.CURRENCY)


class LicenceTypeQuerySet(models.QuerySet["LicenceType"]):
    """Licence types, by whether people can apply for them."""

    def offered(self) -> Self:
        """Those in the catalogue: with a version in force."""
        return self.filter(versions__status=LicenceTypeVersion.Status.ACTIVE).order_by("slug")


class LicenceType(models.Model):
    """A kind of licence that an agency grants. What it asks and costs stands in its versions."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="licence_types", verbose_name=_("agency")
    )
    one_a_company = models.BooleanField(
        _("one for each company"),
        default=True,
        help_text=_("A company cannot hold two of these at once."),
    )

    objects: ClassVar[Any] = LicenceTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence type")
        verbose_name_plural = _("licence types")
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        newest = self.current or next(iter(self.versions.all()), None)
        return newest.name if newest else self.slug

    def get_absolute_url(self) -> str:
        """Its page in the catalogue."""
        return reverse("licence_type", args=[self.slug])

    @property
    def current(self) -> "LicenceTypeVersion | None":
        """The version that new applications begin under; read from what is prefetched."""
        found = [v for v in self.versions.all() if v.status == LicenceTypeVersion.Status.ACTIVE]
        return found[0] if found else None


class LicenceTypeVersion(models.Model):
    """What a licence type asked for, cost and granted, from one day to another."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        ACTIVE = "active", _("In force")
        RETIRED = "retired", _("No longer in force")

    licence_type = models.ForeignKey(
        LicenceType,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("licence type"),
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    # Configuration, not a case: an administrator puts a version into force.
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it is for"))
    eligibility = models.TextField(_("who may apply"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True, help_text=_("One on each line."))
    isic_code = models.CharField(
        _("activity (ISIC Rev. 4)"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^\d{2,4}$", _("Two to four digits."))],
    )
    activity = models.CharField(_("activity"), max_length=200, blank=True)
    is_instant = models.BooleanField(
        _("granted at once"),
        default=False,
        help_text=_("No officer decides: the licence follows from a complete application."),
    )
    review_days = models.PositiveSmallIntegerField(_("working days to a decision"), default=10)
    term_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), default=12, validators=[MinValueValidator(1)]
    )
    fee = models.DecimalField(
        _("fee"),
        max_digits=14,
        decimal_places=fees.PLACES,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, default=home_currency)
    documents = models.JSONField(_("documents needed"), default=list, blank=True)
    questions = models.JSONField(_("questions"), default=asking.empty, blank=True)

    class Meta:
        verbose_name = _("version of a licence type")
        verbose_name_plural = _("versions of licence types")
        ordering: ClassVar = ["licence_type", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["licence_type", "number"], name="licence_type_version_number"
            ),
            models.UniqueConstraint(
                fields=["licence_type"],
                condition=Q(status="active"),
                name="one_version_in_force",
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="licence_fee_not_negative"),
            models.CheckConstraint(condition=Q(term_months__gte=1), name="licence_term_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The shape of the two JSON fields, for whoever edits them in the administration."""
        problem = asking.shape_problem(self.questions) or asking.list_problem(self.documents)
        if problem:
            raise ValidationError(problem)
        if self.pk and self.applications.exists() and self._differs():
            raise ValidationError(
                _("Applications were begun under this version. Make the next one instead.")
            )

    def _differs(self) -> bool:
        """Whether anything but its status was changed since it was stored."""
        stored = type(self).objects.get(pk=self.pk)
        names = [f.attname for f in self._meta.concrete_fields if f.name != "status"]
        return any(getattr(self, name) != getattr(stored, name) for name in names)

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid."""
        return self.amount == 0

    @property
    def amount(self) -> Decimal:
        """The fee, to the currency's own decimals."""
        return fees.rounded(self.fee, self.currency)

    @property
    def condition_list(self) -> list[str]:
        """The conditions, in the reader's language, one by one."""
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]

    @property
    def document_list(self) -> list[asking.Document]:
        """The documents asked for, labelled in the reader's language."""
        return asking.documents(self.documents)

    def first_term(self, anchor: Any) -> Period:
        """The term of a licence whose first day is `anchor`."""
        return term(anchor, self.term_months)
