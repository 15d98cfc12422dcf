"""When visits can be booked: the calendars of an agency's inspectors, and the places taken.

A calendar belongs to one inspector, or to the agency's inspectors together (then somebody is
assigned after it was booked). No two visits share a seat at any moment: a constraint of the
database says so, whoever books what at once.
"""

from datetime import date, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import standing_of
from audit.models import Audience
from licensing import slots
from licensing.models.querysets import READERS
from workflow.actions import Act, action
from workflow.case import Case, CaseQuerySet
from workflow.state_field import StateField
from workflow.working import Calendar


class InspectionCalendarQuerySet(CaseQuerySet):
    """Calendars, read by the agency's licensing people."""

    def visible_to(self, user: Any) -> Any:
        return self.filter(standing_of(user).agencies_q(READERS, self._agency()))

    def bookable(self) -> Any:
        """Those in which places are given."""
        return self.filter(state=InspectionCalendar.State.OPEN)


class InspectionCalendar(Case):
    """The hours of one inspector, or of an agency's inspectors together."""

    class State(models.TextChoices):
        OPEN = "open", _("Can be booked")
        CLOSED = "closed", _("Closed")

    kind = "inspection_calendar"
    prefix = "IC"
    tones: ClassVar = {State.OPEN: "ok", State.CLOSED: "quiet"}

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspection_calendars",
        verbose_name=_("inspector"),
    )
    state = StateField(default=State.OPEN, choices=State.choices)
    # Shapes: licensing/slots.py.
    hours = models.JSONField(_("weekly hours"), default=list, blank=True)
    exceptions = models.JSONField(_("exceptions"), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("visits at the same time"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    notice_days = models.PositiveSmallIntegerField(
        _("booked or moved at least so many days ahead"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("days offered ahead"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
    )

    objects: ClassVar[Any] = InspectionCalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection calendar")
        verbose_name_plural = _("inspection calendars")
        ordering: ClassVar = ["agency", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "inspector"],
                nulls_distinct=False,
                name="one_calendar_an_inspector",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="inspection_calendar_has_a_seat"
            ),
        ]

    @property
    def title(self) -> str:
        """Whose it is."""
        return self.inspector.name if self.inspector is not None else self.agency.name

    @property
    def zone(self) -> ZoneInfo:
        """The time in which its hours are written."""
        return ZoneInfo(self.agency.zone)

    def slots(self, first: date, last: date, calendar: Calendar) -> list[slots.Slot]:
        """Its slots in these days, taken or not."""
        return slots.between(first, last, self.hours, self.exceptions, calendar, self.zone)

    def taken(self, first: date, last: date) -> Any:
        """The places held in these days (and a day around them)."""
        return self.bookings.filter(
            is_held=True,
            ends_at__date__gte=first - timedelta(days=1),
            starts_at__date__lte=last + timedelta(days=1),
        )

    @action(
        _("Change the hours"),
        source=(State.OPEN, State.CLOSED),
        verb="edited",
        done=_("Hours changed"),
        who="licensing.keep_inspection_calendar",
        role=(Role.LICENSING_OFFICER, Role.INSPECTOR),
        waits=False,
        form="licensing.forms_calendar.CalendarForm",
        audience=Audience.AGENCY,
        style="primary",
        help=_("What is booked stays booked; what then lies outside the hours is shown."),
    )
    def edit(self, act: Act) -> None:
        """Keep the hours, exceptions and limits."""
        act.apply("hours", "exceptions", "capacity", "notice_days", "horizon_days")

    @action(
        _("Close"),
        source=State.OPEN,
        target=State.CLOSED,
        verb="closed",
        done=_("Closed for bookings"),
        who="licensing.keep_inspection_calendar",
        role=(Role.LICENSING_OFFICER, Role.INSPECTOR),
        waits=False,
        audience=Audience.AGENCY,
        help=_("Nobody can book in it any more. What is booked stays booked."),
    )
    def close(self, act: Act) -> None:
        """Give no more places in it."""

    @action(
        _("Open again"),
        source=State.CLOSED,
        target=State.OPEN,
        verb="opened",
        done=_("Opened for bookings"),
        who="licensing.keep_inspection_calendar",
        role=(Role.LICENSING_OFFICER, Role.INSPECTOR),
        waits=False,
        audience=Audience.AGENCY,
    )
    def reopen(self, act: Act) -> None:
        """Give places in it again."""


class Booking(models.Model):
    """A place taken in a calendar for a visit; one let go of stays as a record.

    `seat` counts from 1 to the calendar's capacity. Written by `licensing.visit_booking` alone.
    """

    calendar = models.ForeignKey(
        InspectionCalendar, on_delete=models.PROTECT, related_name="bookings"
    )
    inspection = models.ForeignKey(
        "licensing.Inspection", on_delete=models.PROTECT, related_name="bookings"
    )
    seat = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_held = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(is_held=True), name="one_place_an_inspection"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="booking_not_empty"
            ),
            # `booking_seat_taken_once`, which forbids overlapping times on a seat, is made in
            # the migration: Django states exclusions only with django.contrib.postgres.
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["calendar", "starts_at"],
                condition=Q(is_held=True),
                name="booking_of_calendar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.starts_at:%Y-%m-%d %H:%M}"
