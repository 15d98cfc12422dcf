"""What a company says of itself besides its registration: who owns it, and where else it is."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vendors.countries import choices, name_of

# Whoever owns or controls this much, directly or not, is a beneficial owner (FATF Guidance on
# Beneficial Ownership of Legal Persons, 2023).
LEAST_SHARE = 25


class BeneficialOwner(models.Model):
    """A person who holds at least a quarter of the company."""

    company = models.ForeignKey(
        "vendors.Company", on_delete=models.PROTECT, related_name="beneficial_owners"
    )
    name = models.CharField(_("full name"), max_length=200)
    nationality = models.CharField(_("nationality"), max_length=2)
    share = models.DecimalField(_("share in percent"), max_digits=5, decimal_places=2)
    since = models.DateField(_("owner since"))

    class Meta:
        verbose_name = _("beneficial owner")
        verbose_name_plural = _("beneficial owners")
        ordering: ClassVar = [F("share").desc(), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(share__gte=LEAST_SHARE, share__lte=100), name="owner_share_is_large"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def country(self) -> str:
        """The nationality in words."""
        return name_of(self.nationality)


class CompanyAddress(models.Model):
    """A further address of a company; its seat stands in the registration itself."""

    class Kind(models.TextChoices):
        POSTAL = "postal", _("Postal address")
        BRANCH = "branch", _("Branch")
        WAREHOUSE = "warehouse", _("Warehouse")
        WORKS = "works", _("Factory or workshop")

    company = models.ForeignKey(
        "vendors.Company", on_delete=models.PROTECT, related_name="addresses"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    line = models.CharField(_("address"), max_length=300)
    city = models.CharField(_("city"), max_length=100)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2)

    class Meta:
        verbose_name = _("further address")
        verbose_name_plural = _("further addresses")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.line}, {self.city}"


def countries() -> list[tuple[str, Any]]:
    """What a form offers as countries."""
    return [("", _("Choose a country")), *choices()]
