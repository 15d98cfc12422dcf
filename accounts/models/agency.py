"""A public body that buys or licenses. Agencies form a tree: a ministry, its directorates."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies, by their place in the tree."""

    def under(self, agency: "Agency") -> "AgencyQuerySet":
        """`agency` and everything below it."""
        return self.filter(path__startswith=agency.path)

    def active(self) -> "AgencyQuerySet":
        """Agencies that still do business (imported ones of the past do not)."""
        return self.filter(is_active=True)


class AgencyManager(models.Manager["Agency"]):
    def get_queryset(self) -> AgencyQuerySet:
        return AgencyQuerySet(self.model, using=self._db)

    def under(self, agency: "Agency") -> AgencyQuerySet:
        return self.get_queryset().under(agency)

    def active(self) -> AgencyQuerySet:
        return self.get_queryset().active()

    def plant(self, *, code: str, parent: "Agency | None" = None, **fields: object) -> "Agency":
        """Create an agency below `parent` (or a root). Its path follows from the codes."""
        path = f"{parent.path if parent else ''}{code}/"
        return self.create(code=code, parent=parent, path=path, **fields)


class Agency(models.Model):
    """A public body. `path` holds the codes from the root down, each followed by `/`."""

    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", _("Use small letters, digits, “-”."))],
        help_text=_("Short and lasting, in small Latin letters; it cannot be changed later."),
    )
    name = models.CharField(_("name"), max_length=300)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    path = models.CharField(max_length=400, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE)
    is_active = models.BooleanField(_("in business"), default=True)
    registers_companies = models.BooleanField(_("registers companies"), default=False)
    grants_licences = models.BooleanField(_("grants licences"), default=False)
    imported_as = models.CharField(
        _("identifier in imported data"), max_length=300, blank=True, db_index=True
    )

    objects = AgencyManager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering: ClassVar = ["path"]
        indexes: ClassVar = [
            models.Index(fields=["path"], name="agency_path", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name
