"""What an officer fills in about a tender that takes bids: addenda, meetings, minutes."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.inputs import MomentField
from audit.models import database_now
from documents.attach import attachments_of
from documents.fields import UploadField
from procurement.drafting import DOCUMENT
from procurement.form_parts import long_text
from procurement.forms_prepare import requirement_rows
from procurement.meetings import MINUTES
from procurement.models.dealings import Meeting
from procurement.rows import AmendedItemFormSet, item_rows
from procurement.rows_prepare import CriterionFormSet, DocumentFormSet
from workflow import wording
from workflow.forms import ActionForm


class AddendumForm(ActionForm):
    """What changes of a published tender. It starts with what is published now."""

    summary_ar = long_text(gettext_lazy("What changes and why, in Arabic"), rows=3)
    summary_en = long_text(gettext_lazy("What changes and why, in English"), rows=3)
    closes_at = MomentField(label=gettext_lazy("Bids close"), required=False)
    questions_until = MomentField(label=gettext_lazy("Questions until"), required=False)
    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300)
    description_ar = long_text(gettext_lazy("Description in Arabic"), required=False)
    description_en = long_text(gettext_lazy("Description in English"), required=False)
    contract_terms_ar = long_text(gettext_lazy("Contract terms in Arabic"), required=False)
    contract_terms_en = long_text(gettext_lazy("Contract terms in English"), required=False)
    documents = UploadField(
        use=DOCUMENT, multiple=True, required=False, label=gettext_lazy("Tender documents")
    )
    formset_classes: ClassVar = {
        "item_rows": AmendedItemFormSet,
        "criteria": CriterionFormSet,
        "papers": DocumentFormSet,
    }
    fieldsets: ClassVar = [
        (gettext_lazy("The addendum"), ["summary_ar", "summary_en"]),
        (gettext_lazy("Deadlines"), ["closes_at", "questions_until"]),
        (
            gettext_lazy("What is asked for"),
            ["title_ar", "title_en", "description_ar", "description_en", "documents"],
        ),
        (gettext_lazy("Contract"), ["contract_terms_ar", "contract_terms_en"]),
    ]

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        initial = {"documents": list(attachments_of(case, DOCUMENT))}
        super().__init__(*args, case=case, initial=initial, **kwargs)
        self.fields["closes_at"].help_text = lazy(self._period, str)()

    def _period(self) -> str:
        days = self.case.method_rules.addendum_days
        if not days:
            return _("Bidding can be made longer, never shorter.")
        text = ngettext(
            "At least %(count)s day is left to bid after an addendum; the deadline moves if need be.",
            "At least %(count)s days are left to bid after an addendum; the deadline moves if need be.",
            days,
        )
        return text % {"count": days}

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        return item_rows(self.case) if name == "item_rows" else requirement_rows(self.case, name)

    def values(self) -> dict[str, Any]:
        """What goes through the gate."""
        values = super().values()
        values["items"] = values.pop("item_rows")
        return values


class MeetingForm(ActionForm):
    """When and where."""

    drafts = "server"
    starts_at = MomentField(label=gettext_lazy("When"))
    place = forms.CharField(label=gettext_lazy("Where"), max_length=300, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link, if one can take part online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    about = long_text(gettext_lazy("What it is about"), rows=3, required=False)


class MinutesForm(ActionForm):
    """What was said at a meeting."""

    meeting: Any = forms.ModelChoiceField(
        label=gettext_lazy("Meeting"), queryset=Meeting.objects.none(), empty_label=None
    )
    minutes = long_text(gettext_lazy("Minutes"), required=False)
    attached = UploadField(
        use=MINUTES, multiple=True, required=False, label=gettext_lazy("Minutes as a file")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = self.case.meetings.filter(
            starts_at__lte=database_now(), minutes_at__isnull=True
        )
        field.label_from_instance = _meeting_in_words


def _meeting_in_words(meeting: Any) -> str:
    return f"{meeting}: {wording.moment(meeting.starts_at)}"
