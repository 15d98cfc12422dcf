"""Letters about measures and appeals, in both languages: the notice, and the decisions.

They go to the company and are read by both sides; who holds the code sees only that they are
genuine.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.bilingual import names, row
from documents.papers import PaperKind, register
from licensing import appealing
from licensing.certificates import APPEAL_DECISION, HEARING_NOTICE, MEASURE_DECISION
from workflow import wording

TEMPLATE = "licensing/papers/decision.html"


def _context(case: Any, rows: list[dict[str, str]], reasons: str) -> dict[str, Any]:
    name_ar, name_en = names(case.company)
    return {
        "name_ar": name_ar,
        "name_en": name_en,
        "rows": [line for line in rows if line["value_ar"]],
        "paragraphs": [_paragraph(line) for line in reasons.splitlines() if line.strip()],
    }


def _paragraph(line: str) -> dict[str, str]:
    """A line as somebody wrote it, set in the direction of its own language."""
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in line)
    return {"text": line, "lang": "ar" if is_arabic else "en", "dir": "rtl" if is_arabic else "ltr"}


def _licence_rows(licence: Any) -> list[dict[str, str]]:
    version = licence.type_version
    title = (version.name_ar or version.name_en, version.name_en or version.name_ar)
    return [row(_("Licence"), title), row(_("Licence number"), licence.reference)]


def hearing_notice(case: Any, paper: Any) -> dict[str, Any]:
    """What is intended, why, and until when the company can be heard."""
    rows = [
        row(_("Reference"), case.reference),
        *_licence_rows(case.licence),
        row(_("Intended"), lambda: case.get_intended_display()),
        row(_("Suspended at once"), _("Yes") if case.is_urgent else ""),
        row(_("The company can be heard through"), case.hear_through),
    ]
    return _context(case, rows, case.reasons)


def measure_decision(case: Any, paper: Any) -> dict[str, Any]:
    """What was decided, why, and until when it can be appealed against."""
    conditions = case.condition_rows[0] if case.condition_rows else {}
    both = (
        conditions.get("ar") or conditions.get("en") or "",
        conditions.get("en") or conditions.get("ar") or "",
    )
    rows = [
        row(_("Reference"), case.reference),
        *_licence_rows(case.licence),
        row(
            _("Decision"),
            lambda: case.get_outcome_display() if case.outcome else case.get_state_display(),
        ),
        row(_("Suspended until (first day without)"), case.until),
        row(_("Conditions"), both),
        row(_("Decided on"), lambda: wording.moment(case.decided_at)),
        row(_("It can be appealed against through"), appealing.last_day(case)),
    ]
    return _context(case, rows, case.decision_reasons)


def appeal_decision(case: Any, paper: Any) -> dict[str, Any]:
    """What was decided about an appeal, and why."""
    rows = [
        row(_("Reference"), case.reference),
        row(_("Against"), case.against.reference),
        row(_("Decision of"), names(case.origin)),
        row(_("Decision"), lambda: case.get_state_display()),
        row(_("What follows"), lambda: case.get_remedy_display()),
        row(_("Decided on"), lambda: wording.moment(case.decided_at)),
    ]
    return _context(case, rows, case.decision_reasons)


for name, label, context in (
    (HEARING_NOTICE, _("Notice of a hearing"), hearing_notice),
    (MEASURE_DECISION, _("Decision about a measure"), measure_decision),
    (APPEAL_DECISION, _("Decision about an appeal"), appeal_decision),
):
    register(
        PaperKind(
            name=name, label=label, template=TEMPLATE, context=context, audience=Audience.PARTIES
        )
    )
