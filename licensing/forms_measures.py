"""What is filled in about measures and appeals: notice, answer, decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.inputs import DayField
from documents.fields import UploadField
from licensing.models.appeal import Remedy
from licensing.models.measure import Outcome
from licensing.uses import EVIDENCE
from workflow.forms import ActionForm


def _words(label: Any, help_text: Any = "", length: int = 4000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=length,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class _Afresh(ActionForm):
    """A form that begins empty, whatever the case says already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}


class MeasureForm(_Afresh):
    """Notice of an intended measure."""

    intended = forms.ChoiceField(
        label=_("What is intended"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reasons = _words(
        _("Reasons"),
        _("The company reads them and answers. Name the rule and the facts it rests on."),
    )
    hear_through = DayField(
        label=_("The company can be heard through"),
        help_text=_("At least a week from today. Nothing is decided before, unless it answers."),
    )
    is_urgent = forms.BooleanField(
        label=_("It cannot wait: suspend the licence at once"),
        help_text=_(
            "Only where people are in danger. The reasons are published; the company is heard "
            "afterwards, and somebody else decides whether the suspension stays."
        ),
        required=False,
    )
    attached = UploadField(use=EVIDENCE, label=_("Evidence"), multiple=True, required=False)


class AnswerForm(_Afresh):
    """What the company has to say."""

    answer_text = _words(_("Your answer"), _("Say what is not so, what was put right, and how."))
    attached = UploadField(use=EVIDENCE, label=_("Documents"), multiple=True, required=False)


class ImposeForm(_Afresh):
    """The decision against the licence."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reasons = _words(
        _("Reasons"),
        _("Published in the register. Say how what the company brought forward was weighed."),
        500,
    )
    suspended_through = DayField(
        label=_("Last day of a suspension"),
        help_text=_("Leave it empty to suspend until what is wrong has been put right."),
        required=False,
    )
    condition_ar = forms.CharField(label=_("Condition, in Arabic"), required=False, max_length=300)
    condition_en = forms.CharField(label=_("Condition, in English"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        outcome = found.get("outcome")
        words = found.get("condition_ar") or found.get("condition_en")
        if outcome == Outcome.CONDITIONS and not words:
            self.add_error(
                "condition_ar", gettext("Write the condition, in one language at least.")
            )
        if outcome and outcome != Outcome.SUSPEND and found.get("suspended_through"):
            self.add_error("suspended_through", gettext("Only a suspension has a last day."))
        return found


class DropForm(_Afresh):
    """Reasons, told to the company."""

    reasons = _words(_("Reasons"), _("The company reads this."), 2000)


class AppealForm(_Afresh):
    """Why a decision is wrong, and what should follow."""

    grounds = _words(_("Grounds"), _("Say what in the decision is wrong, and why."))
    wanted = forms.CharField(
        label=_("What you ask for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    attached = UploadField(use=EVIDENCE, label=_("Documents"), multiple=True, required=False)


class UpholdForm(_Afresh):
    """Why an appeal is upheld, and what follows."""

    remedy = forms.ChoiceField(
        label=_("What follows"), choices=Remedy.choices, widget=forms.RadioSelect
    )
    reasons = _words(_("Reasons"), _("The company and the agency whose decision it was read this."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["remedy"]
        wanted = [Remedy.UNDO] if self.case.measure_id else [Remedy.GRANT, Remedy.AGAIN]
        field.choices = [(choice.value, choice.label) for choice in wanted]
        if len(wanted) == 1:
            field.initial = wanted[0]
            self.initial["remedy"] = wanted[0]
