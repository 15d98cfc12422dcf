"""The generic action page: confirm, fill in, send. Every action of every case goes here."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workflow.actions import Action, actions_of
from workflow.blockers import AlreadyDone, Blocker, NotAllowed, Refused, WrongState
from workflow.case import Case, case_kinds
from workflow.filling import Filling
from workflow.gate import blockers, may, perform, wrong_state
from workflow.models import Received
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
    page = _Page(request, case, declared)
    if request.method == "POST":
        return page.take()
    if case.state not in declared.source:
        return page.show(None, wrong_state(case).blockers, status=409)
    form = page.filling.shown() if page.filling else None
    return page.show(form, blockers(case, name, request.user))


def drafts_at(kind: str, reference: str, name: str) -> str:
    """Where the form of this action may be kept while it is not sent."""
    model = case_kinds().get(kind)
    declared = actions_of(model).get(name) if model else None
    form = declared.form_class if declared else None
    return form.drafts if form is not None else "none"


act.drafts_at = drafts_at  # type: ignore[attr-defined]


class _Page:
    """One action on one case, for one request."""

    def __init__(self, request: HttpRequest, case: Case, declared: Action) -> None:
        self.request, self.case, self.declared = request, case, declared
        self.filling = None
        if declared.form_class is not None:
            self.filling = Filling(request, self._form, is_secret=case.is_secret)

    def _form(self, data: Any = None, files: Any = None) -> Any:
        return self.declared.form_class(data, files, case=self.case, by=self.request.user)

    def take(self) -> HttpResponse:
        """Answer what was sent: a step, a draft, or the whole, which takes the action."""
        once = token(self.request)
        if once and Received.objects.filter(once=once).exists():
            return self._was_received(AlreadyDone())
        filling = self.filling
        answer = (
            filling.answer(lambda form, status: self.show(form, [], status)) if filling else None
        )
        return answer or self._perform(once)

    def _perform(self, once: uuid.UUID | None) -> HttpResponse:
        request, case, filling = self.request, self.case, self.filling
        form = filling.final() if filling else None
        if form is not None and not form.is_valid():
            return self._refuse(form, [], 422)
        values = form.values() if form else {}
        try:
            with transaction.atomic():
                done = perform(case, self.declared.name, by=request.user, once=once, **values)
                if filling:
                    filling.end()
        except AlreadyDone as refused:
            return self._was_received(refused)
        except NotAllowed as error:
            raise PermissionDenied from error
        except Refused as refused:
            status = 409 if isinstance(refused, WrongState) else 422
            return self._refuse(form, onto_fields(form, refused.blockers), status)
        messages.success(request, str(self.declared.done))
        return redirect(done)

    def _was_received(self, refused: AlreadyDone) -> HttpResponse:
        messages.info(self.request, str(refused.blockers[0].text))
        return redirect(self.case)

    def _refuse(self, form: Any, found: list[Blocker], status: int) -> HttpResponse:
        """Show the form again; what was typed is kept."""
        if form is not None and self.filling:
            self.filling.keep(form)
        return self.show(form, found, status)

    def show(self, form: Any, found: list[Blocker], status: int = 200) -> HttpResponse:
        """The page, with the form and what stands in the way."""
        case, request = self.case, self.request
        context = {
            "case": case,
            "state_label": case.label_for(case.side_of(request.user)),
            "action": self.declared,
            "form": form,
            **(self.filling.context(form) if self.filling and form is not None else {}),
            "blockers": found,
            "once": request.POST.get("once") or str(uuid.uuid4()),
            "crumbs": [{"label": case.title, "url": case.get_absolute_url()}],
        }
        return render(request, "case/action.html", context, status=status)


def token(request: HttpRequest) -> uuid.UUID | None:
    """Return the token by which a form sent twice is known, or None if there is none."""
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def onto_fields(form: Any, found: list[Blocker]) -> list[Blocker]:
    """Put blockers that concern a field beside it; return the others."""
    general = []
    for blocker in found:
        if form is not None and blocker.field in form.fields:
            form.add_error(blocker.field, str(blocker.text))
        else:
            general.append(blocker)
    return general
