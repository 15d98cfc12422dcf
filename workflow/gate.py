"""The one gate. `perform` takes an action on a case, `begin` brings a case into the world.

In one transaction: lock, permission, state, needs, body, save, passage, event, notices. After
commit: mail is queued. Nothing else in the project changes a state.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from accounts.second_factor import must_set_up
from accounts.standing import standing_of
from audit import trail
from audit.models import Audience, Event, Subject, database_now
from workflow import notices, working
from workflow.actions import Act, Action, Check, actions_of
from workflow.blockers import AlreadyDone, Blocker, NotAllowed, Refused, WrongState
from workflow.case import Case
from workflow.models import Holiday, Passage, Received

C = TypeVar("C", bound=Case)
# How a related case is held against every other action on it. No key: rows that refer to it are
# checked against it at their own commits, and must not wait for this lock.
ALONE = "NO KEY UPDATE"


def perform(case: C, name: str, *, by: Any, once: UUID | None = None, **data: Any) -> C:
    """Take the action `name` on `case` and return the case as it is afterwards.

    `by` is a person, or None for the system. `once` is the token of the form sent, if any.
    Raises NotAllowed, WrongState, AlreadyDone or Refused with every blocker; nothing is then
    changed.
    """
    with transaction.atomic():
        fresh = _locked(case, actions_of(case)[name])
        act = Act(case=fresh, action=actions_of(case)[name], by=by, now=database_now(), data=data)
        _permit(act)
        _only_once(fresh, once)
        _let_through(act)
        act.open = True
        before = fresh.state
        try:
            getattr(fresh, name)(act)
        except TransitionNotAllowed as error:
            raise wrong_state(fresh) from error
        finally:
            act.open = False
        fresh.save()
        act.event = trail.store([entry_of(act, before)])[0]
        _pass_on(fresh, before, act.event)
        if act.action.tells is not None:
            _tell(fresh, act.action.tells(act), act.event)
        if act.action.then is not None:
            act.action.then(act)
            fresh = type(fresh)._base_manager.get(pk=fresh.pk)
    return fresh


def begin(
    case: C,
    *,
    by: Any,
    who: str | None,
    once: UUID | None = None,
    verb: str = "begun",
    public: dict[str, Any] | None = None,
    audience: str = Audience.PARTIES,
) -> C:
    """Save a new case in its first state, with a number, an event and a passage; return it.

    `who` is the permission asked with the unsaved case (None: only the system). What must hold,
    what is held unchanged meanwhile and who is told is declared on the kind (`begin_needs`,
    `begin_locks`, `begin_alone`, `begin_tells`). Raises NotAllowed, Refused or AlreadyDone.
    """
    with transaction.atomic():
        if by is not None and (who is None or not by.has_perm(who, case)):
            raise NotAllowed
        held = _held(case, case.begin_locks) | _held(case, case.begin_alone, ALONE)
        for name, parent in held.items():
            setattr(case, name, parent)
        act = Act(case=case, action=None, by=by, now=database_now())
        found = _beginning_needs(act)
        if found:
            raise Refused(found)
        case.reference = case.reference or case.new_reference()
        case.created_by = by
        case.save(force_insert=True)
        _only_once(case, once)
        event = trail.record(
            f"{case.kind}.{verb}",
            Subject(case.kind, case.pk, case.reference),
            by=by,
            at=act.now,
            audience=audience,
            public={"to": case.state, **(public or {})},
            **_parties(case, by),
        )
        _pass_on(case, None, event)
        _tell(case, case.begin_tells(act), event)
    return case


def begin_blockers(case: Case, user: Any) -> list[Blocker]:
    """Return every reason why `user` cannot begin this unsaved case now."""
    return _beginning_needs(Act(case=case, action=None, by=user, now=database_now(), preview=True))


def already_begun(model: type[C], once: UUID | None) -> C | None:
    """Return the case that the form with this token has made, if it was sent before."""
    if once is None:
        return None
    done = Received.objects.filter(once=once, kind=model.kind).first()
    found: Any = model.objects.filter(pk=done.case_id).first() if done else None
    return found


def blockers(case: Case, name: str, user: Any, now: datetime | None = None) -> list[Blocker]:
    """Return every reason why `user` cannot take the action now, none meaning that they can.

    Does not ask for permission: see `may`.
    """
    declared = actions_of(case)[name]
    act = Act(case=case, action=declared, by=user, now=now or database_now(), preview=True)
    return needs(act)


def may(user: Any, case: Case, name: str) -> bool:
    """Whether the person may ever take this action on this case (its state aside)."""
    declared = actions_of(case)[name]
    return bool(declared.who and user.is_authenticated and user.has_perm(declared.who, case))


def offered(case: Case, user: Any) -> list[tuple[Action, list[Blocker]]]:
    """Return the actions this person could take in the present state, each with its blockers."""
    if not user.is_authenticated:
        return []
    candidates = [
        a for a in actions_of(case).values() if a.shown and a.who and case.state in a.source
    ]
    if not candidates:
        return []
    now = database_now()
    return [(a, blockers(case, a.name, user, now)) for a in candidates if may(user, case, a.name)]


def _locked(case: C, declared: Action) -> C:
    """Read the case again under a lock. Parents named in `locks` are held first, shared, so
    that a bid and the closing of its tender wait for one another in the same order always.
    """
    parents = _held(case, declared.locks) | _held(case, declared.alone, ALONE)
    # No key: rows that refer to the case are checked against it at their own commits, and must
    # not wait for this lock (they would deadlock with whoever holds theirs).
    manager = type(case)._base_manager
    fresh: C = manager.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    for name, parent in parents.items():
        if getattr(fresh, f"{name}_id") == parent.pk:  # it may be another one by now
            setattr(fresh, name, parent)
    return fresh


def _held(case: Case, names: tuple[str, ...], how: str = "SHARE") -> dict[str, Any]:
    """Lock these parents of the case and return them as they are now, by name."""
    parents: dict[str, Any] = {}
    for name in names:
        related: Any = type(case)._meta.get_field(name).related_model
        parent_id = getattr(case, f"{name}_id")
        if parent_id is None:
            continue
        table = connection.ops.quote_name(related._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM {table} WHERE id = %s FOR {how}",  # noqa: S608  (a table of ours)
                [parent_id],
            )
        parents[name] = related._base_manager.get(pk=parent_id)
    return parents


def _permit(act: Act) -> None:
    """Permission comes first: a stranger learns nothing of the state."""
    if act.by is not None:
        if act.action.who is None or not act.by.has_perm(act.action.who, act.case):
            raise NotAllowed
    elif not act.action.is_automatic and act.action.who is not None:
        raise NotAllowed


def _let_through(act: Act) -> None:
    """The state, then everything else that stands in the way, all of it together."""
    if act.case.state not in act.action.source:
        raise wrong_state(act.case)
    found = needs(act)
    if found:
        raise Refused(found)


def needs(act: Act) -> list[Blocker]:
    """Everything that stands in the way of the act, its state aside."""
    return _gathered(act, act.action.needs)


def _beginning_needs(act: Act) -> list[Blocker]:
    return _gathered(act, act.case.begin_needs)


def _gathered(act: Act, checks: Iterable[Check]) -> list[Blocker]:
    """Everything that stands in the way, not only the first."""
    found = [_second_factor()] if must_set_up(act.by) else []
    for check in checks:
        blocker = check(act)
        if blocker is not None:
            found.append(blocker)
    return found


def _second_factor() -> Blocker:
    return Blocker(
        _("Officers work with a second factor, and you have not set one up."),
        link=reverse("mfa_index"),
        link_text=_("Set it up"),
    )


def wrong_state(case: Case) -> WrongState:
    """Return the error that says which state the case is in instead."""
    text = _("This can no longer be done: the state is now “%(state)s”. Nothing was changed.")
    return WrongState([Blocker(text % {"state": case.get_state_display()})])


def _only_once(case: Case, once: UUID | None) -> None:
    """Note the form's token. A second transaction with it waits for the first, then fails.

    Asked before the state: whoever pressed the button twice is told that it was received, not
    that the state has changed meanwhile. A refusal later rolls the note back with the rest.
    """
    if once is None:
        return
    try:
        with transaction.atomic():
            Received.objects.create(once=once, kind=case.kind, case_id=case.pk)
    except IntegrityError as error:
        raise AlreadyDone from error


def _parties(case: Case, by: Any) -> dict[str, Any]:
    """For whom the actor acted, and whose auditors may read it."""
    agency, company = case.case_agency, case.case_company
    side = case.side_of(by) if by is not None else "agency"
    return {
        "agency": agency.pk if agency is not None and side == "agency" else None,
        "company": company.pk if company is not None and side == "company" else None,
        "scope": case.trail_scope,
    }


def entry_of(act: Act, before: str) -> trail.Entry:
    """What the trail says of an act that took its case from the state `before`."""
    case = act.case
    public: dict[str, Any] = dict(act.public)
    if case.state != before:
        public |= {"from": before, "to": case.state}
    lent_by = _lent_by(act)
    if lent_by:
        public["stands_in_for"] = f"user:{lent_by}"
    return trail.entry(
        f"{case.kind}.{act.action.verb}",
        Subject(case.kind, case.pk, case.reference),
        by=act.by,
        at=act.now,
        audience=act.action.audience,
        public=public,
        private=act.private or None,
        **_parties(case, act.by),
    )


def _lent_by(act: Act) -> int | None:
    standing = standing_of(act.by)
    posts = [standing.post(role, act.case.case_agency) for role in act.action.role]
    held = [post for post in posts if post is not None]
    if not held or any(post.lent_by is None for post in held):
        return None
    return held[0].lent_by


def _pass_on(case: Case, before: str | None, event: Event) -> None:
    """Note the change of state and compute the clock anew from all passages."""
    if before == case.state:
        return
    present = Passage.objects.filter(kind=case.kind, case_id=case.pk, until__isnull=True)
    present.update(until=event.at)
    Passage.objects.create(
        kind=case.kind, case_id=case.pk, state=case.state, since=event.at, event=event
    )
    due = due_on(case)
    if due != case.due_on:
        case.due_on = due
        type(case)._base_manager.filter(pk=case.pk).update(due_on=due)


def due_on(case: Case) -> Any:
    """Return the last day of the office's clock, from the passages; None while it is stopped."""
    clock = case.clock
    if clock is None or case.state not in clock.runs_in:
        return None
    passages = Passage.objects.filter(
        kind=case.kind, case_id=case.pk, state__in=clock.runs_in
    ).order_by("since", "pk")
    spans = [working.Span(p.since, p.until) for p in passages]
    zone = ZoneInfo(case.case_agency.zone)
    return working.due_on(spans, clock.days_for(case), calendar(), zone)


def calendar() -> working.Calendar:
    """Return the country's working days, with the amendments that are kept here."""
    amended = list(Holiday.objects.all())
    if not amended:
        return working.plain_calendar()
    return working.Calendar(
        working.plain_country(),
        added=[h.day for h in amended if not h.is_working],
        removed=[h.day for h in amended if h.is_working],
    )


def _tell(case: Case, tells: Iterable[Any], event: Event) -> None:
    ids = notices.store(tells, case, event)
    notices.queue_after_commit(ids)
