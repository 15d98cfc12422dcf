"""What officers fill in about an application: complete or not, remarks, recommendation, decision."""

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from licensing import stages
from licensing.checks_deciding import completeness_lines
from licensing.forms import Afresh, RecommendForm, words
from licensing.forms_review import ConditionSet
from licensing.remarks import fields_of
from workflow.forms import TidyForm

__all__ = ["ApproveForm", "CompleteForm", "RecommendForm", "ReturnForm", "SendBackForm"]


class CompleteForm(Afresh):
    """What was checked. All of it must be; the check is in `checks_deciding`."""

    checked = forms.MultipleChoiceField(
        label=_("Checked"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What you tick is kept here while you look things up."),
    )
    submit_label = _("It is complete")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["checked"]
        field.choices = completeness_lines(self.case)


class FieldRemark(TidyForm):
    """One remark on one field."""

    field = forms.ChoiceField(label=_("Field"))
    remark = forms.CharField(
        label=_("Remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, version: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = fields_of(version) if version is not None else []
        field: Any = self.fields["field"]
        field.choices = [("", _("Choose a field")), *known]


class FieldRemarks(BaseFormSet):
    """Remarks on single fields; the applicant reads each beside its field."""

    title = _("Remarks on single fields")
    hint = _("The applicant reads each beside the field when it is corrected.")
    row_label = _("Remark")
    add_label = _("Add a remark")


FieldRemarkSet = formset_factory(
    FieldRemark, FieldRemarks, extra=2, can_delete=True, max_num=40, validate_max=True
)


class ReturnForm(Afresh):
    """What the applicant has to correct: field by field, and in words."""

    remarks = words(
        _("What has to be corrected"),
        _("The applicant reads this. Say what is wrong and what would be right."),
    )
    formset_classes: ClassVar[dict[str, Any]] = {"field_remarks": FieldRemarkSet}
    submit_label = _("Return it")

    def formset_options(self, name: str) -> dict[str, Any]:
        return {"form_kwargs": {"version": self.case.version}}


class ApproveForm(Afresh):
    """The conditions of an approval; those that reviewers proposed stand there already."""

    formset_classes: ClassVar[dict[str, Any]] = {"conditions": ConditionSet}
    submit_label = _("Approve")

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        """What the reviews have proposed."""
        return [row for review in self.case.reviews.order_by("pk") for row in review.conditions]


class SendBackForm(Afresh):
    """What should be looked at again, and by whom."""

    stages = forms.MultipleChoiceField(
        label=_("Reviews to repeat"), required=False, widget=forms.CheckboxSelectMultiple
    )
    remarks = words(_("What should be looked at again"), _("Only officers read this."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stages"]
        field.choices = [(stage.key, stage.name) for stage in stages.reviews(self.case.version)]
        if not field.choices:
            del self.fields["stages"]
