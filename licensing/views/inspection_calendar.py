"""The calendars of inspections: a week at a glance, a day to print, the file for a phone's own
calendar, and the hours in which visits can be booked.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from babel.dates import format_date
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import calendars as said
from accounts.models import Role
from accounts.standing import standing_of
from accounts.text import latin_digits
from licensing import icalendar, slots, visit_booking
from licensing.forms_calendar import NewCalendarForm, weekdays
from licensing.models import Inspection, InspectionCalendar
from licensing.models.querysets import READERS
from workflow import gate, wording
from workflow.blockers import Blocker, Refused
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

SHOWN = (Inspection.State.SCHEDULED, Inspection.State.DONE)
PAST = timedelta(days=60)


@signed_in
def week(request: HttpRequest) -> HttpResponse:
    """Seven days with their visits and free places; or one day, to print."""
    user = request.user
    if not any(standing_of(user).has_role(role) for role in READERS):
        raise PermissionDenied
    day = _day(request.GET.get("day", ""))
    if day is not None:
        return render(request, "licensing/inspections/day_list.html", _day_list(user, day))
    return render(request, "licensing/inspections/week.html", _week(request))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(latin_digits(text))
    except ValueError:
        return None
    return found if 2000 < found.year < 2200 else None


def _visits(user: Any, first: date, last: date) -> list[Any]:
    query = Inspection.objects.visible_to(user).filter(
        state__in=SHOWN, starts_at__date__gte=first, starts_at__date__lte=last
    )
    related = ("company", "agency", "inspector", "application__version", "licence__type_version")
    return list(query.select_related(*related, "calendar").order_by("starts_at", "pk"))


def _day_list(user: Any, day: date) -> dict[str, Any]:
    return {
        "day": day,
        "visits": _visits(user, day, day),
        "crumbs": [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": _("Calendar"), "url": reverse("inspection_week")},
            {"label": said.date(day), "url": ""},
        ],
    }


def _week(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    today = timezone.localdate()
    asked = _day(request.GET.get("week", "")) or today
    first = asked - timedelta(days=(asked.weekday() - said.first_weekday()) % 7)
    last = first + timedelta(days=6)
    every = list(InspectionCalendar.objects.visible_to(user).select_related("agency", "inspector"))
    chosen = [one for one in every if one.reference == request.GET.get("calendar")]
    visits = _visits(user, first, last)
    if chosen:
        visits = [one for one in visits if one.calendar_id == chosen[0].pk]
    standing = standing_of(user)
    return {
        "days": _days(first, visits, chosen or every, today),
        "first": first,
        "last": last,
        "earlier": (first - timedelta(days=7)).isoformat(),
        "later": (first + timedelta(days=7)).isoformat(),
        "calendars": every,
        "chosen": chosen[0] if chosen else None,
        "inspects": standing.has_role(Role.INSPECTOR),
        "keeps": standing.has_role(Role.INSPECTOR) or standing.has_role(Role.LICENSING_OFFICER),
        "crumbs": [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": _("Calendar"), "url": ""},
        ],
    }


def _days(
    first: date, visits: Iterable[Any], calendars: list[Any], today: date
) -> list[dict[str, Any]]:
    """Each day: its name, whether it is a day off, visits and free places in order of time."""
    last = first + timedelta(days=6)
    rules = gate.calendar()
    rows: dict[date, list[dict[str, Any]]] = {first + timedelta(days=i): [] for i in range(7)}
    for visit in visits:
        moved = visit_booking.must_move(visit, rules)
        entry = {"at": visit.starts_at, "until": visit.ends_at, "visit": visit, "move": moved}
        rows.setdefault(visit.day, []).append(entry)
    for calendar in calendars:
        if calendar.state != InspectionCalendar.State.OPEN:
            continue
        for slot, left in _free(calendar, first, last, rules):
            day = slot.starts.astimezone(calendar.zone).date()
            text = ngettext("%(count)s free", "%(count)s free", left) % {"count": left}
            entry = {"at": slot.starts, "until": slot.ends, "free": text, "calendar": calendar}
            rows.setdefault(day, []).append(entry)
    return [
        {
            "day": day,
            "name": format_date(day, "EEEE", locale=said.locale()),
            "date": format_date(day, "d MMMM", locale=said.locale()),
            "is_today": day == today,
            "is_off": not rules.is_working(day),
            "rows": sorted(entries, key=lambda entry: (entry["at"], "free" in entry)),
            "visits": sum("visit" in entry for entry in entries),
        }
        for day, entries in sorted(rows.items())
        if first <= day <= last
    ]


def _free(calendar: Any, first: date, last: date, rules: Any) -> list[tuple[slots.Slot, int]]:
    """Its coming slots of these days with seats that are free, and how many."""
    now = timezone.now()
    taken = list(calendar.taken(first, last))
    found = []
    for slot in calendar.slots(first, last, rules):
        used = {one.seat for one in taken if slot.meets(one.starts_at, one.ends_at)}
        left = calendar.capacity - len(used)
        if left > 0 and slot.starts > now:
            found.append((slot, left))
    return found


@signed_in
def feed(request: HttpRequest) -> HttpResponse:
    """The inspector's own visits as an iCalendar file."""
    user: Any = request.user
    if not standing_of(user).has_role(Role.INSPECTOR):
        raise PermissionDenied
    now = timezone.now()
    query = Inspection.objects.visible_to(user).filter(
        inspector=user, state__in=SHOWN, starts_at__gte=now - PAST
    )
    related = ("company", "application__version", "licence__type_version")
    visits = query.select_related(*related).order_by("starts_at")
    text = icalendar.of_visits(visits, _("Inspections"), now)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visits.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@method_decorator(signed_in, name="dispatch")
class CalendarPage(CasePage):
    """The hours of one calendar."""

    model = InspectionCalendar
    related: ClassVar = ("agency", "inspector")

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Agency"), "value": case.agency.name},
            {
                "label": _("Inspector"),
                "value": str(case.inspector) if case.inspector else _("Shared by the inspectors"),
            },
            {"label": _("Visits at the same time"), "value": str(case.capacity)},
            {
                "label": _("Booked or moved at least"),
                "value": _("%(days)s ahead") % {"days": wording.days(case.notice_days)},
            },
            {"label": _("Offered for"), "value": wording.days(case.horizon_days)},
        ]
        return [{"title": _("Calendar"), "rows": rows}]

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        names = dict(weekdays())
        order = list(names)
        hours = sorted(case.hours, key=lambda row: (order.index(row["weekday"]), row["from"]))
        return [
            {
                "title": _("Weekly hours"),
                "columns": [_("Day"), _("From"), _("To"), _("Minutes a visit")],
                "rows": [[names[r["weekday"]], r["from"], r["to"], r["minutes"]] for r in hours],
                "empty": _("No hours yet: nothing can be booked."),
            },
            {
                "title": _("Exceptions"),
                "columns": [_("Day"), _("Hours"), _("Reason")],
                "rows": [_exception(row) for row in case.exceptions],
                "empty": _("None."),
            },
        ]

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": _("Calendar"), "url": reverse("inspection_week")},
            {"label": case.reference},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        return None


def _exception(row: dict[str, Any]) -> list[str]:
    hours = f"{row['from']}–{row['to']}" if row["from"] else _("Closed")
    return [said.date(date.fromisoformat(row["day"])), hours, row.get("reason", "")]


class NewCalendarPage(BeginPage):
    """Begins a calendar: of an inspector, or one that an agency's inspectors share."""

    model = InspectionCalendar
    form_class = NewCalendarForm
    who = "licensing.keep_inspection_calendar"
    title = gettext_lazy("New calendar")
    lead = gettext_lazy("The hours come next. Companies see free times, and not who comes.")
    submit = gettext_lazy("Make the calendar")

    def _allowed(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The agency is chosen in the form: the gate asks again with it."""
        if not request.user.has_perm(self.who):
            raise PermissionDenied
        return self.blank(request, **kwargs)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        super().fill(case, values, request)
        same = InspectionCalendar.objects.filter(agency=case.agency, inspector=case.inspector)
        there = same.first()
        if there is not None:
            text = _("There is one already: %(number)s.") % {"number": there.reference}
            raise Refused([Blocker(text, there.get_absolute_url(), _("See it"))])

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Inspections"), "url": reverse("inspections")},
            {"label": _("Calendar"), "url": reverse("inspection_week")},
            {"label": _("New calendar")},
        ]
