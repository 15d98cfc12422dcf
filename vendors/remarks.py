"""What a registrar says about a registration: the parts to correct, and remarks in words.

The parts are known in both languages; the remarks stand as they were typed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PARTS = {
    "names": _("The legal name"),
    "numbers": _("The registration or tax number"),
    "address": _("The address"),
    "contact": _("The contact details"),
    "categories": _("The categories of business"),
    "documents": _("The documents"),
}


# The fields that a remark can stand beside: those of the registration and of the declaration.
FIELDS = {
    "name_ar": _("Legal name in Arabic"),
    "name_en": _("Legal name in English"),
    "registration_number": _("Registration number"),
    "tax_number": _("Tax number"),
    "address": _("Address"),
    "city": _("City"),
    "contact_name": _("Contact person"),
    "email": _("E-mail address of the company"),
    "phone": _("Telephone"),
    "categories": _("Categories of business"),
    "register_extract": _("Commercial register extract"),
    "tax_certificate": _("Tax certificate"),
    "owners": _("Beneficial owners"),
    "employees": _("Employees"),
    "turnover": _("Turnover of the last year"),
    "iban": _("IBAN"),
    "addresses": _("Further addresses"),
}


def in_words(parts: Iterable[str], remarks: str, fields: Mapping[str, str] | None = None) -> str:
    """Return the parts, one a line, the remarks on fields, and the remarks below them."""
    named = [f"– {PARTS[part]}" for part in parts if part in PARTS]
    said = [f"– {FIELDS[name]}: {text}" for name, text in (fields or {}).items() if name in FIELDS]
    return "\n".join([*named, *said, remarks.strip()]).strip()


def beside(form: Any, company: Any) -> None:
    """Put what the registrar said of each field beside it, while the company corrects it."""
    if company.state not in ("returned", "lapsed", "registered"):
        return
    for name, text in company.field_remarks.items():
        target = form.fields.get(name) or form.formsets.get(name)
        if target is None:
            continue
        remark = format_html(
            '<strong class="remark">{} {}</strong>', gettext("The registry says:"), text
        )
        if name in form.fields:
            target.help_text = format_html("{} {}", target.help_text or "", remark)
        else:
            target.hint = format_html("{} {}", target.hint, remark)
