"""What can be done to a case, declared beside its states.

`@action` puts a django-fsm transition on a model method and attaches the facts from which
the gate, the pages, the inbox, the permission matrix and the state diagrams are made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.module_loading import import_string
from django_fsm import transition

from audit.models import Audience
from workflow.blockers import Blocker

Check = Callable[["Act"], Blocker | None]
Body = TypeVar("Body", bound=Callable[..., Any])


@dataclass
class Act:
    """One attempt to take an action: who, when (database time), with what.

    A body writes what everybody may read in the trail into `public`, what must stay erasable
    into `private`. While buttons are being worked out `preview` is true and `data` is empty.
    """

    case: Any
    action: Any  # an Action; None while a case is begun
    by: Any
    now: datetime
    data: dict[str, Any] = field(default_factory=dict)
    preview: bool = False
    public: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    open: bool = False
    event: Any = None

    def apply(self, *names: str) -> None:
        """Copy the named values (all of them, if none is named) from the form to the case."""
        for name in names or self.data:
            if name in self.data:
                setattr(self.case, name, self.data[name])


@dataclass(frozen=True)
class Action:
    """The declaration of one action."""

    name: str
    label: Any
    verb: str
    done: Any
    source: tuple[str, ...]
    target: str | None
    who: str | None
    role: tuple[str, ...]
    needs: tuple[Check, ...]
    form: str | None
    tells: Callable[[Act], Iterable[Any]] | None
    then: Callable[[Act], None] | None
    due: Callable[[datetime], Q] | None
    locks: tuple[str, ...]
    alone: tuple[str, ...]
    style: str
    help: Any
    audience: str
    waits: bool
    shown: bool

    @property
    def is_automatic(self) -> bool:
        """Whether the clock takes this action, with the system as actor."""
        return self.due is not None

    @property
    def form_class(self) -> Any:
        """The form to fill in before the action, or None where a confirmation is enough."""
        return import_string(self.form) if self.form else None


def action(
    label: Any,
    *,
    source: str | Iterable[str],
    target: str | None = None,
    verb: str,
    done: Any,
    who: str | None = None,
    role: str | Iterable[str] = (),
    needs: Iterable[Check] = (),
    form: str | None = None,
    tells: Callable[[Act], Iterable[Any]] | None = None,
    then: Callable[[Act], None] | None = None,
    due: Callable[[datetime], Q] | None = None,
    locks: Iterable[str] = (),
    alone: Iterable[str] = (),
    style: str = "secondary",
    help: Any = "",  # noqa: A002  (it reads as what it is where actions are declared)
    audience: str = Audience.PARTIES,
    waits: bool = True,
    shown: bool = True,
) -> Callable[[Body], Body]:
    """Declare a method of a case as an action.

    label     what the button says ("Approve")
    source    the states it can be taken in; `target` the state after it (None: unchanged)
    verb      the past tense in the trail: `<kind>.<verb>`; `done` the sentence people read
              in the history ("Approved")
    who       the permission asked (django-rules), with the case; None: only the system
    role      the roles whose work it is: their inbox shows the case (unless waits=False)
    needs     checks; each returns None or a Blocker; all are gathered
    form      dotted path of the form to fill in
    tells     whom to notify: returns `workflow.notices.Tell`s
    then      what follows at once, in the same transaction, after the case is saved: the
              system's own next actions on it or on related cases
    due       for clock-driven actions: from the time, the condition on rows that are due
    locks     related cases to hold unchanged meanwhile (shared lock), e.g. a bid's tender
    alone     related cases that the body or `then` goes on to change: held against every other
              action on them, before the case itself, so that all come in the same order
    audience  who reads it in the history
    shown     False: has a page of its own, no button is made
    """

    def declare(body: Body) -> Body:
        declared = Action(
            name=body.__name__,
            label=label,
            verb=verb,
            done=done,
            source=(source,) if isinstance(source, str) else tuple(source),
            target=target,
            who=who,
            role=(role,) if isinstance(role, str) else tuple(role),
            needs=tuple(needs),
            form=form,
            tells=tells,
            then=then,
            due=due,
            locks=tuple(locks),
            alone=tuple(alone),
            style=style,
            help=help,
            audience=audience,
            waits=waits,
            shown=shown,
        )

        def guarded(self: Any, act: Act) -> Any:
            if not (isinstance(act, Act) and act.open and act.case is self):
                raise RuntimeError(f"{declared.name} is taken through workflow.perform only")
            return body(self, act)

        guarded.__name__ = body.__name__
        guarded.__doc__ = body.__doc__
        guarded.__qualname__ = body.__qualname__
        return transition(
            field="state",
            source=list(declared.source),
            target=target,
            custom={"action": declared},
        )(guarded)

    return declare


def actions_of(model: Any) -> dict[str, Action]:
    """Return the actions declared on a case class, by name, in the order of declaration."""
    cls = model if isinstance(model, type) else type(model)
    kept: dict[str, Action] | None = cls.__dict__.get("_actions")
    if kept is None:
        found: dict[str, Action] = {}
        for base in reversed(cls.__mro__):
            for name, member in vars(base).items():
                meta = getattr(member, "_django_fsm", None)
                if meta is not None:
                    found[name] = _declared(meta)
        kept = found
        setattr(cls, "_actions", kept)  # noqa: B010  (kept on each class by itself)
    return kept


def _declared(meta: Any) -> Action:
    first = next(iter(meta.transitions.values()))
    declared: Action = first.custom["action"]
    return declared
