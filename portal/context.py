"""What every page's frame needs: names, navigation, banners. A context processor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.standing import is_officer, standing_of
from workflow.models import Notice

# Those who look through the applications for licences.
LICENSING = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER, Role.CASHIER, Role.AUDITOR)
# Those who work with fees, and audit them.
MONEY = (Role.CASHIER, Role.AUDITOR)
# Those who prepare licence types and put them into force.
CATALOGUE = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER)

# Those who look into applications, for their own agency or another one.
REVIEWING = (Role.LICENSING_OFFICER, Role.LICENSING_APPROVER, Role.INSPECTOR)
# Those whose work inspections are.
VISITS = (Role.LICENSING_OFFICER, Role.INSPECTOR)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return {"site": …}; read lazily, so that pages without the frame cost no query."""
    return {"site": SimpleLazyObject(lambda: _site(request))}


def _site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "country": settings.COUNTRY,
        "unread": Notice.objects.filter(to=user, read_at__isnull=True).count() if known else 0,
        "is_officer": known and is_officer(user),
        "nav": _nav(request),
        "desk": _desk(user) if known else [],
        "footer": _footer(),
        "outbox_url": reverse("outbox") if settings.DEMO else "",
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    entries = [
        (_("Tenders"), "tenders"),
        (_("Licences"), "licences"),
        (_("Licence register"), "register"),
        (_("Companies"), "companies"),
        (_("Verify a paper"), "verify"),
    ]
    return _links(entries, request.path)


def _footer() -> list[dict[str, Any]]:
    groups = [
        (
            _("For businesses"),
            [
                (_("Tenders"), "tenders"),
                (_("Calls for qualification"), "qualifications"),
                (_("Licences"), "licences"),
                (_("Register a company"), "my_companies"),
            ],
        ),
        (
            _("For everybody"),
            [
                (_("Search"), "search"),
                (_("Procurement plan"), "plan"),
                (_("Licence register"), "register"),
                (_("Company register"), "companies"),
                (_("In figures"), "figures"),
                (_("Check a paper"), "verify"),
                (_("Check a licence"), "check_licence"),
            ],
        ),
        (
            _("About this site"),
            [(_("Accessibility"), "accessibility"), (_("For programs"), "api")],
        ),
    ]
    if settings.DEMO:
        groups[-1][1].append((_("Design system"), "design"))
    return [{"title": title, "links": _links(entries, "")} for title, entries in groups]


def _desk(user: Any) -> list[dict[str, Any]]:
    """The links of the signed-in person's own desk."""
    standing = standing_of(user)
    entries = [(_("What waits for me"), "inbox")]
    if standing.posts:
        entries.append((_("Delegations"), "delegations"))
    else:
        entries.append((_("My companies"), "my_companies"))
        entries.append((_("My licences"), "my_licences"))
    if not standing.posts or any(standing.has_role(role) for role in LICENSING):
        entries.append((_("Applications"), "applications"))
    entries += _money(standing)
    if any(standing.has_role(role) for role in LICENSING):
        entries.append((_("Imports of licences"), "licence_imports"))
    if any(standing.has_role(role) for role in CATALOGUE):
        entries.append((_("Licence types"), "licence_types"))
    if any(standing.has_role(role) for role in REVIEWING):
        entries += [(_("Reviews"), "reviews"), (_("Workload"), "workload")]
    if not standing.posts or any(standing.has_role(role) for role in VISITS):
        entries.append((_("Inspections"), "inspections"))
    if standing.has_role(Role.PROCUREMENT_OFFICER):
        entries.append((_("New tender"), "new_tender"))
    if standing.has_role(Role.ADMINISTRATOR):
        entries.append((_("People and roles"), "people"))
    if standing.has_role(Role.AUDITOR):
        entries.append((_("Trail"), "trail"))
    return _links(entries, "")


def _money(standing: Any) -> list[tuple[str, str]]:
    """The lists of those who work with an agency's money, and of those who pay."""
    if not standing.posts:
        return [(_("Invoices"), "invoices")]
    found = []
    if any(standing.has_role(role) for role in MONEY):
        found += [
            (_("Invoices"), "invoices"),
            (_("Bank statements"), "statements"),
            (_("Refunds"), "refunds"),
            (_("Differences"), "differences"),
        ]
    if standing.has_role(Role.ADMINISTRATOR):
        found.append((_("Accounts for fees"), "fee_accounts"))
    return found


def _links(entries: list[tuple[str, str]], path: str) -> list[dict[str, Any]]:
    found = []
    for label, name in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({"label": label, "url": url, "current": path.startswith(url)})
    return found
