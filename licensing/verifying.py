"""What is said of licences to whoever checks them: many at once, by number or by the code of a
certificate. A constant number of queries, however many are asked about.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from accounts.text import latin_digits, tidy
from documents import codes
from documents.models import Paper
from documents.verification import KNOWN
from licensing.certificates import CERTIFICATE
from licensing.models import Licence
from licensing.standing import standing
from licensing.terms import last_day

NUMBER = re.compile(r"L-\d{4}-\d{6,9}")
ACTIVE = "active"
LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """One licence asked about: as it was written, and what that means."""

    text: str
    number: str = ""
    code: str = ""


def read(text: str, code: str = "") -> Asked:
    """Understand a licence number, or the code printed on a certificate, however typed.

    With `code`, `text` is a number, and whether the two belong together is answered, too.
    """
    plain = "".join(latin_digits(tidy(text[:LONGEST])).upper().split())
    plain = re.sub("[‐-―]", "-", plain)
    if NUMBER.fullmatch(plain):
        return Asked(text[:LONGEST], plain, codes.normal(code))
    return Asked(text[:LONGEST], "", codes.normal(text) or codes.normal(code))


def answers(asked: Sequence[Asked], today: date | None = None) -> list[dict[str, Any]]:
    """What is known of each, in the order asked: three queries at most."""
    day = today or timezone.localdate()
    papers = _papers(one.code for one in asked)
    pks = {paper.case_id for paper in papers.values()}
    licences = _licences({one.number for one in asked if one.number}, pks)
    by_number = {licence.reference: licence for licence in licences}
    by_pk = {licence.pk: licence for licence in licences}
    found = []
    for one in asked:
        paper = papers.get(one.code) if one.code else None
        licence = by_number.get(one.number) if one.number else None
        if licence is None and not one.number and paper is not None:
            licence = by_pk.get(paper.case_id)
        found.append(_answer(one, licence, paper, day))
    return found


def _papers(asked: Iterable[str]) -> dict[str, Paper]:
    wanted = {code for code in asked if code}
    if not wanted:
        return {}
    found = Paper.objects.filter(KNOWN, code__in=wanted, kind=CERTIFICATE)
    return {paper.code: paper for paper in found}


def _licences(numbers: set[str], pks: set[int]) -> list[Licence]:
    found: list[Licence] = []
    query = Licence.objects.select_related(
        "company", "agency", "licence_type", "type_version"
    ).prefetch_related("type_version__activities")
    if numbers:
        found += query.filter(reference__in=numbers)
    missing = pks - {licence.pk for licence in found}
    if missing:
        found += query.filter(pk__in=missing)
    return found


def _answer(
    asked: Asked, licence: Licence | None, paper: Paper | None, day: date
) -> dict[str, Any]:
    if licence is None:
        return {"asked": asked.text, "found": False}
    said: dict[str, Any] = {"asked": asked.text, "found": True, **facts(licence, day)}
    if asked.code:
        said["certificate"] = _certificate(licence, paper, day, asked.code)
    return said


def facts(licence: Any, day: date) -> dict[str, Any]:
    """What everybody may know of a licence, as it stands on `day`."""
    state = standing(licence.state, licence.valid_until, day)
    version = licence.type_version
    return {
        "number": licence.reference,
        "state": state,
        "state_in_words": _both(lambda: str(Licence.State(state).label)),
        "in_force": state == ACTIVE and licence.valid_from <= day and _is_in_standing(licence),
        "valid_from": licence.valid_from.isoformat(),
        "valid_through": last_day(licence.valid_until).isoformat(),
        "holder": {
            **_names(licence.company, "name"),
            "registration_number": licence.company.registration_number,
        },
        "type": {"code": licence.licence_type.slug, **_names(version, "name")},
        "activity": {**_names(version, "activity"), "isic": version.isic_codes},
        "agency": {"code": licence.agency.code, **_names(licence.agency, "name")},
    }


def _is_in_standing(licence: Any) -> bool:
    """Whether the holder is registered; one that came by an import never was, and counts."""
    company = licence.company
    return bool(company.imported or company.is_registered)


def _certificate(licence: Any, paper: Paper | None, day: date, code: str) -> dict[str, Any]:
    """How the certificate with the code stands: it may be genuine and no longer count."""
    found: dict[str, Any] = {"code": codes.grouped(code)}
    if paper is None or paper.case_id != licence.pk:
        return {**found, "status": "unknown"}
    status = {
        Paper.Status.REPLACED: "superseded",
        Paper.Status.REVOKED: "revoked",
        Paper.Status.ISSUED: "expired" if paper.is_expired(day) else "current",
    }
    return {**found, "status": status.get(Paper.Status(paper.status), "unknown")}


def _names(thing: Any, field: str) -> dict[str, str]:
    arabic, english = getattr(thing, f"{field}_ar", ""), getattr(thing, f"{field}_en", "")
    return {"ar": arabic or english or "", "en": english or arabic or ""}


def _both(words: Any) -> dict[str, str]:
    found = {}
    for language in ("ar", "en"):
        with override(language):
            found[language] = words()
    return found
