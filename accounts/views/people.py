"""The people of an administrator's agencies: the list, and one person with posts and lendings."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import PeopleFilter
from accounts.models import Delegation, Membership, User
from accounts.models.post import in_force, today
from accounts.ports import SignedRequest
from accounts.second_factor import FACTORS
from accounts.views.common import (
    administered,
    administrators_only,
    my_agencies,
    my_posts,
    person_or_404,
)
from accounts.views.lent import last_day_of, lending_row

PAGE = 50


@administrators_only
def people(request: SignedRequest) -> HttpResponse:
    """List the people with a role in the administrator's agencies and below, by name."""
    chosen = PeopleFilter(request.GET, agencies=my_agencies(request.user))
    query = _found(request, chosen).order_by("name", "pk")
    anchor = User.objects.filter(pk=_number(request.GET.get("after"))).first()
    if anchor is not None:
        query = query.filter(Q(name__gt=anchor.name) | Q(name=anchor.name, pk__gt=anchor.pk))
    found = list(query[: PAGE + 1])
    rows = found[:PAGE]
    context = {
        "title": _("People and roles"),
        "lead": _("Who holds which role in your agencies. Every change is written in the trail."),
        "new_url": reverse("invite_person"),
        "new_label": _("Invite a person"),
        "filters": chosen,
        "columns": [_("Name"), _("E-mail address"), _("Roles"), _("Second factor")],
        "rows": _rows(request.user, rows),
        "next_url": _next(request, rows[-1]) if len(found) > PAGE else None,
        "empty": {"icon": "users", "text": _("Nobody matches.")},
        "crumbs": [{"label": _("People and roles")}],
    }
    return render(request, "accounts/people.html", context)


def _found(request: SignedRequest, chosen: PeopleFilter) -> QuerySet[User]:
    if not chosen.is_valid():
        return User.objects.none()
    wanted = chosen.cleaned_data
    posts = my_posts(request.user).filter(user=OuterRef("pk"))
    if wanted["agency"]:
        posts = posts.filter(agency__path__startswith=wanted["agency"].path)
    if wanted["role"]:
        posts = posts.filter(role=wanted["role"])
    present = posts.filter(_not_over())
    if wanted["state"] == "former":
        query = User.objects.filter(Exists(posts), ~Exists(present))
    else:
        query = User.objects.filter(Exists(present), is_active=wanted["state"] != "closed")
    for word in wanted["q"].split():
        query = query.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return query


def _rows(user: Any, people: list[User]) -> list[dict[str, Any]]:
    roles: dict[int, list[str]] = {}
    posts = my_posts(user).filter(_not_over(), user__in=people).select_related("agency")
    for post in posts.order_by("agency__path", "role"):
        roles.setdefault(post.user_id, []).append(f"{post.get_role_display()}, {post.agency}")
    safe = set(
        Authenticator.objects.filter(user__in=people, type__in=FACTORS).values_list(
            "user_id", flat=True
        )
    )
    return [
        {
            "cells": [
                person.name,
                person.email,
                " · ".join(roles.get(person.pk, [])),
                _("yes") if person.pk in safe else _("no"),
            ],
            "url": reverse("person", args=[person.pk]),
            "tag": _tag(person),
        }
        for person in people
    ]


def _tag(person: User) -> dict[str, str]:
    if not person.is_active:
        return {"label": _("Sign-in closed"), "tone": "stop"}
    if not person.has_usable_password() and person.last_login is None:
        return {"label": _("Invited"), "tone": "info"}
    return {"label": _("May sign in"), "tone": "ok"}


@administrators_only
def person(request: SignedRequest, pk: int) -> HttpResponse:
    """Show a person's posts in the administrator's agencies, and what is lent of them."""
    somebody = person_or_404(request, pk)
    posts = my_posts(request.user).filter(user=somebody).select_related("agency")
    lendings = (
        Delegation.objects.filter(administered(request.user, "membership__agency"))
        .filter(Q(membership__user=somebody) | Q(to=somebody))
        .select_related("membership__agency", "membership__user", "to")
        .order_by("-since", "-pk")
    )
    context = {
        "person": somebody,
        "tag": _tag(somebody),
        "posts": [_post(p) for p in posts.order_by(F("until").desc(nulls_first=True), "-since")],
        "lendings": [lending_row(row, somebody) for row in lendings[:PAGE]],
        "has_factor": Authenticator.objects.filter(user=somebody, type__in=FACTORS).exists(),
        "never_came": not somebody.has_usable_password() and somebody.last_login is None,
        "is_self": somebody.pk == request.user.pk,
        "elsewhere": Membership.objects.filter(in_force(), user=somebody)
        .exclude(administered(request.user, "agency"))
        .exists(),
        "crumbs": [
            {"label": _("People and roles"), "url": reverse("people")},
            {"label": somebody.name},
        ],
    }
    return render(request, "accounts/person.html", context)


def _post(post: Membership) -> dict[str, Any]:
    day = today()
    over = post.until is not None and post.until <= day
    return {
        "post": post,
        "last_day": last_day_of(post.since, post.until),
        "state": "over" if over else "later" if post.since > day else "now",
    }


def _not_over() -> Q:
    return Q(until__isnull=True) | Q(until__gt=today())


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def _next(request: SignedRequest, last: User) -> str:
    query = request.GET.copy()
    query["after"] = str(last.pk)
    return f"?{query.urlencode()}"
