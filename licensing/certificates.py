"""Asking for this room's papers and ending them. Called inside the bodies of actions.

What the papers look like and say stands in papers.py; here are only their names, so that the
models need not know the templates.
"""

from documents import papers
from documents.models import Paper
from workflow.actions import Act

CERTIFICATE = "licence_certificate"
RECEIPT = "payment_receipt"
REFUND_NOTE = "refund_note"


def request_certificate(licence: object) -> None:
    """Ask for the certificate of what the licence says now; signed after commit."""
    papers.request_paper(licence, CERTIFICATE, by=None, once_per_case=False)


def request_receipt(act: Act) -> None:
    """Ask for the receipt of an invoice that was paid just now."""
    papers.request_paper(act.case, RECEIPT, by=act.by)


def request_refund_note(act: Act) -> None:
    """Ask for the note of a refund that was paid out just now."""
    papers.request_paper(act.case, REFUND_NOTE, by=act.by)


def revoke(act: Act) -> None:
    """End the certificates of a revoked licence: whoever checks one reads why."""
    for paper in Paper.objects.of(act.case).filter(kind=CERTIFICATE):
        papers.revoke(paper, act.data["reasons"], by=act.by)
