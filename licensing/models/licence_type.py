"""What licences there are. What each asks, costs and grants stands in its versions."""

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency


class LicenceTypeQuerySet(models.QuerySet["LicenceType"]):
    """Licence types, by whether people can apply for them."""

    def offered(self) -> Self:
        """Those in the catalogue: with a version in force."""
        return self.filter(versions__state="active").order_by("slug")


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
    def current(self) -> Any:
        """The version that new applications begin under (or None), of those prefetched."""
        return next((v for v in self.versions.all() if v.state == "active"), None)
