"""Signs PDFs (PAdES, SHA-256) and examines signed ones.

The key is a PKCS#12 file named by setting. Only the demonstration and the tests make one of
their own, under var/keys. Without a key nothing is signed, and so nothing is issued.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from documents import own_key

FIELD = "Signature"


class NoKey(Exception):
    """No signing key is set."""


class BadKey(Exception):
    """The signing key cannot be read, or its certificate is not valid now."""


@dataclass(frozen=True)
class Signer:
    """A key ready for use. `fingerprint` is the SHA-256 of its certificate, in hex."""

    key: signers.SimpleSigner
    fingerprint: str

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """Return the PDF with a signature over all of it."""
        about = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location or None,
        )
        out = io.BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=self.key, output=out
        )
        return out.getvalue()


@dataclass(frozen=True)
class Seal:
    """What examining a PDF found: whether it is signed, whether the signature covers all of
    it and holds, by which certificate, and when the signer says it was."""

    signed: bool
    holds: bool = False
    fingerprint: str = ""
    signed_by: str = ""
    at: datetime | None = None


def signer() -> Signer:
    """Return the house's signer. Raises NoKey or BadKey."""
    path = key_path()
    if path is None:
        raise NoKey("SIGNING_PKCS12 is not set")
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise BadKey(f"{path.name}: {error.strerror}") from error
    found = _load(path, stamp, settings.SIGNING_PASSWORD)
    certificate: Any = found.key.signing_cert
    if not certificate.not_valid_before <= datetime.now(UTC) <= certificate.not_valid_after:
        raise BadKey("the certificate is not valid today")
    return found


def key_path() -> Path | None:
    """Return where the key is; the demonstration's own is made on first use."""
    if settings.SIGNING_PKCS12:
        return Path(settings.SIGNING_PKCS12)
    if getattr(settings, "SIGNING_OWN_KEY", settings.DEMO):
        return own_key.ensured(Path(settings.VAR_DIR) / "keys" / "signing.p12")
    return None


@lru_cache(maxsize=4)
def _load(path: Path, stamp: int, password: str) -> Signer:
    """Read the key once, and again when the file has changed (`stamp`)."""
    try:
        key = signers.SimpleSigner.load_pkcs12_data(
            path.read_bytes(), other_certs=[], passphrase=password.encode() if password else None
        )
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise BadKey(f"{path.name} cannot be read") from error
    certificate: Any = key.signing_cert
    return Signer(key, hashlib.sha256(certificate.dump()).hexdigest())


def examine(pdf: bytes) -> Seal:
    """Say whether `pdf` carries one signature over the whole of it, and whether it holds.

    Trust is not decided here: the caller compares the fingerprint with the one noted when the
    paper was issued. Nothing is fetched.
    """
    try:
        with _patience():
            reader = PdfFileReader(io.BytesIO(pdf))
            found = list(reader.embedded_signatures)
            if len(found) != 1:
                return Seal(signed=bool(found))
            return _examined(found[0])
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, RecursionError):
        return Seal(signed=False)


def _examined(signature: Any) -> Seal:
    certificate = signature.signer_cert
    context = ValidationContext(
        trust_roots=[certificate], allow_fetching=False, revocation_mode="soft-fail"
    )
    status = validate_pdf_signature(
        signature, context, key_usage_settings=KeyUsageConstraints(key_usage=set())
    )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return Seal(
        signed=True,
        holds=bool(status.intact and status.valid and whole and status.md_algorithm == "sha256"),
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        signed_by=str(certificate.subject.human_friendly),
        at=status.signer_reported_dt,
    )


@contextmanager
def _patience() -> Iterator[None]:
    """Turn pyHanko's own kinds of refusal into one."""
    try:
        yield
    except (SigningError, UnacceptableSignerError) as error:
        raise ValueError(str(error)) from error
