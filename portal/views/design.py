"""The component catalogue, on the demonstration only: anywhere else these pages do not exist."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.design.catalogue import GROUPS, State, every

LANGUAGES = (("en", "ltr", "English"), ("ar", "rtl", "العربية"))


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component by name."""
    _only_in_the_demonstration()
    groups = [{"title": title, "components": components} for title, components in GROUPS]
    return render(request, "design/catalogue.html", {"groups": groups, "crumbs": _crumbs()})


def component(request: HttpRequest, name: str) -> HttpResponse:
    """One component in all of its states, in both directions side by side."""
    _only_in_the_demonstration()
    components = every()
    place = next((i for i, one in enumerate(components) if one.name == name), None)
    if place is None:
        raise Http404
    found = components[place]
    context = {
        "component": found,
        "states": [_shown(request, state, number) for number, state in enumerate(found.states)],
        "previous": components[place - 1] if place else None,
        "next": components[place + 1] if place + 1 < len(components) else None,
        "crumbs": [*_crumbs(reverse("design")), {"label": found.title}],
    }
    return render(request, "design/component.html", context)


def _only_in_the_demonstration() -> None:
    if not settings.DEMO:
        raise Http404


def _shown(request: HttpRequest, state: State, number: int) -> dict[str, Any]:
    """The state in both languages. Ids are told apart, since both stand on one page."""
    sides = []
    for code, direction, name in LANGUAGES:
        with override(code):
            mark = f"{code}-{number}"
            context = state.context(mark) | {"mark": mark}
            html = render_to_string(state.template, context, request)
        sides.append({"code": code, "direction": direction, "name": name, "html": html})
    return {"label": state.label, "sides": sides, "wide": state.wide}


def _crumbs(url: str = "") -> list[dict[str, Any]]:
    return [{"label": _("Design system"), "url": url}]
