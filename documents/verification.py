"""What /verify says: of a paper, and of a file that somebody holds beside it."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import signing
from documents.glance import glance
from documents.kinds import kind_named, label_of
from documents.models import Paper
from documents.papers import case_of
from workflow import wording

Status = Paper.Status
# What was issued once, whatever became of it since.
KNOWN = Q(issued_at__isnull=False)


@dataclass(frozen=True)
class Answer:
    """What is known of a paper now, ready for the page. `state` is its case's, if public."""

    paper: Paper
    label: Any
    status: str
    tone: str
    sentence: str
    issuer: str
    facts: list[dict[str, str]]
    is_public: bool
    newer: Paper | None
    state: str


@dataclass(frozen=True)
class Verdict:
    """What was found about a file: "same", "other" or "wrong", and the sentence for it."""

    result: str
    sentence: str
    paper: Paper | None = None
    signed_at: datetime | None = None
    sha256: str = ""

    @property
    def tone(self) -> str:
        """The colour of the answer."""
        return {"same": "ok", "other": "warn"}.get(self.result, "stop")


def find(typed: str) -> Paper | None:
    """Return the issued paper with this code, however it was typed."""
    return Paper.objects.with_code(typed).filter(KNOWN).select_related("replaced_by").first()


def answer(paper: Paper) -> Answer:
    """Say what the paper is and how it stands, in the reader's language."""
    language = "ar" if (get_language() or "").startswith("ar") else "en"
    is_public = kind_named(paper.kind).is_public
    status, tone, sentence = _standing(paper)
    case = case_of(paper) if is_public else None
    if case is not None and paper.status != Status.REPLACED:
        status, tone, sentence = _today(paper, case) or (status, tone, sentence)
    return Answer(
        paper=paper,
        label=label_of(paper.kind),
        status=status,
        tone=tone,
        sentence=sentence,
        issuer=paper.issuer_ar if language == "ar" else paper.issuer_en,
        facts=paper.facts.get(language, []) if is_public else [],
        is_public=is_public,
        newer=_newest(paper) if is_public else None,
        state=str(case.label_for("public")) if case is not None else "",
    )


def _today(paper: Paper, case: Any) -> tuple[str, str, str] | None:
    """What to say where the thing itself does not hold today; its room knows the words."""
    kind = kind_named(paper.kind)
    said = kind.today(case) if kind.today is not None else None
    if said is not None:
        return said[0], "stop", said[1]
    is_valid = paper.status == Status.ISSUED and not paper.is_expired()
    if is_valid and kind.in_force is not None and not kind.in_force(case):
        return _not_in_force(case)
    return None


def _not_in_force(case: Any) -> tuple[str, str, str]:
    """What to say of a genuine paper about something that is, say, suspended today."""
    state = case.label_for("public")
    sentence = _("This paper is genuine, but what it attests is not in force today: “%(state)s”.")
    return _("Not in force"), "stop", sentence % {"state": state}


def _standing(paper: Paper) -> tuple[str, str, str]:
    """The status now, its tone, and a sentence."""
    if paper.status == Status.REVOKED:
        return (
            _("Revoked"),
            "stop",
            _("This paper was issued here and revoked on %(date)s. It is void; do not rely on it.")
            % {"date": _day(paper.ended_at)},
        )
    if paper.status == Status.REPLACED:
        return (
            _("Replaced"),
            "warn",
            _("This paper is genuine, but a newer one took its place on %(date)s.")
            % {"date": _day(paper.ended_at)},
        )
    if paper.is_expired():
        return (
            _("Expired"),
            "warn",
            _("This paper is genuine, but it has expired: its last valid day was %(date)s.")
            % {"date": wording.date_both(paper.valid_through) if paper.valid_through else ""},
        )
    return _("Valid"), "ok", _("This paper is genuine and valid.")


def _day(at: datetime | None) -> str:
    return wording.moment(at) if at else ""


def _newest(paper: Paper) -> Paper | None:
    """The paper at the end of the chain of replacements."""
    seen = {paper.pk}
    newer = paper.replaced_by
    while newer is not None and newer.replaced_by is not None and newer.pk not in seen:
        seen.add(newer.pk)
        newer = newer.replaced_by
    return newer


def examine(content: bytes, expected: Paper | None = None) -> Verdict:
    """Say whether a file is the paper (or, without one, any paper) byte for byte.

    The hash decides; the signature is examined besides, and against the certificate noted when
    the paper was issued.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if expected is not None and not hmac.compare_digest(sha256, expected.sha256):
        return _not_the_same(content, sha256)
    paper = expected or Paper.objects.filter(KNOWN, sha256=sha256).first()
    if paper is None:
        return _not_the_same(content, sha256)
    seal = signing.examine(content)
    if not (seal.holds and hmac.compare_digest(seal.fingerprint, paper.signer)):
        text = _("The file is the one we issued, but its signature does not hold. Tell us of it.")
        return Verdict("wrong", text, paper, sha256=sha256)
    text = _("The file is this paper, byte for byte, and its signature holds.")
    return Verdict("same", text, paper, seal.at, sha256)


def _not_the_same(content: bytes, sha256: str) -> Verdict:
    other = Paper.objects.filter(KNOWN, sha256=sha256).first()
    if other is not None:
        text = _("The file is genuine, but it is another paper: %(serial)s.")
        return Verdict("other", text % {"serial": other.serial}, other, sha256=sha256)
    seal = glance(content)
    if not seal.signed:
        text = _("The file is not a paper we issued: it carries no signature that can be read.")
    elif not seal.holds:
        text = _("The file was changed after it was signed. Do not rely on it.")
    elif Paper.objects.filter(signer=seal.fingerprint).exists():
        text = _("The file carries our signature, but it is not in our records. Tell us of it.")
    else:
        text = _("The file is signed by somebody else: we did not issue it.")
    return Verdict("wrong", text, sha256=sha256)
