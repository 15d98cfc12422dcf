"""What an administrator does with a person: invite, end a role, reset, close and open sign-in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import invitations
from accounts import people as services
from accounts.forms import InviteForm, ReasonForm
from accounts.models import User
from accounts.models.post import in_force
from accounts.ports import SignedRequest
from accounts.views.common import (
    administrators_only,
    attempt,
    data_of,
    my_agencies,
    my_posts,
    page,
    person_or_404,
)


@administrators_only
def invite(request: SignedRequest) -> HttpResponse:
    """Give a role to a person, known (`?person=`) or not yet."""
    form = InviteForm(
        data_of(request),
        initial=_initial(request),
        agencies=my_agencies(request.user).filter(is_active=True),
    )
    if request.method == "POST" and form.is_valid():
        done: list[services.Invited] = []
        if attempt(form, lambda: done.append(_invite(request, form))):
            return redirect("person", done[0].person.pk)
    return page(
        request,
        "accounts/form.html",
        form,
        title=_("Give somebody a role"),
        lead=_(
            "The person gets a message. Somebody new chooses a password through a link in it, "
            "and sets up a second factor before acting."
        ),
        submit_label=_("Give the role"),
        cancel_url=reverse("people"),
        crumbs=_crumbs(),
    )


def _initial(request: SignedRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {"language": (get_language() or "ar")[:2]}
    known = request.GET.get("person", "")
    if known.isdecimal() and len(known) < 19:
        person = person_or_404(request, int(known))
        initial |= {"email": person.email, "name": person.name, "language": person.language}
    return initial


@transaction.atomic
def _invite(request: SignedRequest, form: InviteForm) -> services.Invited:
    given = form.cleaned_data
    invited = services.invite(
        given["email"],
        given["name"],
        given["language"],
        given["role"],
        given["agency"],
        by=request.user,
        since=given["since"],
        until=form.until(),
    )
    if invited.needs_password:
        transaction.on_commit(lambda: _send(request, invited))
    else:
        messages.success(request, _("The role was given."))
    return invited


def _send(request: SignedRequest, invited: services.Invited) -> None:
    if invitations.send(invited.person, invited.membership):
        messages.success(request, _("The role was given, and the invitation was sent."))
    else:
        messages.warning(
            request,
            _("The role was given, but the invitation could not be sent. Send it again later."),
        )


@administrators_only
def invite_again(request: SignedRequest, pk: int) -> HttpResponse:
    """Send the invitation once more to somebody who has never chosen a password."""
    person = person_or_404(request, pk)
    post = my_posts(request.user).filter(in_force(), user=person).select_related("agency").first()
    if request.method != "POST" or post is None or person.has_usable_password():
        return redirect("person", pk)
    if person.is_active and invitations.send(person, post):
        messages.success(request, _("The invitation was sent again."))
    else:
        messages.error(request, _("The invitation could not be sent. Try again later."))
    return redirect("person", pk)


@administrators_only
def end_role(request: SignedRequest, pk: int, post: int) -> HttpResponse:
    """Ask, then end a role from today."""
    person = person_or_404(request, pk)
    membership = my_posts(request.user).filter(pk=post, user=person).first()
    if membership is None:
        raise Http404(_("There is no such page."))
    return _confirm(
        request,
        person,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: services.end_role(membership, by=request.user),
        title=_("End the role “%(role)s” at %(agency)s")
        % {"role": membership.get_role_display(), "agency": membership.agency},
        lead=_("It ends today. What the person has lent of it to others ends with it."),
        done=_("The role has ended."),
        submit_label=_("End the role"),
    )


@administrators_only
def reset_factors(request: SignedRequest, pk: int) -> HttpResponse:
    """Ask, then remove the person's second factors."""
    person = person_or_404(request, pk)
    return _confirm(
        request,
        person,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda form: services.reset_factors(person, by=request.user),
        title=_("Reset the second factor"),
        lead=_(
            "For somebody who lost the telephone or the key. Make sure that it is really them: "
            "speak to them in person. They are signed out everywhere and set up a new one."
        ),
        done=_("The second factor was reset."),
        submit_label=_("Reset the second factor"),
    )


@administrators_only
def close_sign_in(request: SignedRequest, pk: int) -> HttpResponse:
    """Ask why, then bar the person from signing in."""
    person = person_or_404(request, pk)
    return _confirm(
        request,
        person,
        ReasonForm(data_of(request)),
        lambda form: services.close_sign_in(person, form.cleaned_data["reason"], by=request.user),
        title=_("Close the sign-in"),
        lead=_(
            "The person can no longer sign in and is signed out at once. Roles stay as they are."
        ),
        done=_("The sign-in is closed."),
        submit_label=_("Close the sign-in"),
    )


@administrators_only
def open_sign_in(request: SignedRequest, pk: int) -> HttpResponse:
    """Ask why, then let the person sign in again."""
    person = person_or_404(request, pk)
    return _confirm(
        request,
        person,
        ReasonForm(data_of(request)),
        lambda form: services.open_sign_in(person, form.cleaned_data["reason"], by=request.user),
        title=_("Open the sign-in again"),
        lead=_("The person can sign in again with the same password and second factor."),
        done=_("The sign-in is open again."),
        submit_label=_("Open the sign-in again"),
        style="primary",
    )


def _confirm(
    request: SignedRequest,
    person: User,
    form: Any,
    act: Any,
    *,
    title: str,
    lead: str,
    done: str,
    submit_label: str,
    style: str = "danger",
) -> HttpResponse:
    """Show what is about to be done, and do it when it is sent. Done twice is done once."""
    if request.method == "POST":
        form.full_clean()
        if not form.errors and attempt(form, lambda: act(form)):
            messages.success(request, done)
            return redirect("person", person.pk)
    return page(
        request,
        "accounts/form.html",
        form,
        title=title,
        subject=person,
        lead=lead,
        submit_label=submit_label,
        style=style,
        cancel_url=reverse("person", args=[person.pk]),
        crumbs=[*_crumbs(), {"label": person.name, "url": reverse("person", args=[person.pk])}],
    )


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("People and roles"), "url": reverse("people")}]
