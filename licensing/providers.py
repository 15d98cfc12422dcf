"""What a configured payment provider can do, and what it says of a payment when it is asked.

django-payments has no common way to ask for a payment's status. A provider's class may have one
(`ask_status(payment)`, returning a Word or None), or one is registered here for it; else the
newest word is taken that the provider has sent by itself or in a settlement report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from payments.core import BasicProvider, provider_factory


@dataclass(frozen=True)
class Word:
    """A provider's word on a payment: its status in django-payments' terms, and the amount."""

    status: str
    amount: Decimal | None = None
    currency: str = ""


Asks = Callable[[Any], Word | None]
# By the dotted path of the provider's class.
ADAPTERS: dict[str, Asks] = {}


def provider_of(variant: str) -> Any:
    """The configured provider with this name, or None."""
    try:
        return provider_factory(variant)
    except ValueError:
        return None


def gives_back(variant: str) -> bool:
    """Whether the provider of this name can give money back at all."""
    provider: Any = provider_of(variant)
    return provider is not None and type(provider).refund is not BasicProvider.refund


def ask(payment: Any) -> Word | None:
    """Ask the provider now; None where it cannot be asked. Its errors come through."""
    provider = provider_of(payment.variant)
    if provider is None:
        return None
    own: Asks | None = getattr(provider, "ask_status", None)
    kind = type(provider)
    adapter = own or ADAPTERS.get(f"{kind.__module__}.{kind.__qualname__}")
    return adapter(payment) if adapter is not None else None
