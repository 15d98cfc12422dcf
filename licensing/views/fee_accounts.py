"""The account into which an agency's fees are paid: said by its administrator."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Agency
from audit.models import Audience, Subject
from audit.trail import record
from licensing import notices_money
from licensing.forms_money import AccountForm
from licensing.models import AgencyAccount
from workflow import notices
from workflow.views.kept import signed_in

FIELDS = ("bank", "holder", "iban", "bic", "currency")


@signed_in
def fee_account(request: HttpRequest, code: str) -> HttpResponse:
    """Say or change the account. Everybody who works with its money is told."""
    agency = get_object_or_404(Agency, code=code, grants_licences=True)
    if not request.user.has_perm("licensing.edit_account", agency):
        raise PermissionDenied
    account = AgencyAccount.objects.filter(agency=agency).first()
    initial = {name: getattr(account, name) for name in FIELDS} if account else {}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save(agency, form.cleaned_data, by=request.user)
        except IntegrityError:
            form.add_error("iban", _("This account is already that of another agency."))
        else:
            messages.success(request, _("The account was saved."))
            return redirect("fee_accounts")
    title = _("Account for fees of %(agency)s") % {"agency": agency}
    context = {
        "form": form,
        "title": title,
        "lead": _("Payers see it on their invoices. Cashiers, approvers and auditors are told."),
        "submit_label": _("Save"),
        "cancel_url": reverse("fee_accounts"),
        "crumbs": [
            {"label": _("Accounts for fees"), "url": reverse("fee_accounts")},
            {"label": agency.name},
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/form.html", context, status=status)


@transaction.atomic
def save(agency: Agency, given: dict[str, Any], *, by: Any) -> AgencyAccount:
    """Keep the account, with an entry in the trail and notices. Raises IntegrityError."""
    account, _made = AgencyAccount.objects.update_or_create(
        agency=agency, defaults={name: given[name] for name in FIELDS}
    )
    event = record(
        "fee_account.changed",
        Subject("fee_account", account.pk, agency.code),
        by=by,
        agency=agency.pk,
        scope=agency.path,
        audience=Audience.AGENCY,
        public={name: given[name] for name in ("iban", "currency")},
    )
    with override("en"):
        url = reverse("fee_accounts").removeprefix("/en")
    told = [notices_money.account_changed(account, url)]
    notices.queue_after_commit(notices.store(told, None, event))
    return account
