"""Applying for several licences in one go: the page that begins them, and the page of the bundle."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tidy import TidyForm
from licensing import fees, together
from licensing.forms import companies_of_applicant
from licensing.models import Application, LicenceTypeVersion
from licensing.views.applications import doubled, why_nobody
from vendors.models import Company
from workflow import wording
from workflow.blockers import AlreadyDone, NotAllowed, Refused
from workflow.gate import already_begun, blockers, may
from workflow.views.act import token
from workflow.views.kept import signed_in

MOST = 20
_SLUG = re.compile(r"[-\w]+")


class CompanyForm(TidyForm):
    """For which company the applications are."""

    company = forms.ModelChoiceField(
        label=gettext_lazy("Company"), queryset=Company.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = companies_of_applicant(by)
        field: Any = self.fields["company"]
        field.queryset, field.empty_label = theirs, None
        if len(theirs) == 1:
            self.initial = {"company": theirs[0].pk}


@signed_in
def apply_together(request: HttpRequest) -> HttpResponse:
    """Choose the company (GET), and begin one application for each licence (POST)."""
    once = token(request)
    earlier = already_begun(Application, once)
    if earlier is not None and earlier.bundle is not None:
        return redirect("bundle", bundle=earlier.bundle)
    versions = _versions(request.GET.getlist("type"))
    if not versions:
        return redirect("find_licences")
    if not request.user.has_perm(together.BEGIN):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, versions, CompanyForm(by=request.user))
    form = CompanyForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, versions, form, status=422)
    company = form.cleaned_data["company"]
    cases = [Application.under(version, company) for version in versions]
    found = together.in_the_way(cases, request.user, doubled)
    if found:
        return _page(request, versions, form, found, status=422)
    try:
        bundle = together.begin_all(cases, by=request.user, once=once, doubled=doubled)
    except AlreadyDone:
        first = already_begun(Application, once)
        return redirect("bundle", bundle=first.bundle) if first else redirect("applications")
    except NotAllowed as error:
        raise PermissionDenied from error
    except Refused as refused:
        return _page(request, versions, form, {"": refused.blockers}, status=422)
    return redirect("bundle", bundle=bundle)


def _versions(slugs: list[str]) -> list[LicenceTypeVersion]:
    """The versions in force of the types named, in the order of the address; unknown ones fall
    away."""
    wanted = [slug for slug in dict.fromkeys(slugs) if _SLUG.fullmatch(slug)][:MOST]
    query = LicenceTypeVersion.objects.in_force().select_related("licence_type__agency")
    found = {one.licence_type.slug: one for one in query.filter(licence_type__slug__in=wanted)}
    return [found[slug] for slug in wanted if slug in found]


def _page(
    request: HttpRequest,
    versions: list[LicenceTypeVersion],
    form: Any,
    found: dict[str, list[Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = found or {}
    context = {
        "form": form,
        "blockers": [*why_nobody(request.user), *found.get("", [])],
        "is_blocked": bool(found),
        "entries": [
            {
                "name": version.name,
                "url": version.licence_type.get_absolute_url(),
                "fee": fees.in_words(version),
                "blockers": found.get(version.licence_type.slug, []),
            }
            for version in versions
        ],
        "once": request.POST.get("once") or str(uuid.uuid4()),
        "others_url": _others(versions, found),
        "crumbs": [
            {"label": _("Licences"), "url": reverse("licences")},
            {"label": _("Apply for several licences")},
        ],
    }
    return render(request, "licensing/apply_together.html", context, status=status)


def _others(versions: list[LicenceTypeVersion], found: dict[str, list[Any]]) -> str:
    """The way on with those that nothing stands in the way of."""
    free = [v.licence_type.slug for v in versions if v.licence_type.slug not in found]
    if not found or not free:
        return ""
    return f"{reverse('apply_together')}?" + "&".join(f"type={slug}" for slug in free)


@signed_in
def bundle_page(request: HttpRequest, bundle: uuid.UUID) -> HttpResponse:
    """The applications begun together, as far as this person may see them."""
    visible = Application.objects.visible_to(request.user).filter(bundle=bundle)
    cases = list(visible.select_related("company", "agency", "version").order_by("pk"))
    if not cases:
        raise Http404(_("There is no such page."))
    sums: dict[str, Any] = {}
    entries = []
    for case in cases:
        invoice = case.invoices.exclude(state="void").order_by("-pk").first()
        owed = fees.of_application(case) if invoice is None else None
        amount = invoice.exact if invoice is not None else owed.total  # type: ignore[union-attr]
        currency = invoice.currency if invoice is not None else case.version.currency
        sums[currency] = sums.get(currency, 0) + amount
        entries.append(_entry(case, request.user, wording.money(amount, currency)))
    context = {
        "entries": entries,
        "company": cases[0].company,
        "sums": [wording.money(amount, currency) for currency, amount in sums.items()],
        "done": sum(case.submitted_at is not None for case in cases),
        "crumbs": [
            {"label": _("Applications"), "url": reverse("applications")},
            {"label": _("Applied for together")},
        ],
    }
    return render(request, "licensing/bundle.html", context)


def _entry(case: Application, user: Any, fee: str) -> dict[str, Any]:
    """One application of the bundle: where it is, what is missing, and the way on."""
    side = case.side_of(user)
    is_open = case.state in (case.State.DRAFT, case.State.RETURNED)
    theirs = is_open and may(user, case, "submit")
    missing = blockers(case, "submit", user) if theirs else []
    return {
        "name": case.version.name,
        "reference": case.reference,
        "url": case.get_absolute_url(),
        "edit_url": case.action_url("edit") if missing else "",
        "submit_url": case.action_url("submit") if theirs and not missing else "",
        "label": case.label_for(side),
        "tone": case.tone,
        "agency": case.agency.name,
        "fee": fee,
        "missing": [blocker.text for blocker in missing],
    }
