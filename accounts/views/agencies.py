"""The tree of an administrator's agencies: list, add below one, edit names and contacts."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import agencies as services
from accounts.forms import AgencyForm, NewAgencyForm
from accounts.models import Agency
from accounts.models.post import in_force
from accounts.ports import SignedRequest
from accounts.views.common import (
    administrators_only,
    agency_or_404,
    attempt,
    data_of,
    my_agencies,
    page,
)

PAGE = 100


@administrators_only
def agencies(request: SignedRequest) -> HttpResponse:
    """List the administrator's agencies as a tree, by path."""
    query = my_agencies(request.user).annotate(
        people=Count("memberships__user", filter=in_force("memberships__"), distinct=True)
    )
    words = request.GET.get("q", "").strip()[:100]
    if words:
        query = query.filter(
            Q(name_ar__icontains=words) | Q(name_en__icontains=words) | Q(code__icontains=words)
        )
    after = request.GET.get("after", "")
    found = list((query.filter(path__gt=after) if after else query)[: PAGE + 1])
    rows = found[:PAGE]
    last = rows[-1].path if len(found) > PAGE else ""
    context = {
        "rows": [{"agency": a, "level": range(min(a.path.count("/") - 1, 6))} for a in rows],
        "q": words,
        "last": last,
        "crumbs": [
            {"label": _("People and roles"), "url": reverse("people")},
            {"label": _("Agencies")},
        ],
    }
    return render(request, "accounts/agencies.html", context)


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
