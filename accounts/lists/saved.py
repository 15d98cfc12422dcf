"""Saved filters: kept under a name, opened with, forgotten. All by POST, each person their own.

A filter is addressed by its list and its name, so that there is no other person's to reach.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.lists.page import LISTS, ListPage
from accounts.models import SavedFilter, User
from accounts.ports import SignedRequest, signed_in
from accounts.text import tidy

MOST = 20
LONGEST_NAME, LONGEST_QUERY = 60, 2000


def _of_a_list(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """Give the view the list, if this person may see it; what the person keeps is locked."""

    @signed_in
    @require_POST
    def guarded(request: SignedRequest, list_name: str) -> HttpResponse:
        kind = LISTS.get(list_name)
        if kind is None:
            raise Http404(_("There is no such page."))
        kind(request)  # raises what the list itself would
        with transaction.atomic():
            # Two savings at once: the second waits, and counts what the first has kept.
            User.objects.select_for_update().get(pk=request.user.pk)
            return view(request, kind)

    return guarded


def _mine(request: SignedRequest, kind: type[ListPage]) -> Any:
    return SavedFilter.objects.filter(person=request.user, list_name=kind.name)


def _name(request: HttpRequest) -> str:
    return " ".join(tidy(request.POST.get("name", "")).split())[:LONGEST_NAME]


@_of_a_list
def save(request: SignedRequest, kind: type[ListPage]) -> HttpResponse:
    """Keep what is chosen under a name; the same name once more keeps what is chosen now."""
    name, query = _name(request), _canonical(request, kind)
    if not name:
        messages.error(request, _("Give the filter a name."))
    elif not query:
        messages.error(request, _("Choose something first: there is no filter to save."))
    elif not _mine(request, kind).filter(name=name).update(query=query):
        if _mine(request, kind).count() >= MOST:
            text = _("You have %(count)s saved filters here. Remove one first.")
            messages.error(request, text % {"count": MOST})
        else:
            _mine(request, kind).create(
                person=request.user, list_name=kind.name, name=name, query=query
            )
            messages.success(request, _("The filter “%(name)s” was saved.") % {"name": name})
    else:
        messages.success(request, _("The filter “%(name)s” was saved anew.") % {"name": name})
    return _back(kind, query)


def _canonical(request: HttpRequest, kind: type[ListPage]) -> str:
    """What was chosen, as the list itself understands it: nothing else is kept."""
    asked = QueryDict(request.POST.get("query", "")[:LONGEST_QUERY], mutable=True)
    asked["show"] = "all"  # what was sent counts, not what the list would open with
    request.GET = asked  # type: ignore[assignment]
    page = kind(request)
    found = page.words_for(page.chosen, page.sort)
    return found if len(found) <= LONGEST_QUERY else ""


@_of_a_list
def open_with(request: SignedRequest, kind: type[ListPage]) -> HttpResponse:
    """Open the list with this filter from now on; without a name, as everybody does."""
    name = _name(request)
    found = _mine(request, kind).filter(name=name).first()
    _mine(request, kind).filter(is_opening=True).update(is_opening=False)
    if found is not None:
        _mine(request, kind).filter(pk=found.pk).update(is_opening=True)
        messages.success(request, _("The list opens with “%(name)s” now.") % {"name": name})
        return _back(kind, found.query)
    messages.success(request, _("The list opens as usual again."))
    return _back(kind, "")


@_of_a_list
def tell(request: SignedRequest, kind: type[ListPage]) -> HttpResponse:
    """Tell the person from now on when something new fits this filter, or no longer."""
    name, wanted = _name(request), request.POST.get("tells") == "yes"
    found = _mine(request, kind).filter(name=name).first() if kind.tells else None
    if found is None:
        return _back(kind, "")
    _mine(request, kind).filter(pk=found.pk).update(tells=wanted)
    text = (
        _("You are told when something new fits “%(name)s”.")
        if wanted
        else _("You are no longer told of what fits “%(name)s”.")
    )
    messages.success(request, text % {"name": name})
    return _back(kind, found.query)


@_of_a_list
def forget(request: SignedRequest, kind: type[ListPage]) -> HttpResponse:
    """Remove a saved filter. One that is gone already stays gone."""
    name = _name(request)
    _mine(request, kind).filter(name=name).delete()
    messages.success(request, _("The filter “%(name)s” was removed.") % {"name": name})
    return _back(kind, request.POST.get("query", "") and _canonical(request, kind))


def _back(kind: type[ListPage], query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{kind.home()}?{query}" if query else kind.home())
