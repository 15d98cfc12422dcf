"""Takes the actions that the clock takes: closing, expiry, lapse. Run by Celery beat."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit.models import database_now
from workflow import crowd
from workflow.actions import Action, actions_of
from workflow.blockers import Refused
from workflow.case import Case, case_kinds
from workflow.gate import due_on, perform

log = logging.getLogger(__name__)
BATCH = 500
# From so many on, cases are taken together.
CROWD = 5


def run(now: datetime) -> int:
    """Take each automatic action on each case for which it is due at `now`; return how many.

    One case that cannot be moved stops no other; it is tried again next time.
    """
    return sum(
        _run_action(model, declared, now)
        for model in case_kinds().values()
        for declared in actions_of(model).values()
        if declared.is_automatic
    )


def run_one(model: type[Case], name: str) -> int:
    """Take one automatic action on each case for which it is due now; return how many."""
    return _run_action(model, actions_of(model)[name], database_now())


def recompute() -> int:
    """Compute the clocks of all cases anew, after the holidays were amended; return how many.

    By key, each case under its lock, so that an action taken meanwhile is not overwritten.
    """
    changed = 0
    for model in case_kinds().values():
        if model.clock is None:
            continue
        running = model._base_manager.filter(Q(("state__in", model.clock.runs_in))).order_by("pk")
        last = 0
        while batch := list(running.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            changed += sum(_recompute(model, pk) for pk in batch)
            last = batch[-1]
    return changed


@transaction.atomic
def _recompute(model: type[Case], pk: int) -> bool:
    case = model._base_manager.select_for_update(of=("self",)).get(pk=pk)
    due = due_on(case)
    if due == case.due_on:
        return False
    model._base_manager.filter(pk=pk).update(due_on=due)
    return True


def _run_action(model: type[Case], declared: Action, now: datetime) -> int:
    """Go through all that is due, by key: those that are refused hold up none after them."""
    assert declared.due is not None
    states = Q(("state__in", declared.source))
    due = model._base_manager.filter(declared.due(now), states).order_by("pk")
    taken, last = 0, 0
    while batch := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        taken += _take_all(model, declared, batch)
        last = batch[-1]
    return taken


def _take_all(model: type[Case], declared: Action, pks: list[int]) -> int:
    """All of them together; one by one where there are few, or where one of them stumbles."""
    if len(pks) >= CROWD and crowd.fits(model) and not declared.alone:
        try:
            return crowd.perform_on_all(model, declared, pks)
        except Exception:
            log.exception(
                "%s.%s on %s cases failed: one by one", model.kind, declared.name, len(pks)
            )
    return sum(
        _take(case, declared) for case in model._base_manager.filter(pk__in=pks).order_by("pk")
    )


def _take(case: Case, declared: Action) -> bool:
    try:
        perform(case, declared.name, by=None)
    except Refused as error:
        log.info("%s %s not yet: %s", case.reference, declared.name, error)
        return False
    except Exception:
        log.exception("%s %s failed", case.reference, declared.name)
        return False
    return True
