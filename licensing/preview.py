"""The applicant's form as it will be, of a version that nobody can apply under yet.

The very form of applications, with nobody's answers and nothing that could be sent.
"""

from typing import Any

from django.utils import translation

from licensing.forms_application import ApplicationForm
from licensing.models.application import Application
from licensing.questions_shape import shape_problems


class PreviewForm(ApplicationForm):
    """An application's form that knows no company."""

    drafts = "none"

    def begins_with(self) -> dict[str, Any]:
        return {}

    def offers(self) -> dict[str, list[Any]]:
        return {}

    def given(self) -> dict[str, Any]:
        return {}


def preview(version: Any, language: str, person: Any) -> dict[str, Any]:
    """The steps of the form in one language: {"steps", "language", "direction"}; no steps of a
    schema of which no form can be made.
    """
    with translation.override(language):
        return {
            "steps": _steps(version, person),
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
        }


def _steps(version: Any, person: Any) -> list[dict[str, Any]]:
    if any(True for _problem in shape_problems(version.questions)):
        return []
    form = PreviewForm(case=Application.under(version), by=person)
    fields = {field.name: field for field in form.visible_fields()}
    found = []
    for entry in form.fieldsets:
        rows = form.formsets.get(entry["formset"]) if entry["formset"] else None
        html = [str(fields[name].as_field_group()) for name in entry["fields"]]
        if rows is not None or html:
            found.append({"title": str(entry["title"]), "fields": html, "formset": rows})
    return found
