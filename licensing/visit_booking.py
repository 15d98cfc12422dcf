"""Places in inspection calendars: what is free, and how one is taken so that nobody else has it.

A place is taken under a lock on its calendar, and a constraint of the database forbids what the
lock should have prevented. Called by the actions of an inspection and by its forms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from licensing.models.inspection_calendar import Booking, InspectionCalendar
from licensing.slots import Slot, is_off
from licensing.ties import companies_in
from vendors.models.member import CompanyMember
from workflow import gate, wording
from workflow.actions import Act
from workflow.blockers import Blocker, Refused

SAID = 4  # how many free times a refusal names


@dataclass
class Offer:
    """A time that can be booked, and the calendars that have it."""

    slot: Slot
    calendars: list[Any] = field(default_factory=list)

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.slot.starts.isoformat()}/{self.slot.ends.isoformat()}"


def read(value: str) -> Slot:
    """A slot from what a form sends. Raises ValueError."""
    starts, _slash, ends = value.partition("/")
    slot = Slot(datetime.fromisoformat(starts), datetime.fromisoformat(ends))
    if slot.starts.tzinfo is None or slot.ends.tzinfo is None:
        raise ValueError(value)
    return slot


def calendars_for(inspection: Any) -> list[Any]:
    """The agency's calendars in which this visit may be booked: of nobody who ever acted for
    the company, or for one that would take the licence over."""
    companies = companies_in(inspection)
    acted = CompanyMember.objects.filter(company__in=companies).values("user")
    query = InspectionCalendar.objects.bookable().filter(agency=inspection.agency_id)
    began = [one.created_by_id for one in companies if one.created_by_id is not None]
    query = query.exclude(inspector__in=acted).exclude(inspector__in=began)
    return list(query.select_related("agency", "inspector").order_by("pk"))


def offers(inspection: Any, now: datetime) -> list[Offer]:
    """Every time at which the company may have this visit, in order."""
    days = gate.calendar()
    found: dict[Slot, Offer] = {}
    for calendar in calendars_for(inspection):
        first, last = _window(calendar, inspection, now)
        taken = list(calendar.taken(first, last).exclude(inspection=inspection))
        earliest = now + timedelta(days=calendar.notice_days)
        for slot in calendar.slots(first, last, days):
            if slot.starts >= earliest and free_seat(calendar, slot, taken) is not None:
                found.setdefault(slot, Offer(slot)).calendars.append(calendar)
    return [found[slot] for slot in sorted(found)]


def _window(calendar: Any, inspection: Any, now: datetime) -> tuple[date, date]:
    today = now.astimezone(calendar.zone).date()
    first = max(today, inspection.not_before or today)
    return first, first + timedelta(days=calendar.horizon_days)


def free_seat(calendar: Any, slot: Slot, taken: Iterable[Any]) -> int | None:
    """The first seat that is free throughout the slot, or None. `taken`: held bookings."""
    used = {one.seat for one in taken if slot.meets(one.starts_at, one.ends_at)}
    return next((seat for seat in range(1, calendar.capacity + 1) if seat not in used), None)


def book(inspection: Any, act: Act) -> None:
    """Take the slot that the company chose, in one of the calendars that offer it."""
    slot: Slot = act.data["slot"]
    _hold(calendars_for(inspection))
    found = next((one for one in offers(inspection, act.now) if one.slot == slot), None)
    if found is None:
        raise Refused([gone(inspection, act.now)])
    _take(inspection, _least_busy(found.calendars, slot), slot, act)
    _set(inspection, act, slot, act.data.get("place"))


def set_time(inspection: Any, act: Act) -> None:
    """Take the time that the office set, in the calendar it chose, if it is free there."""
    calendar, starts = act.data["calendar"], act.data["starts_at"]
    slot = Slot(starts, starts + timedelta(minutes=act.data["minutes"]))
    if slot.starts <= act.now:
        raise Refused([Blocker(_("This time is past."), field="starts_at")])
    _hold([calendar])
    if calendar.inspector_id and calendar.pk not in {c.pk for c in calendars_for(inspection)}:
        text = _(
            "This inspector's calendar is closed, or the inspector once acted for the company."
        )
        raise Refused([Blocker(text, field="calendar")])
    _take(inspection, calendar, slot, act)
    _set(inspection, act, slot, act.data.get("place"))


def release(inspection: Any) -> None:
    """Let go of the place that is held for the visit."""
    inspection.bookings.filter(is_held=True).update(is_held=False)
    inspection.starts_at = inspection.ends_at = None


def gone(inspection: Any, now: datetime) -> Blocker:
    """That the time is not free any more, with the next ones that are."""
    left = offers(inspection, now)[:SAID]
    if not left:
        text = _("This time is no longer free, and no other is at present. The agency sets one.")
        return Blocker(text, field="slot")
    text = _("This time is no longer free. The next that are: %(times)s.")
    said = wording.listing([wording.moment(one.slot.starts, "short") for one in left])
    return Blocker(text % {"times": said}, field="slot")


def must_move(inspection: Any, days: Any = None) -> bool:
    """Whether the visit stands on a day that has become a day off, or was closed."""
    if inspection.state != "scheduled" or inspection.starts_at <= timezone.now():
        return False
    exceptions = inspection.calendar.exceptions if inspection.calendar_id else []
    return is_off(inspection.day, exceptions, days or gate.calendar())


def _hold(calendars: Iterable[Any]) -> None:
    """Whoever takes a place in one of these waits for us, in the same order always."""
    ids = [calendar.pk for calendar in calendars]
    rows = InspectionCalendar.objects.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _least_busy(calendars: list[Any], slot: Slot) -> Any:
    """The calendar with the fewest visits that day; of the inspectors rather than of all."""

    def load(calendar: Any) -> tuple[bool, int, int]:
        day = slot.starts.astimezone(calendar.zone).date()
        count = calendar.bookings.filter(is_held=True, starts_at__date=day).count()
        return calendar.inspector_id is None, count, calendar.pk

    return min(calendars, key=load)


def _take(inspection: Any, calendar: Any, slot: Slot, act: Act) -> None:
    """Take the first free seat. A seat that the database refuses is not free."""
    inspection.bookings.filter(is_held=True).update(is_held=False)
    day = slot.starts.astimezone(calendar.zone).date()
    seat = free_seat(calendar, slot, calendar.taken(day, day))
    while seat is not None and seat <= calendar.capacity:
        try:
            with transaction.atomic():
                Booking.objects.create(
                    calendar=calendar,
                    inspection=inspection,
                    seat=seat,
                    starts_at=slot.starts,
                    ends_at=slot.ends,
                )
        except IntegrityError:
            seat += 1
            continue
        inspection.calendar = calendar
        inspection.inspector = calendar.inspector
        return
    if act.action.name == "set_time":
        text = _("There is another visit at this time in this calendar.")
        raise Refused([Blocker(text, field="starts_at")])
    raise Refused([gone(inspection, act.now)])


def _set(inspection: Any, act: Act, slot: Slot, place: str | None) -> None:
    inspection.starts_at, inspection.ends_at = slot.starts, slot.ends
    inspection.missed_by = inspection.remarks = ""
    if place:
        inspection.place = place
    act.public["starts"] = slot.starts.isoformat()
    act.public["note"] = slot.starts.astimezone(inspection.zone).strftime("%Y-%m-%d %H:%M")
