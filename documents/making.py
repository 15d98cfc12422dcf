"""Makes one paper: gathers what it says, writes the PDF, signs it, checks it, stores it.

Called by `documents.papers` alone. Whatever goes wrong comes out as one `CannotMake` with a
reason people can be told; nothing is stored unless the signature holds.
"""

import io
import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from audit.models import database_now
from documents import bilingual, rendering, signing, storage
from documents.kinds import PaperKind
from documents.models import Paper, StoredFile
from workflow import wording

log = logging.getLogger(__name__)

NO_KEY = "no_key"
BAD_KEY = "bad_key"
NOT_SIGNED = "not_signed"
NOT_WRITTEN = "not_written"
NOT_STORED = "not_stored"


class CannotMake(Exception):
    """Why a paper was not made: `reason` for people, `detail` for whoever runs the house."""

    def __init__(self, reason: str, detail: object = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, str(detail)


@dataclass(frozen=True)
class Made:
    """A finished paper and what is noted of it."""

    file: StoredFile
    signer: str
    issuer: dict[str, str]
    facts: dict[str, list[dict[str, str]]]
    valid_through: date | None
    at: datetime


def make(kind: PaperKind, case: Any, paper: Paper) -> Made:
    """Make the paper and return it. Raises CannotMake."""
    signer = _signer()
    at = database_now()
    try:
        context = _context(kind, case, paper, at)
        facts = _facts(kind, case)
        pdf = rendering.render(kind.template, context, paper.language)
    except Exception as error:
        # Whatever a room's template or data brings up: the paper fails, the worker does not.
        log.exception("paper %s could not be written", paper.serial)
        raise CannotMake(NOT_WRITTEN, f"{type(error).__name__}: {error}") from error
    signed = _signed(signer, pdf, paper, context)
    try:
        stored = storage.keep(io.BytesIO(signed), "pdf")
    except Exception as error:
        log.exception("paper %s could not be stored", paper.serial)
        raise CannotMake(NOT_STORED, f"{type(error).__name__}: {error}") from error
    return Made(
        file=stored,
        signer=signer.fingerprint,
        issuer={"ar": context["issuer_ar"], "en": context["issuer_en"]},
        facts=facts,
        valid_through=context["valid_through"],
        at=at,
    )


def _signer() -> signing.Signer:
    """The key first: without one there is no point in writing anything."""
    try:
        return signing.signer()
    except signing.NoKey as error:
        raise CannotMake(NO_KEY, error) from error
    except signing.BadKey as error:
        raise CannotMake(BAD_KEY, error) from error


def _signed(signer: signing.Signer, pdf: bytes, paper: Paper, context: dict[str, Any]) -> bytes:
    try:
        signed = signer.sign(
            pdf, reason=f"{paper.serial} {paper.printed_code}", location=context["issuer_en"]
        )
        seal = signing.examine(signed)
    except Exception as error:
        log.exception("paper %s could not be signed", paper.serial)
        raise CannotMake(NOT_SIGNED, f"{type(error).__name__}: {error}") from error
    if not seal.holds or seal.fingerprint != signer.fingerprint:
        raise CannotMake(NOT_SIGNED, "the signature did not hold when it was checked")
    return signed


def _context(kind: PaperKind, case: Any, paper: Paper, at: datetime) -> dict[str, Any]:
    """What every paper is given, and what its kind adds."""
    issuer_ar, issuer_en = bilingual.names(case.case_agency)
    valid_through = kind.valid_through(case) if kind.valid_through else None
    is_arabic = paper.language == "ar"
    with translation.override(paper.language):
        return {
            "paper": paper,
            "case": case,
            "label": bilingual.both(kind.label),
            "kind_label": str(kind.label),
            "issuer": issuer_ar if is_arabic else issuer_en,
            "issuer_other": issuer_en if is_arabic else issuer_ar,
            "other_language": "en" if is_arabic else "ar",
            "issued_words": wording.date_both(timezone.localtime(at).date()),
            "issued_stamp": _stamp(at),
            "valid_words": wording.date_both(valid_through) if valid_through else "",
            "issuer_ar": issuer_ar,
            "issuer_en": issuer_en,
            "issued_on": at,
            "issued_both": bilingual.day(at),
            "valid_through": valid_through,
            "valid_both": bilingual.day(valid_through) if valid_through else None,
            "qr": rendering.qr(paper.verify_url),
            "verify_words": paper.verify_url.split("://", 1)[-1].removesuffix(paper.printed_code),
            "site_name": bilingual.both(settings.SITE_NAME),
            "is_demo": settings.DEMO,
            **kind.context(case, paper),
        }


def _stamp(at: datetime) -> str:
    """The moment of signing, the same in both languages: 2026-11-22 10:41 UTC+03:00."""
    local = timezone.localtime(at)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:]}"


def _facts(kind: PaperKind, case: Any) -> dict[str, list[dict[str, str]]]:
    """What /verify says of a public paper, in both languages, as it is now."""
    found: dict[str, list[dict[str, str]]] = {}
    if kind.verify_facts is None or not kind.is_public:
        return found
    for language in bilingual.LANGUAGES:
        with translation.override(language):
            found[language] = [
                {"label": str(row["label"]), "value": str(row["value"])}
                for row in kind.verify_facts(case)
            ]
    return found
