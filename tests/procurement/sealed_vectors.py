"""Makes docs/sealed-bids-vectors.json, the same every time:

    bin/manage shell -c "from tests.procurement.sealed_vectors import write; write()"

What is random in earnest follows here from a name by SHA-256.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from accounts import personal_keys
from accounts.exact import canonical, to_text
from procurement import biddocument, hpke, sealing
from procurement.biddocument import Answer, Document, Terms
from procurement.envelope import Context, padded_length

FILE = Path(__file__).resolve().parents[2] / "docs" / "sealed-bids-vectors.json"
LONG = 1_100_000


def known(name: str, length: int = 32) -> bytes:
    """Bytes that follow from a name."""
    return hashlib.sha256(f"mizan test vector: {name}".encode()).digest()[:length]


def long_text(length: int = LONG) -> bytes:
    """A file of two chunks: byte i is (7 i + 3) mod 251."""
    cycle = bytes((7 * i + 3) % 251 for i in range(251))
    return (cycle * (length // 251 + 1))[:length]


def shares_of(key: bytes, points: list[int], coefficient: bytes) -> list[bytes]:
    """Shares of threshold 2 on lines through `key` with a given slope."""
    from procurement.shamir import _times

    return [
        bytes(k ^ _times(c, x) for k, c in zip(key, coefficient, strict=True)) + bytes([x])
        for x in points
    ]


def envelope() -> dict[str, Any]:
    """An envelope of three members, two of whom open, with one document."""
    privates = [known(f"member {place}") for place in (1, 2, 3)]
    members = tuple(hpke.public_of(private) for private in privates)
    context = Context("T-2026-0007", 2, "b-4f1c", "single", 2, members)
    key = known("content key")
    shares = shares_of(key, [17, 5, 250], known("slope"))
    salts = {0: known("salt 0", 16), 1: known("salt 1", 16)}
    sealer = sealing.Sealer(context, key=key, shares=shares, salts=salts)
    ciphertext: dict[int, bytes] = {0: b"", 1: b""}

    def write(number: int, data: bytes) -> None:
        ciphertext[number] += data

    plain = sealer.add(1, io.BytesIO(long_text()), write)
    terms = Terms("T-2026-0007", 2, "b-4f1c", "single", "C-1042", "JOD", 3, (1, 2), (3,), (1, 4))
    document = Document(1, "العرض الفني.pdf", "application/pdf", plain.size, plain.sha256, 3)
    answers = [Answer(1, True, "منذ 2011\nSince 2011"), Answer(4, False)]
    prices: dict[int, Any] = {1: "12.500", 2: "0.075"}
    body = biddocument.build(terms, prices, [document], "شكرًا\nThank you", answers)
    sealer.add(0, io.BytesIO(body), write)
    header = sealer.finish()
    return {
        "context": context.fields,
        "context_digest": context.digest.hex(),
        "members_private": [private.hex() for private in privates],
        "fingerprints": [personal_keys.fingerprint(member) for member in members],
        "content_key": key.hex(),
        "shares": [share.hex() for share in shares],
        "salts": [salts[number].hex() for number in (0, 1)],
        "part_keys": [
            sealing._part_key(key, context, number, salts[number]).hex() for number in (0, 1)
        ],
        "terms": terms.stated
        | {"decimals": 3, "items": [1, 2], "documents": [3], "criteria": [1, 4]},
        "bid": body.rstrip(b" ").decode(),
        "document": "byte i is (7 i + 3) mod 251",
        "document_size": LONG,
        "first_bytes": [ciphertext[number][:32].hex() for number in (0, 1)],
        "header": header.fields,
        "header_digest": header.digest,
    }


def personal_key() -> dict[str, Any]:
    """A private key under a passphrase and under a recovery code."""
    private = known("personal key")
    public = to_text(hpke.public_of(private))
    passphrase = "كلمة سرّ طويلة, ﬁfteen words"  # with letters that NFKC writes otherwise
    nonces = {"salt": to_text(known("salt", 16)), "nonce": to_text(known("nonce", 12))}
    head = {"format": personal_keys.FORMAT, "public": public, "iterations": 600_000} | nonces
    code = known("recovery code", 16)
    file = {"format": personal_keys.RECOVERY, "label": "Lina, وزارة الصحة", "public": public}
    file |= nonces
    return {
        "private": private.hex(),
        "passphrase": passphrase,
        "wrapped": personal_keys._sealed(head, personal_keys._stretched(passphrase, head), private),
        "recovery_code_bytes": code.hex(),
        "recovery_code": personal_keys.write_code(code),
        "recovery_file": personal_keys._sealed(file, personal_keys._from_code(code, file), private),
    }


def vectors() -> dict[str, Any]:
    """All of them."""
    sizes = [0, 1, 16384, 16385, 524287, 524288, 524289, 1_100_000, 20_000_000, 200_000_000]
    value = {"b": [1, "é", '\u2028"\\\n\x7f'], "a": {"z": -5, "A": None, "نص": True}, "": []}
    return {
        "canonical_json": {"value": value, "sha256": hashlib.sha256(canonical(value)).hexdigest()},
        "padded_length": {str(size): padded_length(size) for size in sizes},
        "envelope": envelope(),
        "personal_key": personal_key(),
    }


def text() -> str:
    """The file."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


def write() -> None:
    """Write it."""
    FILE.write_text(text(), encoding="utf-8")
