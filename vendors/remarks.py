"""What a registrar says about a registration: the parts to correct, and remarks in words.

The parts are known in both languages; the remarks stand as they were typed.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

PARTS = {
    "names": _("The legal name"),
    "numbers": _("The registration or tax number"),
    "address": _("The address"),
    "contact": _("The contact details"),
    "categories": _("The categories of business"),
    "documents": _("The documents"),
}


def in_words(parts: Iterable[str], remarks: str) -> str:
    """Return the parts, one a line, and the remarks below them, in the present language."""
    named = [f"– {PARTS[part]}" for part in parts if part in PARTS]
    return "\n".join([*named, remarks.strip()]).strip()
