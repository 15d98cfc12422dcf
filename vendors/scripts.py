"""In which script a name is written. A legal name is asked for in Arabic and in English."""

import unicodedata


def _letters(text: str, script: str) -> bool:
    return any(c.isalpha() and unicodedata.name(c, "").startswith(script) for c in text)


def is_arabic(text: str) -> bool:
    """Whether a name can stand as the Arabic one: it has Arabic letters (Latin may be among
    them, as in a brand's name)."""
    return _letters(text, "ARABIC")


def is_english(text: str) -> bool:
    """Whether a name can stand as the English one: Latin letters, and no other script's."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(unicodedata.name(c, "").startswith("LATIN") for c in letters)
