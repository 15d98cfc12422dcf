"""Queues the work on an import after commit; the sweep finds what was lost."""

from typing import Any

from workflow.queue import after_commit

TASK = "licensing.tasks.work_on_import"


def queue(act: Any) -> None:
    """Begin the work on the case of this act (an action's `then`)."""
    queue_batch(act.case.pk)


def queue_batch(pk: int) -> None:
    """Begin the work on an import once this transaction is committed."""
    after_commit(TASK, pk)
