"""The work on an import, whatever its state asks for; called by the task and by tests."""

import time
from datetime import timedelta

from django.utils import timezone

from licensing.importing import checking, queueing, storing, undoing
from licensing.models.import_batch import ImportBatch

# Each run ends soon and queues the next, so that other work has its turn.
A_RUN = 20.0
FORGOTTEN = timedelta(minutes=3)


def work(pk: int, seconds: float = A_RUN) -> bool:
    """Work on an import for a while. Returns whether something is left to do."""
    checking.check(pk)
    end = time.monotonic() + seconds
    while storing.bring(pk) or undoing.take_back(pk):
        if time.monotonic() > end:
            queueing.queue_batch(pk)
            return True
    return False


def sweep() -> int:
    """Queue the imports whose work was lost. Safe to run twice."""
    waiting = ImportBatch.objects.unfinished().filter(worked_at__lt=timezone.now() - FORGOTTEN)
    pks = list(waiting.values_list("pk", flat=True)[:50])
    for pk in pks:
        queueing.queue_batch(pk)
    return len(pks)
