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
from licensing.facts import activity
from licensing.models import Licence
from licensing.standing import standing
from licensing.terms import last_day

NUMBER = re.compile(r"L-\d{4}-\d{6,9}")
ACTIVE = "active"
LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """One licence asked about: as it was written, and what that means.

    It is found by its number, or `by` the code of a certificate. `code` is the certificate that
    is to be judged; what was `typed` for it is told where it can be no code at all.
    """

    text: str
    number: str = ""
    by: str = ""
    code: str = ""
    typed: str = ""


def read(text: str, code: str = "") -> Asked:
    """Understand a licence number, or the code printed on a certificate, however typed.

    With `code`, `text` is a number, and whether the two belong together is answered, too.
    """
    typed = tidy(code[:LONGEST]).strip()
    plain = "".join(latin_digits(tidy(text[:LONGEST])).upper().split())
    plain = re.sub("[‐-―]", "-", plain)
    if NUMBER.fullmatch(plain):
        return Asked(text[:LONGEST], plain, "", codes.normal(code), typed)
    by = codes.normal(text) or codes.normal(code)
    return Asked(text[:LONGEST], "", by, codes.normal(code) if typed else by, typed)


def answers(asked: Sequence[Asked], today: date | None = None) -> list[dict[str, Any]]:
    """What is known of each, in the order asked: three queries at most."""
    day = today or timezone.localdate()
    papers = _papers(code for one in asked for code in (one.by, one.code))
    pks = {paper.case_id for paper in papers.values()}
    licences = _licences({one.number for one in asked if one.number}, pks)
    by_number = {licence.reference: licence for licence in licences}
    by_pk = {licence.pk: licence for licence in licences}
    found = []
    for one in asked:
        if one.number:
            licence = by_number.get(one.number)
        else:
            finds_it = papers.get(one.by)
            licence = by_pk.get(finds_it.case_id) if finds_it is not None else None
        found.append(_answer(one, licence, papers.get(one.code), day))
    return found


def _papers(asked: Iterable[str]) -> dict[str, Paper]:
    wanted = {code for code in asked if code}
    if not wanted:
        return {}
    found = Paper.objects.filter(KNOWN, code__in=wanted, kind=CERTIFICATE)
    return {paper.code: paper for paper in found}


def _licences(numbers: set[str], pks: set[int]) -> list[Licence]:
    found: list[Licence] = []
    query = (
        Licence.objects.with_facts()
        .select_related("company", "agency", "licence_type", "type_version")
        .prefetch_related("type_version__activities")
    )
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
    if asked.code or asked.typed:
        said["certificate"] = _certificate(licence, paper, day, asked)
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
        "activity": activity(licence.says, version),
        "agency": {"code": licence.agency.code, **_names(licence.agency, "name")},
    }


def _is_in_standing(licence: Any) -> bool:
    """Whether the holder is registered; one that came by an import never was, and counts."""
    company = licence.company
    return bool(company.imported or company.is_registered)


def _certificate(licence: Any, paper: Paper | None, day: date, asked: Asked) -> dict[str, Any]:
    """How the certificate with the code stands: it may be genuine and no longer count. What can
    be no code is that of no certificate, and given back as it was typed."""
    found: dict[str, Any] = {"code": codes.grouped(asked.code) if asked.code else asked.typed}
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
