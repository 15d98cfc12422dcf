"""The page on which a company's owners say who acts for it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vendors import inviting, members
from vendors.forms import MemberForm
from vendors.models import Company, CompanyMember, Invitation
from workflow.blockers import Blocker, NotAllowed, Refused
from workflow.kept import give_back
from workflow.views.access import visible_case
from workflow.views.kept import signed_in


@signed_in
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Who acts for the company; owners add a person here."""
    company = _company(request, reference)
    if request.method == "POST":
        return _add(request, company)
    return _page(request, company, MemberForm(give_back(request)))


def _add(request: HttpRequest, company: Company) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, company, form, status=422)
    values = form.cleaned_data
    try:
        if members.person_at(values["email"]) is None:
            inviting.invite(company, by=request.user, **values)
            text = _("An invitation was sent to %(email)s.") % {"email": values["email"]}
        else:
            made = members.add(company, by=request.user, **values)
            text = _("%(person)s now acts for the company.") % {"person": made.user}
    except NotAllowed as error:
        raise PermissionDenied from error
    except Refused as refused:
        for blocker in refused.blockers:
            form.add_error(blocker.field or None, str(blocker.text))
        return _page(request, company, form, status=422)
    messages.success(request, text)
    return redirect("company_people", company.reference)


@signed_in
@require_POST
def take_back_invitation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take an invitation back that nobody has answered."""
    company = _company(request, reference)
    try:
        taken = inviting.take_back(company, pk, by=request.user)
    except NotAllowed as error:
        raise PermissionDenied from error
    said = _("The invitation was taken back.") if taken else _("It was answered already.")
    messages.info(request, said)
    return redirect("company_people", company.reference)


@signed_in
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Leave the company: the page asks once more. The last owner stays."""
    company = visible_case(request, Company, reference, "agency")
    if not company.is_party(request.user):
        raise PermissionDenied
    found: list[Blocker] = []
    if request.method == "POST":
        try:
            members.leave(company, by=request.user)
        except Refused as refused:
            found = refused.blockers
        else:
            text = _("You no longer act for %(company)s.") % {"company": company.title}
            messages.success(request, text)
            return redirect("my_companies")
    context: dict[str, Any] = {
        "case": company,
        "blockers": found,
        "crumbs": [
            {"label": company.title, "url": company.get_absolute_url()},
            {"label": _("Leave the company")},
        ],
    }
    return render(request, "vendors/leave.html", context, status=422 if found else 200)


@signed_in
def invitations(request: HttpRequest) -> HttpResponse:
    """The invitations that reached the person; each is answered here."""
    user: Any = request.user
    if request.method == "POST":
        return _answer(request, user)
    context = {
        "invitations": Invitation.objects.to_person(user).select_related("company", "by"),
        "crumbs": [
            {"label": _("My companies"), "url": reverse("my_companies")},
            {"label": _("Invitations")},
        ],
    }
    return render(request, "vendors/invitations.html", context)


def _answer(request: HttpRequest, user: Any) -> HttpResponse:
    given = request.POST.get("invitation", "")
    pk = int(given) if given.isdecimal() and len(given) < 19 else 0
    accept = request.POST.get("answer") == "accept"
    made = inviting.answer(pk, accept=accept, by=user)
    if made is not None:
        text = _("You now act for %(company)s.") % {"company": made.company.title}
        messages.success(request, text)
        return redirect(made.company)
    if accept:
        messages.info(request, _("This invitation is no longer open."))
    else:
        messages.info(request, _("The invitation was declined."))
    return redirect("my_invitations")


@signed_in
@require_POST
def end_role(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """End one role. The last owner stays."""
    company = _company(request, reference)
    try:
        ended = members.end(company, pk, by=request.user)
    except NotAllowed as error:
        raise PermissionDenied from error
    except Refused as refused:
        return _page(request, company, MemberForm(), refused.blockers, status=422)
    if ended is None:
        messages.info(request, _("This role had already ended."))
    else:
        text = _("The role of %(person)s has ended.") % {"person": ended.user}
        messages.success(request, text)
    if ended is not None and ended.user_id == request.user.pk:
        return redirect("my_companies")
    return redirect("company_people", company.reference)


def _company(request: HttpRequest, reference: str) -> Company:
    """The company, to those who see it; only its owners may be here."""
    company = visible_case(request, Company, reference, "agency")
    if not request.user.has_perm("vendors.manage_members", company):
        raise PermissionDenied
    return company


def _page(
    request: HttpRequest,
    company: Company,
    form: MemberForm,
    found: list[Blocker] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "case": company,
        "members": CompanyMember.objects.current(company),
        "invitations": Invitation.objects.open().filter(company=company),
        "form": form,
        "blockers": found or [],
        "crumbs": [
            {"label": company.title, "url": company.get_absolute_url()},
            {"label": _("People of the company")},
        ],
    }
    return render(request, "vendors/people.html", context, status=status)
