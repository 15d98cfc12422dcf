"""The hours in which inspections can be booked: weekly rows, exceptions, limits."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from babel.dates import get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import calendars
from accounts.inputs import DayField
from accounts.models import Agency, Membership, Role, User
from accounts.models.post import in_force
from accounts.standing import standing_of
from accounts.tidy import TidyForm
from licensing.slots import LONGEST, SHORTEST
from workflow.forms import ActionForm


def weekdays() -> list[tuple[int, str]]:
    """The days of a week in the reader's language, from the one with which it begins here."""
    names = get_day_names("wide", locale=calendars.locale())
    first = calendars.first_weekday()
    return [(day % 7, str(names[day % 7])) for day in range(first, first + 7)]


def _hour(label: Any, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "w-5", "inputmode": "numeric"}),
    )


def _minutes(required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Minutes a visit"),
        required=required,
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
    )


class _Stretch(TidyForm):
    """A stretch of hours, cut into visits of some minutes."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        since, until, minutes = (found.get(name) for name in ("since", "until", "minutes"))
        if since and until:
            length = _minutes_between(since, until)
            if length <= 0:
                raise ValidationError(_("The end must come after the beginning."))
            if minutes and length < minutes:
                raise ValidationError(_("No visit of that length fits into these hours."))
        return found


def _minutes_between(since: time, until: time) -> int:
    day = date(2000, 1, 1)
    return int((datetime.combine(day, until) - datetime.combine(day, since)).total_seconds() // 60)


class HoursRow(_Stretch):
    """Hours on a day of the week."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), choices=weekdays, coerce=int)
    since = _hour(gettext_lazy("From"))
    until = _hour(gettext_lazy("To"))
    minutes = _minutes()


class HoursRows(BaseFormSet):
    """The weekly pattern."""

    title = gettext_lazy("Weekly hours")
    hint = gettext_lazy("On working days only: public holidays are left out by themselves.")
    row_label = gettext_lazy("Hours")
    add_label = gettext_lazy("Add hours")


class ExceptionRow(_Stretch):
    """A day that is closed, or has other hours."""

    day: Any = DayField(label=gettext_lazy("Day"))
    since = _hour(gettext_lazy("From"), required=False)
    until = _hour(gettext_lazy("To"), required=False)
    minutes = _minutes(required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        given = [bool(found.get(name)) for name in ("since", "until", "minutes")]
        if any(given) and not all(given):
            raise ValidationError(
                _("Write from, to and the minutes; or none of them where the day is closed.")
            )
        return found


class ExceptionRows(BaseFormSet):
    """The days that are otherwise."""

    title = gettext_lazy("Exceptions")
    hint = gettext_lazy(
        "Without hours the day is closed. With hours they are added to the usual ones, on days "
        "off, too."
    )
    row_label = gettext_lazy("Exception")
    add_label = gettext_lazy("Add an exception")


HoursFormSet = formset_factory(
    HoursRow, HoursRows, extra=0, can_delete=True, max_num=21, validate_max=True
)
ExceptionFormSet = formset_factory(
    ExceptionRow, ExceptionRows, extra=0, can_delete=True, max_num=100, validate_max=True
)


class CalendarForm(ActionForm):
    """Everything about when visits can be booked."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Visits at the same time"),
        min_value=1,
        max_value=20,
        widget=forms.NumberInput(attrs={"class": "w-2"}),
        help_text=gettext_lazy("More than one where several inspectors share the calendar."),
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Booked or moved at least so many days ahead"),
        min_value=1,
        max_value=30,
        widget=forms.NumberInput(attrs={"class": "w-2"}),
    )
    horizon_days = forms.IntegerField(
        label=gettext_lazy("Days offered ahead"),
        min_value=5,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "w-4"}),
    )
    formset_classes: ClassVar[dict[str, Any]] = {
        "hours": HoursFormSet,
        "exceptions": ExceptionFormSet,
    }

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        rows = self.case.hours if name == "hours" else self.case.exceptions
        return [
            {**row, "since": _time(row.get("from")), "until": _time(row.get("to"))} for row in rows
        ]

    def values(self) -> dict[str, Any]:
        found = super().values()
        found["hours"] = [_stored(row, weekday=row["weekday"]) for row in found["hours"]]
        found["exceptions"] = [
            _stored(row, day=row["day"].isoformat(), reason=row["reason"])
            for row in found["exceptions"]
        ]
        return found


def _time(text: Any) -> time | None:
    return time.fromisoformat(text) if text else None


def _stored(row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A row as it is kept: shapes in licensing/slots.py."""
    since, until = row.get("since"), row.get("until")
    return {
        **more,
        "from": since.strftime("%H:%M") if since else "",
        "to": until.strftime("%H:%M") if until else "",
        "minutes": row.get("minutes"),
    }


def agencies_of(person: Any) -> Any:
    """The agencies in business whose inspections the person schedules or carries out."""
    condition = Q(pk__in=[])
    for role in (Role.LICENSING_OFFICER, Role.INSPECTOR):
        for path in standing_of(person).paths(role):
            condition |= Q(path__startswith=path)
    return Agency.objects.active().filter(condition)


class NewCalendarForm(ActionForm):
    """Whose calendar it is to be."""

    agency: Any = forms.ModelChoiceField(
        label=gettext_lazy("Agency"), queryset=Agency.objects.none()
    )
    inspector = forms.ModelChoiceField(
        label=gettext_lazy("Inspector"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("Nobody: a calendar that the agency's inspectors share."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_of(self.by)
        fields: Any = self.fields
        fields["agency"].queryset = agencies
        if len(agencies) == 1:
            self.initial["agency"] = agencies[0].pk
        fields["inspector"].queryset = inspectors_under(agencies)
        if not standing_of(self.by).has_role(Role.LICENSING_OFFICER):
            # An inspector makes a calendar for themselves alone.
            fields["inspector"].queryset = User.objects.filter(pk=self.by.pk)
            fields["inspector"].required = True
            self.initial["inspector"] = self.by.pk


def inspectors_under(agencies: Any) -> Any:
    """The people who inspect for one of these agencies today, by name."""
    posts = Membership.objects.filter(in_force(), role=Role.INSPECTOR, agency__in=agencies)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("name")
