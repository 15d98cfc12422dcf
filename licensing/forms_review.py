"""What officers fill in about reviews: the conclusion, who has it, a note."""

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.standing import holders
from licensing.forms import Afresh, words
from licensing.questions import in_words
from workflow.forms import TidyForm


class Condition(TidyForm):
    """One condition, in both languages."""

    ar = forms.CharField(
        label=_("In Arabic"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "rtl", "lang": "ar"}),
    )
    en = forms.CharField(
        label=_("In English"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "lang": "en"}),
    )


class Conditions(BaseFormSet):
    """Conditions of a licence; the certificate prints them."""

    title = _("Conditions")
    hint = _("Besides those of the licence type. The certificate prints them in both languages.")
    row_label = _("Condition")
    add_label = _("Add a condition")


ConditionSet = formset_factory(
    Condition, Conditions, extra=1, can_delete=True, max_num=20, validate_max=True
)


class ConcludeForm(Afresh):
    """A reviewing agency's word to whoever decides."""

    checked = forms.MultipleChoiceField(
        label=_("Checked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=[
            ("approve", _("Approve it")),
            ("conditions", _("Approve it with conditions")),
            ("refuse", _("Refuse it")),
        ],
        widget=forms.RadioSelect,
    )
    reasons = words(_("Reasons"), _("Only officers read this."))
    formset_classes: ClassVar[dict[str, Any]] = {"conditions": ConditionSet}
    submit_label = _("Conclude the review")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = self.case.checklist
        if not lines:
            del self.fields["checked"]
            return
        field: Any = self.fields["checked"]
        field.choices = [(line["key"], in_words(line.get("label"))) for line in lines]

    def is_valid(self) -> bool:
        valid = super().is_valid()
        wanted = self.cleaned_data.get("recommendation") if valid else None
        rows = self.values()["conditions"] if valid else []
        if wanted == "conditions" and not rows:
            self.add_error("recommendation", _("Write at least one condition below."))
            return False
        return valid


class AssignForm(Afresh):
    """Who is to be the case officer, and why if there was another one."""

    assigned_to = forms.ModelChoiceField(
        label=_("Case officer"), queryset=User.objects.none(), empty_label=None
    )
    reasons = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed when somebody else had it. Only officers read this."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submit_label = _("Assign")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assigned_to"]
        field.queryset = case_officers(self.case)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        before, after = self.case.assigned_to_id, given.get("assigned_to")
        if before and after is not None and after.pk != before and not given.get("reasons"):
            self.add_error("reasons", _("Say why somebody else takes it."))
        return given


def case_officers(case: Any) -> Any:
    """Whoever can be the case officer: who holds the role in the case's agency today."""
    role = getattr(case, "role", "licensing_officer")
    people = [person.pk for person in holders(role, case.agency)]
    return User.objects.filter(pk__in=people).order_by("name", "pk")


class NoteForm(Afresh):
    """A word to the other officers."""

    text = words(
        _("Note"), _("Officers of the agencies concerned read it. The applicant never does.")
    )
    submit_label = _("Write the note")


class WhyForm(Afresh):
    """Why a review is taken over."""

    reasons = words(_("Reasons"), _("Only officers read this."))
