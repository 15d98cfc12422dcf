"""A small bid in one request: header and ciphertext of all its parts together.

For programs that seal by themselves, and for whoever hands in many: instead of a request for
each part and each chunk there is one. Larger bids come in chunks (`procurement.sealed_bids`),
so that an upload that is cut off goes on.
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

STEP = CHUNK + TAG
MOST_BYTES = 8 << 20


def hand_in(bid: Any, sent: list[tuple[bytes, list[bytes]]], *, by: Any, once: Any = None) -> Any:
    """Submit or replace the bid with this: for each envelope its header, and the ciphertext of
    its parts in the order of their numbers. Returns the bid; raises as `sealed_bids.hand_in`.
    """
    if sum(len(data) for _header, parts in sent for data in parts) > MOST_BYTES:
        raise SealError("size", f"at most {MOST_BYTES} bytes come in one request")
    found = [(header, _keep(bid, parts)) for header, parts in sent]
    return sealed_bids.hand_in_parts(bid, found, by=by, once=once)


def _keep(bid: Any, contents: list[bytes]) -> list[SealedPart]:
    """Keep the ciphertext as if it had come in chunks."""
    sealed_bids.require_room(bid, len(contents))
    now = database_now()
    parts = [
        SealedPart(
            bid=bid, touched_at=now, size=len(data), sha256=hashlib.sha256(data).hexdigest()
        )
        for data in contents
    ]
    SealedPart.objects.bulk_create(parts)
    SealedChunk.objects.bulk_create(
        chunk for part, data in zip(parts, contents, strict=True) for chunk in _chunks(part, data)
    )
    return parts


def _chunks(part: SealedPart, data: bytes) -> list[SealedChunk]:
    if not data:
        raise SealError("size", "a part is empty")
    found = []
    for counter, start in enumerate(range(0, len(data), STEP)):
        piece = data[start : start + STEP]
        name = default_storage.save(f"sealed/{part.token.hex}/{counter:05}", ContentFile(piece))
        found.append(SealedChunk(part=part, counter=counter, size=len(piece), blob=name))
    return found
