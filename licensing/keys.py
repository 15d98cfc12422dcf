"""Short lasting names made from English words: of questions, documents, stages, licence types."""

import re
from collections.abc import Container

from django.utils.text import slugify


def fresh_key(words: str, used: Container[str], usual: str = "row") -> str:
    """A name of small letters, digits and underscores that nothing else here has."""
    plain = slugify(words).replace("-", "_")
    plain = re.sub(r"^[^a-z]+", "", plain)[:32].strip("_") or usual
    found, number = plain, 2
    while found in used:
        found, number = f"{plain}_{number}", number + 1
    return found


# Addresses that stand where a licence type's page would.
TAKEN = frozenset({"new", "find", "together", "mine"})


def fresh_slug(words: str, used: Container[str], usual: str = "licence") -> str:
    """The same for an address: with hyphens."""
    plain = slugify(words)[:50].strip("-") or usual
    found, number = plain, 2
    while found in used or found in TAKEN:
        found, number = f"{plain}-{number}", number + 1
    return found
