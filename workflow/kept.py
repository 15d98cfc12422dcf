"""Keeps what somebody typed when their session had ended, and gives it back after sign-in.

Only a browser in which somebody was signed in recently (a signed cookie says who) may leave a
form here; it becomes that person's draft, which only they can read. Uploads are kept too by
whoever registers in `file_keepers` (the documents room does).

Forms of sealed things are never kept on the server: a view says so through its `drafts_at`.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow import drafts

RECENT = "was_here"
DAY = 24 * 3600
SAVING = "X-Draft"  # the header of a page that saves by itself while somebody types

# Each turns uploaded files into form values that stand for them: {field: [value, …]}.
file_keepers: list[Callable[[HttpRequest], dict[str, list[str]]]] = []


def remember_browser(response: HttpResponse, user: Any) -> None:
    """Mark the browser as one in which somebody was signed in, for a day."""
    response.set_signed_cookie(
        RECENT,
        str(user.pk),
        max_age=DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep_and_sign_in(request: HttpRequest) -> HttpResponse:
    """Keep the posted form if the browser is known, and send the person to sign in."""
    if SAVING in request.headers:
        text = _("Not saved: you are signed out. What you typed is kept in this tab.")
        return JsonResponse({"text": text}, status=401)
    if request.method == "POST" and mode_at(request) == "server":
        _keep(request)
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('account_login')}?{query}")


def _keep(request: HttpRequest) -> None:
    who = str(request.get_signed_cookie(RECENT, "", max_age=DAY))
    people = get_user_model().objects.filter(is_active=True)
    person = people.filter(pk=who).first() if who.isdigit() else None
    if person is None:
        return
    values = drafts.values_of(request.POST)
    for keeper in file_keepers:
        for name, kept in keeper(request).items():
            values[name] = [*values.get(name, []), *kept]
    step, page = request.POST.get("step", drafts.ALL), request.POST.get("once", "")
    if not values or step == "check":
        return
    try:
        drafts.save(person, request.path, values, step=step, page=page)
    except drafts.NotSaved:
        return


def mode_at(request: HttpRequest) -> str:
    """Where the form at this address may be kept: what its view declares in `drafts_at`.

    A view of ours that declares nothing holds nothing sealed.
    """
    match = request.resolver_match
    if match is None:
        return "none"
    view: Any = getattr(match.func, "view_class", match.func)
    declared = getattr(view, "drafts_at", None)
    return str(declared(**match.kwargs)) if declared else "server"


def give_back(request: HttpRequest) -> QueryDict | None:
    """Return what was kept for this page and person, once; None if nothing was.

    For pages without drafts of their own; the others find it as their draft.
    """
    draft = drafts.find(request.user, request.path)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for _step, values in drafts.values_in(draft):
        for name, kept in values.items():
            data.setlist(name, kept)
    draft.delete()
    return data
