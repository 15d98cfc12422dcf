"""The paper this room issues: the registration certificate, in both languages."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register
from vendors.categories import shortened
from vendors.registering import CERTIFICATE
from workflow import wording

# A certificate stays one page; the register has them all.
CATEGORIES_SHOWN = 6


def certificate(case: Any, paper: Any) -> dict[str, Any]:
    """What the certificate's template is given, besides what every paper has."""
    name_ar, name_en = names(case)
    return {
        "name_ar": name_ar,
        "name_en": name_en,
        "rows": [
            row(_("Number in the register"), case.reference),
            row(_("Registration number"), case.registration_number),
            row(_("City"), case.city),
            row(
                _("Categories of business"),
                lambda: shortened(case.categories.all(), CATEGORIES_SHOWN),
            ),
            row(_("Registered on"), case.registered_at),
        ],
    }


def verify_facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of a certificate."""
    return [
        {"label": _("Company"), "value": case.name},
        {"label": _("Number in the register"), "value": case.reference},
        {"label": _("Registration number"), "value": case.registration_number},
        {"label": _("Registered on"), "value": wording.date_both(localdate(case.registered_at))},
    ]


def is_in_force(case: Any) -> bool:
    """Whether the company is in the register today: /verify warns when it is not."""
    return bool(case.is_registered)


register(
    PaperKind(
        name=CERTIFICATE,
        label=_("Registration certificate"),
        template="vendors/papers/registration_certificate.html",
        context=certificate,
        audience=Audience.PUBLIC,
        verify_facts=verify_facts,
        in_force=is_in_force,
    )
)
