"""Booking a statement: each entry in a transaction of its own, through the gate.

Called by the worker, by the sweep that finds statements a killed worker has left, and after a
cashier's assignment. An entry that somebody else has booked meanwhile is passed over.
"""

import logging
from typing import Any

from django.apps import apps
from django.db import transaction

from licensing import matching
from workflow.actions import Act
from workflow.blockers import Refused, WrongState
from workflow.gate import perform

log = logging.getLogger(__name__)
BATCH, TRIES = 200, 3


def carry_on(statement: Any) -> int:
    """Book every entry that is not booked yet, by key; return how many. Safe to run twice."""
    booked, last = 0, 0
    waiting = statement.entries.filter(state="read").order_by("pk")
    while batch := list(waiting.filter(pk__gt=last).select_related("agency", "invoice")[:BATCH]):
        booked += sum(_book_alone(entry) for entry in batch)
        last = batch[-1].pk
    _finish(statement)
    return booked


def sweep() -> int:
    """Carry on with statements whose worker was killed or whose task was lost."""
    statements = apps.get_model("licensing", "Statement").objects.filter(state="booking")
    return sum(carry_on(statement) for statement in statements.order_by("pk"))


def after_assigning(act: Act) -> None:
    """Book an entry that a cashier has assigned, in the same transaction."""
    book(type(act.case).objects.select_related("agency", "invoice").get(pk=act.case.pk))


def book(entry: Any) -> Any:
    """Record what an entry comes to. If the invoice changes meanwhile it is judged anew."""
    for _try in range(TRIES - 1):
        try:
            return _book_once(entry)
        except WrongState as error:
            current = type(entry).objects.get(pk=entry.pk)
            if current.state != "read":
                raise
            log.info("%s is judged anew: %s", entry.reference, error)
        except Refused as error:
            log.info("%s is judged anew: %s", entry.reference, error)
    return _book_once(entry)


@transaction.atomic
def _book_once(entry: Any) -> Any:
    verdict = matching.judge(entry)
    return perform(entry, verdict.action, by=None, **verdict.data)


def _book_alone(entry: Any) -> bool:
    """One entry that cannot be booked holds up none after it; the sweep comes back to it."""
    try:
        book(entry)
    except Refused as error:
        log.info("%s: %s", entry.reference, error)
        return False
    except Exception:
        log.exception("%s could not be booked", entry.reference)
        return False
    return True


def _finish(statement: Any) -> None:
    try:
        perform(statement, "finish", by=None)
    except Refused as error:
        log.info("%s is not finished: %s", statement.reference, error)
