"""The form in which an event enters the log. It is final: changing it would break every proof.

An event's *statement* is a JSON object (fields in `docs/trail.md`), canonical by RFC 8785.
Its *commitment* is HMAC-SHA-256 of the statement under the event's own 32-byte salt, and is
all the log holds: whoever has statement and salt can check it, nobody else learns anything.
The commitment is the leaf's data; the Merkle hash over it is RFC 6962's.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import rfc8785

VERSION = 1


def moment(at: datetime) -> str:
    """Return `at` as UTC text with microseconds, e.g. `2026-11-22T08:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> bytes:
    """Return the canonical JSON (RFC 8785) of `value`, as UTF-8."""
    return rfc8785.dumps(value)


def plain(value: Any, where: str = "") -> None:
    """Raise TypeError for what must not stand in a statement.

    Allowed are text, whole numbers within 2^53, true, false, null, and lists and objects of
    these. Fractions are written as text: a database may hand them back in another spelling.
    """
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int) and abs(value) < 2**53:
        return
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        for key, inner in value.items():
            plain(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            plain(inner, f"{where}[{i}]")
    else:
        raise TypeError(f"{type(value).__name__} at {where or 'the top'} cannot be in the trail")


def commitment(salt: bytes, statement: bytes) -> bytes:
    """Return the 32 bytes that stand for `statement` in the log. `salt` has 32 bytes."""
    return hmac.new(salt, statement, hashlib.sha256).digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the Merkle leaf hash of a log entry (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def statement(
    *,
    at: datetime,
    actor: str,
    verb: str,
    subject: str,
    agency: str | None,
    company: str | None,
    public: dict[str, Any],
    private: str | None,
) -> dict[str, Any]:
    """Return the statement of an event.

    `actor` is `user:<id>`, `system` or `anonymous`; `subject` is `<kind>:<id>`; `agency` and
    `company` say for whom the actor acted; `private` is the hex commitment to the private
    part, or None where there is none.
    """
    return {
        "v": VERSION,
        "at": moment(at),
        "actor": actor,
        "for": {"agency": agency, "company": company},
        "verb": verb,
        "subject": subject,
        "public": public,
        "private": private,
    }
