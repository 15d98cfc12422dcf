"""The report of an inspection, in both languages, for the agency and the company."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.models import Audience
from documents.bilingual import both, names, row
from documents.papers import PaperKind, register
from licensing import inspecting
from licensing.inspecting import REPORT
from licensing.models.inspection_states import Answer, Severity
from workflow import wording


def report(case: Any, paper: Any) -> dict[str, Any]:
    """What the report's template is given, besides what every paper has."""
    name_ar, name_en = names(case.company)
    subject = case.subject
    return {
        "name_ar": name_ar,
        "name_en": name_en,
        "rows": [
            row(_("Inspection"), case.reference),
            row(_("Licence"), lambda: case.title),
            row(_("Application or licence"), subject.reference if subject else ""),
            row(_("Where"), case.place),
            row(_("Visit"), lambda: wording.moment(case.starts_at) if case.starts_at else ""),
            row(_("Inspected by"), str(case.concluded_by or "")),
            row(_("Met on site"), case.met),
            row(_("Signed off"), lambda: wording.moment(case.finished_at)),
            row(_("Result"), lambda: str(case.get_result_display())),
        ],
        "points": _points(case),
        "summary": case.summary,
        "photos": case.photos.count(),
    }


def _points(case: Any) -> list[dict[str, Any]]:
    """Each point with its answer in both languages."""
    found = inspecting.answers_of(case)
    points = []
    for one in inspecting.rows_of(case):
        answer = found.get(one["key"])
        if answer is None:
            continue
        said = one.get("label") or {}
        state_ar, state_en = both(Answer(answer["answer"]).label)
        grave_ar, grave_en = both(Severity(answer["severity"]).label)
        is_bad = answer["answer"] == Answer.NOT_OK
        by = answer["put_right_by"]
        by_ar, by_en = both(lambda by=by: wording.date(by)) if by else ("", "")
        points.append(
            {
                "label_ar": said.get("ar") or said.get("en") or one["key"],
                "label_en": said.get("en") or said.get("ar") or one["key"],
                "answer_ar": f"{state_ar} · {grave_ar}" if is_bad else state_ar,
                "answer_en": f"{state_en} · {grave_en}" if is_bad else state_en,
                "remark": answer["remark"],
                "by_ar": by_ar,
                "by_en": by_en,
            }
        )
    return points


register(
    PaperKind(
        name=REPORT,
        label=_("Inspection report"),
        template="licensing/papers/inspection_report.html",
        context=report,
        audience=Audience.PARTIES,
    )
)
