"""Asking for this room's papers and ending them. Called inside the bodies of actions.

What the papers look like and say stands in papers.py; here are only their names, so that the
models need not know the templates.
"""

from typing import Any

from documents import papers
from documents.models import Paper
from workflow.actions import Act

CERTIFICATE = "licence_certificate"
RECEIPT = "payment_receipt"
REFUND_NOTE = "refund_note"
HEARING_NOTICE = "hearing_notice"
MEASURE_DECISION = "measure_decision"
APPEAL_DECISION = "appeal_decision"
REFUSAL = "refusal_letter"
SET_ASIDE = "قُبل التظلم من هذا القرار / An appeal against this decision was upheld"


def end_refusal(act: Act) -> None:
    """End the letter of a refusal that an appeal has set aside; a new decision gets its own."""
    for paper in Paper.objects.of(act.case).filter(kind=REFUSAL):
        papers.revoke(paper, SET_ASIDE, by=act.by)


def request_certificate(licence: Any, version: Any) -> None:
    """Ask for the certificate of a version of the licence; signed after commit."""
    papers.request_paper(licence, CERTIFICATE, by=None, part=version.number)


def request_receipt(act: Act) -> None:
    """Ask for the receipt of an invoice that was paid just now."""
    papers.request_paper(act.case, RECEIPT, by=act.by)


def request_refund_note(act: Act) -> None:
    """Ask for the note of a refund that was paid out just now."""
    papers.request_paper(act.case, REFUND_NOTE, by=act.by)


def request_notice(measure: Any, *, by: Any) -> None:
    """Ask for the letter that tells a company of an intended measure."""
    papers.request_paper(measure, HEARING_NOTICE, by=by, language="ar")


def request_letter(act: Act, kind: str) -> None:
    """Ask for the letter about what was just done or decided; it is in both languages."""
    papers.request_paper(act.case, kind, by=act.by, language="ar")


def revoke(act: Act, why: str) -> None:
    """End the certificates of a licence: whoever checks one reads why."""
    for paper in Paper.objects.of(act.case).filter(kind=CERTIFICATE):
        papers.revoke(paper, why, by=act.by)


def restore(licence: Any) -> None:
    """Let the certificates hold again that a revocation has ended."""
    revoked = Paper.objects.of(licence).filter(kind=CERTIFICATE, status=Paper.Status.REVOKED)
    for paper in revoked:
        papers.restore(paper)
