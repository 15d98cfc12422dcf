"""Actions that the clock takes: all that is due, one stuck case holding up no other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Q

from audit.models import database_now
from tests.workflow.cases import company
from vendors.models import Company
from workflow import clockwork
from workflow.actions import actions_of
from workflow.blockers import Blocker, Refused


@pytest.fixture
def taken(monkeypatch) -> list[int]:
    """The cases that the clock tried to move; every third one is refused."""
    tried: list[int] = []

    def perform(case, name, *, by):
        assert by is None
        tried.append(case.pk)
        if len(tried) % 3 == 0:
            raise Refused([Blocker("not yet")])

    monkeypatch.setattr(clockwork, "perform", perform)
    monkeypatch.setattr(clockwork, "BATCH", 4)
    return tried


def test_all_that_is_due_is_tried_by_key_whatever_is_refused(cast, taken):
    cases = [company(cast) for _i in range(10)]
    declared = replace(actions_of(Company)["start_review"], due=lambda now: Q(created_at__lte=now))
    moved = clockwork._run_action(Company, declared, database_now() + timedelta(seconds=1))
    assert taken == [case.pk for case in cases]
    assert moved == 7
