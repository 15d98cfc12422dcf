"""Following a tender, and the searching inputs of officers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.inputs import options_found
from accounts.models import Role
from accounts.standing import standing_of
from procurement import following
from procurement.finding import find_categories, find_companies
from procurement.models import Tender
from workflow.views.access import visible_case
from workflow.views.kept import signed_in


@require_POST
@signed_in
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Follow a published tender, or stop: `follow` is 1 or 0."""
    tender = visible_case(request, Tender, reference)
    if request.POST.get("follow") == "0":
        following.unfollow(tender, request.user)
        messages.success(request, _("You no longer follow this tender."))
    elif tender.is_public:
        following.follow(tender, request.user)
        messages.success(request, _("You follow this tender: you are told what happens to it."))
    return redirect(tender)


@require_GET
@signed_in
def categories_found(request: HttpRequest) -> JsonResponse:
    """Categories by code or name, for officers who write items."""
    _officers_only(request)
    return options_found(request, find_categories)


@require_GET
@signed_in
def registered_companies_found(request: HttpRequest) -> JsonResponse:
    """Registered companies, for officers who invite them."""
    _officers_only(request)
    return options_found(request, find_companies)


def _officers_only(request: HttpRequest) -> None:
    if not standing_of(request.user).has_role(Role.PROCUREMENT_OFFICER):
        raise PermissionDenied
