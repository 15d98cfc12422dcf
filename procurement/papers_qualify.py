"""The papers of a qualification: the receipt of an application, and the letter with its outcome."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.leaf import moment
from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register, request_paper
from procurement import qualify_outcomes
from workflow import wording

RECEIPT = "qualification_receipt"
LETTER = "qualification_letter"


def ask_for_receipt(request: Any, *, by: Any) -> None:
    """What was received, and when; a replacement gets one of its own."""
    request_paper(request, RECEIPT, by=by, once_per_case=False)


def ask_for_letter(request: Any, *, by: Any) -> None:
    """The letter that tells the outcome, in the language of who made the application."""
    language = getattr(request.created_by, "language", "") or "ar"
    request_paper(request, LETTER, by=by, language=language)


def receipt(case: Any, paper: Any) -> dict[str, Any]:
    """What the database holds of the submission, and when it came; in both languages."""
    call = case.qualification
    name_ar, name_en = names(case.company)
    digest = " ".join(case.digest[i : i + 16] for i in range(0, len(case.digest), 16))
    lines = [
        row(gettext_lazy("Application"), f"{case.reference} · v{case.version}"),
        row(gettext_lazy("Call for qualification"), call.reference),
        row(
            gettext_lazy("Subject"),
            (call.title_ar or call.title_en, call.title_en or call.title_ar),
        ),
        row(gettext_lazy("Received on"), lambda: wording.moment(case.submitted_at)),
        row(gettext_lazy("Database time (UTC)"), moment(case.submitted_at)),
        row(gettext_lazy("Fingerprint (SHA-256)"), digest),
    ]
    return {"name_ar": name_ar, "name_en": name_en, "rows": lines}


def letter(case: Any, paper: Any) -> dict[str, Any]:
    """The outcome for one applicant, with the reasons, in the language of the letter."""
    call = case.qualification
    return {
        "is_listed": case.state == "qualified",
        "addressee": case.company.name,
        "facts": [
            {"label": _("Call for qualification"), "value": f"{call.reference} · {call.title}"},
            {"label": _("Application"), "value": case.reference},
        ],
        "reasons": qualify_outcomes.sentences(case),
    }


register(
    PaperKind(
        name=RECEIPT,
        label=gettext_lazy("Receipt of an application for qualification"),
        template="procurement/papers/qualification_receipt.html",
        context=receipt,
        audience=Audience.PARTIES,
        replaces=False,
    )
)
register(
    PaperKind(
        name=LETTER,
        label=gettext_lazy("Letter on the qualification"),
        template="procurement/papers/qualification_letter.html",
        context=letter,
        audience=Audience.PARTIES,
    )
)
