"""Hands work to Celery by name, so that the gate need not know the tasks.

If the broker is away nothing is lost: what waits stands in the database, and a sweep run by
beat finds it.
"""

import logging
import time

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)
# Seconds during which a broker that was away is not tried again.
PAUSE = 15.0


def after_commit(task: str, *args: object) -> None:
    """Queue `task` (its full name) once the present transaction has committed."""
    transaction.on_commit(lambda: send(task, *args))


def send(task: str, *args: object) -> None:
    """Queue `task` now; a broker that is away is logged, not raised.

    After a failure nothing is tried for a while: whoever does many things at once waits for
    the broker once, not for each of them.
    """
    if time.monotonic() < _Broker.away_until:
        return
    try:
        current_app.send_task(task, args=args, retry=False)
    except Exception as error:  # the broker's client raises many kinds
        _Broker.away_until = time.monotonic() + PAUSE
        log.warning("%s%s waits for the sweep: %s", task, args, type(error).__name__)


class _Broker:
    """What this process remembers of the broker."""

    away_until = 0.0
