"""What must hold before an action on a company. Each returns None or a Blocker."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from documents.attach import attachments_of
from vendors.scripts import is_arabic, is_english
from vendors.uses import EXTRACT
from workflow import wording
from workflow.actions import Act
from workflow.blockers import Blocker

# What the registration must say before it can be sent.
WANTED = (
    "registration_number", "tax_number", "address", "city", "contact_name", "email", "phone",
)  # fmt: skip


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
    return _to_edit(act, text, "registration_number")


def changed_number_is_free(act: Act) -> Blocker | None:
    """The same for a number that is being changed; what stands may be corrected in any case."""
    typed = act.data.get("registration_number")
    if act.preview or typed in (None, act.case.registration_number):
        return None
    return number_is_free(act)
