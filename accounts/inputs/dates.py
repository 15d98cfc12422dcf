"""Fields for days and moments, typed as three numbers (and an hour) or picked in a calendar.

`due` has the inputs due_0 (day), due_1 (month), due_2 (year) and, for a moment, due_3 (hour).
One value under the plain name, as ISO 8601 writes it, is understood as well.
"""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import calendars
from accounts.inputs.reading import DAY, HOUR, MONTH, YEAR, Typed, Wrong, cleaned, read_day
from accounts.inputs.reading import read_hour as hour_of
from accounts.text import latin_digits, tidy

_LABELS = (
    pgettext_lazy("part of a date", "Day"),
    pgettext_lazy("part of a date", "Month"),
    pgettext_lazy("part of a date", "Year"),
    pgettext_lazy("part of a date", "Hour"),
)
_CLASSES = ("w-2", "w-2", "w-4", "w-5")


class DayInput(forms.Widget):
    """Three short inputs, the button that opens the calendar, and the Hijri date below."""

    template_name = "forms/inputs/day.html"
    use_fieldset = True
    parts: tuple[int, ...] = (DAY, MONTH, YEAR)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        # Which parts are wrong: the field says so when it has read them.
        self.wrong: set[int] = set()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        found = [data.get(f"{name}_{part}") for part in self.parts]
        if any(found) or name not in data:
            return Typed(*(str(value or "") for value in found))
        return data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in self.parts) and name not in data

    def id_for_label(self, id_: str) -> str:
        """The first part, or the first wrong one: where an error's link leads."""
        return f"{id_}_{min(self.wrong, default=self.parts[0])}" if id_ else id_

    def typed(self, value: Any) -> Typed:
        """What the inputs show for a value, be it a date, ISO 8601, or what was typed."""
        if isinstance(value, Typed):
            return value
        if isinstance(value, str) and value:
            text = latin_digits(tidy(value))
            try:
                value = parse_datetime(text) or date.fromisoformat(text)
            except ValueError:
                return Typed(text)
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return Typed(str(local.day), str(local.month), str(local.year), f"{local:%H:%M}")
        if isinstance(value, date):
            return Typed(str(value.day), str(value.month), str(value.year))
        return Typed()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed, own = cleaned(self.typed(value)), context["widget"]["attrs"]
        invalid = own.get("aria-invalid") == "true"
        described = f"{own['id']}_error" if invalid and own.get("id") else ""
        context["parts"] = [
            {
                "number": part,
                "name": f"{name}_{part}",
                "id": f"{own['id']}_{part}" if own.get("id") else "",
                "label": _LABELS[part],
                "css": _CLASSES[part],
                "value": typed[part],
                "wrong": invalid and (not self.wrong or part in self.wrong),
                "described": described,
                "zone": calendars.zone_name() if part == HOUR else "",
                "keyboard": "text" if part == HOUR else "numeric",
            }
            for part in self.parts
        ]
        context["hijri"] = _hijri_of(typed)
        context["calendar"] = {
            "months": "|".join(calendars.months()),
            "hijri": "|".join(calendars.hijri_words()),
            "first": (calendars.first_weekday() + 1) % 7,  # as scripts count: 0 is Sunday
            "locale": str(calendars.locale()).replace("_", "-"),
            "today": timezone.localdate().isoformat(),
        }
        return context


class MomentInput(DayInput):
    """A day and an hour, with the city whose time it is."""

    parts = (DAY, MONTH, YEAR, HOUR)


def _hijri_of(typed: Typed) -> str:
    try:
        return calendars.hijri(read_day(typed))
    except Wrong:
        return ""


class _Dated:
    """What a field for a day and one for a moment have in common: both know their widget."""

    widget: Any

    def refuse(self, wrong: Wrong) -> ValidationError:
        """Mark the wrong parts and return the sentences."""
        self.widget.wrong = wrong.parts
        return ValidationError([ValidationError(text, "invalid") for text in wrong.sentences])


class DayField(_Dated, forms.DateField):
    """A day. Gives a date (or None)."""

    widget = DayInput
    default_error_messages = {
        "required": gettext_lazy("Write the date: day, month and year."),
        "invalid": gettext_lazy("Write the date: day, month and year."),
    }

    def to_python(self, value: Any) -> date | None:
        self.widget.wrong = set()
        if not isinstance(value, Typed):
            return super().to_python(latin_digits(value) if isinstance(value, str) else value)
        if not any(value):
            return None
        try:
            return read_day(value)
        except Wrong as wrong:
            raise self.refuse(wrong) from wrong


class MomentField(_Dated, forms.DateTimeField):
    """A day and an hour in the current time zone. Gives an aware datetime (or None).

    `usual_hour` counts where a day was written without one; without it the hour is asked for.
    """

    widget = MomentInput
    default_error_messages = {
        "required": gettext_lazy("Write the date and the hour."),
        "invalid": gettext_lazy("Write the date and the hour."),
    }

    def __init__(self, *, usual_hour: time | None = None, **options: Any) -> None:
        self.usual_hour = usual_hour
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime | None:
        self.widget.wrong = set()
        if not isinstance(value, Typed):
            return super().to_python(latin_digits(value) if isinstance(value, str) else value)
        if not any(value):
            return None
        try:
            return self._read(value)
        except Wrong as wrong:
            raise self.refuse(wrong) from wrong

    def _read(self, typed: Typed) -> datetime:
        found: list[Any] = []
        problems: list[Wrong] = []
        for read in (lambda: read_day(typed), lambda: self._hour(typed)):
            try:
                found.append(read())
            except Wrong as wrong:
                problems.append(wrong)
        if problems:
            raise _together(problems)
        try:
            return from_current_timezone(datetime.combine(*found))
        except ValidationError as error:
            text = _("This hour does not exist on that day, because the clocks are changed then.")
            raise Wrong((text, HOUR)) from error

    def _hour(self, typed: Typed) -> time:
        if typed.hour.strip():
            return hour_of(typed.hour)
        if self.usual_hour is None:
            raise Wrong((_("Write the hour too, for example 14:00."), HOUR))
        return self.usual_hour


def _together(problems: list[Wrong]) -> Wrong:
    wrong = Wrong(*((text, HOUR) for one in problems for text in one.sentences))
    wrong.parts = set().union(*(one.parts for one in problems))
    return wrong
