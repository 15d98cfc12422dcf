"""A bank's statement as it was read, whatever its format: what its readers return.

Nothing is guessed: what cannot be read for certain is said, and nothing of the file is taken.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 5000


class Unreadable(ValueError):
    """The file is no statement that can be taken; `sentences` say why, for people."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("; ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Line:
    """One entry of a statement. `amount` is above zero; `is_credit` says which way it went."""

    amount: Decimal
    currency: str
    is_credit: bool
    booked_on: date
    value_on: date | None = None
    is_reversal: bool = False
    is_booked: bool = True
    bank_reference: str = ""
    part: int = 0  # of an entry that the bank has put together from several
    end_to_end: str = ""
    structured: str = ""  # the creditor's reference, where it has a place of its own
    text: str = ""
    name: str = ""
    iban: str = ""
    key: str = ""

    @property
    def signed(self) -> Decimal:
        """The amount as it moves the balance."""
        return self.amount if self.is_credit else -self.amount


@dataclass(frozen=True)
class Reading:
    """A statement: of which account, its balances, its lines in their order."""

    form: str  # "camt" or "csv"
    iban: str = ""  # empty where the file does not say
    number: str = ""
    since: date | None = None
    until: date | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    currency: str = ""
    lines: Sequence[Line] = field(default_factory=tuple)

    @property
    def moved(self) -> Decimal:
        """What the booked lines add up to."""
        return sum((line.signed for line in self.lines if line.is_booked), Decimal(0))


def with_keys(lines: Sequence[Line]) -> list[Line]:
    """Give each line the key by which it is known again in another file.

    The bank's own reference where there is one; else everything the line says, and which of
    those that say exactly the same in this file it is.
    """
    seen: Counter[str] = Counter()
    keyed = []
    for line in lines:
        told = _told(line)
        seen[told] += 1
        digest = hashlib.sha256(f"{told}|{seen[told]}".encode()).hexdigest()
        keyed.append(replace(line, key=digest))
    return keyed


def _told(line: Line) -> str:
    money = f"{line.amount.normalize():f}|{line.currency}|{line.is_credit}|{line.is_reversal}"
    if not line.is_booked:
        money += "|pending"  # the same line, once it is booked, is another
    if line.bank_reference:
        return f"ref|{line.bank_reference}|{line.part}|{money}"
    words = (line.structured, line.text, line.end_to_end, line.name, line.iban)
    return "|".join(["said", money, line.booked_on.isoformat(), *words])
