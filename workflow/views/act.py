"""The generic action page: confirm, fill in, send. Every action of every case goes here."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workflow.actions import Action, actions_of
from workflow.blockers import AlreadyDone, Blocker, NotAllowed, Refused, WrongState
from workflow.case import Case
from workflow.gate import blockers, may, perform, wrong_state
from workflow.kept import give_back
from workflow.views.access import kind_or_404, visible_case
from workflow.views.kept import signed_in


@signed_in
def act(request: HttpRequest, kind: str, reference: str, name: str) -> HttpResponse:
    """Show the action's page (GET) or take the action (POST)."""
    case = visible_case(request, kind_or_404(kind), reference)
    declared = actions_of(case).get(name)
    if declared is None or declared.who is None:
        raise Http404
    if not may(request.user, case, name):
        raise PermissionDenied
    if request.method == "POST":
        return _take(request, case, declared)
    kept = give_back(request)
    if case.state not in declared.source:
        return _page(request, case, declared, None, wrong_state(case).blockers, status=409)
    found = blockers(case, name, request.user)
    return _page(request, case, declared, _form(request, case, declared, kept), found)


def _take(request: HttpRequest, case: Case, declared: Action) -> HttpResponse:
    form = _form(request, case, declared, request.POST)
    once = token(request)
    if form is not None and not form.is_valid():
        return _page(request, case, declared, form, [], status=422)
    try:
        done = perform(
            case, declared.name, by=request.user, once=once, **(form.values() if form else {})
        )
    except AlreadyDone as refused:
        messages.info(request, str(refused.blockers[0].text))
        return redirect(case)
    except NotAllowed as error:
        raise PermissionDenied from error
    except Refused as refused:
        general = _onto_fields(form, refused.blockers)
        status = 409 if isinstance(refused, WrongState) else 422
        return _page(request, case, declared, form, general, status=status)
    messages.success(request, str(declared.done))
    return redirect(done)


def token(request: HttpRequest) -> uuid.UUID | None:
    """Return the token by which a form sent twice is known, or None if there is none."""
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _form(request: HttpRequest, case: Case, declared: Action, data: Any) -> Any:
    if declared.form_class is None:
        return None
    files = request.FILES if request.method == "POST" else None
    return declared.form_class(data, files, case=case, by=request.user)


def _onto_fields(form: Any, found: list[Blocker]) -> list[Blocker]:
    """Put blockers that concern a field beside it; return the others."""
    general = []
    for blocker in found:
        if form is not None and blocker.field in form.fields:
            form.add_error(blocker.field, str(blocker.text))
        else:
            general.append(blocker)
    return general


def _page(
    request: HttpRequest,
    case: Case,
    declared: Action,
    form: Any,
    found: list[Blocker],
    status: int = 200,
) -> HttpResponse:
    side = case.side_of(request.user)
    context = {
        "case": case,
        "state_label": case.label_for(side),
        "action": declared,
        "form": form,
        "blockers": found,
        "once": request.POST.get("once") or str(uuid.uuid4()),
        "crumbs": [{"label": case.title, "url": case.get_absolute_url()}],
    }
    return render(request, "case/action.html", context, status=status)
