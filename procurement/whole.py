"""A small bid in one request: header and ciphertext of all its parts together.

For programs that seal by themselves, and for whoever hands in many: instead of a request for
each part and each chunk there is one, and one transaction. Larger bids come in chunks
(`procurement.sealed_bids`), so that an upload that is cut off goes on.
"""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.exact import SealError
from audit.models import database_now
from procurement import sealed_bids
from procurement.envelope import CHUNK, TAG
from procurement.models.sealed import SealedChunk, SealedPart
from workflow.blockers import Refused

STEP = CHUNK + TAG
MOST_BYTES = 8 << 20


def hand_in(bid: Any, sent: list[tuple[bytes, list[bytes]]], *, by: Any, once: Any = None) -> Any:
    """Submit or replace the bid with this: for each envelope its header, and the ciphertext of
    its parts in the order of their numbers. Returns the bid; raises as `sealed_bids.hand_in`.

    The bytes are stored first, outside the transaction, and forgotten if it comes to nothing.
    """
    if sum(len(data) for _header, parts in sent for data in parts) > MOST_BYTES:
        raise SealError("size", f"at most {MOST_BYTES} bytes come in one request")
    stored: list[str] = []
    try:
        found = [(header, _kept(bid, parts, stored)) for header, parts in sent]
        return sealed_bids.hand_in_parts(bid, found, by=by, once=once)
    except (Refused, SealError):
        # Nothing was committed. After any other error that is not certain: the bytes stay.
        sealed_bids.drop(stored)
        raise


def _kept(bid: Any, contents: list[bytes], stored: list[str]) -> list[SealedPart]:
    """Parts with their chunks, in the storage and not in the database yet."""
    now = database_now()
    parts = []
    for data in contents:
        digest = hashlib.sha256(data).hexdigest()
        part = SealedPart(bid=bid, touched_at=now, size=len(data), sha256=digest)
        part.fresh = [_chunk(part, counter, piece, stored) for counter, piece in _pieces(data)]
        parts.append(part)
    return parts


def _pieces(data: bytes) -> list[tuple[int, bytes]]:
    if not data:
        raise SealError("size", "a part is empty")
    starts = range(0, len(data), STEP)
    return [(counter, data[start : start + STEP]) for counter, start in enumerate(starts)]


def _chunk(part: SealedPart, counter: int, piece: bytes, stored: list[str]) -> SealedChunk:
    name = default_storage.save(f"sealed/{part.token.hex}/{counter:05}", ContentFile(piece))
    stored.append(name)
    return SealedChunk(part=part, counter=counter, size=len(piece), blob=name)
