"""How fast envelopes are sealed and opened, against AES-256-GCM alone over the same bytes.

Nothing is stored: the bytes come from memory and go nowhere, so that only the format's own
cost is measured, in seconds of processor. The baseline encrypts the same chunks with one AES-256-GCM key, in the same
run. What sealing adds is a SHA-256 over the plaintext (for the bid's list of documents) and
another over the ciphertext (for the receipt), and for every envelope its keys and shares.
"""

import hashlib
import io
import os
import time
from collections.abc import Callable
from typing import Any

import psutil
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.personal_keys import new_pair
from bench.__main__ import Result
from procurement import sealing
from procurement.envelope import CHUNK, Context, Header

MEMBERS, THRESHOLD = 5, 3
ROUNDS = 5


class Source(io.RawIOBase):
    """So many megabytes of the same random one."""

    def __init__(self, megabytes: int) -> None:
        self.chunk, self.left = os.urandom(CHUNK), megabytes * CHUNK

    def read(self, size: int = -1) -> bytes:
        """Hand out the next bytes, up to a chunk at a time."""
        size = min(size, self.left)
        self.left -= size
        return self.chunk[:size]


def main(quick: bool) -> Result:
    """Seal and open one long document, and many small envelopes."""
    megabytes, envelopes = (64, 50) if quick else (512, 300)
    pairs = [new_pair() for _ in range(MEMBERS)]
    keys = tuple(pair.public for pair in pairs)
    process = psutil.Process()
    plainest = best(lambda: _baseline(megabytes, digests=0))
    hashed = best(lambda: _baseline(megabytes, digests=2))
    _document(keys, 8)
    before = process.memory_info().rss
    sealed = best(lambda: _document(keys, megabytes))
    sealer, parts = _sealed(keys, 16)
    grown = process.memory_info().rss - before - len(parts[1])
    whole = sealer.finish()
    opened = best(lambda: _open(whole, sealer._key, parts)) / 16 * megabytes
    begun = time.process_time()
    headers = [_sealed(keys, 0)[0].finish() for _ in range(envelopes)]
    small = (time.process_time() - begun) / envelopes
    begun = time.process_time()
    for header in headers:
        shares = {p: sealing.unwrap(header, p, pairs[p - 1].private) for p in (1, 3, 5)}
        sealing.unlock(header, shares)
    unlocked = (time.process_time() - begun) / envelopes
    figures = {
        "megabytes": megabytes,
        "baseline_mb_s": round(megabytes / plainest),
        "seal_mb_s": round(megabytes / sealed),
        "open_mb_s": round(megabytes / opened),
        "hashed_mb_s": round(megabytes / hashed),
        "seal_ratio_hashed": round(sealed / hashed, 2),
        "seal_ratio": round(sealed / plainest, 2),
        "open_ratio": round(opened / plainest, 2),
        "envelope_ms": round(small * 1000, 2),
        "unlock_ms": round(unlocked * 1000, 2),
        "grown_mb": round(max(0, grown) / CHUNK, 1),
    }
    return Result(f"Sealing {megabytes} MB, {MEMBERS} members of whom {THRESHOLD} open", [
        ("AES-256-GCM alone", f"{figures['baseline_mb_s']:,} MB/s"),
        ("AES-256-GCM and SHA-256 twice", f"{figures['hashed_mb_s']:,} MB/s"),
        ("sealing", f"{figures['seal_mb_s']:,} MB/s"),
        ("opening", f"{figures['open_mb_s']:,} MB/s"),
        ("time to seal / baseline", f"{figures['seal_ratio']}"),
        ("time to open / baseline", f"{figures['open_ratio']}"),
        ("time to seal / the same with SHA-256", f"{figures['seal_ratio_hashed']}"),
        ("an envelope's header, sealing", f"{figures['envelope_ms']} ms"),
        (f"{THRESHOLD} shares unwrapped, unlocked", f"{figures['unlock_ms']} ms"),
        ("memory grown", f"{figures['grown_mb']} MB"),
    ], figures)  # fmt: skip


def best(call: Callable[[], Any]) -> float:
    """The least of several rounds, in seconds of processor: what others do only adds."""
    times = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return min(times)


def _baseline(megabytes: int, digests: int) -> None:
    cipher, source = AESGCM(os.urandom(32)), Source(megabytes)
    hashes = [hashlib.sha256() for _ in range(digests)]
    counter = 0
    while chunk := source.read(CHUNK):
        sealed = cipher.encrypt(counter.to_bytes(12, "big"), chunk, None)
        for digest in hashes:
            digest.update(sealed)
        counter += 1


def _context(keys: tuple[bytes, ...]) -> Context:
    return Context("T-1", 1, "b-1", "single", THRESHOLD, keys)


def _document(keys: tuple[bytes, ...], megabytes: int) -> None:
    sealer = sealing.Sealer(_context(keys))
    sealer.add(0, Source(megabytes), lambda number, data: None)  # type: ignore[arg-type]


def _sealed(keys: tuple[bytes, ...], megabytes: int) -> tuple[sealing.Sealer, dict[int, bytearray]]:
    sealer, parts = sealing.Sealer(_context(keys)), {0: bytearray(), 1: bytearray()}
    for number, size in ((0, 0), (1, megabytes)):
        source = Source(size)
        sealer.add(number, source, lambda n, data: parts[n].extend(data))  # type: ignore[arg-type]
    return sealer, parts


def _open(header: Header, key: bytes, parts: dict[int, bytearray]) -> None:
    for _chunk in sealing.read_part(header, 1, key, io.BytesIO(parts[1])):
        pass
