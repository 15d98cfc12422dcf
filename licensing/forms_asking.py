"""What is filled in about requests for information: the question, more time, the answer."""

from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayField
from documents.attach import attachments_of
from documents.fields import UploadField
from licensing.asking import MORE
from licensing.forms import Afresh, words
from licensing.uses import APPLICATION_DOCUMENT
from workflow.forms import ActionForm
from workflow.working import local

LONGEST = 366


def _today(agency: Any) -> Any:
    return local(timezone.now(), ZoneInfo(agency.zone))


class _WithDay(Afresh):
    """A form with a day ahead, by which the applicant answers."""

    def clean_answer_by(self) -> Any:
        day, today = self.cleaned_data["answer_by"], _today(self.case.agency)
        if day <= today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day > today + timedelta(days=LONGEST):
            raise forms.ValidationError(_("Choose a day within a year."))
        return day


class AskForm(_WithDay):
    """A question to the applicant, and the day by which to answer."""

    question = words(
        _("What do you ask?"), _("The applicant reads this. Ask one thing; ask another separately.")
    )
    wanted = forms.CharField(
        label=_("Documents wanted"),
        help_text=_("One on each line; leave it empty if words are enough."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer_by = DayField(
        label=_("Answer by"),
        help_text=_("If nobody answers by the end of this day, the application lapses."),
    )
    submit_label = _("Ask")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = getattr(self.case, "application", self.case)
        days = application.version.answer_days
        self.initial = {"answer_by": _today(self.case.agency) + timedelta(days=days)}

    def clean_wanted(self) -> list[str]:
        lines = [line.strip()[:200] for line in self.cleaned_data["wanted"].splitlines()]
        return [line for line in lines if line][:10]


class ExtendForm(_WithDay):
    """A later day."""

    answer_by = DayField(label=_("Answer by"))
    submit_label = _("Give more time")


class AnswerForm(ActionForm):
    """The answer: words, and the documents that were wanted."""

    answer = words(_("Your answer"), "")
    submit_label = _("Send the answer")
    fieldsets: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        hint = APPLICATION_DOCUMENT.hint
        self.uploads = {
            f"wanted_{place}": UploadField(
                use=APPLICATION_DOCUMENT, label=label, help_text=hint, required=True
            )
            for place, label in enumerate(case.wanted)
        }
        more = UploadField(
            use=APPLICATION_DOCUMENT,
            label=_("Further documents"),
            help_text=hint,
            required=False,
            multiple=True,
        )
        self.base_fields = {  # type: ignore[misc]
            "answer": type(self).base_fields["answer"],
            **self.uploads,
            MORE: more,
        }
        there = {a.purpose: a for a in attachments_of(case)}
        initial = {name: there[name] for name in self.uploads if name in there}
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)

    def values(self) -> dict[str, Any]:
        """The words, and the files of each document."""
        found = self.cleaned_data
        documents = {name: [found[name]] if found.get(name) else [] for name in self.uploads}
        return {
            "answer": found["answer"],
            "documents": {**documents, MORE: list(found.get(MORE) or [])},
        }
