"""The codes of papers: unguessable, readable aloud, forgiving when typed.

Twelve symbols of Crockford's base 32 are 60 bits of `secrets`. Whoever types an O or an I
means 0 or 1; spaces, dashes, capitals and Arabic-Indic digits make no difference.
"""

import re
import secrets

from workflow.text import latin_digits, tidy

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new() -> str:
    """Return a new code, without its dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """Return the code as it is printed: 7KQ4-M2XD-9TPA."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def normal(typed: str) -> str:
    """Return what was typed as a code, or "" if it cannot be one."""
    plain = latin_digits(tidy(typed[:100])).upper()
    plain = re.sub(r"[\s\-–—_.·]+", "", plain).translate(_MEANT)
    fits = len(plain) == LENGTH and all(symbol in ALPHABET for symbol in plain)
    return plain if fits else ""
