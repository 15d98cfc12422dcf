"""The reference that a payer writes on a bank transfer: ISO 11649, made of the invoice's number.

RF, two check digits, then the number without its dashes: I-2026-000123 is paid under
RF54 I202 6000 123. A wrong letter or two exchanged ones do not pass the check digits, so that
money is never booked to the wrong invoice by a slip of the pen.
"""

import re
import unicodedata

from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from accounts.text import latin_digits, tidy

_NUMBER = re.compile(r"([A-Z]{1,4})-(\d{4})-(\d{6,9})", re.ASCII)
_BEGINS = re.compile(r"RF\d\d(?=[A-Z]{1,4}\d{10})", re.ASCII)
_PLAIN = re.compile(r"(?<![A-Z0-9])([A-Z]{1,4})[-/ ]?(\d{4})[-/ ]?(\d{6,9})(?!\d)", re.ASCII)
_BETWEEN = re.compile(r"[\s\-.,/:_]+")


def reference_for(number: str) -> str:
    """Return the creditor reference of a case's number, compact. Raises ValueError."""
    if _NUMBER.fullmatch(number) is None:
        raise ValueError(f"no number of a case: {number!r}")
    own = number.replace("-", "")
    return f"RF{mod_97_10.calc_check_digits(own + 'RF')}{own}"


def in_fours(reference: str) -> str:
    """Return a reference as people read it: RF54 I202 6000 123."""
    return str(iso11649.format(reference))


def numbers_in(*texts: str) -> list[str]:
    """Return the numbers of cases whose references stand in these texts, each once.

    Spaces, marks, case and kinds of digits do not matter, nor what stands around a reference.
    """
    found: dict[str, None] = {}
    for text in texts:
        compact = _BETWEEN.sub("", _plain(text))
        for start in _BEGINS.finditer(compact):
            found |= dict.fromkeys(_valid_at(compact, start.start()))
    return list(found)


def plain_numbers_in(*texts: str) -> list[str]:
    """Return what looks like a case's own number, written without check digits: a hint only."""
    found: dict[str, None] = {}
    for text in texts:
        for letters, year, count in _PLAIN.findall(_plain(text)):
            found[f"{letters}-{year}-{count}"] = None
    return list(found)


def _valid_at(compact: str, at: int) -> list[str]:
    """The numbers that begin here and pass their check digits. Where digits follow (an amount
    written behind it), several lengths may be tried."""
    shape = re.compile(r"RF\d\d([A-Z]{1,4})(\d{4})(\d{6,9})", re.ASCII).match(compact, at)
    if shape is None:
        return []
    letters, year, count = shape.groups()
    numbers = []
    for length in range(6, len(count) + 1):
        written = f"{compact[at : at + 4]}{letters}{year}{count[:length]}"
        if iso11649.is_valid(written):
            numbers.append(f"{letters}-{year}-{count[:length]}")
    return numbers


def _plain(text: str) -> str:
    """Capitals, Latin digits, no invisible characters, wide letters as usual ones."""
    return latin_digits(unicodedata.normalize("NFKC", tidy(text or ""))).upper()
