"""Examines the signature of a PDF that a stranger sent, without unpacking anything in it.

A PDF may unfold to a thousand times its size; ours are known by their hash and examined in full
(`documents.signing.examine`). Of all others it is enough to know whether they are signed, by
which certificate, and whether the signature covers every byte and holds.
"""

import asyncio
import hashlib
import re

from asn1crypto import cms
from pyhanko.sign.general import CMSExtractionError, SigningError, extract_certificate_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from documents.signing import Seal

# A signature's dictionary stands in the file uncompressed: its own gap is counted in bytes.
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
LARGEST = 100_000  # bytes of a signature in hex; ours have some three thousand
NOT_OURS = (
    SignatureValidationError,
    SigningError,
    CMSExtractionError,
    ValueError,
    KeyError,
    TypeError,
)


def glance(pdf: bytes) -> Seal:
    """Say whether `pdf` is signed, and whether one signature covers all of it and holds."""
    ranges = BYTE_RANGE.findall(pdf)
    if not ranges:
        return Seal(signed=False)
    start, length, rest, rest_length = (int(number) for number in ranges[-1])
    gap = pdf[start + length : rest]
    if start or not gap.startswith(b"<") or not gap.endswith(b">") or len(gap) > LARGEST:
        return Seal(signed=False)
    try:
        signed_data = cms.ContentInfo.load(bytes.fromhex(gap[1:-1].decode("ascii")))["content"]
        certificate = extract_certificate_info(signed_data).signer_cert
        status = asyncio.run(
            async_validate_detached_cms(
                pdf[:length] + pdf[rest : rest + rest_length],
                signed_data,
                ValidationContext(trust_roots=[certificate], allow_fetching=False),
                key_usage_settings=KeyUsageConstraints(key_usage=set()),
            )
        )
    except NOT_OURS:
        return Seal(signed=False)
    is_all = len(ranges) == 1 and rest + rest_length == len(pdf)
    return Seal(
        signed=True,
        holds=bool(is_all and status.intact and status.valid),
        fingerprint=hashlib.sha256(certificate.dump()).hexdigest(),
        signed_by=str(certificate.subject.human_friendly),
    )
