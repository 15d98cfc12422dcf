"""Sealed bids on their way in: chunks of ciphertext, then the header that binds them together.

Called by the bid's pages and actions and by the demonstration. Nothing that comes here can be
read by this site; what can be checked without a key is checked before the gate is asked.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Now

from accounts.exact import SealError
from audit.models import database_now
from procurement import confirming, late
from procurement.envelope import CHUNK, MOST_PARTS, TAG, Context, Header, parse_header
from procurement.models.sealed import Envelope, SealedChunk, SealedPart
from procurement.models.sealed_draft import SealedDraft
from procurement.sealwords import reason
from workflow.actions import Act
from workflow.blockers import Blocker, Refused
from workflow.gate import perform

MOST_CHUNK = CHUNK + TAG
MOST_BYTES = 220 << 20  # of a bid: 200 MB of documents, and their padding
MOST_UNUSED = 3 * MOST_PARTS  # attempts of one bid that were not handed in
MOST_WAITING = 2 * MOST_BYTES  # bytes of them all
# When parts that were not handed in are let go of.
AFTER_DEADLINE = timedelta(days=1)
UNTOUCHED = timedelta(days=7)
STALE = timedelta(hours=1)  # older ones make room if a bid has too many


# --- parts on their way in ----------------------------------------------------------------


def begin_part(bid: Any) -> SealedPart:
    """Make place for the ciphertext of one part, while the tender takes bids."""
    now = database_now()
    if not bid.tender.takes_bids_at(now):
        raise SealError("late", "bidding is over")
    require_room(bid, 1)
    return SealedPart.objects.create(bid=bid, touched_at=now)


def _waiting(bid: Any) -> Any:
    return bid.sealed_parts.filter(envelope__isnull=True)


def _bytes_of(bid: Any) -> int:
    found = SealedChunk.objects.filter(part__bid=bid, part__envelope__isnull=True)
    return found.aggregate(size=Sum("size"))["size"] or 0


def _is_full(bid: Any, count: int) -> bool:
    return _waiting(bid).count() + count > MOST_UNUSED or _bytes_of(bid) >= MOST_WAITING


def require_room(bid: Any, count: int) -> None:
    """Raise SealError if so many more parts would be too many; old ones make room."""
    if _is_full(bid, count):
        drop_parts(_waiting(bid).filter(touched_at__lt=database_now() - STALE))
    if _is_full(bid, count):
        raise SealError("full", "too much was sent and not handed in")


def put_chunk(part: SealedPart, counter: int, data: bytes) -> None:
    """Keep a chunk. One that is there already stays: sending it again changes nothing."""
    if part.envelope_id is not None or part.size is not None:
        raise SealError("form", "the part is complete")
    if not 0 < len(data) <= MOST_CHUNK or not 0 <= counter < MOST_BYTES // CHUNK + 1:
        raise SealError("size", f"a chunk has 1 to {MOST_CHUNK} bytes")
    if part.chunks.filter(counter=counter).exists():
        return
    if _bytes_of(part.bid) + len(data) > MOST_WAITING:
        raise SealError("full", "too much was sent and not handed in")
    name = default_storage.save(f"sealed/{part.token.hex}/{counter:05}", ContentFile(data))
    _row, made = SealedChunk.objects.get_or_create(
        part=part, counter=counter, defaults={"size": len(data), "blob": name}
    )
    if not made:
        default_storage.delete(name)
    SealedPart.objects.filter(pk=part.pk).update(touched_at=Now())


def drop_parts(parts: Any) -> int:
    """Let go of parts that were not handed in, and of their chunks once that is committed."""
    with transaction.atomic():
        rows = parts.filter(envelope__isnull=True).select_for_update()
        found = list(rows.values_list("pk", flat=True))
        chunks = SealedChunk.objects.filter(part__in=found)
        names = list(chunks.values_list("blob", flat=True))
        SealedPart.objects.filter(pk__in=found).delete()
        transaction.on_commit(lambda: drop(names))
    return len(found)


def sweep() -> int:
    """Let go of what was begun and never handed in; returns how many parts. Called by a task."""
    now = database_now()
    over = Q(bid__tender__closes_at__lt=now - AFTER_DEADLINE)
    gone = SealedPart.objects.filter(over | Q(touched_at__lt=now - UNTOUCHED), envelope=None)
    dropped = 0
    while found := list(gone.values_list("pk", flat=True)[:100]):
        dropped += drop_parts(SealedPart.objects.filter(pk__in=found))
    return dropped


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


@dataclass(frozen=True)
class Sent:
    """One envelope as it was sent: its header, and its parts in the order of their numbers."""

    header: Header
    parts: list[SealedPart]


def context_of(bid: Any, kind: str = "single") -> Context:
    """What an envelope of this bid is bound to."""
    tender = bid.tender
    members = tender.committee.select_related("key")
    return Context(
        tender=tender.reference,
        lot=bid.lot.number,
        bid=bid.reference,
        envelope=kind,
        threshold=tender.opening_threshold,
        members=tuple(member.key.public_bytes for member in members),
    )


def kinds_of(tender: Any) -> tuple[str, ...]:
    """The envelopes that a bid for the tender has, in their order."""
    return ("technical", "financial") if tender.method_rules.two_envelopes else ("single",)


def digest_of(digests: list[str]) -> str:
    """The fingerprint of a bid: its envelope's; of two, the SHA-256 of both, one after the other.

    (As ASCII text in hex, technical first.)
    """
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )


def hand_in(bid: Any, sent: list[tuple[bytes, list[Any]]], *, by: Any, once: Any = None) -> Any:
    """Submit the bid, or put this in the place of what was submitted. Returns the bid.

    `sent` has for each envelope its header and the tokens of its parts in the order of their
    numbers. Raises SealError for what cannot be a sealed bid, and what the gate raises. What was
    handed in already is not handed in again: an answer may have been lost on its way.
    """
    if bid.state == "submitted" and _digest_of_sent(sent) == bid.digest:
        return bid
    return hand_in_parts(
        bid, [(header, _parts(bid, tokens)) for header, tokens in sent], by=by, once=once
    )


def hand_in_parts(
    bid: Any, sent: list[tuple[bytes, list[SealedPart]]], *, by: Any, once: Any = None
) -> Any:
    """The same with the parts themselves, measured."""
    envelopes = [Sent(parse_header(header), parts) for header, parts in sent]
    name = "submit" if bid.state == "draft" else "replace"
    try:
        return perform(bid, name, by=by, once=once, envelopes=envelopes)
    except Refused:
        late.remember(bid, by, digest_of([one.header.digest for one in envelopes]))
        raise


def _digest_of_sent(sent: list[tuple[bytes, list[Any]]]) -> str:
    return digest_of([parse_header(header).digest for header, _tokens in sent]) if sent else ""


def _parts(bid: Any, tokens: list[Any]) -> list[SealedPart]:
    found = {part.token: part for part in bid.sealed_parts.filter(token__in=tokens)}
    try:
        parts = [found[token] for token in tokens]
    except KeyError:
        raise SealError("documents", "a part is not there") from None
    for part in parts:
        _measure(part)
    return parts


def envelopes_fit(act: Act) -> Blocker | None:
    """They are those of this tender, lot, bid and committee, and their parts those sent."""
    if act.preview:
        return None
    sent: list[Sent] = act.data.get("envelopes") or []
    kinds = kinds_of(act.case.tender)
    try:
        if tuple(one.header.context.envelope for one in sent) != kinds:
            raise SealError("context", "not the envelopes that the tender asks for")
        for one in sent:
            one.header.require(context_of(act.case, one.header.context.envelope))
        _check_parts(sent)
    except SealError as error:
        return Blocker(reason(error))
    return None


def _check_parts(sent: list[Sent]) -> None:
    parts = [part for one in sent for part in one.parts]
    stated = [(part.size, part.sha256) for one in sent for part in one.header.parts]
    if stated != [(part.size, part.sha256) for part in parts]:
        raise SealError("altered", "the parts are not those that the header states")
    if sum(part.size or 0 for part in parts) > MOST_BYTES:
        raise SealError("size", f"a bid has at most {MOST_BYTES} bytes")
    tokens = {part.token for part in parts}
    if any(part.envelope_id is not None for part in parts) or len(tokens) != len(parts):
        raise SealError("documents", "a part belongs to another envelope")


def receive(bid: Any, act: Act) -> None:
    """Take what was handed in: the body of submitting and replacing."""
    sent: list[Sent] = act.data["envelopes"]
    forget(bid, keeping=[part for one in sent for part in one.parts])
    bid.version += 1
    bid.submitted_at = act.now
    bid.digest = digest_of([one.header.digest for one in sent])
    confirming.note_seen(bid)
    for one in sent:
        _keep(bid, one)
    act.public |= {"version": bid.version, "digest": bid.digest}


def _keep(bid: Any, sent: Sent) -> None:
    envelope = Envelope.objects.create(
        bid=bid,
        version=bid.version,
        kind=sent.header.context.envelope,
        header=sent.header.json.decode(),
        digest=sent.header.digest,
    )
    for number, part in enumerate(sent.parts):
        part.envelope, part.number = envelope, number
    known = [part for part in sent.parts if part.fresh is None]
    SealedPart.objects.bulk_update(known, ["envelope", "number"])
    fresh = SealedPart.objects.bulk_create(p for p in sent.parts if p.fresh is not None)
    SealedChunk.objects.bulk_create(chunk for part in fresh for chunk in part.fresh or ())


def received(bid: Any) -> list[dict[str, Any]]:
    """What was handed in last, as the receipt states it: the headers of the envelopes."""
    current = bid.envelopes.filter(is_current=True).order_by("pk")
    return [dict(json.loads(envelope.header)) for envelope in current]


def forget(bid: Any, *, keeping: Iterable[SealedPart] = ()) -> None:
    """Let go of every envelope, part and draft that nobody needs, once that is committed."""
    if bid.version:
        bid.envelopes.filter(is_current=True).update(is_current=False)
    kept = [part.pk for part in keeping if part.pk]
    # What a colleague is sending at this moment stays, to be handed in or swept away later.
    stale = Q(touched_at__lt=database_now() - STALE)
    gone = bid.sealed_parts.filter(Q(envelope__isnull=False) | stale).exclude(pk__in=kept)
    chunks = SealedChunk.objects.filter(part__in=gone)
    names = list(chunks.values_list("blob", flat=True))
    if names:
        chunks.delete()
        # What it says was done is done; if the storage is away, unused bytes stay behind.
        transaction.on_commit(lambda: drop(names), robust=True)
    gone.filter(envelope__isnull=True).delete()
    SealedDraft.objects.filter(bid=bid).delete()


def drop(names: list[str]) -> None:
    """Let go of what lies in the storage."""
    for name in names:
        default_storage.delete(name)
