"""An officer's own delegations: those lent, those received, lending one, taking one back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import lending
from accounts.duties import Unable
from accounts.forms import LendForm
from accounts.models import Delegation, User
from accounts.ports import SignedRequest, signed_in
from accounts.views.common import attempt, data_of, officers_only, page
from accounts.views.lent import lending_row

PAGE = 50
SUGGESTED = 200


@officers_only
def delegations(request: SignedRequest) -> HttpResponse:
    """Show what the officer has lent and received, newest first, by key."""
    query = (
        Delegation.objects.filter(Q(membership__user=request.user) | Q(to=request.user))
        .select_related("membership__agency", "membership__user", "to")
        .order_by("-pk")
    )
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        query = query.filter(pk__lt=int(before))
    found = list(query[: PAGE + 1])
    rows = [lending_row(row, request.user) for row in found[:PAGE]]
    context = {
        "lent": [row for row in rows if row["mine"]],
        "received": [row for row in rows if not row["mine"]],
        "can_lend": lending.own_posts(request.user).exists(),
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else None,
        "crumbs": [{"label": _("Delegations")}],
    }
    return render(request, "accounts/delegations.html", context)


@signed_in
def new_delegation(request: SignedRequest) -> HttpResponse:
    """Lend one of the officer's own roles. Roles lent to them are not offered."""
    posts = lending.own_posts(request.user)
    first = posts.first()
    if first is None:
        raise Http404(_("There is no such page."))
    form = LendForm(data_of(request), posts=posts)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _lend(request, form)):
        messages.success(request, _("The role is lent, and the stand-in was told."))
        return redirect("delegations")
    known = lending.colleagues(first.agency).exclude(pk=request.user.id)
    return page(
        request,
        "accounts/lend.html",
        form,
        title=_("Lend a role"),
        lead=_(
            "The stand-in acts in your place and under their own name; the trail says for whom. "
            "You keep the role, and can take it back at any time."
        ),
        submit_label=_("Lend the role"),
        cancel_url=reverse("delegations"),
        colleagues=known.order_by("name")[:SUGGESTED],
        crumbs=_crumbs(),
    )


def _lend(request: SignedRequest, form: LendForm) -> Delegation:
    given = form.cleaned_data
    to = User.objects.filter(email=given["stand_in"].strip().lower(), is_active=True).first()
    until = form.until()
    if to is None or until is None:
        raise Unable(_("There is no officer with this address in your agencies."), field="stand_in")
    return lending.lend(
        given["membership"],
        to,
        since=given["since"],
        until=until,
        reason=given["reason"],
        by=request.user,
    )


@signed_in
def end_delegation(request: SignedRequest, pk: int) -> HttpResponse:
    """Ask, then take a lent role back."""
    lent = (
        Delegation.objects.filter(pk=pk, membership__user=request.user)
        .select_related("membership__agency", "to")
        .first()
    )
    if lent is None:
        raise Http404(_("There is no such page."))
    if request.method == "POST":
        lending.take_back(lent, by=request.user)
        messages.success(request, _("The role is yours alone again, and the stand-in was told."))
        return redirect("delegations")
    context = {
        "title": _("Take the role back"),
        "lead": _("%(name)s no longer holds “%(role)s” at %(agency)s for you, from this moment on.")
        % {
            "name": lent.to.name,
            "role": lent.membership.get_role_display(),
            "agency": lent.membership.agency,
        },
        "submit_label": _("Take it back"),
        "style": "danger",
        "cancel_url": reverse("delegations"),
        "crumbs": _crumbs(),
    }
    return render(request, "accounts/form.html", context)


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Delegations"), "url": reverse("delegations")}]
