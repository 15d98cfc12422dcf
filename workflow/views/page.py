"""The case page that every kind of case uses. A room says the facts; the rest is declared."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import Role
from workflow import wording
from workflow.actions import actions_of
from workflow.case import Case
from workflow.gate import offered
from workflow.history import history_of
from workflow.views.access import visible_case


class CasePage(View):
    """Shows a case to whoever may see it.

    A room subclasses it with `model` and overrides what it has to say: `facts`, `tables`,
    `panels`, `documents`, `papers`, `next_step`, `crumbs`. Shapes: docs/rooms.md.
    """

    model: ClassVar[type[Case]]
    related: ClassVar[tuple[str, ...]] = ()
    template_name: ClassVar[str] = "case/page.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        case = visible_case(request, self.model, reference, *self.related)
        return render(request, self.template_name, self.context(request, case))

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        """Everything the template is given."""
        user = request.user
        side = case.side_of(user)
        able, blocked = self._actions(case, user)
        return {
            "case": case,
            "side": side,
            "state_label": case.label_for(side),
            "steps": steps_of(case),
            "next_step": self.next_step(case, user, side),
            "actions": able,
            "blocked": blocked,
            "facts": self.facts(case, user, side),
            "tables": self.tables(case, user, side),
            "panels": self.panels(case, user, side),
            "documents": self.documents(case, user, side),
            "papers": self.papers(case, user, side),
            "history": history_of(case, user),
            "crumbs": self.crumbs(case, user, side),
        }

    def _actions(self, case: Any, user: Any) -> tuple[list[Any], list[Any]]:
        able, blocked = [], []
        for declared, found in offered(case, user):
            if any(blocker.moot for blocker in found):
                continue
            if found:
                blocked.append({"label": declared.label, "blockers": found})
            else:
                able.append(
                    {
                        "name": declared.name,
                        "label": declared.label,
                        "style": declared.style,
                        "help": declared.help,
                        "url": case.action_url(declared.name),
                    }
                )
        return able, blocked

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        """Sections: [{"title", "rows": [{"label", "value"}]}]; at first what the case declares
        as `fact_fields`.
        """
        rows = [_fact(case, name) for name in case.fact_fields]
        return [{"title": case._meta.verbose_name, "rows": rows}] if rows else []

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        """[{"title", "columns": [{"label", "numeric"}], "rows": [[…]], "empty"}]."""
        return []

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        """Further pieces of the page: (template, context)."""
        return []

    def documents(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        """[{"label", "url", "kind", "size", "sha256", "date"}]."""
        return []

    def papers(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        """[{"label", "url", "serial", "code", "verify_url", "status", "reason", "retry_url"}]."""
        return []

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        """[{"label", "url"}]: the way back."""
        return []

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        """{"text", "due", "late", "paused"}: what happens next and by when; None if nothing.

        Unless a room knows better words, they are made of the declarations.
        """
        text = awaited_in_words(case)
        if not text:
            return None
        return {"text": text, "due": case.due_on, "late": case.is_late, "paused": False}


def awaited_in_words(case: Case) -> str:
    """Return who can take which actions now, of those declared to be waited for; or ""."""
    steps: dict[str, list[str]] = {}
    for declared in actions_of(case).values():
        if declared.waits and declared.role and case.state in declared.source:
            who = wording.either(list(dict.fromkeys(map(_role_name, declared.role))))
            steps.setdefault(who, []).append(str(declared.label))
    return " ".join(
        _("Awaited from %(who)s: %(what)s.") % {"who": who, "what": wording.either(labels)}
        for who, labels in steps.items()
    )


def _role_name(role: str) -> str:
    """An officer's role by its name; every other role is a company's."""
    return str(Role(role).label) if role in Role.values else _("the company")


def _fact(case: Case, name: str) -> dict[str, Any]:
    """A field of the case as people read it: choices by their labels, dates and moments worded."""
    field: Any = case._meta.get_field(name)
    value = getattr(case, f"get_{name}_display")() if field.choices else getattr(case, name)
    if isinstance(value, datetime):
        value = wording.moment(value)
    elif isinstance(value, date):
        value = wording.date_both(value)
    return {"label": capfirst(field.verbose_name), "value": value}


def steps_of(case: Case) -> list[dict[str, Any]]:
    """Return the progress as the public sees it: label and done, current or todo."""
    found = [i for i, (_l, states) in enumerate(case.step_states) if case.state in states]
    if not found:
        return []
    here = found[0]
    status = [
        "done" if i < here else "current" if i == here else "todo"
        for i in range(len(case.step_states))
    ]
    return [
        {"label": label, "status": status[i]} for i, (label, _states) in enumerate(case.step_states)
    ]
