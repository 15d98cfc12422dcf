"""The tree of an administrator's agencies: list, add below one, edit names and contacts."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import agencies as services
from accounts.forms import AgencyForm, NewAgencyForm
from accounts.lists import Column, Label, Link, ListPage, Tag, Words, each_word, translated
from accounts.models import Agency, Membership
from accounts.models.post import in_force
from accounts.ports import SignedRequest
from accounts.views.common import (
    administrators_only,
    admit_administrators,
    agency_or_404,
    attempt,
    data_of,
    my_agencies,
    page,
)


def _found(query: QuerySet[Agency], text: str) -> QuerySet[Agency]:
    return each_word(query, text, "name_ar__icontains", "name_en__icontains", "code__icontains")


class AgencyList(ListPage):
    """The administrator's agencies as a tree."""

    name = "agencies"
    address = "manage_agencies"
    title = gettext_lazy("Agencies")
    lead = gettext_lazy("The agencies you administer, each below the one it is part of.")
    private = True
    order = "code"
    size = 100
    columns = (
        Column("agency", gettext_lazy("Agency"), sort=translated("name")),
        Column("code", gettext_lazy("Code"), sort="path"),
        Column("people", gettext_lazy("People"), numeric=True),
        Column("add", gettext_lazy("What you can do"), hidden=True, download=False),
    )
    filters = (Words("q", gettext_lazy("Name or code"), _found),)

    def admit(self) -> None:
        admit_administrators(self.user)

    def query(self) -> QuerySet[Agency]:
        return my_agencies(self.user)

    def prepare(self, rows: list[Agency]) -> None:
        posts = Membership.objects.filter(in_force(), agency__in=rows).order_by()
        counts = posts.values_list("agency").annotate(n=Count("user", distinct=True))
        self.people = dict(counts)

    def url_of(self, row: Agency) -> str:
        return reverse("edit_agency", args=[row.code])

    def cell_agency(self, agency: Agency) -> Label:
        """Its name, as far from the margin as it is from the root."""
        tag = None if agency.is_active else Tag(_("no longer in business"), "quiet")
        in_tree = not self.sort and not self.is_narrowed
        return Label(str(agency), level=agency.path.count("/") - 1 if in_tree else 0, tag=tag)

    def cell_people(self, agency: Agency) -> Link:
        """How many people hold a role in it."""
        count = self.people.get(agency.pk, 0)
        url = f"{reverse('people')}?agency={agency.code}"
        return Link(count, url, about=_("People"), value=count)

    def cell_add(self, agency: Agency) -> Link:
        """The way to adding one below."""
        url = reverse("add_agency", args=[agency.code])
        return Link(_("Add one below"), url, about=str(agency))

    def counted(self, count: int) -> str:
        return ngettext("%(count)s agency", "%(count)s agencies", count) % {"count": f"{count:,}"}

    def extra(self) -> dict[str, Any]:
        first, here = _crumbs()
        return {"crumbs": [first, {"label": here["label"]}]}


@administrators_only
def add_agency(request: SignedRequest, code: str) -> HttpResponse:
    """Add an agency below this one."""
    parent = agency_or_404(request, code)
    form = NewAgencyForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: services.add(parent, by=request.user, **given)):
            messages.success(request, _("The agency was added."))
            return redirect("manage_agencies")
    return page(
        request,
        "accounts/form.html",
        form,
        title=_("Add an agency below %(agency)s") % {"agency": parent},
        submit_label=_("Add the agency"),
        cancel_url=reverse("manage_agencies"),
        crumbs=_crumbs(),
    )


@administrators_only
def edit_agency(request: SignedRequest, code: str) -> HttpResponse:
    """Edit an agency's names and contacts."""
    agency = agency_or_404(request, code)
    form = AgencyForm(
        data_of(request), initial={name: getattr(agency, name) for name in services.EDITABLE}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: services.edit(agency, by=request.user, **given)):
            messages.success(request, _("The details were saved."))
            return redirect("manage_agencies")
    return page(
        request,
        "accounts/form.html",
        form,
        title=_title(agency),
        submit_label=_("Save"),
        cancel_url=reverse("manage_agencies"),
        crumbs=_crumbs(),
    )


def _title(agency: Agency) -> str:
    return _("Details of %(agency)s") % {"agency": agency}


def _crumbs() -> list[dict[str, Any]]:
    return [
        {"label": _("People and roles"), "url": reverse("people")},
        {"label": _("Agencies"), "url": reverse("manage_agencies")},
    ]
