"""When the visit takes place: booked by the company, fixed by the office, missed, called off."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from licensing import checks_inspection, notices_inspection, visit_booking
from licensing.models.inspection_states import OPEN, Side, State
from licensing.people import APPLICANTS
from workflow.actions import Act, action

WITHOUT_TIME = (State.TO_SCHEDULE, State.MISSED)


def _application_is_over(now: datetime) -> Q:
    over = Q(application__state__in=("withdrawn", "lapsed", "refused"))
    # The stage ended without its visit: silence was consent, or no objection.
    return over | Q(review__state__in=("done", "cancelled"))


class Scheduling(models.Model):
    """The actions about the time. Mixed into Inspection."""

    starts_at = models.DateTimeField(_("begins"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, editable=False)
    missed_by = models.CharField(
        _("missed by"), max_length=10, choices=Side.choices, blank=True, editable=False
    )
    # Why it was missed or called off: both sides read it.
    remarks = models.TextField(_("remarks"), blank=True, editable=False)

    # Fields of Inspection.
    calendar: Any
    inspector: Any

    class Meta:
        abstract = True

    @action(
        _("Choose a time"),
        source=WITHOUT_TIME,
        target=State.SCHEDULED,
        verb="booked",
        done=_("Time chosen"),
        who="licensing.book_inspection",
        role=APPLICANTS,
        form="licensing.forms_inspection.BookForm",
        tells=notices_inspection.scheduled,
        style="primary",
        help=_("The times at which an inspector can come."),
    )
    def book(self, act: Act) -> None:
        """Take one of the free times."""
        visit_booking.book(self, act)

    @action(
        _("Choose another time"),
        source=State.SCHEDULED,
        target=State.SCHEDULED,
        verb="rebooked",
        done=_("Another time chosen"),
        who="licensing.book_inspection",
        role=APPLICANTS,
        waits=False,
        needs=[checks_inspection.can_still_be_moved],
        form="licensing.forms_inspection.BookForm",
        tells=notices_inspection.scheduled,
    )
    def rebook(self, act: Act) -> None:
        """Let go of the time that was chosen, and take another."""
        visit_booking.book(self, act)

    @action(
        _("Set the time"),
        source=(State.TO_SCHEDULE, State.SCHEDULED, State.MISSED),
        target=State.SCHEDULED,
        verb="scheduled",
        done=_("Time set by the office"),
        who="licensing.schedule_inspection",
        role=Role.LICENSING_OFFICER,
        waits=False,
        form="licensing.forms_inspection.SetTimeForm",
        tells=notices_inspection.scheduled,
        help=_("In an inspector's calendar, at any hour that is still free there."),
    )
    def set_time(self, act: Act) -> None:
        """Fix the time for the company."""
        visit_booking.set_time(self, act)

    @action(
        _("Assign an inspector"),
        source=(State.TO_SCHEDULE, State.SCHEDULED, State.MISSED),
        verb="assigned",
        done=_("Inspector assigned"),
        who="licensing.schedule_inspection",
        role=Role.LICENSING_OFFICER,
        waits=False,
        needs=[checks_inspection.inspector_is_free, checks_inspection.inspector_is_disinterested],
        form="licensing.forms_inspection.AssignForm",
        tells=notices_inspection.assigned,
        help=_("Who goes there. The time stays as it is."),
    )
    def assign(self, act: Act) -> None:
        """Say who goes."""
        act.apply("inspector")
        act.private["inspector"] = str(act.data["inspector"])

    @action(
        _("Say that it was missed"),
        source=State.SCHEDULED,
        target=State.MISSED,
        verb="missed",
        done=_("The visit did not take place"),
        who="licensing.miss_inspection",
        role=(Role.INSPECTOR, Role.LICENSING_OFFICER),
        waits=False,
        needs=[checks_inspection.company_had_its_chance],
        form="licensing.forms_inspection.MissedForm",
        tells=notices_inspection.missed,
        help=_("Nobody was there, or the inspector could not come. A new time is chosen then."),
    )
    def miss(self, act: Act) -> None:
        """Note by whom and why; the place in the calendar is let go."""
        act.apply("missed_by", "remarks")
        act.public["by"] = self.missed_by
        act.public["note"] = self.remarks
        visit_booking.release(self)

    @action(
        _("Call it off"),
        source=OPEN,
        target=State.CANCELLED,
        verb="cancelled",
        done=_("Called off by the office"),
        who="licensing.schedule_inspection",
        role=Role.LICENSING_OFFICER,
        waits=False,
        form="licensing.forms_inspection.CancelForm",
        tells=notices_inspection.cancelled,
        style="danger",
        help=_("For good. Where an application needs a visit, it is not replaced by itself."),
    )
    def cancel(self, act: Act) -> None:
        """End it without a visit."""
        act.apply("remarks")
        act.public["note"] = self.remarks
        visit_booking.release(self)

    @action(
        _("Move to another agency"),
        source=OPEN,
        target=State.TO_SCHEDULE,
        verb="moved",
        done=_("Moved to another agency"),
        tells=notices_inspection.moved,
    )
    def move(self, act: Act) -> None:
        """Its review was taken over by another agency: a time is chosen in its calendars."""
        visit_booking.release(self)
        self.agency, self.calendar, self.inspector = act.data["agency"], None, None

    @action(
        _("Fall away"),
        source=OPEN,
        target=State.CANCELLED,
        verb="fell_away",
        done=_("No longer needed"),
        tells=notices_inspection.cancelled,
        due=_application_is_over,
    )
    def fall_away(self, act: Act) -> None:
        """The application is over, or everything was put right: nobody needs to go."""
        self.remarks = str(act.data.get("remarks", ""))
        visit_booking.release(self)
