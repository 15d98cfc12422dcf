"""The currency in which this room plans and buys, unless a row says another."""

from decimal import Decimal

from django.conf import settings


def default_currency() -> str:
    """The country's own currency."""
    return str(settings.CURRENCY)


def plain(value: Decimal) -> str:
    """A number as text without needless zeros or an exponent: 12.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
