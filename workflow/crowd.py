"""One automatic action on many cases: what the gate does for one, in as few statements.

Called by the clock alone. Each case is locked, held to its state and to every need, acted on and
written into the trail exactly as by `gate.perform`; only the rows are stored together. Whatever
goes wrong with the crowd is undone, and its cases are then taken one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from audit import trail
from audit.models import database_now
from workflow import notices
from workflow.actions import Act, Action
from workflow.case import Case
from workflow.gate import due_on, entry_of, needs
from workflow.models import Passage


@dataclass
class _Taken:
    """An act that went through, and what its case was before."""

    act: Act
    before: dict[str, Any]

    @property
    def case(self) -> Any:
        return self.act.case

    @property
    def moved(self) -> bool:
        return bool(self.before["state"] != self.case.state)


def fits(model: type[Case]) -> bool:
    """Whether cases of this kind can be stored together: nothing of theirs hangs on `save`."""
    return model.save is models.Model.save


@transaction.atomic
def perform_on_all(model: type[Case], declared: Action, pks: Sequence[int]) -> int:
    """Take the action on those of the cases that are due and free; return how many.

    Who is held by another transaction is left alone: the clock comes again. Raises whatever a
    body raises; nothing is changed then.
    """
    now = database_now()
    taken = []
    cases = _locked(model, declared, pks, now)
    model.gather(cases)
    for case in cases:
        act = Act(case=case, action=declared, by=None, now=now)
        if needs(act):
            continue
        before = {f.attname: getattr(case, f.attname) for f in model._meta.concrete_fields}
        act.open = True
        getattr(case, declared.name)(act)
        act.open = False
        taken.append(_Taken(act, before))
    if taken:
        _store(model, taken)
        for one in taken:
            if declared.then is not None:
                declared.then(one.act)
    return len(taken)


def _locked(model: type[Case], declared: Action, pks: Sequence[int], now: Any) -> list[Any]:
    """The cases under their locks, their parents before them, as `perform` does it."""
    assert declared.due is not None
    manager = model._base_manager
    for name in declared.locks:
        _hold_parents(model, name, pks)
    states = models.Q(("state__in", declared.source))
    parties = [n for n in (model.agency_lookup, "company") if n.split("__")[0] in _names(model)]
    found = manager.filter(declared.due(now), states, pk__in=pks).select_related(
        *parties, *model.crowd_related
    )
    found = found.order_by("pk")
    return list(found.select_for_update(of=("self",), no_key=True, skip_locked=True))


def _names(model: type[Case]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if field.is_relation}


def _hold_parents(model: type[Case], name: str, pks: Sequence[int]) -> None:
    field: Any = model._meta.get_field(name)
    ids = model._base_manager.filter(pk__in=pks).values_list(field.attname, flat=True)
    parents = sorted({pk for pk in ids if pk is not None})
    table = connection.ops.quote_name(field.related_model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {table} WHERE id = ANY(%s) ORDER BY id FOR SHARE",  # noqa: S608 (ours)
            [parents],
        )


def _store(model: type[Case], taken: list[_Taken]) -> None:
    """The cases, their passages, the trail and the notices."""
    _save(model, [one.case for one in taken], _changed(model, taken))
    events = trail.store([entry_of(one.act, one.before["state"]) for one in taken])
    for one, event in zip(taken, events, strict=True):
        one.act.event = event
    moved = [one for one in taken if one.moved]
    if moved:
        _pass_on(model, moved)
    told = [
        (one.act.action.tells(one.act), one.case, one.act.event)
        for one in taken
        if one.act.action.tells is not None
    ]
    notices.queue_after_commit(notices.store_all(told))


def _changed(model: type[Case], taken: list[_Taken]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if any(getattr(one.case, field.attname) != one.before[field.attname] for one in taken)
    ]


def _save(model: type[Case], cases: list[Any], fields: list[str]) -> None:
    if fields:
        model._base_manager.bulk_update(cases, fields)


def _pass_on(model: type[Case], moved: list[_Taken]) -> None:
    """Note the changes of state and compute the clocks anew, as the gate does for one."""
    ids = [one.case.pk for one in moved]
    at = moved[0].act.now
    present = Passage.objects.filter(kind=model.kind, case_id__in=ids, until__isnull=True)
    present.update(until=at)
    Passage.objects.bulk_create(
        Passage(
            kind=model.kind,
            case_id=one.case.pk,
            state=one.case.state,
            since=at,
            event=one.act.event,
        )
        for one in moved
    )
    for one in moved:
        due = due_on(one.case)
        if due != one.case.due_on:
            one.case.due_on = due
            model._base_manager.filter(pk=one.case.pk).update(due_on=due)
