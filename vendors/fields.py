"""Form fields for what companies write: names in one script, numbers in one spelling."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.inputs import SearchedChoices
from vendors import categories, numbers
from vendors.models.category import Category, Scheme
from vendors.scripts import is_arabic, is_english


class NameField(forms.CharField):
    """A legal name in one script; its input has that script's direction."""

    def __init__(self, *, arabic: bool, **kwargs: Any) -> None:
        self.arabic = arabic
        attrs = {"dir": "rtl", "lang": "ar"} if arabic else {"dir": "ltr", "lang": "en"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=300, **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.arabic and not is_arabic(value):
            raise ValidationError(_("Write the Arabic name in Arabic letters."))
        if value and not self.arabic and not is_english(value):
            raise ValidationError(_("Write the English name in Latin letters."))


class SpelledField(forms.CharField):
    """A number that has one spelling: `spell` returns it or raises ValueError."""

    def __init__(self, *, spell: Callable[[str], str], wrong: Any, **kwargs: Any) -> None:
        self.spell, self.wrong = spell, wrong
        kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "ltr"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        if not value:
            return ""
        try:
            return self.spell(value)
        except ValueError as error:
            raise ValidationError(self.wrong) from error


def registration_number_field() -> SpelledField:
    """The number in the commercial register."""
    return SpelledField(
        label=_("Registration number"),
        help_text=_("As in the commercial register: digits, and letters where it has some."),
        spell=numbers.registration_number,
        wrong=_("This cannot be a registration number. Write 3 to 30 digits, letters, “-” or “/”."),
    )


def tax_number_field() -> SpelledField:
    """The country's tax number."""
    return SpelledField(
        label=_("Tax number"),
        spell=lambda value: numbers.tax_number(value, settings.COUNTRY),
        wrong=_("This cannot be a tax number. Check every digit."),
    )


def telephone_field() -> SpelledField:
    """A telephone number, with or without the country's code."""
    return SpelledField(
        label=_("Telephone"),
        spell=numbers.telephone,
        wrong=_("This cannot be a telephone number. Write it with its area or country code."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "tel", "type": "tel"}),
    )


def categories_field(**options: Any) -> SearchedChoices:
    """Categories of either scheme: the divisions of the CPV are offered, the rest is searched."""
    return SearchedChoices(
        Category.objects.all(),
        usual=lambda: Category.objects.divisions().filter(scheme=Scheme.CPV),
        find=categories.find,
        source=reverse_lazy("categories_found"),
        **options,
    )


def iban_field() -> SpelledField:
    """An account by its IBAN (ISO 13616): its check digits and its country's length hold."""
    return SpelledField(
        label=_("IBAN"),
        required=False,
        spell=numbers.iban,
        wrong=_("This cannot be an IBAN. Check every letter and digit."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


def bic_field() -> SpelledField:
    """A bank by its BIC (ISO 9362)."""
    return SpelledField(
        label=_("BIC"),
        required=False,
        spell=numbers.bic,
        wrong=_("This cannot be a BIC: eight or eleven letters and digits."),
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "w-10", "autocomplete": "off"}),
    )
