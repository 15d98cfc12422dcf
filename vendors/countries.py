"""The countries of the world by their ISO 3166 codes, in the reader's language (CLDR's names)."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Territories of CLDR that are no countries.
_NOT = {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"}


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    named = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT
    }
    return dict(sorted(named.items(), key=lambda row: row[1]))


def choices() -> list[tuple[str, str]]:
    """Every country, by its name in the present language."""
    return list(_names((get_language() or "ar")[:2]).items())


def name_of(code: str) -> str:
    """The country's name in the present language; an unknown code as it is."""
    return _names((get_language() or "ar")[:2]).get(code, code)
