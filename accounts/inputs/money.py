"""The field for an amount of money: its currency beside it, and the currency's own decimals."""

import re
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal, get_currency_name, get_currency_precision
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts import calendars
from accounts.text import plain_number, tidy

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+", re.ASCII)
_TWO_WAYS = re.compile(r"[\d.,،' ]*\d[.,،' ][\d.,،' ]*", re.ASCII)
_LONGEST = 28  # digits; more cannot be an amount, and Decimal would round them


class MoneyInput(forms.TextInput):
    """A text input with the currency on the side where the language puts it."""

    template_name = "forms/inputs/money.html"
    currency = ""

    def format_value(self, value: Any) -> str | None:
        """A stored amount with its thousands marked; what was typed stays as it was typed."""
        if not isinstance(value, Decimal | int) or isinstance(value, bool):
            return super().format_value(value)
        places = get_currency_precision(self.currency)
        pattern = "#,##0." + "0" * places if places else "#,##0"
        # An amount with more decimals than the currency has is shown as it is.
        pattern += "#" * 6 if places else ".######"
        return format_decimal(value, format=pattern, locale="en")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        context["unit"] = currency_in_words(self.currency)
        context["unit_first"] = (get_language() or "en").startswith("en")
        context["places"] = get_currency_precision(self.currency)
        if own.get("id"):
            context["unit_id"] = f"{own['id']}_unit"
            described = own.get("aria-describedby") or ""
            own["aria-describedby"] = f"{described} {own['id']}_unit".strip()
        return context


def currency_in_words(currency: str) -> str:
    """JOD in English, دينار أردني in Arabic: as amounts are written on every page."""
    if (get_language() or "en").startswith("en"):
        return currency
    return get_currency_name(currency, locale=calendars.locale())


class MoneyField(forms.DecimalField):
    """An amount in `currency` (ISO 4217). Gives a Decimal (or None).

    A form that knows its currency only when it is made calls `in_currency`.
    """

    widget = MoneyInput
    default_error_messages = {
        "invalid": gettext_lazy("Write the amount in digits, for example 1,250.500."),
        "max_digits": gettext_lazy("This amount is too large to be meant."),
        "min_value": gettext_lazy("The amount cannot be less than %(limit_value)s."),
    }

    def __init__(self, *, currency: str, max_digits: int = 18, **options: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=4, **options)
        self.in_currency(currency)

    def in_currency(self, currency: str) -> None:
        """Let the amount be one of this currency: its unit, its decimals."""
        self.currency = self.widget.currency = currency
        self.places = get_currency_precision(currency)
        self.widget.attrs.update({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        text = self._without_unit(plain_number(tidy(str(value))))
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise ValidationError(self._what_is_wrong(text), "invalid")
        if len(text) > _LONGEST:
            raise ValidationError(self.error_messages["max_digits"], "max_digits")
        whole, _point, fraction = text.partition(".")
        if len(fraction.rstrip("0")) > self.places:
            raise ValidationError(self._too_fine(), "max_decimal_places")
        return super().to_python(f"{whole or 0}.{fraction[: self.places]}".rstrip("."))

    def _without_unit(self, text: str) -> str:
        """The figure without the currency that somebody wrote beside it."""
        for unit in (self.currency, get_currency_name(self.currency, locale="ar")):
            text = re.sub(rf"^{re.escape(unit)}\s*|\s*{re.escape(unit)}$", "", text, flags=re.I)
        return plain_number(text)

    def _what_is_wrong(self, text: str) -> str:
        if _TWO_WAYS.fullmatch(text):
            sentence = _(
                "“%(typed)s” can be read in more than one way. Write a point before the decimals, "
                "and commas only between thousands: 1,250.500."
            )
            return sentence % {"typed": text}
        return str(self.error_messages["invalid"])

    def _too_fine(self) -> str:
        words = {"currency": currency_in_words(self.currency), "places": self.places}
        if not self.places:
            return _("An amount in %(currency)s has no decimals.") % words
        sentence = ngettext(
            "An amount in %(currency)s has %(places)s decimal at most.",
            "An amount in %(currency)s has %(places)s decimals at most.",
            self.places,
        )
        return sentence % words
