"""What a registrar fills in when a registration is reviewed."""

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from vendors import checklist
from vendors.remarks import FIELDS, PARTS
from workflow.forms import ActionForm, TidyForm


class ApproveForm(ActionForm):
    """What was checked. All of it must be; the check is in `vendors.checks`."""

    checklist = forms.MultipleChoiceField(
        label=_("Checked"),
        choices=lambda: list(checklist.LINES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you tick is kept here while you look things up."),
    )
    submit_label = _("Approve")


class FieldRemark(TidyForm):
    """One remark on one field."""

    field = forms.ChoiceField(
        label=_("Field"), choices=lambda: [("", _("Choose a field")), *FIELDS.items()]
    )
    remark = forms.CharField(
        label=_("Remark"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class FieldRemarks(BaseFormSet):
    """Remarks on single fields; the company reads each beside its field."""

    title = _("Remarks on single fields")
    hint = _("The company reads each beside the field when it corrects the registration.")
    row_label = _("Remark")
    add_label = _("Add a remark")


FieldRemarkSet = formset_factory(
    FieldRemark, FieldRemarks, extra=2, can_delete=True, max_num=30, validate_max=True
)


class RemarksForm(ActionForm):
    """Why a registration goes back to the company: which parts, which fields, and in words."""

    remark_parts = forms.MultipleChoiceField(
        label=_("What has to be corrected"),
        choices=lambda: list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remarks = forms.CharField(
        label=_("Remarks for the company"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("Say what is wrong and what would be right. The company reads this."),
    )
    formset_classes: ClassVar[dict[str, Any]] = {"beside": FieldRemarkSet}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each return has its own remarks; the last one's are no start for them.
        self.initial = {}

    def values(self) -> dict[str, Any]:
        """What goes through the gate: the rows under the name that the case keeps them by."""
        values = super().values()
        values["field_remarks"] = values.pop("beside")
        return values
