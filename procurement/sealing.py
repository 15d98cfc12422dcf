"""Sealed envelopes: how a bid is locked so that only t of n committee members can open it.

The format is specified in docs/sealed-bids.md, with test vectors; the browser does the same in
static/js/seal/envelope.js. This module needs neither Django nor a database, so that a company's
own software can use it. A bidder's `Sealer` writes an envelope; a member's `unwrap` gives their
share; `unlock` recombines shares into the content key and `read_part` decrypts with it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.exact import SealError, to_text
from procurement import hpke, shamir
from procurement.envelope import (
    CHUNK,
    FORMAT,
    KEY,
    MOST_PART,
    MOST_PARTS,
    SALT,
    SHARE,
    TAG,
    Context,
    Header,
    Part,
    Wrapped,
    padded_length,
)

__all__ = ["Context", "Header", "Plain", "SealError", "Sealer", "read_part", "unlock", "unwrap"]

Write = Callable[[int, bytes], Any]


@dataclass(frozen=True)
class Plain:
    """What went into a part: its length before padding, and its SHA-256 in hex."""

    size: int
    sha256: str


# --- what follows from the content key ----------------------------------------------------


def _derive(key: bytes, context: Context, label: str) -> bytes:
    info = f"{FORMAT} {label}".encode()
    return HKDF(hashes.SHA256(), KEY, salt=context.digest, info=info).derive(key)


def _part_key(key: bytes, context: Context, number: int, salt: bytes) -> bytes:
    return _derive(key, context, f"part {number} {to_text(salt)}")


def commitment(key: bytes, context: Context) -> bytes:
    """Return what binds an envelope to this content key and to no other."""
    return _derive(key, context, "commitment")


def share_check(share: bytes, place: int, context: Context) -> bytes:
    """Return what tells the right share of a place from any other, without telling it."""
    return hashlib.sha256(_label("check", context, place) + share).digest()


def _label(word: str, context: Context, place: int) -> bytes:
    return f"{FORMAT} {word}".encode() + b"\0" + context.digest + bytes([place])


def _wrap(key: bytes, share: bytes, place: int, context: Context) -> Wrapped:
    """Wrap a share for the member at `place`: the same bytes whoever does it with this key."""
    sealed = hpke.seal(
        share,
        context.members[place - 1],
        _label("share", context, place) + commitment(key, context),
        _derive(key, context, f"ephemeral {place}"),
    )
    return Wrapped(sealed, share_check(share, place, context))


def _nonce(counter: int, is_last: bool) -> bytes:
    return bytes(7) + counter.to_bytes(4, "big") + bytes([is_last])


# --- sealing ------------------------------------------------------------------------------


class Sealer:
    """Seals one envelope: `add` every part, in any order, then `finish`.

    A part may be added again, for instance when its upload failed or the bidder chose another
    file: every attempt has a key of its own, by a salt that the header states, so that the
    same nonce never meets two texts.

    Ciphertext goes out through `write(part number, bytes)` a chunk at a time, so that memory
    stays flat however long the parts are. Part 0 is the bid; it states the documents' digests,
    which `add` returns, and is therefore best added last. `key`, `shares` and `salts` are for
    the test vectors only: anywhere else they come from the system's random numbers.
    """

    def __init__(
        self,
        context: Context,
        *,
        key: bytes | None = None,
        shares: list[bytes] | None = None,
        salts: dict[int, bytes] | None = None,
    ) -> None:
        for member in context.members:
            hpke.check_public(member)
        self.context = context
        self._key = key or secrets.token_bytes(KEY)
        self._shares = shares or shamir.split(self._key, len(context.members), context.threshold)
        self._salts = salts or {}
        self._parts: dict[int, Part] = {}

    def add(self, number: int, stream: BinaryIO, write: Write) -> Plain:
        """Encrypt `stream` to its end as part `number`, padded. Raises SealError."""
        if not 0 <= number < MOST_PARTS:
            raise SealError("form", f"parts are numbered from 0 to {MOST_PARTS - 1}")
        salt = self._salts.get(number) or secrets.token_bytes(SALT)
        cipher = AESGCM(_part_key(self._key, self.context, number, salt))
        plain, sealed, size = hashlib.sha256(), hashlib.sha256(), 0
        length = 0
        for counter, (chunk, own, is_last) in enumerate(_padded(stream)):
            plain.update(memoryview(chunk)[:own])
            length += own
            ciphertext = cipher.encrypt(_nonce(counter, is_last), chunk, None)
            sealed.update(ciphertext)
            size += len(ciphertext)
            write(number, ciphertext)
        self._parts[number] = Part(salt, size, sealed.hexdigest())
        return Plain(length, plain.hexdigest())

    def finish(self) -> Header:
        """Return the header. Raises SealError unless the parts are 0, 1, 2 and so on."""
        if not self._parts or sorted(self._parts) != list(range(len(self._parts))):
            raise SealError("form", "parts are numbered from 0 without a gap")
        return Header(
            context=self.context,
            commitment=commitment(self._key, self.context),
            parts=tuple(self._parts[number] for number in sorted(self._parts)),
            shares=tuple(
                _wrap(self._key, share, place, self.context)
                for place, share in enumerate(self._shares, start=1)
            ),
        )


def _padded(stream: BinaryIO) -> Iterator[tuple[bytes, int, bool]]:
    """Yield each chunk, how many bytes of it are the stream's own, and whether it is the last."""
    total, chunk = 0, _read(stream, CHUNK)
    while True:
        following = _read(stream, CHUNK) if len(chunk) == CHUNK else b""
        total += len(chunk)
        if total > MOST_PART:
            raise SealError("size", f"a part has at most {MOST_PART} bytes")
        if not following:
            break
        yield chunk, CHUNK, False
        chunk = following
    # Padding may reach beyond the chunk that the data end in, by less than another chunk or
    # by several: up to a sixteenth of the whole.
    own, zeros = len(chunk), padded_length(total) - total
    while True:
        filling = min(zeros, CHUNK - len(chunk))
        chunk += bytes(filling)
        zeros -= filling
        yield chunk, own, not zeros
        if not zeros:
            return
        chunk, own = b"", 0


def _read(stream: BinaryIO, length: int) -> bytes:
    """Read `length` bytes, or fewer only at the end: a socket may hand out less at a time."""
    data = stream.read(length)
    while 0 < len(data) < length:
        more = stream.read(length - len(data))
        if not more:
            break
        data += more
    return data


# --- opening ------------------------------------------------------------------------------


def unwrap(header: Header, place: int, private: bytes) -> bytes:
    """Return the share of the member at `place` (from 1), who holds `private`.

    Raises SealError if the key has no share there, or if it is not what it should be.
    """
    members = header.context.members
    if not 1 <= place <= len(members) or hpke.public_of(private) != members[place - 1]:
        raise SealError("key", "this key has no share here")
    info = _label("share", header.context, place) + header.commitment
    share = hpke.open_sealed(header.shares[place - 1].sealed, private, info)
    check_share(header, place, share)
    return share


def check_share(header: Header, place: int, share: bytes) -> None:
    """Raise SealError unless `share` is the one that was sealed for `place`."""
    if not 1 <= place <= len(header.shares) or len(share) != SHARE:
        raise SealError("share", "not a share of this envelope")
    stated = header.shares[place - 1].check
    if not hmac.compare_digest(stated, share_check(share, place, header.context)):
        raise SealError("share", f"not the share that was sealed for place {place}")


def unlock(header: Header, shares: dict[int, bytes]) -> bytes:
    """Return the content key from the shares of at least t places.

    Raises SealError if they are too few, if one is not what was sealed for its place, if
    together they do not give the key the envelope is committed to, or if any member was not
    given their share of that key: an envelope opens for every t members or for none, so that
    nobody decides its fate by coming to the opening or by staying away.
    """
    if len(shares) < header.context.threshold:
        raise SealError("few", f"{len(shares)} of {header.context.threshold} shares")
    for place, share in shares.items():
        check_share(header, place, share)
    chosen = [shares[place] for place in sorted(shares)][: header.context.threshold]
    try:
        key = shamir.combine(chosen)
        possible = shamir.further(chosen)
    except ValueError as error:
        raise SealError("unequal", "the shares do not fit together") from error
    if not hmac.compare_digest(commitment(key, header.context), header.commitment):
        raise SealError("unequal", "the shares do not give the key that was committed to")
    _check_all_given(header, key, possible)
    return key


def _check_all_given(header: Header, key: bytes, possible: list[bytes]) -> None:
    """Raise SealError unless every member was given a share of their own of this very key."""
    left = list(possible)
    for place, wrapped in enumerate(header.shares, start=1):
        for share in left:
            if share_check(share, place, header.context) == wrapped.check:
                break
        else:
            raise SealError("unequal", f"place {place} was given no share of this key")
        left.remove(share)
        if _wrap(key, share, place, header.context) != wrapped:
            raise SealError("unequal", f"the share of place {place} cannot be unwrapped")


def read_part(header: Header, number: int, key: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Yield the plaintext of a part, padding and all, a chunk at a time.

    Raises SealError as soon as it is seen that the ciphertext is not what was sealed; what was
    yielded before is then not to be used.
    """
    if not 0 <= number < len(header.parts):
        raise SealError("form", f"there is no part {number}")
    part = header.parts[number]
    cipher = AESGCM(_part_key(key, header.context, number, part.salt))
    digest, left = hashlib.sha256(), part.size
    for counter in range(part.chunks):
        chunk = _read(stream, min(left, CHUNK + TAG))
        left -= len(chunk)
        digest.update(chunk)
        try:
            plain = cipher.decrypt(_nonce(counter, counter == part.chunks - 1), chunk, None)
        except (InvalidTag, ValueError):
            raise SealError("altered", f"part {number} was altered") from None
        yield plain
    if left or stream.read(1) or digest.hexdigest() != part.sha256:
        raise SealError("altered", f"part {number} is not the one that the header states")


def read_plain(
    header: Header, number: int, key: bytes, stream: BinaryIO, plain: Plain
) -> Iterator[bytes]:
    """Yield a part without its padding. Raises SealError, also if it is not `plain`."""
    digest, left = hashlib.sha256(), plain.size
    for chunk in read_part(header, number, key, stream):
        own, padding = chunk[:left], chunk[left:]
        left -= len(own)
        if padding.strip(b"\0"):
            raise SealError("document", f"part {number} is longer than the bid states")
        digest.update(own)
        if own:
            yield own
    if left or digest.hexdigest() != plain.sha256:
        raise SealError("document", f"part {number} is not the document that the bid states")


def check_ciphertext(header: Header, number: int, stream: BinaryIO) -> None:
    """Raise SealError unless `stream` is the part that the header states: needs no key."""
    part = header.parts[number]
    digest, size = hashlib.sha256(), 0
    while chunk := _read(stream, CHUNK):
        size += len(chunk)
        if size > part.size:
            break
        digest.update(chunk)
    if size != part.size or digest.hexdigest() != part.sha256:
        raise SealError("altered", f"part {number} is not the one that the header states")
