"""Background work: papers are issued, failed ones tried again, unused uploads forgotten."""

import logging

from celery import shared_task
from django.utils import timezone

from documents import incoming, papers

log = logging.getLogger(__name__)


@shared_task
def issue_paper(pk: int) -> None:
    """Issue one paper, unless it is issued already."""
    papers.issue(pk)


@shared_task
def sweep_papers() -> int:
    """Issue what was never queued and what is due for another try. Safe to run twice."""
    ids = papers.waiting(timezone.now())
    for pk in ids:
        try:
            papers.issue(pk)
        except Exception:
            # One paper that cannot even be looked at stops no other.
            log.exception("paper %s", pk)
    return len(ids)


@shared_task
def forget_unused_uploads() -> int:
    """Forget uploads older than a day that no form sent, and content nothing refers to."""
    uploads, _files = incoming.forget_unused()
    return uploads
