"""An inspection: somebody of an agency goes to see, with a checklist, and says what was found.

It belongs to an application (as one of its stages) or to a licence (a visit to its holder, or
a follow-up). The checklist is pinned when it is begun: what is asked does not change on the way.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from accounts.standing import standing_of
from licensing import notices_inspection
from licensing.models.inspection_calendar import InspectionCalendar
from licensing.models.inspection_scheduling import Scheduling
from licensing.models.inspection_states import OPEN, Purpose, Result, Side, State
from licensing.models.inspection_visiting import Visiting
from licensing.models.querysets import READERS, LicensingQuerySet
from vendors.models import CompanyCase
from workflow.actions import Act
from workflow.state_field import StateField


class InspectionQuerySet(LicensingQuerySet):
    """Inspections. A company does not see one that is meant to surprise it, until it is over."""

    def for_officers(self, user: Any) -> Q:
        """The inspecting agency, and the one that decides about the application or licence."""
        held = standing_of(user)
        return (
            held.agencies_q(READERS, "agency")
            | held.agencies_q(READERS, "application__agency")
            | held.agencies_q(READERS, "licence__agency")
        )

    def for_members(self, user: Any) -> Q:
        seen = Q(is_announced=True) | Q(state=State.DONE)
        return super().for_members(user) & seen

    def with_parties(self) -> Any:
        return (
            super()
            .with_parties()
            .select_related(
                "application__version",
                "application__agency",
                "licence__type_version",
                "licence__agency",
            )
        )

    def open(self) -> Any:
        """Those that are still to take place."""
        return self.filter(state__in=OPEN)


class Inspection(Scheduling, Visiting, CompanyCase):
    """A visit with a checklist."""

    State = State
    Purpose = Purpose
    Result = Result
    OPEN = OPEN
    kind = "inspection"
    prefix = "IN"
    tones: ClassVar = {
        State.TO_SCHEDULE: "warn",
        State.DONE: "ok",
        State.MISSED: "stop",
        State.CANCELLED: "quiet",
    }
    reader_labels: ClassVar = {
        State.TO_SCHEDULE: {
            "agency": _("No time chosen yet"),
            "company": _("Choose a time"),
        },
    }
    step_states: ClassVar = (
        (_("Choose a time"), (State.TO_SCHEDULE, State.MISSED)),
        (_("Visit"), (State.SCHEDULED,)),
        (_("Report"), (State.DONE,)),
    )

    state = StateField(default=State.TO_SCHEDULE, choices=State.choices)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.APPLICATION
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("application"),
    )
    licence = models.ForeignKey(
        "licensing.Licence",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("licence"),
    )
    # The stage of the application's process that it concludes.
    review = models.ForeignKey(
        "licensing.Review",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="inspections",
    )
    follow_up_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    # False: the company is not told and does not see it before it is over.
    is_announced = models.BooleanField(_("announced to the company"), default=True)
    # [{"key", "label": {"ar", "en"}}, …], as it was when the inspection was begun.
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    place = models.CharField(_("address"), max_length=300, blank=True)
    about = models.TextField(_("what it is about"), blank=True)
    # No visit before this day: what was found is to be put right until then.
    not_before = models.DateField(_("not before"), null=True, blank=True)
    calendar: Any = models.ForeignKey(
        InspectionCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="inspections",
    )
    inspector: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("inspector"),
    )

    objects: ClassVar[Any] = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "starts_at"], name="inspection_agency"),
            models.Index(fields=["inspector", "starts_at"], name="inspection_inspector"),
            models.Index(fields=["company", "-id"], name="inspection_company"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(licence__isnull=False),
                name="inspection_is_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled")
                | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="scheduled_inspection_has_a_time",
            ),
        ]

    @property
    def title(self) -> str:
        """What the licence inspected for permits."""
        return self.subject.title if self.subject is not None else self.reference

    @property
    def subject(self) -> Any:
        """The application or licence it belongs to."""
        return self.application if self.application_id is not None else self.licence

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time."""
        return ZoneInfo(self.agency.zone)

    @property
    def day(self) -> date | None:
        """The day of the visit, where the agency is."""
        return self.starts_at.astimezone(self.zone).date() if self.starts_at else None

    @property
    def is_of_today(self) -> bool:
        """Whether the visit is today."""
        return self.day == timezone.now().astimezone(self.zone).date()

    @property
    def tone(self) -> str:
        if self.state == State.DONE and self.result != Result.PASSED:
            return "stop" if self.result == Result.FAILED else "warn"
        return super().tone

    def label_for(self, side: str) -> Any:
        """Done says what it came to."""
        if self.state == State.DONE and self.result:
            return self.get_result_display()
        return super().label_for(side)

    def side_of(self, user: Any) -> str:
        """The agency that decides about it reads as an agency, too."""
        side = super().side_of(user)
        if side != "public" or self.subject is None:
            return side
        return "agency" if standing_of(user).holds_any(self.subject.agency, READERS) else side

    def begin_tells(self, act: Act) -> Iterable[Any]:
        return notices_inspection.begun(act)

    def starts_within(self, now: datetime, days: int) -> bool:
        """Whether it begins in less than so many days (of 24 hours)."""
        return self.starts_at is not None and (self.starts_at - now).total_seconds() < days * 86400


class InspectionAnswer(models.Model):
    """What was noted beside a point of the checklist: the newest for a point counts.

    `client_id` was made where it was noted (a phone without a connection): sent twice, it is
    here once. Rows are never changed.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="answers")
    client_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=60)
    answer = models.CharField(max_length=10)
    remark = models.TextField(blank=True)
    severity = models.CharField(max_length=10, blank=True)
    put_right_by = models.DateField(null=True, blank=True)
    noted_at = models.DateTimeField(_("noted, by the device's clock"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("answer of a checklist")
        verbose_name_plural = _("answers of checklists")
        ordering: ClassVar = ["noted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.answer}"


class InspectionPhoto(models.Model):
    """A photo of a visit. The file hangs at the inspection (`documents`); its place is removed.

    `client_id` as for answers. `key` is the point of the checklist it shows, or empty.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos")
    client_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=60, blank=True)
    attachment = models.OneToOneField("documents.Attachment", on_delete=models.PROTECT)
    taken_at = models.DateTimeField(_("taken, by the device's clock"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("photo of an inspection")
        verbose_name_plural = _("photos of inspections")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.client_id)


__all__ = ["Inspection", "InspectionAnswer", "InspectionPhoto", "Side"]
