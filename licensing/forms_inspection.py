"""What people fill in to schedule a visit, and about findings. The visit's own form is in
forms_visit.py.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import DayField, MomentField
from accounts.models import Role, User
from accounts.standing import holders
from documents.fields import UploadField
from licensing import inspecting, visit_booking
from licensing.models.inspection_calendar import InspectionCalendar
from licensing.models.inspection_states import Side
from licensing.models.licence import Licence
from licensing.photos import without_place
from licensing.uses import FINDING_PROOF
from workflow import wording
from workflow.forms import ActionForm

OFFERED = 60  # times shown to choose from


def _place() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Where"),
        max_length=300,
        help_text=gettext_lazy("The address as somebody finds it who was never there."),
    )


def _text(label: Any, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BookForm(ActionForm):
    """One of the free times, and where."""

    drafts = "none"  # what is free now may not be tomorrow
    slot = forms.ChoiceField(label=gettext_lazy("Free times"), widget=forms.RadioSelect)
    place = _place()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = visit_booking.offers(self.case, timezone.now())
        field: Any = self.fields["slot"]
        field.choices = [
            (one.value, wording.moment(one.slot.starts, "long")) for one in self.offers[:OFFERED]
        ]
        if not self.offers:
            field.help_text = _("No time is free at present. The agency sets one and tells you.")

    def clean_slot(self) -> Any:
        return visit_booking.read(self.cleaned_data["slot"])

    def full_clean(self) -> None:
        """A time that was free when the page was shown is the gate's to refuse, not the field's:
        it says which are free next."""
        sent = self.data.get("slot", "") if self.is_bound else ""
        field: Any = self.fields["slot"]
        if sent and sent not in dict(field.choices):
            try:
                slot = visit_booking.read(sent)
                words = wording.moment(slot.starts, "long")
            except (ValueError, OverflowError):
                pass
            else:
                field.choices = [*field.choices, (sent, words)]
        super().full_clean()


class SetTimeForm(ActionForm):
    """A time in a calendar, as the office wants it."""

    calendar = forms.ModelChoiceField(
        label=gettext_lazy("Calendar"), queryset=InspectionCalendar.objects.none()
    )
    starts_at: Any = MomentField(label=gettext_lazy("Begins"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=15,
        max_value=480,
        initial=60,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
    )
    place = _place()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["calendar"]
        field.queryset = (
            InspectionCalendar.objects.bookable()
            .filter(agency=self.case.agency_id)
            .select_related("agency", "inspector")
        )
        field.label_from_instance = lambda calendar: calendar.title
        if not field.queryset.exists():
            field.help_text = _("There is no calendar yet: make one under “Calendars”.")


class AssignForm(ActionForm):
    """Who goes there."""

    inspector = forms.ModelChoiceField(
        label=gettext_lazy("Inspector"), queryset=User.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [person.pk for person in holders(Role.INSPECTOR, self.case.agency)]
        field: Any = self.fields["inspector"]
        field.queryset = User.objects.filter(pk__in=people).order_by("name")


class MissedForm(ActionForm):
    """By whom, and why."""

    missed_by = forms.ChoiceField(
        label=gettext_lazy("Missed by"), choices=Side.choices, widget=forms.RadioSelect
    )
    remarks = _text(gettext_lazy("What happened"), gettext_lazy("The company reads this."))


class CancelForm(ActionForm):
    """Why."""

    remarks = _text(gettext_lazy("Reasons"), gettext_lazy("The company reads this."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["remarks"] = ""


class NewVisitForm(ActionForm):
    """A visit to a licence holder."""

    licence = forms.CharField(
        label=gettext_lazy("Number of the licence"),
        max_length=30,
        help_text=gettext_lazy("As it stands in the register, for instance L-2026-000123."),
    )
    is_announced = forms.BooleanField(
        label=gettext_lazy("Announce it: the company chooses the time"),
        required=False,
        help_text=gettext_lazy("Otherwise the company sees nothing of it before it is over."),
    )
    place = _place()
    about = _text(gettext_lazy("What it is about"), gettext_lazy("For the inspector."), False)

    def clean_licence(self) -> Any:
        number = self.cleaned_data["licence"].strip().upper()
        found = Licence.objects.filter(reference=number).select_related("company", "agency").first()
        if found is None:
            raise ValidationError(_("There is no licence with this number."))
        return found


class ReportForm(ActionForm):
    """What the company did, and how one sees it."""

    report = _text(gettext_lazy("What was done"))
    proof = UploadField(
        use=FINDING_PROOF,
        multiple=True,
        required=False,
        label=gettext_lazy("Photos and documents"),
        help_text=gettext_lazy("Show it: then nobody may need to come again."),
    )

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["proof"] = [without_place(file) for file in found.get("proof") or []]
        return found


class NotAcceptedForm(ActionForm):
    """What is missing, and by when."""

    remarks = _text(gettext_lazy("What is missing"), gettext_lazy("The company reads this."))
    put_right_by: Any = DayField(label=gettext_lazy("To be put right by"))

    def clean_put_right_by(self) -> date:
        day: date = self.cleaned_data["put_right_by"]
        if day <= timezone.localdate():
            raise ValidationError(_("This day must still come."))
        return day


def in_words(row: Any) -> str:
    """A point of a checklist, for labels."""
    return inspecting.label(row)
