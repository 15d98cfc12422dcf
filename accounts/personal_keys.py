"""Personal keys: an X25519 key pair whose private half only its holder can unwrap.

The pair is made in the person's browser (static/js/seal/keys.js, which does the same as this
module). The server keeps the private half wrapped under a passphrase ("mizan-personal-key-1");
the person keeps a recovery file ("mizan-recovery-1") and, apart from it, the recovery code
without which the file tells nothing. docs/sealed-bids.md specifies both. Needs no Django.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts import exact
from accounts.exact import SealError, canonical, strict_json, to_bytes, to_text

FORMAT = "mizan-personal-key-1"
RECOVERY = "mizan-recovery-1"
ITERATIONS = 1_000_000
FEWEST, MOST = 600_000, 10_000_000  # OWASP's floor of 2023; beyond the other a browser stalls
SALT, NONCE, KEY, TAG, CODE = 16, 12, 32, 16, 16
MOST_BYTES = 4096
SHORTEST_PASSPHRASE = 12
# Crockford's base32: no I, L, O or U, so that nothing is misread.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = {"O": "0", "I": "1", "L": "1"} | {
    chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)
}


@dataclass(frozen=True)
class Pair:
    """A key pair, 32 bytes each."""

    private: bytes
    public: bytes


def new_pair() -> Pair:
    """Make a key pair."""
    return pair_of(secrets.token_bytes(KEY))


def pair_of(private: bytes) -> Pair:
    """Return the pair of a private key."""
    key = X25519PrivateKey.from_private_bytes(private)
    return Pair(private, key.public_key().public_bytes_raw())


def fingerprint(public: bytes) -> str:
    """Return what people compare: the first half of SHA-256 as eight groups of four digits."""
    digits = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 32, 4))


# --- under a passphrase -------------------------------------------------------------------


def wrap(private: bytes, passphrase: str, *, iterations: int = ITERATIONS) -> dict[str, Any]:
    """Return the private key wrapped under a passphrase: what the server may keep."""
    head = {
        "format": FORMAT,
        "public": to_text(pair_of(private).public),
        "iterations": exact.number(iterations, FEWEST, MOST, "iterations"),
        "salt": to_text(secrets.token_bytes(SALT)),
        "nonce": to_text(secrets.token_bytes(NONCE)),
    }
    return _sealed(head, _stretched(passphrase, head), private)


def unwrap(wrapped: dict[str, Any], passphrase: str) -> Pair:
    """Return the pair. Raises SealError with code "passphrase" if it is not the one."""
    wrapped = read_wrapped(wrapped)
    return _opened(wrapped, _stretched(passphrase, wrapped), "passphrase")


def read_wrapped(value: Any) -> dict[str, Any]:
    """Check the shape of a wrapped key, which the server can. Raises SealError."""
    names = {"format", "public", "iterations", "salt", "nonce", "wrapped"}
    value = _read(value, names, FORMAT)
    exact.number(value["iterations"], FEWEST, MOST, "iterations")
    return value


def parse_wrapped(data: bytes) -> dict[str, Any]:
    """The same of JSON text."""
    return read_wrapped(strict_json(data, MOST_BYTES))


def _stretched(passphrase: str, head: dict[str, Any]) -> bytes:
    # However a keyboard composes its letters, the same passphrase gives the same bytes.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    salt = to_bytes(head["salt"], SALT, "the salt")
    return hashlib.pbkdf2_hmac("sha256", typed, salt, head["iterations"], KEY)


# --- under a recovery code ----------------------------------------------------------------


def recovery(
    private: bytes, label: str, *, code: bytes | None = None
) -> tuple[dict[str, Any], str]:
    """Return the recovery file and its code, which are kept apart from each other.

    `label` says whose it is, for people. `code` is only for test vectors.
    """
    code = code or secrets.token_bytes(CODE)
    head = {
        "format": RECOVERY,
        "label": exact.text(label, 200, "the label"),
        "public": to_text(pair_of(private).public),
        "salt": to_text(secrets.token_bytes(SALT)),
        "nonce": to_text(secrets.token_bytes(NONCE)),
    }
    return _sealed(head, _from_code(code, head), private), write_code(code)


def recover(file: dict[str, Any], code: str) -> Pair:
    """Return the pair. Raises SealError with code "recovery" if the code is not the file's."""
    file = read_recovery(file)
    return _opened(file, _from_code(read_code(code), file), "recovery")


def read_recovery(value: Any) -> dict[str, Any]:
    """Check the shape of a recovery file. Raises SealError."""
    value = _read(value, {"format", "label", "public", "salt", "nonce", "wrapped"}, RECOVERY)
    exact.text(value["label"], 200, "the label")
    return value


def _from_code(code: bytes, head: dict[str, Any]) -> bytes:
    # The code is as random as a key: it needs no stretching.
    salt = to_bytes(head["salt"], SALT, "the salt")
    return HKDF(hashes.SHA256(), KEY, salt=salt, info=f"{RECOVERY} key".encode()).derive(code)


def write_code(code: bytes) -> str:
    """Return a recovery code for people: seven groups of four, the last 12 bits a check."""
    number = int.from_bytes(code, "big") << 12 | _check(code)
    signs = "".join(SIGNS[number >> shift & 31] for shift in range(135, -1, -5))
    return "-".join(signs[i : i + 4] for i in range(0, 28, 4))


def read_code(text: str) -> bytes:
    """Return the 16 bytes of a recovery code as somebody typed it.

    Small letters, other separators, O for 0 and Arabic digits are understood. Raises SealError
    with code "code" if it cannot be one, so that a slip is told before anything is tried.
    """
    signs = [READ_AS.get(sign, sign) for sign in text.upper() if sign.isalnum()]
    if len(signs) != 28 or any(sign not in SIGNS for sign in signs):
        raise SealError("code", "a recovery code has 28 letters and digits")
    number = 0
    for sign in signs:
        number = number << 5 | SIGNS.index(sign)
    code = (number >> 12).to_bytes(CODE, "big")
    if number & 0xFFF != _check(code):
        raise SealError("code", "the recovery code has a slip in it")
    return code


def _check(code: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"mizan recovery code\0" + code).digest()[:2], "big") >> 4


# --- both ---------------------------------------------------------------------------------


def _read(value: Any, names: set[str], form: str) -> dict[str, Any]:
    value = exact.fields(value, names, "a wrapped key")
    if value["format"] != form:
        raise SealError("form", f"not of the format {form}")
    lengths = {"public": KEY, "salt": SALT, "nonce": NONCE, "wrapped": KEY + TAG}
    for name, length in lengths.items():
        to_bytes(value[name], length, name)
    return value


def _sealed(head: dict[str, Any], key: bytes, private: bytes) -> dict[str, Any]:
    nonce = to_bytes(head["nonce"], NONCE)
    wrapped = AESGCM(key).encrypt(nonce, private, canonical(head))
    return {**head, "wrapped": to_text(wrapped)}


def _opened(value: dict[str, Any], key: bytes, code: str) -> Pair:
    """Decrypt; all that stands beside the ciphertext is authenticated with it."""
    head = {name: inner for name, inner in value.items() if name != "wrapped"}
    wrapped = to_bytes(value["wrapped"], KEY + TAG)
    try:
        private = AESGCM(key).decrypt(to_bytes(value["nonce"], NONCE), wrapped, canonical(head))
    except InvalidTag:
        raise SealError(code, f"not the {code} of this key, or the key was altered") from None
    pair = pair_of(private)
    if to_text(pair.public) != value["public"]:
        raise SealError("form", "the private key is not that of the public key beside it")
    return pair
