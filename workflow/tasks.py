"""Background work: mail, actions that the clock takes, forgetting old drafts."""

import time
from datetime import timedelta

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from audit.models import database_now
from workflow import clockwork, drafts, sending
from workflow.models import Notice

BATCH = 200
SWEEP_SECONDS = 45


@shared_task
def send_notice(pk: int) -> None:
    """Send one notice by mail, unless it was sent or is being sent."""
    sending.send(pk)


@shared_task
def send_notices(pks: list[int]) -> None:
    """Send these, each as `send_notice` does."""
    for pk in pks:
        sending.send(pk)


@shared_task
def sweep_notices() -> int:
    """Send what was never queued and what is due for another try, for most of a minute: then
    the next sweep goes on. Safe to run twice.
    """
    until, sent = time.monotonic() + SWEEP_SECONDS, 0
    while time.monotonic() < until:
        now_sent = _sweep_batch()
        sent += now_sent
        if now_sent < BATCH:
            break
    return sent


def _sweep_batch() -> int:
    now = timezone.now()
    ready = Q(next_try_at__isnull=True, at__lt=now - timedelta(seconds=30)) | Q(
        next_try_at__lte=now
    )
    waiting = Notice.objects.filter(
        ready,
        sent_at__isnull=True,
        claimed_at__isnull=True,
        attempts__lt=sending.MAX_ATTEMPTS,
    )
    ids = list(waiting.order_by(F("pk")).values_list("pk", flat=True)[:BATCH])
    for pk in ids:
        sending.send(pk)
    return len(ids)


@shared_task
def run_clocks() -> int:
    """Take every action whose time has come, on every kind of case. Returns how many."""
    return clockwork.run(database_now())


@shared_task
def recompute_clocks() -> int:
    """Compute all running clocks anew; queued when a holiday is amended. Safe to run twice."""
    return clockwork.recompute()


@shared_task
def forget_old_drafts() -> int:
    """Forget drafts that nobody came back for within a month. Safe to run twice."""
    return drafts.forget_old()
