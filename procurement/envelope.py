"""The outside of a sealed envelope: what it is bound to, its header, and their exact shape.

All that can be checked without any key is checked here, before anything is believed. Needs
neither Django nor a database; `procurement/sealing.py` does the cryptography.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts import exact
from accounts.exact import SealError, canonical, to_bytes, to_text
from procurement.hpke import ENC, check_public

FORMAT = "mizan-sealed-envelope-1"
ENVELOPES = ("single", "technical", "financial")
KEY = 32
SALT = 16
SHARE = KEY + 1  # the y bytes, then x
TAG = 16
WRAPPED = ENC + SHARE + TAG
CHUNK = 1 << 20  # bytes of plaintext in a chunk; only the last may be shorter
STEP = 1 << 14  # every part is padded to a multiple of this, or of more
MOST_MEMBERS = 255
MOST_PARTS = 200
MOST_PART = 1 << 32  # bytes of plaintext
MOST_HEADER = 1 << 17  # bytes of JSON


def padded_length(size: int) -> int:
    """Return the length to which `size` bytes are padded.

    The next multiple of 16 KiB or, from 512 KiB on, of the highest power of two that is at
    most a sixteenth of `size`: little is added, and little is told of the size.
    """
    step = max(STEP, 1 << (size.bit_length() - 5)) if size >= 32 else STEP
    return max(1, -(-size // step)) * step


@dataclass(frozen=True)
class Context:
    """What an envelope is bound to. None of it is secret. Raises SealError if it is unfit.

    `members` are the committee's public keys (32 bytes of X25519 each) in the order of their
    places, which count from 1; `threshold` of them open the envelope.
    """

    tender: str
    lot: int
    bid: str
    envelope: str
    threshold: int
    members: tuple[bytes, ...]

    def __post_init__(self) -> None:
        exact.reference(self.tender, "the tender")
        exact.reference(self.bid, "the bid")
        exact.number(self.lot, 1, 1_000_000, "the lot")
        if self.envelope not in ENVELOPES:
            raise SealError("form", f"the envelope is one of {', '.join(ENVELOPES)}")
        if not 2 <= len(self.members) <= MOST_MEMBERS:
            raise SealError("form", f"2 to {MOST_MEMBERS} members")
        exact.number(self.threshold, 2, len(self.members), "the threshold")
        if any(len(key) != KEY for key in self.members):
            raise SealError("form", "a member's key has 32 bytes")
        if len(set(self.members)) != len(self.members):
            raise SealError("form", "each member has a key of their own")

    @property
    def fields(self) -> dict[str, Any]:
        """Return it as the header states it."""
        return {
            "format": FORMAT,
            "tender": self.tender,
            "lot": self.lot,
            "bid": self.bid,
            "envelope": self.envelope,
            "threshold": self.threshold,
            "members": [to_text(key) for key in self.members],
        }

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of its canonical JSON: everything else is bound to this."""
        return hashlib.sha256(canonical(self.fields)).digest()


@dataclass(frozen=True)
class Part:
    """One part: the salt of its key, and its ciphertext's length and SHA-256 in hex."""

    salt: bytes
    size: int
    sha256: str

    @property
    def chunks(self) -> int:
        """In how many chunks it comes."""
        return -(-self.size // (CHUNK + TAG))

    @property
    def length(self) -> int:
        """The length of its plaintext, padding and all."""
        return self.size - self.chunks * TAG


@dataclass(frozen=True)
class Wrapped:
    """One member's share: sealed to their key, and what tells it from any other."""

    sealed: bytes
    check: bytes


@dataclass(frozen=True)
class Header:
    """All of an envelope but the ciphertext of its parts."""

    context: Context
    commitment: bytes
    parts: tuple[Part, ...]
    shares: tuple[Wrapped, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """Return it as JSON states it."""
        return {
            **self.context.fields,
            "commitment": to_text(self.commitment),
            "parts": [
                {"salt": to_text(part.salt), "size": part.size, "sha256": part.sha256}
                for part in self.parts
            ],
            "shares": [
                {"sealed": to_text(share.sealed), "check": to_text(share.check)}
                for share in self.shares
            ],
        }

    @property
    def json(self) -> bytes:
        """Return its canonical JSON: how it is stored."""
        return canonical(self.fields)

    @property
    def digest(self) -> str:
        """Return SHA-256 of its canonical JSON, in hex: what the receipt states."""
        return hashlib.sha256(self.json).hexdigest()

    def require(self, context: Context) -> None:
        """Raise SealError unless it is bound to `context`: this tender, lot, bid, committee."""
        if self.context != context:
            own = self.context.fields
            wrong = [name for name, value in context.fields.items() if own[name] != value]
            raise SealError("context", f"sealed for another {', '.join(wrong)}")


CONTEXT_FIELDS = {"format", "tender", "lot", "bid", "envelope", "threshold", "members"}
HEADER_FIELDS = CONTEXT_FIELDS | {"commitment", "parts", "shares"}


def parse_header(data: bytes) -> Header:
    """Return the header that `data` is the JSON of. Raises SealError.

    That it can be opened is known only at the opening: what is checked is its shape.
    """
    return read_header(exact.strict_json(data, MOST_HEADER))


def read_header(value: Any) -> Header:
    """Return the header that a decoded JSON value is. Raises SealError."""
    value = exact.fields(value, HEADER_FIELDS, "the header")
    if value["format"] != FORMAT:
        raise SealError("form", f"not of the format {FORMAT}")
    members = exact.items(value["members"], MOST_MEMBERS, "members")
    context = Context(
        tender=value["tender"],
        lot=value["lot"],
        bid=value["bid"],
        envelope=value["envelope"],
        threshold=value["threshold"],
        members=tuple(to_bytes(key, KEY, "a member's key") for key in members),
    )
    for key in context.members:
        check_public(key)
    shares = exact.items(value["shares"], len(members), "shares", least=len(members))
    parts = exact.items(value["parts"], MOST_PARTS, "parts", least=1)
    return Header(
        context=context,
        commitment=to_bytes(value["commitment"], KEY, "the commitment"),
        parts=tuple(_part(part) for part in parts),
        shares=tuple(_share(share) for share in shares),
    )


def _share(value: Any) -> Wrapped:
    value = exact.fields(value, {"sealed", "check"}, "a share")
    return Wrapped(to_bytes(value["sealed"], WRAPPED, "a share"), to_bytes(value["check"], 32))


def _part(value: Any) -> Part:
    value = exact.fields(value, {"salt", "size", "sha256"}, "a part")
    most = MOST_PART + (MOST_PART // CHUNK) * TAG
    part = Part(
        to_bytes(value["salt"], SALT, "a part's salt"),
        exact.number(value["size"], 1, most, "a part's size"),
        sha256(value["sha256"]),
    )
    whole = -(-part.length // CHUNK) * TAG + part.length
    if part.size != whole or part.length != padded_length(part.length):
        raise SealError("form", "a part's size is not one of a padded part")
    return part


def sha256(value: Any) -> str:
    """Return `value` if it is a SHA-256 in hex. Raises SealError."""
    if not isinstance(value, str) or not re.fullmatch("[0-9a-f]{64}", value):
        raise SealError("form", "not a SHA-256")
    return value
