"""HPKE in base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM.

Opening is the cryptography package's. Sealing is written out here because that package offers
none with an ephemeral key of one's choice, and sealed bids derive it: whoever knows the content
key can then seal again and see that each member was given the right share. Held to the vectors
published with the RFC by tests/procurement/test_hpke.py.
"""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.exact import SealError

ENC = 32
TAG = 16
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
KEM_ID = b"KEM\x00\x20"
HPKE_ID = b"HPKE\x00\x20\x00\x01\x00\x02"
FIELD = 2**255 - 19


def public_of(private: bytes) -> bytes:
    """Return the public half of an X25519 private key (32 bytes)."""
    try:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    except ValueError as error:
        raise SealError("key", "a private key has 32 bytes") from error


def check_public(key: bytes) -> None:
    """Raise SealError unless `key` is a public key that somebody can hold the private half of.

    Refused are second spellings of a key (one person must not hold two places by writing a
    key in two ways) and the points of low order, with which everybody shares the secret zero.
    """
    if len(key) != 32 or int.from_bytes(key, "little") >= FIELD:
        raise SealError("key", "not an X25519 public key")
    try:
        probe = X25519PrivateKey.from_private_bytes(bytes(31) + b"\x40")
        probe.exchange(X25519PublicKey.from_public_bytes(key))
    except ValueError as error:
        raise SealError("key", "an X25519 public key of low order") from error


def _extract(suite: bytes, salt: bytes, label: str, ikm: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label.encode() + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: str, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label.encode() + info
    return hmac.digest(prk, labelled + b"\x01", "sha256")[:length]  # never more than 32 here


def derive_key_pair(ikm: bytes) -> tuple[bytes, bytes]:
    """Return the private and public key that follow from `ikm` (RFC 9180, section 7.1.3)."""
    private = _expand(KEM_ID, _extract(KEM_ID, b"", "dkp_prk", ikm), "sk", b"", 32)
    return private, public_of(private)


def seal(plaintext: bytes, public: bytes, info: bytes, ephemeral: bytes, aad: bytes = b"") -> bytes:
    """Return enc and ciphertext for the holder of `public`.

    `ephemeral` is the input key material of the sender's key pair: 32 bytes, secret, used for
    this message and no other.
    """
    private, enc = derive_key_pair(ephemeral)
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError as error:
        raise SealError("key", "not a public key that can be sealed to") from error
    key, nonce = _key_schedule(_shared_secret(shared, enc + public), info)
    return enc + AESGCM(key).encrypt(nonce, plaintext, aad)


def _shared_secret(exchanged: bytes, kem_context: bytes) -> bytes:
    prk = _extract(KEM_ID, b"", "eae_prk", exchanged)
    return _expand(KEM_ID, prk, "shared_secret", kem_context, 32)


def _key_schedule(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Return key and base nonce of base mode (RFC 9180, section 5.1)."""
    context = b"\x00" + _extract(HPKE_ID, b"", "psk_id_hash", b"")
    context += _extract(HPKE_ID, b"", "info_hash", info)
    secret = _extract(HPKE_ID, shared, "secret", b"")
    key = _expand(HPKE_ID, secret, "key", context, 32)
    return key, _expand(HPKE_ID, secret, "base_nonce", context, 12)


def open_sealed(sealed: bytes, private: bytes, info: bytes) -> bytes:
    """Return what was sealed to the holder of `private`. Raises SealError."""
    public_of(private)
    try:
        opened: bytes = SUITE.decrypt(
            sealed, X25519PrivateKey.from_private_bytes(private), info=info
        )
    except (InvalidTag, ValueError) as error:
        raise SealError("unwrap", "it was not sealed to this key, or not for this") from error
    return opened
