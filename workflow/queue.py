"""Hands work to Celery by name, so that the gate need not know the tasks.

If the broker is away nothing is lost: what waits stands in the database, and a sweep run by
beat finds it.
"""

import logging

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def after_commit(task: str, *args: object) -> None:
    """Queue `task` (its full name) once the present transaction has committed."""
    transaction.on_commit(lambda: send(task, *args))


def send(task: str, *args: object) -> None:
    """Queue `task` now; a broker that is away is logged, not raised."""
    try:
        current_app.send_task(task, args=args, retry=False)
    except Exception as error:  # the broker's client raises many kinds
        log.warning("%s%s waits for the sweep: %s", task, args, type(error).__name__)
