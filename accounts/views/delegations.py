"""An officer's own delegations: those lent, those received, lending one, taking one back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import lending
from accounts.duties import Unable
from accounts.forms import LendForm
from accounts.lists import Button, Choice, Column, Empty, Link, ListPage, Option, Tag
from accounts.models import Delegation, User
from accounts.ports import SignedRequest, signed_in
from accounts.views.common import admit_officers, attempt, data_of, page
from accounts.views.lent import lending_row, role_at

SUGGESTED = 200
STATES: dict[str, tuple[Any, str]] = {
    "now": (gettext_lazy("now"), "ok"),
    "later": (gettext_lazy("later"), "info"),
    "taken_back": (gettext_lazy("taken back"), "quiet"),
    "over": (gettext_lazy("over"), "quiet"),
}


def _sides(page: ListPage) -> tuple[Option, ...]:
    return (
        Option("lent", _("Lent by you"), Q(membership__user=page.user)),
        Option("received", _("Lent to you"), Q(to=page.user)),
    )


class DelegationList(ListPage):
    """What the officer has lent and received, newest first."""

    name = "delegations"
    address = "delegations"
    title = gettext_lazy("Delegations")
    lead = gettext_lazy("Lend a role of yours to a colleague while you are away.")
    private = True
    order = "-since"
    size = 50
    columns = (
        Column("role", gettext_lazy("Role")),
        Column("lender", gettext_lazy("Lent by"), "membership.user.name"),
        Column("to", gettext_lazy("Stand-in"), "to.name"),
        Column("since", gettext_lazy("First day"), sort="since", sorts="date"),
        Column("last_day", gettext_lazy("Last day"), sort="until", sorts="date"),
        Column("reason", gettext_lazy("Reason")),
        Column("state", gettext_lazy("State")),
        Column("end", gettext_lazy("What you can do"), hidden=True, download=False),
    )
    filters = (Choice("side", gettext_lazy("Delegations"), many=False, options=_sides),)

    def admit(self) -> None:
        admit_officers(self.user)

    def query(self) -> QuerySet[Delegation]:
        return Delegation.objects.filter(Q(membership__user=self.user) | Q(to=self.user))

    def dressed(self, query: QuerySet[Delegation]) -> QuerySet[Delegation]:
        return query.select_related("membership__agency", "membership__user", "to")

    def prepare(self, rows: list[Delegation]) -> None:
        self.shown = {row.pk: lending_row(row, self.user) for row in rows}

    def url_of(self, row: Delegation) -> str:
        return ""

    def cell_role(self, lent: Delegation) -> str:
        """The role, and where."""
        return role_at(lent.membership)

    def cell_last_day(self, lent: Delegation) -> Any:
        """The last day as people say it."""
        return self.shown[lent.pk]["last_day"]

    def cell_state(self, lent: Delegation) -> Tag:
        """Whether it holds now."""
        return Tag(*STATES[self.shown[lent.pk]["state"]])

    def cell_end(self, lent: Delegation) -> Link | None:
        """The way to taking it back, for who has lent it."""
        if not self.shown[lent.pk]["can_end"]:
            return None
        about = f"{lent.membership.get_role_display()}, {lent.to.name}"
        return Link(_("Take back"), reverse("end_delegation", args=[lent.pk]), about=about)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s delegation", "%(count)s delegations", count)
        return words % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if not lending.own_posts(self.user).exists():
            return None
        return Button(reverse("new_delegation"), _("Lend a role"))

    def empty(self) -> Empty:
        text = _("Nothing is lent, by you or to you. Lend a role before you go on leave.")
        return Empty(text, self.button(), icon="arrow-left-right")

    def extra(self) -> dict[str, Any]:
        return {"crumbs": [{"label": _("Delegations")}]}


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
