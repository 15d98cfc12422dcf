"""What companies deal in and tenders ask for (CPV, UNSPSC), and what they do (ISIC).

The tops of all three are built in; the thousands below them are imported
(`vendors.categories`). A category's place in its tree is written in its number: what ends in
zeros stands above what fills them; in ISIC, what is shorter stands above what begins like it.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vendors.isic import divisions_of, section_of
from vendors.searching import containing
from workflow.text import latin_digits


class Scheme(models.TextChoices):
    """The two vocabularies of what is bought, and that of what a business does."""

    CPV = "cpv", "CPV"
    UNSPSC = "unspsc", "UNSPSC"
    ISIC = "isic", "ISIC"


# The code of a category of another scheme than CPV begins with a letter: the schemes have
# numbers of the same digits that mean different things.
_LETTER = {Scheme.CPV: "", Scheme.UNSPSC: "U", Scheme.ISIC: "I"}
_DIGITS = 8


def code_of(scheme: str, number: str) -> str:
    """Return the code under which this house knows a number of a scheme."""
    return f"{_LETTER[Scheme(scheme)]}{number}"


def significant(scheme: str, number: str) -> str:
    """Return the digits of a number that say what it is: 45210000 → 4521, 45000000 → 45.

    The CPV refines by one digit below its divisions, UNSPSC always by two; ISIC fills up nothing.
    """
    if scheme == Scheme.ISIC:
        return number
    if scheme == Scheme.CPV:
        return number[:2] + number[2:].rstrip("0")
    pairs = [number[i : i + 2] for i in range(0, _DIGITS, 2)]
    while len(pairs) > 1 and pairs[-1] == "00":
        pairs.pop()
    return "".join(pairs)


def above(scheme: str, number: str) -> list[str]:
    """Return the numbers that may stand above this one, the nearest first."""
    if scheme == Scheme.ISIC:
        return _above_activity(number)
    digits = significant(scheme, number)
    step = 1 if scheme == Scheme.CPV else 2
    lengths = range(len(digits) - step, 1, -step)
    # A CPV number ends in zeros, so that a shorter one may be itself again: 30 and 3000.
    found = [digits[:length].ljust(_DIGITS, "0") for length in lengths]
    return [one for one in dict.fromkeys(found) if one != number]


def _above_activity(number: str) -> list[str]:
    """ISIC: class 4711 → group 471 → division 47 → section G."""
    if number.isalpha():
        return []
    shorter = [number[:length] for length in range(len(number) - 1, 1, -1)]
    section = section_of(number)
    return [*shorter, section] if section else shorter


def beginnings(scheme: str, number: str) -> list[str]:
    """Return how the codes of a category and of everything below it begin."""
    own = code_of(scheme, significant(scheme, number))
    if scheme == Scheme.ISIC and number.isalpha():
        return [own, *(code_of(scheme, division) for division in divisions_of(number))]
    return [own]


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories, by their place and their words."""

    def divisions(self) -> Self:
        """The top of the trees."""
        return self.filter(parent__isnull=True)

    def matching(self, words: str) -> "models.QuerySet[Category]":
        """Those whose number, code or names contain every one of the words."""
        typed = latin_digits(words)
        return containing(self, typed, "code", "name_ar", "name_en").order_by("code")

    def around(self, categories: "list[Category]") -> Self:
        """These, everything above them and everything below them: what fits them."""
        condition = Q(pk__in=[])
        for one in categories:
            tops = [code_of(one.scheme, number) for number in above(one.scheme, one.number)]
            fits = Q(code__in=tops)
            for below in beginnings(one.scheme, one.number):
                fits |= Q(code__startswith=below)
            condition |= Q(scheme=one.scheme) & fits
        return self.filter(condition)


class Category(models.Model):
    """A line of business that a company registers for and a tender asks for.

    `number` is the scheme's own; `code` is how this house, its addresses and imports call it.
    """

    scheme = models.CharField(
        _("scheme"), max_length=10, choices=Scheme.choices, default=Scheme.CPV
    )
    number = models.CharField(_("number"), max_length=8)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=300)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("above it"),
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "number"], name="one_category_a_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name with the scheme and number, which tell it from others of the same name."""
        return f"{self.name} ({self.get_scheme_display()} {self.number})"
