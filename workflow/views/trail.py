"""The trail as auditors read it: by person, case, verb and time; and one entry in full."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import Role, User
from accounts.standing import standing_of
from audit.models import Event, PrivatePart
from workflow.case import case_kinds
from workflow.filters import TrailFilter
from workflow.history import people_of, words_for
from workflow.views.kept import signed_in

PAGE = 50


@signed_in
def trail(request: HttpRequest) -> HttpResponse:
    """List the events in the auditor's agencies, newest first, by key."""
    chosen = TrailFilter(request.GET, queryset=readable_by(request.user))
    query = chosen.qs if chosen.is_valid() else Event.objects.none()
    before = request.GET.get("before", "")
    if before.isdigit():
        query = query.filter(pk__lt=int(before))
    events = list(query.order_by("-pk").defer("statement", "salt")[: PAGE + 1])
    people = people_of(events)
    rows = [_row(event, people) for event in events[:PAGE]]
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
        **_row(event, people_of([event])),
        "statement": bytes(event.statement).decode(),
        "salt": bytes(event.salt).hex(),
        "commitment": bytes(event.commitment).hex(),
        "private": part.data if part else None,
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


def _row(event: Event, people: dict[int, User]) -> dict[str, Any]:
    person = people.get(event.actor_id) if event.actor_id is not None else None
    return {"event": event, "person": person, "words": words_for(event)}
