"""The trail as auditors read it: by person, case, verb and time; and one entry in full."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import Role, User
from accounts.standing import standing_of
from audit.models import Event, PrivatePart, leaf_private
from workflow.case import case_kinds
from workflow.filters import TrailFilter
from workflow.history import words_for
from workflow.views.inbox import older_than
from workflow.views.kept import signed_in

PAGE = 50


@signed_in
def trail(request: HttpRequest) -> HttpResponse:
    """List the events in the auditor's agencies, newest first, by key."""
    chosen = TrailFilter(request.GET, queryset=readable_by(request.user))
    query = chosen.qs if chosen.is_valid() else Event.objects.none()
    query = older_than(request, query)
    events = list(query.order_by("-pk").defer("statement", "salt")[: PAGE + 1])
    names = Names(events)
    rows = [_row(event, names) for event in events[:PAGE]]
    context = {
        "filter": chosen,
        "rows": rows,
        "next": events[PAGE - 1].pk if len(events) > PAGE else None,
    }
    return render(request, "workflow/trail.html", context)


@signed_in
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one event in full: its statement, its private part if not erased, its commitment."""
    event = get_object_or_404(readable_by(request.user), pk=pk)
    part = PrivatePart.objects.filter(event=event).first()
    context = {
        **_row(event, Names([event])),
        "case_url": _case_url(event, request.user),
        "statement": bytes(event.statement).decode(),
        "salt": bytes(event.salt).hex(),
        "commitment": bytes(event.commitment).hex(),
        "private": part.data if part else None,
        "erased": part is None and leaf_private(bytes(event.statement)) is not None,
        "genuine": event.is_genuine(),
    }
    return render(request, "workflow/trail_entry.html", context)


def readable_by(user: Any) -> Any:
    """The events an auditor may read: those of their agencies; sign-ins only from the root."""
    paths = standing_of(user).paths(Role.AUDITOR)
    if not paths:
        raise PermissionDenied
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(scope__startswith=path)
    if any(path.count("/") == 1 for path in paths):
        condition |= Q(scope="")
    for model in case_kinds().values():
        condition |= Q(scope__in=_disclosed(model, paths))
    return Event.objects.filter(condition)


def _disclosed(model: Any, paths: list[str]) -> Any:
    """The marks (`Case.trail_scope`) of cases that were secret and are none any more."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{model.agency_lookup}__path__startswith": path})
    mark = Concat(Value(f"~{model.kind}:"), Cast("pk", CharField()), output_field=CharField())
    return model.objects.disclosed().filter(condition).annotate(mark=mark).values("mark")


class Names:
    """The people that some events name, as actors or as what was acted upon: one query."""

    def __init__(self, events: list[Event]) -> None:
        about = {int(e.subject_id) for e in events if _is_person(e)}
        actors = {e.actor_id for e in events if e.actor_id is not None}
        self._people = {user.pk: user for user in User.objects.filter(pk__in=about | actors)}

    def actor(self, event: Event) -> User | None:
        """The person who acted."""
        return self._people.get(event.actor_id) if event.actor_id is not None else None

    def subject(self, event: Event) -> str:
        """What it was done to, as people call it."""
        if _is_person(event):
            person = self._people.get(int(event.subject_id))
            return person.name if person else ""
        return event.subject_label


def _is_person(event: Event) -> bool:
    return event.subject_kind == "user" and event.subject_id.isdecimal()


def _row(event: Event, names: Names) -> dict[str, Any]:
    return {
        "event": event,
        "person": names.actor(event),
        "subject": names.subject(event),
        "words": words_for(event),
    }


def _case_url(event: Event, user: Any) -> str:
    """Where the case of an event is read, if this auditor may open it."""
    model = case_kinds().get(event.subject_kind)
    if model is None or not event.subject_id.isdecimal():
        return ""
    case = model.objects.visible_to(user).filter(pk=event.subject_id).first()
    return case.get_absolute_url() if case is not None else ""
