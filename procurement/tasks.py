"""Background work: sealed bids are opened, openings that were broken off go on, and uploads that
were never handed in are let go of.
"""

import logging

from celery import shared_task

from procurement import opening, sealed_bids
from procurement.models import Tender

log = logging.getLogger(__name__)


@shared_task
def open_sealed_bids(pk: int) -> int:
    """Open what the shares given so far can open. Safe to run twice, and twice at once."""
    return opening.run(Tender.objects.get(pk=pk))


@shared_task
def sweep_sealed_parts() -> int:
    """Let go of uploads that were never handed in."""
    return sealed_bids.sweep()


@shared_task
def sweep_openings() -> int:
    """Go on with openings whose worker was stopped, or was never queued."""
    begun = Tender.objects.filter(
        state="closed", opening_threshold__isnull=False, committee__took_part_at__isnull=False
    ).distinct()
    for tender in begun:
        try:
            opening.run(tender)
        except Exception:
            # One tender that fails stops no other.
            log.exception("opening of %s", tender.reference)
    return len(begun)
