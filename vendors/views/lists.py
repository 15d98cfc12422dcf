"""The public register of companies, and a person's own companies."""

from typing import Any

from django.db.models import CharField, Prefetch
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.standing import standing_of
from vendors.categories import shortened
from vendors.forms import OfficersRegisterForm, RegisterForm
from vendors.models import Category, Company, CompanyRole
from vendors.standing import companies_of
from workflow import wording
from workflow.paging import page_by_key
from workflow.views.kept import signed_in


def companies(request: HttpRequest) -> HttpResponse:
    """The register: registered companies by name. Registrars may look through all of theirs."""
    is_registrar = standing_of(request.user).has_role(Role.REGISTRAR)
    form = (OfficersRegisterForm if is_registrar else RegisterForm)(request.GET or {})
    query = Company.objects.registered()
    if form.is_valid():
        query = _narrowed(form.cleaned_data, request.user)
    page = page_by_key(request, _by_name(query), sort="sort")
    rows = [_register_row(company, is_registrar) for company in page.pop("found")]
    context = {
        "title": _("Companies"),
        "lead": _("Companies registered to bid for tenders and to apply for licences."),
        "filters": form,
        "columns": [_("Name"), _("Registration number"), _("City"), _("Categories of business")],
        "rows": rows,
        "empty": {"text": _("No company was found."), "icon": "search"},
        **page,
    }
    if request.user.is_authenticated and not standing_of(request.user).posts:
        context |= {"new_url": reverse("new_company"), "new_label": _("Register a company")}
    return render(request, "lists/page.html", context)


def _narrowed(chosen: dict[str, Any], user: Any) -> Any:
    state = chosen.get("state")
    if state:
        query = Company.objects.visible_to(user).filter(state=state)
    else:
        query = Company.objects.registered()
    if chosen["q"]:
        query = query.matching(chosen["q"])
    if chosen["category"]:
        query = query.filter(categories=chosen["category"])
    return query


def _by_name(query: Any) -> Any:
    """With the name in the reader's language as `sort`, and the categories at hand."""
    first, second = ("name_ar", "name_en") if _reads_arabic() else ("name_en", "name_ar")
    categories = Prefetch("categories", queryset=Category.objects.order_by("code"))
    return query.annotate(
        sort=Coalesce(first, second, "name", output_field=CharField())
    ).prefetch_related(categories)


def _reads_arabic() -> bool:
    return (get_language() or "").startswith("ar")


def _register_row(company: Company, with_state: bool) -> dict[str, Any]:
    tag = {"label": company.label_for("agency"), "tone": company.tone} if with_state else None
    return {
        "cells": [
            company.name,
            company.registration_number,
            company.city,
            shortened(company.categories.all(), 2),
        ],
        "url": company.get_absolute_url(),
        "tag": tag,
    }


@signed_in
def my_companies(request: HttpRequest) -> HttpResponse:
    """The companies the person acts for, and as what."""
    roles = companies_of(request.user)
    rows = [
        {
            "cells": [company.name, company.reference, _roles(roles[company.pk])],
            "url": company.get_absolute_url(),
            "tag": {"label": company.label_for("company"), "tone": company.tone},
        }
        for company in Company.objects.of_member(request.user).order_by("-pk")
    ]
    context = {
        "title": _("My companies"),
        "lead": _("The companies you act for."),
        "new_url": reverse("new_company"),
        "new_label": _("Register a company"),
        "columns": [_("Name"), _("Number"), _("Your role")],
        "rows": rows,
        "empty": {
            "text": _("You do not act for a company yet."),
            "icon": "building-2",
            "url": reverse("new_company"),
            "link_text": _("Register a company"),
        },
    }
    return render(request, "lists/page.html", context)


def _roles(held: frozenset[str]) -> str:
    return wording.listing([str(role.label) for role in CompanyRole if role in held])
