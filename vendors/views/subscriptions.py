"""Of which new tenders a person, or a company's bidding members, are told."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vendors.forms_subscriptions import CompanySubscriptionForm, SubscriptionForm
from vendors.models import Company, Subscription
from workflow.kept import give_back
from workflow.views.access import visible_case
from workflow.views.kept import signed_in


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What the person follows."""
    return _page(request, {"person": request.user}, SubscriptionForm, None)


@signed_in
def of_company(request: HttpRequest, reference: str) -> HttpResponse:
    """What a company follows; its owners decide."""
    company = visible_case(request, Company, reference, "agency")
    if not request.user.has_perm("vendors.manage_members", company):
        raise PermissionDenied
    return _page(request, {"company": company}, CompanySubscriptionForm, company)


def _page(
    request: HttpRequest, whose: dict[str, Any], form_class: Any, company: Company | None
) -> HttpResponse:
    row = Subscription.objects.filter(**whose).first()
    initial = {
        "categories": list(row.categories.values_list("pk", flat=True)) if row else [],
        "own_categories": row.own_categories if row else False,
    }
    status = 200
    if request.method == "POST":
        form = form_class(request.POST, initial=initial)
        if form.is_valid():
            _save(whose, form.cleaned_data)
            messages.success(request, _("Saved. You are told on the day a tender is published."))
            return redirect(request.path)
        status = 422
    else:
        form = form_class(give_back(request), initial=initial)
    crumbs = [{"label": _("New tenders by mail")}]
    if company is not None:
        crumbs.insert(0, {"label": company.title, "url": company.get_absolute_url()})
    context = {"form": form, "company": company, "crumbs": crumbs, "tenders": reverse("tenders")}
    return render(request, "vendors/subscriptions.html", context, status=status)


@transaction.atomic
def _save(whose: dict[str, Any], values: dict[str, Any]) -> None:
    row, _made = Subscription.objects.get_or_create(**whose)
    row.own_categories = values.get("own_categories", False)
    row.save(update_fields=["own_categories"])
    row.categories.set(values["categories"])
