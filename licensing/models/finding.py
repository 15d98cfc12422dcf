"""A finding: what an inspector saw that is to be put right by a day, until it is.

It begins when the visit is finished. The company says how it was put right, with photos; an
officer accepts that, or sends an inspector to look again.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, Role
from accounts.standing import standing_of
from licensing import checks_inspection, inspecting, notices_inspection
from licensing.models.inspection import Inspection
from licensing.models.inspection_states import Severity
from licensing.models.querysets import READERS, LicensingQuerySet
from licensing.people import APPLICANTS
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.state_field import StateField


class State(models.TextChoices):
    """Where a finding is."""

    OPEN = "open", _("To be put right")
    REPORTED = "reported", _("Said to be put right")
    TO_CHECK = "to_check", _("An inspector looks again")
    SETTLED = "settled", _("Put right")
    DROPPED = "dropped", pgettext_lazy("a finding", "Dropped")


class FindingQuerySet(LicensingQuerySet):
    """Findings, for the company and the inspecting agency."""

    def for_officers(self, user: Any) -> Q:
        """The inspecting agency, and the one that decides about the application."""
        other = standing_of(user).agencies_q(READERS, "inspection__application__agency")
        return super().for_officers(user) | other

    def outstanding(self) -> Any:
        """Those not put right yet."""
        return self.filter(state__in=Finding.OUTSTANDING)


class Finding(CompanyCase):
    """Something that was not in order, and by when it must be."""

    State = State
    OUTSTANDING = (State.OPEN, State.REPORTED, State.TO_CHECK)
    kind = "finding"
    prefix = "IF"
    tones: ClassVar = {
        State.OPEN: "warn",
        State.REPORTED: "info",
        State.TO_CHECK: "info",
        State.SETTLED: "ok",
        State.DROPPED: "quiet",
    }
    reader_labels: ClassVar = {
        State.REPORTED: {
            "agency": _("Said to be put right: to be judged"),
            "company": _("Reported; waiting for the agency"),
        },
    }
    step_states: ClassVar = (
        (_("Put right"), (State.OPEN,)),
        (_("Judged"), (State.REPORTED, State.TO_CHECK)),
        (_("Done"), (State.SETTLED,)),
    )

    state = StateField(default=State.OPEN, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    # The visit in which it is looked at again.
    follow_up = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="looked_at"
    )
    key = models.CharField(max_length=60)
    label = models.JSONField(default=dict)  # of the point of the checklist: {"ar", "en"}
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    words = models.TextField(_("what was found"))
    put_right_by = models.DateField(_("to be put right by"))
    # The company's last word on it, and the office's.
    report = models.TextField(_("what was done"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    objects: ClassVar[Any] = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "key"], name="one_finding_a_point"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "put_right_by"], name="finding_agency"),
            models.Index(fields=["company", "-id"], name="finding_company"),
        ]

    @property
    def title(self) -> str:
        """The first words of what was found."""
        line = self.words.strip().splitlines()[0] if self.words.strip() else self.reference
        return line if len(line) <= 90 else f"{line[:89]}…"

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [str(self.company)]

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and the company has not said anything."""
        return self.state == State.OPEN and self.put_right_by < timezone.localdate()

    @property
    def tone(self) -> str:
        return "stop" if self.is_overdue else super().tone

    def label_for(self, side: str) -> Any:
        return _("Overdue") if self.is_overdue else super().label_for(side)

    @action(
        _("Report that it is put right"),
        source=State.OPEN,
        target=State.REPORTED,
        verb="reported",
        done=_("Reported as put right"),
        who="licensing.report_finding",
        role=APPLICANTS,
        form="licensing.forms_inspection.ReportForm",
        tells=notices_inspection.reported,
        style="primary",
        help=_("In words and with photos: often nobody needs to come again."),
    )
    def put_right(self, act: Act) -> None:
        """The company says what it did, and shows it."""
        act.apply("report")
        inspecting.keep_proof(self, act)

    @action(
        _("Accept"),
        source=(State.REPORTED, State.TO_CHECK),
        target=State.SETTLED,
        verb="accepted",
        done=_("Accepted as put right"),
        who="licensing.judge_finding",
        role=Role.LICENSING_OFFICER,
        alone=("follow_up",),
        tells=notices_inspection.settled,
        then=inspecting.after_settling,
        style="primary",
        help=_("What the company shows is enough."),
    )
    def accept(self, act: Act) -> None:
        """It is put right; a visit for it alone falls away."""

    @action(
        _("Not put right"),
        source=State.REPORTED,
        target=State.OPEN,
        verb="returned",
        done=_("Not accepted"),
        who="licensing.judge_finding",
        role=Role.LICENSING_OFFICER,
        form="licensing.forms_inspection.NotAcceptedForm",
        tells=notices_inspection.not_accepted,
    )
    def give_back(self, act: Act) -> None:
        """Say what is missing, and by when."""
        act.apply("remarks", "put_right_by")
        act.public["note"] = self.remarks

    @action(
        _("Send an inspector"),
        source=(State.OPEN, State.REPORTED),
        target=State.TO_CHECK,
        verb="sent_inspector",
        done=_("An inspector is to look again"),
        who="licensing.judge_finding",
        role=Role.LICENSING_OFFICER,
        alone=("inspection",),
        needs=[checks_inspection.the_day_is_past_or_reported],
        tells=notices_inspection.looked_at_again,
        help=_("Other findings of the same visit that wait are looked at on the same way."),
    )
    def send_inspector(self, act: Act) -> None:
        """Have it looked at on site."""
        inspecting.send_again(self, act)

    @action(
        _("Drop"),
        source=(State.OPEN, State.REPORTED, State.TO_CHECK),
        target=State.DROPPED,
        verb="dropped",
        done=_("Dropped"),
        who="licensing.judge_finding",
        role=Role.LICENSING_OFFICER,
        waits=False,
        form="licensing.forms_inspection.CancelForm",
        alone=("follow_up",),
        tells=notices_inspection.dropped,
        then=inspecting.after_settling,
        style="danger",
        help=_("It no longer matters, for reasons that both sides read."),
    )
    def drop(self, act: Act) -> None:
        """Give it up."""
        act.apply("remarks")
        act.public["note"] = self.remarks

    @action(
        _("Fall away"),
        source=OUTSTANDING,
        target=State.DROPPED,
        verb="fell_away",
        done=_("No longer needed"),
    )
    def fall_away(self, act: Act) -> None:
        """The application for which it was found has ended without a licence."""

    @action(
        _("Found in order"),
        source=OUTSTANDING,
        target=State.SETTLED,
        verb="confirmed",
        done=_("Found in order on site"),
        tells=notices_inspection.settled,
    )
    def confirm(self, act: Act) -> None:
        """The follow-up visit found it in order."""

    @action(
        _("Found again"),
        source=OUTSTANDING,
        target=State.OPEN,
        verb="found_again",
        done=_("Still not in order on site"),
    )
    def find_again(self, act: Act) -> None:
        """The follow-up visit found it as it was; a new day is set."""
        act.apply("remarks", "put_right_by")
        self.follow_up = None
