"""A visit filled in as an ordinary form: for who works with a connection, or without scripts.

The page for phones (static/js/inspect/) sends the same values to the same action.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField
from documents.fields import UploadField
from licensing import inspecting
from licensing.models.inspection_states import Answer, Result, Severity
from licensing.photos import without_place
from licensing.uses import INSPECTION_PHOTO
from workflow.forms import ActionForm, section

ANSWER, REMARK, SEVERITY, BY = "answer_", "remark_", "severity_", "by_"


class VisitForm(ActionForm):
    """The checklist, photos, the result and who was there."""

    use_required_attribute = False
    photos = UploadField(
        use=INSPECTION_PHOTO,
        multiple=True,
        required=False,
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy("The place that a phone writes into them is removed."),
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=Result.choices, widget=forms.RadioSelect
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The company reads this. Needed where the visit failed."),
    )
    met = forms.CharField(
        label=gettext_lazy("Met on site"),
        max_length=200,
        help_text=gettext_lazy("Name and position of who was there for the company."),
    )

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        rows = inspecting.rows_of(case)
        points: dict[str, Any] = {}
        for row in rows:
            points |= _point(row["key"], is_needed=row["key"] != inspecting.OTHER)
        # Known before the form is made, so that what was typed is tidied for these fields.
        self.base_fields = {**points, **type(self).base_fields}  # type: ignore[misc]
        self.fieldsets = [
            section(f"point-{row['key']}", inspecting.label(row), list(_point(row["key"])))
            for row in rows
        ]
        self.fieldsets.append(section("photos", _("Photos"), ["photos"]))
        self.fieldsets.append(section("end", _("Result"), ["result", "summary", "met"]))
        super().__init__(
            *args, case=case, by=by, initial={**_there(case), "summary": "", "met": ""}, **kwargs
        )

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "answers": [
                {
                    "key": row["key"],
                    "answer": found[ANSWER + row["key"]],
                    "remark": found[REMARK + row["key"]],
                    "severity": found[SEVERITY + row["key"]],
                    "put_right_by": found[BY + row["key"]],
                }
                for row in inspecting.rows_of(self.case)
                if found[ANSWER + row["key"]]
            ],
            "photos": [without_place(file) for file in found.get("photos") or []],
            **{name: found[name] for name in ("result", "summary", "met")},
        }


def _point(key: str, *, is_needed: bool = True) -> dict[str, Any]:
    """The fields of one point."""
    return {
        ANSWER + key: forms.ChoiceField(
            label=gettext_lazy("Answer"),
            choices=Answer.choices if is_needed else [("", gettext_lazy("Nothing")), *_ANSWERS],
            required=is_needed,
            widget=forms.RadioSelect,
        ),
        REMARK + key: forms.CharField(
            label=gettext_lazy("Remark"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        SEVERITY + key: forms.ChoiceField(
            label=gettext_lazy("Severity, where it is not in order"),
            choices=Severity.choices,
            required=False,
            initial=Severity.MINOR,
        ),
        BY + key: DayField(label=gettext_lazy("To be put right by"), required=False),
    }


_ANSWERS = [(Answer.NOT_OK.value, Answer.NOT_OK.label)]


def _there(case: Any) -> dict[str, Any]:
    """What was received from a phone already."""
    found: dict[str, Any] = {}
    for key, one in inspecting.answers_of(case).items():
        found |= {
            ANSWER + key: one["answer"],
            REMARK + key: one["remark"],
            SEVERITY + key: one["severity"],
            BY + key: one["put_right_by"],
        }
    return found
