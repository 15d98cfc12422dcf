"""Keeps what somebody typed when their session had ended, and gives it back after sign-in.

Only a browser that was signed in recently (a signed cookie says so) may leave a form here.
Uploads are kept too by whoever registers in `file_keepers` (the documents room does).
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from workflow.models import KeptForm
from workflow.text import tidy

COOKIE = "kept_form"
RECENT = "was_here"
DAY = 24 * 3600
LIMIT = 400_000
NEVER = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}

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
    target = request.get_full_path()
    login = reverse("account_login")
    response = redirect(f"{login}?{urlencode({'next': target})}")
    person = request.get_signed_cookie(RECENT, "", max_age=DAY)
    if request.method != "POST" or not person:
        return response
    data = {k: [tidy(one) for one in v] for k, v in request.POST.lists() if k not in NEVER}
    for keeper in file_keepers:
        for name, values in keeper(request).items():
            data[name] = [*data.get(name, []), *values]
    if sum(len(v) for values in data.values() for v in values) <= LIMIT:
        form = KeptForm.objects.create(path=_neutral(request.path), data=data)
        response.set_signed_cookie(
            COOKIE,
            f"{form.token} {person}",
            max_age=DAY,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def give_back(request: HttpRequest) -> QueryDict | None:
    """Return what was kept for this page, browser and person, once; None if nothing was.

    Somebody else who signs in at the same browser does not see it.
    """
    cookie = request.get_signed_cookie(COOKIE, "", max_age=DAY) or ""
    token, _sep, person = cookie.partition(" ")
    if not token or person != str(request.user.pk):
        return None
    form = KeptForm.objects.filter(token=token, path=_neutral(request.path)).first()
    if form is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in form.data.items():
        data.setlist(name, values)
    form.delete()
    return data


def _neutral(path: str) -> str:
    """The path without its language: people may change it while signing in."""
    prefix = f"/{(get_language() or '')[:2]}/"
    return "/" + path.removeprefix(prefix) if path.startswith(prefix) else path
