"""The letter of refusal: signed, in both languages, with the reasons and how to appeal."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register, request_paper
from licensing.certificates import REFUSAL
from workflow import wording


def request_letter(act: Any) -> None:
    """Ask for the letter, in the refusal's own transaction."""
    request_paper(act.case, REFUSAL, by=act.by)


def refusal(case: Any, paper: Any) -> dict[str, Any]:
    """What the letter's template is given, besides what every paper has."""
    name_ar, name_en = names(case.company)
    version = case.version
    return {
        "name_ar": name_ar,
        "name_en": name_en,
        "rows": [
            row(_("Application"), case.reference),
            row(
                _("Licence"),
                (version.name_ar or version.name_en, version.name_en or version.name_ar),
            ),
            row(_("Refused on"), lambda: wording.moment(case.decided_at)),
            row(_("Appeal until"), lambda: wording.date_both(case.appeal_until)),
        ],
        "reasons": case.remarks,
        "legal_ar": version.legal_basis_ar or version.legal_basis_en or "",
        "legal_en": version.legal_basis_en or version.legal_basis_ar or "",
    }


def verify_facts(case: Any) -> list[dict[str, Any]]:
    """What /verify says of the letter: that it is genuine, and nothing of its reasons."""
    return [
        {"label": _("Application"), "value": case.reference},
        {"label": _("Refused on"), "value": wording.moment(case.decided_at)},
    ]


register(
    PaperKind(
        name=REFUSAL,
        label=_("Letter of refusal"),
        template="licensing/papers/refusal_letter.html",
        context=refusal,
        audience=Audience.PARTIES,
        verify_facts=verify_facts,
    )
)
