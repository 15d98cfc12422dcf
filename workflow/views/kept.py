"""Signing in again without losing a form, and what a refused CSRF token shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.ports import SignedRequest
from workflow.kept import SAVING, keep_and_sign_in, remember_browser

__all__ = ["SignedRequest", "csrf_failure", "signed_in"]


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    """Let only signed-in people through; a form sent by others is kept for after sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return keep_and_sign_in(request)
        response = view(request, *args, **kwargs)
        remember_browser(response, request.user)
        return response

    return guarded


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say plainly that the page was too old, and keep what was typed.

    After signing in again in another tab, an old page's token no longer counts.
    """
    if not request.user.is_authenticated:
        return keep_and_sign_in(request)
    if SAVING in request.headers:
        text = _("Not saved: this page is too old. What you typed is kept in this tab.")
        return JsonResponse({"text": text}, status=403)
    return render(request, "403_csrf.html", {"back": request.get_full_path()}, status=403)
