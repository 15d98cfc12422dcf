"""One finding: what was found, by when it is put right, and what the company says it did."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import inspecting
from licensing.models import Finding
from licensing.views.inspection import photos, proofs
from workflow import wording
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

State = Finding.State


@method_decorator(signed_in, name="dispatch")
class FindingPage(CasePage):
    """For the company, which puts it right, and for the agency, which judges that."""

    model = Finding
    related: ClassVar = ("inspection", "follow_up")

    def facts(self, case: Finding, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Point"), "value": inspecting.label({"label": case.label})},
            {"label": _("What was found"), "value": case.words},
            {"label": _("Severity"), "value": case.get_severity_display()},
            {"label": _("To be put right by"), "value": wording.date_both(case.put_right_by)},
            _link(_("Inspection"), case.inspection),
        ]
        if case.follow_up is not None:
            rows.append(_link(_("Seen again in"), case.follow_up))
        said = [
            {"label": _("What was done"), "value": case.report},
            {"label": case.agency.name, "value": case.remarks},
        ]
        sections = [
            {"title": _("Finding"), "rows": [row for row in rows if row["value"]]},
            {"title": _("What became of it"), "rows": [row for row in said if row["value"]]},
        ]
        return [section for section in sections if section["rows"]]

    def panels(self, case: Finding, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        of_point = case.inspection.photos.filter(key=case.key).exists()
        if not of_point:
            return []
        shown = photos(case.inspection, side)
        label = inspecting.label({"label": case.label})
        mine = [one for one in shown if one["label"] == label]
        return [("licensing/inspections/photos.html", {"photos": mine})] if mine else []

    def documents(self, case: Finding, user: Any, side: str) -> list[dict[str, Any]]:
        return proofs(case, user)

    def crumbs(self, case: Finding, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Findings"), "url": reverse("findings")},
            {"label": case.reference},
        ]

    def next_step(self, case: Finding, user: Any, side: str) -> dict[str, Any] | None:
        text = NEXT.get((side, str(case.state))) or NEXT.get(("", str(case.state)))
        if text is None:
            return None
        is_open = case.state == State.OPEN
        due = case.put_right_by if is_open else None
        return {"text": text, "due": due, "late": case.is_overdue, "paused": False}


NEXT: dict[tuple[str, str], Any] = {
    ("company", State.OPEN): gettext_lazy(
        "Put it right by this day, and report it here with photos."
    ),
    ("agency", State.OPEN): gettext_lazy("The company puts it right by this day."),
    ("company", State.REPORTED): gettext_lazy(
        "The agency looks at what you have shown, and accepts it or sends somebody."
    ),
    ("agency", State.REPORTED): gettext_lazy(
        "Accept what the company shows, send it back, or send an inspector."
    ),
    ("", State.TO_CHECK): gettext_lazy("An inspector looks at it again on site."),
    ("", State.SETTLED): gettext_lazy("It is put right."),
}


def _link(label: str, case: Any) -> dict[str, Any]:
    return {
        "label": label,
        "value": case.get_state_display(),
        "url": case.get_absolute_url(),
        "link_text": case.reference,
    }
