"""Signed statements: JSON beside a detached JWS (RFC 7515, appendix F), by the house's own key.

The statement can be read as it stands; who wants to check it takes its canonical form (RFC 8785)
as the payload, in any program that knows JWS. The certificate is in the header (`x5c`). Rooms
keep statements and say what is in them.
"""

import base64
import binascii
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_der_private_key

from audit.leaf import canonical
from documents import signing

CURVES: dict[str, tuple[str, hashes.HashAlgorithm, int]] = {
    "secp256r1": ("ES256", hashes.SHA256(), 32),
    "secp384r1": ("ES384", hashes.SHA384(), 48),
    "secp521r1": ("ES512", hashes.SHA512(), 66),
}
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)


class NotGenuine(ValueError):
    """The file is no signed statement, or its signature does not hold."""


def sign(statement: str) -> tuple[str, str]:
    """Return the protected header and the signature over a statement (canonical JSON).

    Raises signing.NoKey or signing.BadKey: without a key nothing is signed.
    """
    signer = signing.signer()
    key = _private_key(signer)
    certificate: Any = signer.key.signing_cert
    chain = [base64.b64encode(certificate.dump()).decode()]
    header = canonical({"alg": _algorithm(key.public_key()), "x5c": chain})
    protected = _text(header)
    return protected, _text(_signature(key, _signed(protected, statement.encode())))


def check(document: dict[str, Any]) -> tuple[dict[str, Any], x509.Certificate]:
    """Return statement and certificate of `{statement, protected, signature}`.

    Raises NotGenuine. Whose certificate it is, the caller compares.
    """
    try:
        header = json.loads(_bytes(document["protected"]))
        certificate = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0]))
        key: Any = certificate.public_key()
        if header["alg"] != _algorithm(key):
            raise NotGenuine("the algorithm is not that of the certificate")
        payload = canonical(document["statement"])
        _verify(key, _bytes(document["signature"]), _signed(document["protected"], payload))
    except (KeyError, IndexError, TypeError, AttributeError, binascii.Error) as error:
        raise NotGenuine("not a signed statement") from error
    except InvalidSignature as error:
        raise NotGenuine("the signature does not hold: the file was changed") from error
    except ValueError as error:
        raise NotGenuine(str(error)) from error
    return document["statement"], certificate


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in hex, as papers note it."""
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def _signed(protected: str, payload: bytes) -> bytes:
    return f"{protected}.{_text(payload)}".encode()


def _algorithm(key: Any) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return "PS256"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return CURVES[key.curve.name][0]
    raise signing.BadKey("the signing key is neither RSA nor of a NIST curve")


def _signature(key: Any, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, PSS, hashes.SHA256())
    _name, digest, size = CURVES[key.curve.name]
    r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _verify(key: Any, signature: bytes, data: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, PSS, hashes.SHA256())
        return
    _name, digest, size = CURVES[key.curve.name]
    if len(signature) != 2 * size:
        raise InvalidSignature
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    key.verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(digest))


def _private_key(signer: signing.Signer) -> Any:
    info: Any = signer.key.signing_key
    return _loaded(info.dump())


@lru_cache(maxsize=4)
def _loaded(der: bytes) -> Any:
    return load_der_private_key(der, None)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
