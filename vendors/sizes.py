"""How large a company is, for measures in favour of small ones.

Both figures count: a class holds whoever is below both of its limits. The limits are those of
Commission Recommendation 2003/361/EC unless the setting COMPANY_SIZES gives the country's own:
[(class, employees below, turnover at most), …], in the country's currency.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Size(models.TextChoices):
    """The four classes."""

    MICRO = "micro", _("Micro")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium-sized")
    LARGE = "large", _("Large")


LIMITS: list[tuple[str, int, int]] = [
    (Size.MICRO, 10, 2_000_000),
    (Size.SMALL, 50, 10_000_000),
    (Size.MEDIUM, 250, 50_000_000),
]


def size_of(employees: int | None, turnover: Decimal | None) -> str:
    """Return the class, or nothing while a figure is missing."""
    if employees is None or turnover is None:
        return ""
    for name, fewer, at_most in getattr(settings, "COMPANY_SIZES", LIMITS):
        if employees < fewer and turnover <= at_most:
            return str(name)
    return str(Size.LARGE)
