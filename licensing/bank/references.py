"""The reference that a payer writes on a bank transfer: ISO 11649, made of the invoice's number.

RF, two check digits, then the number without its dashes: I-2026-000123 is paid under
RF94 I202 6000 123. A wrong letter or two exchanged ones do not pass the check digits, so that
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
_BETWEEN = re.compile(r"[\s\-.,/:_]")


def reference_for(number: str) -> str:
    """Return the creditor reference of a case's number, compact. Raises ValueError."""
    if _NUMBER.fullmatch(number) is None:
        raise ValueError(f"no number of a case: {number!r}")
    own = number.replace("-", "")
    return f"RF{mod_97_10.calc_check_digits(own + 'RF')}{own}"


def in_fours(reference: str) -> str:
    """Return a reference as people read it: RF94 I202 6000 123."""
    return str(iso11649.format(reference))


def numbers_in(*texts: str) -> list[str]:
    """Return the numbers of cases whose references stand in these texts, each once.

    Spaces, marks, case and kinds of digits do not matter, nor what stands around a reference.
    """
    found: dict[str, None] = {}
    for text in texts:
        compact, ends = _compact(_plain(text))
        for start in _BEGINS.finditer(compact):
            number = _valid_at(compact, start.start(), ends)
            if number:
                found[number] = None
    return list(found)


def plain_numbers_in(*texts: str) -> list[str]:
    """Return what looks like a case's own number, written without check digits: a hint only."""
    found: dict[str, None] = {}
    for text in texts:
        for letters, year, count in _PLAIN.findall(_plain(text)):
            found[f"{letters}-{year}-{count}"] = None
    return list(found)


def _compact(text: str) -> tuple[str, set[int]]:
    """The text without what stands between; and where in it a number may end: before whatever
    is no digit. Else a number with a slip in it might pass by its first digits alone."""
    kept = [(place, c) for place, c in enumerate(text) if not _BETWEEN.fullmatch(c)]
    ends = {i for i, (place, _c) in enumerate(kept, start=1) if not text[place + 1 :][:1].isdigit()}
    return "".join(c for _place, c in kept), ends


def _valid_at(compact: str, at: int, ends: set[int]) -> str:
    """The longest number that begins here, ends where one may, and passes its check digits: an
    amount may be written behind it."""
    shape = re.compile(r"RF\d\d([A-Z]{1,4})(\d{4})(\d{6,9})", re.ASCII).match(compact, at)
    if shape is None:
        return ""
    letters, year, count = shape.groups()
    for length in range(len(count), 5, -1):
        end = shape.start(3) + length
        if end in ends and iso11649.is_valid(compact[at:end]):
            return f"{letters}-{year}-{count[:length]}"
    return ""


def _plain(text: str) -> str:
    """Capitals, Latin digits, no invisible characters, wide letters as usual ones."""
    return latin_digits(unicodedata.normalize("NFKC", tidy(text or ""))).upper()
