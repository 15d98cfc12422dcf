"""What the pages of this room share: who comes in, what is found, and how a form is taken."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts import ports
from accounts.duties import Unable
from accounts.models import Agency, Membership, Role, User
from accounts.ports import View, signed_in
from accounts.standing import standing_of


def admit_administrators(user: Any) -> None:
    """Raise PermissionDenied for whoever administers no agency."""
    if not standing_of(user).has_role(Role.ADMINISTRATOR):
        raise PermissionDenied


def administrators_only(view: View) -> Callable[..., Any]:
    """Let through who administers an agency; what else they may see follows from its tree."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        admit_administrators(request.user)
        return view(request, *args, **kwargs)

    return guarded


def admit_officers(user: Any) -> None:
    """Raise PermissionDenied for whoever neither holds nor stands in for a role."""
    if not standing_of(user).posts:
        raise PermissionDenied


def administered(user: Any, lookup: str) -> Q:
    """The condition that the agency at `lookup` is one the person administers."""
    return standing_of(user).agencies_q([Role.ADMINISTRATOR], lookup)


def my_agencies(user: Any) -> QuerySet[Agency]:
    """The agencies that the person administers, in the order of the tree."""
    condition = Q(pk__in=[])
    for path in standing_of(user).paths(Role.ADMINISTRATOR):
        condition |= Q(path__startswith=path)
    return Agency.objects.filter(condition).order_by("path")


def my_posts(user: Any) -> QuerySet[Membership]:
    """The posts in the agencies that the person administers, past ones too."""
    return Membership.objects.filter(administered(user, "agency"))


def person_or_404(request: HttpRequest, pk: int) -> User:
    """Return somebody who holds or held a role in the administrator's agencies."""
    person = User.objects.filter(pk=pk, pk__in=my_posts(request.user).values("user_id")).first()
    if person is None:
        raise Http404(_("There is no such page."))
    return person


def agency_or_404(request: HttpRequest, code: str) -> Agency:
    """Return an agency that the person administers."""
    agency = my_agencies(request.user).filter(code=code).first()
    if agency is None:
        raise Http404(_("There is no such page."))
    return agency


def data_of(request: HttpRequest) -> Any:
    """What a form is filled with: what was sent, what was kept for this page, or nothing."""
    return request.POST if request.method == "POST" else ports.desk.give_back(request)


def attempt(form: Any, act: Callable[[], Any]) -> bool:
    """Run a service; what it refuses is said beside the field, or above the form."""
    try:
        act()
    except Unable as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, refused.text)
        return False
    return True


def page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """Render a page with a form: 422 where it was sent and is wrong."""
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, template, {"form": form, **context}, status=422 if wrong else 200)
