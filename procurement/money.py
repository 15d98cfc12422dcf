"""The currency in which this room plans and buys, unless a row says another."""

from django.conf import settings


def default_currency() -> str:
    """The country's own currency."""
    return str(settings.CURRENCY)
