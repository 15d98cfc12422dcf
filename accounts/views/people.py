"""The people of an administrator's agencies: the list, and one person with posts and lendings."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import Button, Choice, Column, Empty, ListPage, Option, Related, Tag, Words
from accounts.lists.filters import Chosen
from accounts.models import Delegation, Membership, Role, User
from accounts.models.post import in_force, today
from accounts.ports import SignedRequest
from accounts.second_factor import FACTORS
from accounts.views.common import (
    administered,
    administrators_only,
    admit_administrators,
    my_agencies,
    my_posts,
    person_or_404,
)
from accounts.views.lent import last_day_of, lending_row, role_at

LENDINGS_SHOWN = 50
HOLDS, FORMER, CLOSED = "", "former", "closed"


class _Counted(Choice):
    """Options that hang together with the others: each is counted as the list itself narrows."""

    def counts(self, page: Any, query: QuerySet[User], others: Chosen) -> dict[str, int]:
        values = [option.value for option in self.options_for(page)]
        wanted = {
            f"n{i}": Count("pk", filter=page.condition({**others, self.name: [value]}))
            for i, value in enumerate(values)
        }
        found = page.query().order_by().aggregate(**wanted)
        return {value: found[f"n{i}"] for i, value in enumerate(values)}


class _Tree(Related):
    """Agencies, each with those below it."""

    def counts(self, page: Any, query: QuerySet[User], others: Chosen) -> dict[str, int]:
        below = page.condition(others, path=OuterRef(OuterRef("path")))
        people = page.query().order_by().filter(below).values(every=Value(1))
        count = Subquery(people.annotate(n=Count("pk")).values("n"))
        rows = my_agencies(page.user).annotate(n=count).values_list("code", "n")
        found = {code: n for code, n in rows if n}
        self._names(page, found)
        return found

    def _names(self, page: Any, values: Iterable[str]) -> dict[str, str]:
        # Only the administrator's own agencies have names here.
        kept: dict[str, str] = page.names.setdefault(self.name, {})
        missing = [value for value in values if value not in kept]
        if missing:
            found = my_agencies(page.user).filter(code__in=missing)
            kept |= {agency.code: str(agency) for agency in found}
        return kept


class PeopleList(ListPage):
    """The people with a role in the administrator's agencies and below, by name."""

    name = "people"
    address = "people"
    template = "accounts/people.html"
    title = gettext_lazy("People and roles")
    lead = gettext_lazy(
        "Who holds which role in your agencies. Every change is written in the trail."
    )
    private = True
    order = "name"
    size = 50
    columns = (
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("email", gettext_lazy("E-mail address"), sort="email"),
        Column("roles", gettext_lazy("Roles")),
        Column("factor", gettext_lazy("Second factor")),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words("q", gettext_lazy("Name or e-mail address"), lambda query, text: query),
        _Counted(
            "state",
            gettext_lazy("People who"),
            many=False,
            every=gettext_lazy("Hold a role now or later"),
            options=(
                Option(FORMER, gettext_lazy("Held one in the past"), Q()),
                Option(CLOSED, gettext_lazy("Sign-in closed"), Q()),
            ),
        ),
        _Tree("agency", gettext_lazy("Agency"), many=False, lookup="code"),
        _Counted(
            "role",
            gettext_lazy("Role"),
            many=False,
            options=tuple(Option(value, label, Q()) for value, label in Role.choices),
        ),
    )

    def admit(self) -> None:
        admit_administrators(self.user)

    def query(self) -> QuerySet[User]:
        return User.objects.filter(Exists(my_posts(self.user).filter(user=OuterRef("pk"))))

    def narrow(self, query: QuerySet[User], chosen: Chosen) -> QuerySet[User]:
        """Agency, role and time are those of one and the same post."""
        return query.filter(self.condition(chosen))

    def condition(self, chosen: Chosen, path: Any = None) -> Q:
        """The condition that a person fits; `path`: in the agency with this path, or below."""
        posts = my_posts(self.user).filter(user=OuterRef("pk"))
        for code in chosen.get("agency", []):
            path = my_agencies(self.user).filter(code=code).values("path")[:1]
        if path is not None:
            posts = posts.filter(agency__path__startswith=path)
        for role in chosen.get("role", []):
            posts = posts.filter(role=role)
        present = Exists(posts.filter(_not_over()))
        state = next(iter(chosen.get("state", [])), HOLDS)
        found = Q(present, is_active=state != CLOSED)
        if state == FORMER:
            found = Q(Exists(posts)) & ~Q(present)
        for word in " ".join(chosen.get("q", [])).split()[:8]:
            found &= Q(name__icontains=word) | Q(email__icontains=word)
        return found

    def prepare(self, rows: list[User]) -> None:
        self.roles: dict[int, list[str]] = {}
        posts = my_posts(self.user).filter(_not_over(), user__in=rows).select_related("agency")
        for post in posts.order_by("agency__path", "role"):
            self.roles.setdefault(post.user_id, []).append(role_at(post))
        factors = Authenticator.objects.filter(user__in=rows, type__in=FACTORS)
        self.safe = set(factors.values_list("user_id", flat=True))

    def url_of(self, row: User) -> str:
        return reverse("person", args=[row.pk])

    def cell_roles(self, person: User) -> str:
        """The roles held now or later, each with its agency."""
        return " · ".join(self.roles.get(person.pk, []))

    def cell_factor(self, person: User) -> str:
        """Whether a second factor guards the sign-in."""
        return _("yes") if person.pk in self.safe else _("no")

    def cell_state(self, person: User) -> Tag:
        """Whether the person may sign in, and ever did."""
        return Tag(**_tag(person))

    def counted(self, count: int) -> str:
        return ngettext("%(count)s person", "%(count)s people", count) % {"count": f"{count:,}"}

    def button(self) -> Button:
        return Button(reverse("invite_person"), _("Invite a person"))

    def empty(self) -> Empty:
        text = _("Nobody holds a role in your agencies yet. Invite the first person.")
        return Empty(text, self.button(), icon="users")

    def extra(self) -> dict[str, Any]:
        return {"crumbs": [{"label": _("People and roles")}]}


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
        "lendings": [lending_row(row, somebody) for row in lendings[:LENDINGS_SHOWN]],
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
