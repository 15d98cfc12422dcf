"""What companies deal in: a short list of categories, each with its CPV division."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A line of business that a company registers for and a tender asks for."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name
