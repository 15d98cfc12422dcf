"""Sealed bids on their way in: chunks of ciphertext, then the header that binds them together.

Called by the bid's pages and actions and by the demonstration. Nothing that comes here can be
read by this site; what can be checked without a key is checked before the gate is asked.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.exact import SealError
from audit.models import database_now
from procurement import papers
from procurement.envelope import CHUNK, MOST_PARTS, TAG, Context, Header, parse_header
from procurement.models.sealed import Envelope, SealedChunk, SealedPart
from procurement.sealwords import reason
from workflow.actions import Act
from workflow.blockers import Blocker
from workflow.gate import perform

MOST_CHUNK = CHUNK + TAG
MOST_BYTES = 220 << 20  # of a bid: 200 MB of documents, and their padding
MOST_UNUSED = 3 * MOST_PARTS  # attempts of one bid that were not handed in


# --- parts on their way in ----------------------------------------------------------------


def begin_part(bid: Any) -> SealedPart:
    """Make place for the ciphertext of one part."""
    if bid.sealed_parts.filter(envelope__isnull=True).count() >= MOST_UNUSED:
        raise SealError("size", "too many parts were begun")
    return SealedPart.objects.create(bid=bid, touched_at=database_now())


def put_chunk(part: SealedPart, counter: int, data: bytes) -> None:
    """Keep a chunk. One that is there already stays: sending it again changes nothing."""
    if part.envelope_id is not None or part.size is not None:
        raise SealError("form", "the part is complete")
    if not 0 < len(data) <= MOST_CHUNK or not 0 <= counter < MOST_BYTES // CHUNK + 1:
        raise SealError("size", f"a chunk has 1 to {MOST_CHUNK} bytes")
    if part.chunks.filter(counter=counter).exists():
        return
    name = default_storage.save(f"sealed/{part.token.hex}/{counter:05}", ContentFile(data))
    _row, made = SealedChunk.objects.get_or_create(
        part=part, counter=counter, defaults={"size": len(data), "blob": name}
    )
    if not made:
        default_storage.delete(name)


def chunks_there(part: SealedPart) -> list[int]:
    """The chunks that have arrived: an upload that was cut off goes on with the others."""
    return list(part.chunks.values_list("counter", flat=True))


class Ciphertext:
    """The ciphertext of a part as one stream. A chunk that is gone is like one that changed."""

    def __init__(self, part: SealedPart) -> None:
        self._names = iter(part.chunks.values_list("blob", flat=True))
        self._left = b""

    def read(self, length: int) -> bytes:
        """Return up to `length` bytes, none at the end."""
        while not self._left:
            name = next(self._names, None)
            if name is None:
                return b""
            try:
                with default_storage.open(name) as file:
                    self._left = file.read()
            except FileNotFoundError:
                raise SealError("altered", "a chunk is missing") from None
        data, self._left = self._left[:length], self._left[length:]
        return data


def stream(part: SealedPart) -> BinaryIO:
    """What `sealing` reads from."""
    return cast(BinaryIO, Ciphertext(part))


def _measure(part: SealedPart) -> None:
    """Write down length and digest of a part whose chunks are all there."""
    if part.size is not None:
        return
    source, digest, size = stream(part), hashlib.sha256(), 0
    while data := source.read(MOST_CHUNK):
        digest.update(data)
        size += len(data)
    part.size, part.sha256 = size, digest.hexdigest()
    part.save(update_fields=["size", "sha256"])


# --- handing in ---------------------------------------------------------------------------


def context_of(bid: Any) -> Context:
    """What an envelope of this bid is bound to."""
    tender = bid.tender
    members = tender.committee.select_related("key")
    return Context(
        tender=tender.reference,
        lot=bid.lot.number,
        bid=bid.reference,
        envelope="single",
        threshold=tender.opening_threshold,
        members=tuple(member.key.public_bytes for member in members),
    )


def hand_in(bid: Any, header: bytes, tokens: Iterable[Any], *, by: Any, once: Any = None) -> Any:
    """Submit the bid, or put this envelope in the place of the one submitted. Returns the bid.

    `tokens` name the parts in the order of their numbers. Raises SealError for what cannot be
    a sealed bid, and what the gate raises.
    """
    read = parse_header(header)
    found = {part.token: part for part in bid.sealed_parts.filter(token__in=list(tokens))}
    try:
        parts = [found[token] for token in tokens]
    except KeyError:
        raise SealError("documents", "a part is not there") from None
    for part in parts:
        _measure(part)
    name = "submit_sealed" if bid.state == "draft" else "replace_sealed"
    return perform(bid, name, by=by, once=once, header=read, parts=parts)


def envelope_fits(act: Act) -> Blocker | None:
    """The header is of this tender, lot, bid and committee, and its parts are those sent."""
    header: Header | None = act.data.get("header")
    if act.preview:
        return None
    parts = act.data.get("parts") or []
    try:
        if header is None:
            raise SealError("form", "no header")
        header.require(context_of(act.case))
        _check_parts(header, parts)
    except SealError as error:
        return Blocker(reason(error))
    return None


def _check_parts(header: Header, parts: list[SealedPart]) -> None:
    stated = [(part.size, part.sha256) for part in header.parts]
    if stated != [(part.size, part.sha256) for part in parts]:
        raise SealError("altered", "the parts are not those that the header states")
    if sum(part.size or 0 for part in parts) > MOST_BYTES:
        raise SealError("size", f"a bid has at most {MOST_BYTES} bytes")
    if any(part.envelope_id is not None for part in parts) or len(set(parts)) != len(parts):
        raise SealError("documents", "a part belongs to another envelope")


def receive(bid: Any, act: Act) -> None:
    """Take what was handed in: the body of submitting and replacing."""
    header: Header = act.data["header"]
    forget(bid, keeping=act.data["parts"])
    bid.version += 1
    bid.submitted_at = act.now
    bid.digest = header.digest
    envelope = Envelope.objects.create(
        bid=bid, version=bid.version, header=header.json.decode(), digest=header.digest
    )
    for number, part in enumerate(act.data["parts"]):
        part.envelope, part.number = envelope, number
        part.save(update_fields=["envelope", "number"])
    act.public |= {"version": bid.version, "digest": bid.digest}
    papers.ask_for_receipt(bid, by=act.by)


def forget(bid: Any, *, keeping: Iterable[SealedPart] = ()) -> None:
    """Let go of every envelope and part that will not be opened, once that is committed."""
    bid.envelopes.filter(is_current=True).update(is_current=False)
    kept = [part.pk for part in keeping]
    chunks = SealedChunk.objects.filter(part__bid=bid).exclude(part__in=kept)
    names = list(chunks.values_list("blob", flat=True))
    chunks.delete()
    transaction.on_commit(lambda: _drop(names))


def _drop(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def not_sealed_here(act: Act) -> Blocker | None:
    """What is to be sealed is never taken in the clear."""
    if act.case.tender.opening_threshold is None:
        return None
    return Blocker(_("Bids for this tender are sealed in the browser: use the bid's own page."))
