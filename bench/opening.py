"""An opening of 300 bids of 20 MB by three members of five, through the code that opens them.

The baseline decrypts as many bytes with AES-256-GCM alone, in the same chunks, in the same run.
What opening adds: unlocking every envelope, a SHA-256 over each document, storing it (and
hashing it once more for that), and for each bid the gate, the trail and the notices.
"""

import io
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from accounts.exact import to_text
from bench import _rush
from bench.__main__ import Result
from bench._memory import Memory
from procurement import biddocument, opening, sealed_bids, sealing, stages
from procurement.biddocument import Document
from procurement.envelope import CHUNK, parse_header
from procurement.models import Bid, Method
from tests.procurement import life
from tests.procurement.sealing_life import committee_of
from workflow.gate import perform

PLACES = (1, 3, 5)
PAGE = 50


def main(quick: bool) -> Result:
    """Seal and hand in, then measure giving shares, opening, and the baseline."""
    bids, megabytes = (24, 20) if quick else (300, 20)
    with tempfile.TemporaryDirectory(prefix="mizan-opening-") as name:
        settings.MEDIA_ROOT = Path(name) / "media"
        plainly = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.STORAGES["staticfiles"] = {"BACKEND": plainly}
        say(f"sealing {bids} bids of {megabytes} MB")
        Method.objects.create(
            code="five", name_ar="خمسة", name_en="Five", minimum_minutes=2,
            committee_size=5, opening_threshold=len(PLACES),
        )  # fmt: skip
        cast, tender, bidders = _rush.stage(-(-bids // _rush.LOTS), code="five")
        for number in range(bids):
            bidder = bidders[number // _rush.LOTS]
            bid = life.bid_draft(tender, bidder.company, bidder.person, number % _rush.LOTS + 1)
            _hand_in(bid, bidder.person, megabytes * 1_000_000)
        closed = life.closed(tender)
        shares = _give(cast, closed)
        say("opening")
        with Memory() as memory:
            wall, cpu = time.perf_counter(), time.process_time()
            done = opening.run(closed)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        after = life.again(tender)
        if (done, after.bids_opened, after.state) != (bids, bids, "opened"):
            raise RuntimeError(f"{done} resolved, {after.bids_opened} opened: {after.state}")
        alone_wall, alone_cpu = _alone(megabytes * 1_000_000)
    figures = {
        "bids": bids,
        "megabytes": megabytes,
        "seconds_per_bid": round(wall / bids, 3),
        "cpu_per_bid": round(cpu / bids, 3),
        "aes_per_bid": round(alone_wall, 4),
        "ratio": round(wall / bids / alone_wall, 1),
        "cpu_ratio": round(cpu / bids / alone_cpu, 1),
        "shares_ms": round(shares / bids / len(PLACES) * 1000, 2),
        "grown_mb": round(memory.grown / CHUNK, 1),
        "peak_mb": round(memory.peak / CHUNK),
    }
    return Result(f"{bids} bids of {megabytes} MB opened by {len(PLACES)} of 5 members", [
        ("seconds a bid", f"{figures['seconds_per_bid']}"),
        ("of them the processor's own", f"{figures['cpu_per_bid']}"),
        ("AES-256-GCM alone over the same bytes", f"{figures['aes_per_bid']} s"),
        ("ratio", f"{figures['ratio']}"),
        ("ratio of the processor's seconds", f"{figures['cpu_ratio']}"),
        ("a member's share, unwrapped and given", f"{figures['shares_ms']} ms"),
        ("memory grown after the first tenth", f"{figures['grown_mb']} MB"),
        ("peak", f"{figures['peak_mb']} MB"),
    ], figures)  # fmt: skip


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _document(size: int) -> bytes:
    """A PDF whose comment is random, so that no two are the same."""
    noise = os.urandom(size).translate(bytes(32 + i % 95 for i in range(256)))
    start = b"%PDF-1.4\n% " + noise + b"\n"
    xref = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\n"
    return start + xref + b"startxref\n%d\n%%%%EOF\n" % len(start)


def _hand_in(bid: Bid, person: Any, size: int) -> None:
    sealer = sealing.Sealer(sealed_bids.context_of(bid))
    tokens: list[Any] = []

    def sealed(number: int, content: bytes) -> Any:
        part, counter = sealed_bids.begin_part(bid), iter(range(1 << 20))
        tokens.insert(0, part.token) if number == 0 else tokens.append(part.token)
        return sealer.add(
            number,
            io.BytesIO(content),
            lambda _number, data: sealed_bids.put_chunk(part, next(counter), data),
        )

    plain = sealed(1, _document(size))
    document = Document(1, "offer.pdf", "application/pdf", plain.size, plain.sha256)
    terms = opening.terms_of(bid.tender, bid)
    sealed(0, biddocument.build(terms, dict.fromkeys(terms.items, "12.500"), [document]))
    sealed_bids.hand_in(bid, [(sealer.finish().json, tokens)], by=person)


def _give(cast: Any, tender: Any) -> float:
    """Three members unwrap and give their shares, page by page; the seconds it took."""
    committee = committee_of(cast)
    begun = time.perf_counter()
    for place in PLACES:
        private = committee.pairs[place - 1].private
        member = tender.committee.get(place=place)
        while page := list(stages.waiting_for(tender, member)[:PAGE]):
            shares = {
                str(e.pk): to_text(sealing.unwrap(parse_header(e.header.encode()), place, private))
                for e in page
            }
            perform(tender, "give_shares", by=member.person, shares=shares)
    return time.perf_counter() - begun


def _alone(size: int) -> tuple[float, float]:
    """Seconds of the clock and of the processor for decrypting so many bytes: the least of ten."""
    cipher, nonce = AESGCM(os.urandom(32)), bytes(12)
    sealed = cipher.encrypt(nonce, os.urandom(CHUNK), None)
    rest = cipher.encrypt(nonce, bytes(size % CHUNK), None)
    found = []
    for _round in range(10):
        wall, cpu = time.perf_counter(), time.process_time()
        for _chunk in range(size // CHUNK):
            cipher.decrypt(nonce, sealed, None)
        cipher.decrypt(nonce, rest, None)
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(wall for wall, _cpu in found), max(min(cpu for _wall, cpu in found), 1e-6)
