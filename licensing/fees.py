"""Amounts of money, rounded once and to the currency's own decimals (JOD has three)."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

# Amounts are stored with as many decimals as any currency has (ISO 4217: four).
PLACES = 4


def decimals(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217 alpha code)."""
    return int(get_currency_precision(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return `amount` in whole units of the currency's smallest coin, halves up."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)


def plain(amount: Decimal, currency: str) -> str:
    """Return the amount as the trail writes it: "75.500 JOD"."""
    return f"{rounded(amount, currency):f} {currency}"
