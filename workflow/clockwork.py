"""Takes the actions that the clock takes: closing, expiry, lapse. Run by Celery beat."""

import logging
from datetime import datetime

from django.db.models import Q

from workflow.actions import Action, actions_of
from workflow.blockers import Refused
from workflow.case import Case, case_kinds
from workflow.gate import perform

log = logging.getLogger(__name__)
BATCH = 500


def run(now: datetime) -> int:
    """Take each automatic action on each case for which it is due at `now`; return how many.

    One case that cannot be moved stops no other. Whatever is left over is taken next time.
    """
    return sum(
        _run_action(model, declared, now)
        for model in case_kinds().values()
        for declared in actions_of(model).values()
        if declared.is_automatic
    )


def _run_action(model: type[Case], declared: Action, now: datetime) -> int:
    assert declared.due is not None
    states = Q(("state__in", declared.source))
    due = model._base_manager.filter(declared.due(now), states)
    taken = 0
    for case in due.order_by("pk")[:BATCH]:
        try:
            perform(case, declared.name, by=None)
            taken += 1
        except Refused as error:
            log.info("%s %s not yet: %s", case.reference, declared.name, error)
        except Exception:
            log.exception("%s %s failed", case.reference, declared.name)
    return taken
