"""What must hold before an action on a company. Each returns None or a Blocker."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.attach import attachments_of
from vendors import checklist, terms
from vendors.scripts import is_arabic, is_english
from vendors.uses import EXTRACT
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# What the registration must say before it can be sent.
WANTED = (
    "registration_number", "tax_number", "address", "city", "contact_name", "email", "phone",
)  # fmt: skip

# What a certificate rests on: it stays while the company is registered.
CERTIFIED = ("name_ar", "name_en", "registration_number", "tax_number")


def _to_edit(act: Act, text: str, field: str = "") -> Blocker:
    return Blocker(
        text, link=act.case.action_url("edit"), link_text=_("Change the details"), field=field
    )


def _of(act: Act, name: str) -> Any:
    """A value as it will be: typed into the form, or else as it stands."""
    return act.data.get(name, getattr(act.case, name)) or ""


def names_are_in_both_scripts(act: Act) -> Blocker | None:
    """The legal name is given in Arabic letters and in Latin letters."""
    if not is_arabic(_of(act, "name_ar")):
        return _to_edit(act, _("The Arabic name must be written in Arabic letters."), "name_ar")
    if not is_english(_of(act, "name_en")):
        return _to_edit(act, _("The English name must be written in Latin letters."), "name_en")
    return None


def details_are_complete(act: Act) -> Blocker | None:
    """Numbers, address and contact are filled in."""
    missing = [
        str(act.case._meta.get_field(name).verbose_name)
        for name in WANTED
        if not getattr(act.case, name)
    ]
    if not missing:
        return None
    text = _("Something is still missing: %(fields)s.")
    return _to_edit(act, text % {"fields": wording.listing(missing)})


def deals_in_something(act: Act) -> Blocker | None:
    """At least one line of business is chosen."""
    if act.case.categories.exists():
        return None
    return _to_edit(act, _("Choose at least one category of business."))


def documents_are_present(act: Act) -> Blocker | None:
    """The extract from the commercial register is attached."""
    if attachments_of(act.case, EXTRACT).exists():
        return None
    return _to_edit(act, _("The commercial register extract is missing."))


def number_is_free(act: Act) -> Blocker | None:
    """No other live company has this registration number.

    Two companies sent at the same moment would both find it free: outside previews a lock on
    the number, held to the end of the transaction, makes the second one wait and then look.
    The constraint in the database stands behind this.
    """
    company = act.case
    number = _of(act, "registration_number").upper()
    if not number:
        return None
    if not act.preview:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"company:{company.country}:{number}"],
            )
    others = type(company).objects.live().exclude(pk=company.pk)
    if not others.filter(country=company.country, registration_number__iexact=number).exists():
        return None
    text = _("A company with this registration number is already registered or being reviewed.")
    return Blocker(
        text,
        link=f"{reverse('ask_access')}?number={quote(number)}",
        link_text=_("Ask its owners to let you act for it"),
        field="registration_number",
    )


def begun_number_is_free(act: Act) -> Blocker | None:
    """Nobody begins a second registration of a live company: its owners decide who acts for it.

    What the house itself brings in (imports) is not asked.
    """
    found = number_is_free(act) if act.by is not None else None
    # Not beside the field: there the way to its owners would be lost.
    return replace(found, field="") if found is not None else None


def changed_number_is_free(act: Act) -> Blocker | None:
    """The same for a number that is being changed; what stands may be corrected in any case."""
    typed = act.data.get("registration_number")
    if act.preview or typed in (None, act.case.registration_number):
        return None
    return number_is_free(act)


def what_is_certified_stays(act: Act) -> Blocker | None:
    """Names and numbers change with a review alone: before the registration, or after its year."""
    company = act.case
    if act.preview or company.state != company.State.REGISTERED:
        return None
    for name in CERTIFIED:
        if act.data.get(name) not in (None, getattr(company, name)):
            text = _(
                "While a company is registered, its names and numbers stay as the registry "
                "certified them."
            )
            return Blocker(text, field=name)
    return None


def owners_are_declared(act: Act) -> Blocker | None:
    """The company has said who owns a quarter of it or more, or that nobody does."""
    if act.case.declared_at is not None:
        return None
    return Blocker(
        _("Say who owns the company and how large it is."),
        link=act.case.action_url("declare"),
        link_text=_("Owners, size and bank account"),
    )


def owners_add_up(act: Act) -> Blocker | None:
    """Owners hold a quarter or more each and no more than everything together; or nobody does."""
    if act.preview:
        return None
    owners = act.data.get("owners") or []
    nobody = bool(act.data.get("no_owners"))
    if nobody and owners:
        text = _("You say that nobody holds 25 percent or more, and name owners. Which is it?")
        return Blocker(text, field="no_owners")
    if not nobody and not owners:
        text = _("Name the owners, or say that nobody holds 25 percent or more.")
        return Blocker(text, field="no_owners")
    total = sum((Decimal(row["share"]) for row in owners), Decimal(0))
    if total > 100:
        text = _("The shares add up to %(total)s %%; they cannot be more than 100 %%.")
        return Blocker(text % {"total": f"{total.normalize():f}"}, field="no_owners")
    names = [" ".join(row["name"].split()).casefold() for row in owners]
    if len(set(names)) < len(names):
        return Blocker(_("The same owner is named twice."), field="no_owners")
    return None


def everything_was_checked(act: Act) -> Blocker | None:
    """The registrar has ticked every line of the checklist."""
    if act.preview or set(act.data.get("checklist") or ()) >= set(checklist.LINES):
        return None
    return Blocker(_("Tick what you have checked: all of it, or return it."), field="checklist")


def period_lies_ahead(act: Act) -> Blocker | None:
    """A suspension or debarment ends after today."""
    until = act.data.get("until")
    if act.preview or until is None or until > timezone.localdate(act.now):
        return None
    return Blocker(_("The day must lie in the future."), field="until")


def sanction_is_over(act: Act) -> Blocker | None:
    """The day until which it holds has come, by the database's clock."""
    day = timezone.localdate(act.now)
    if act.case.sanctions.filter(ended_on__isnull=True, until__lte=day).exists():
        return None
    return Blocker(_("Its time is not over yet."))


def year_is_over(act: Act) -> Blocker | None:
    """The registration's year has ended, by the database's clock."""
    until = act.case.registered_until
    if until is not None and until <= timezone.localdate(act.now):
        return None
    return Blocker(_("The registration still holds."))


def renewal_is_near(act: Act) -> Blocker | None:
    """The year ends soon enough to ask for the next."""
    until = act.case.registered_until
    if until is None:
        return Blocker(_("This registration does not end."))
    if terms.can_renew_early(until, timezone.localdate(act.now)):
        return None
    text = _("It can be renewed from %(days)s days before it ends, on %(day)s.")
    day = wording.date_both(terms.last_day(until))
    return Blocker(text % {"days": terms.EARLY, "day": day})


def renewal_is_not_asked(act: Act) -> Blocker | None:
    """It is not asked for a second time while the registry looks at it."""
    if act.case.renewal_asked_at is None:
        return None
    return Blocker(_("The registry has your request already."))


def renewal_is_asked(act: Act) -> Blocker | None:
    """The company has asked for it."""
    if act.case.renewal_asked_at is not None:
        return None
    return Blocker(_("The company has not asked for a renewal."))


# What must hold when a registration is sent, the first time and every year.
COMPLETE = (
    names_are_in_both_scripts,
    details_are_complete,
    deals_in_something,
    documents_are_present,
    owners_are_declared,
    number_is_free,
)
