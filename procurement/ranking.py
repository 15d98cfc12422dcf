"""Which bid wins: pure arithmetic, no database. Called by `deciding` and by its tests.

The lowest admitted price wins; of equal prices the one submitted earlier (then the lower
number), and the reasons say so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision


@dataclass(frozen=True)
class Entry:
    """What ranking knows of an admitted bid: its key, price, and when it was submitted."""

    key: int
    total: Decimal
    submitted_at: datetime


def ranked(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, best first."""
    return sorted(entries, key=lambda e: (e.total, e.submitted_at, e.key))


def is_tied(entries: Sequence[Entry]) -> bool:
    """Whether the best price was offered more than once. `entries` are ranked."""
    return len(entries) > 1 and entries[0].total == entries[1].total


def decimals(currency: str) -> int:
    """The currency's own decimals (ISO 4217): three for the Jordanian dinar."""
    return int(get_currency_precision(currency))


def total_price(lines: Iterable[tuple[Decimal, Decimal]], currency: str) -> Decimal:
    """Return the sum of quantity × unit price, rounded once, half up, to the currency."""
    exact = sum((quantity * price for quantity, price in lines), Decimal(0))
    return exact.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)
