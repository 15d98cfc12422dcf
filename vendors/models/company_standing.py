"""A registered company's standing: suspended, debarred, lapsed after its year, and renewed.

An abstract half of `Company`, so that each file stays readable: the registration itself is in
`vendors.models.company`. What these actions do beyond the state is in `vendors.sanctioning` and
`vendors.renewing`.
"""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.models.post import today
from audit.models import Audience
from vendors import checks, notices, registering, renewing, sanctioning
from vendors.models.member import CompanyRole
from workflow.actions import Act, action
from workflow.case import Case


class CompanyState(models.TextChoices):
    """The states of a company."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    REGISTERED = "registered", _("Registered")
    REJECTED = "rejected", _("Rejected")
    SUSPENDED = "suspended", _("Suspended")
    DEBARRED = "debarred", _("Debarred")
    LAPSED = "lapsed", _("Lapsed")


State = CompanyState


def _sanction_over(kind: str) -> Any:
    """The condition, at a time, that the open sanction of this kind has run out."""

    def due(now: datetime) -> Q:
        return Q(
            sanctions__kind=kind,
            sanctions__ended_on__isnull=True,
            sanctions__until__lte=timezone.localdate(now),
        )

    return due


def _year_over(now: datetime) -> Q:
    return Q(registered_until__lte=timezone.localdate(now), imported=False)


class CompanyStanding(Case):
    """What may become of a company once it was registered."""

    # The first day on which the registration no longer holds, if it is not renewed.
    registered_until = models.DateField(
        _("registered until (first day without)"), null=True, blank=True, editable=False
    )
    # The day from which its years are counted: its last approval.
    year_anchor = models.DateField(null=True, blank=True, editable=False)
    renewal_asked_at = models.DateTimeField(
        _("renewal asked for"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_registered(self) -> bool:
        """Whether it may bid and apply today; the year's end counts, the clock run or not."""
        return str(self.state) == State.REGISTERED and not self.year_ended_by(today())

    def year_ended_by(self, day: date) -> bool:
        """Whether its year is over on a day, whatever its state."""
        return self.registered_until is not None and self.registered_until <= day

    # --- suspension --------------------------------------------------------------------

    @action(
        _("Suspend"),
        source=State.REGISTERED,
        target=State.SUSPENDED,
        verb="suspended",
        done=_("Suspended"),
        who="vendors.suspend_company",
        role=Role.REGISTRAR,
        needs=[checks.period_lies_ahead],
        form="vendors.forms_standing.SuspendForm",
        tells=notices.suspended,
        audience=Audience.PUBLIC,
        style="danger",
        waits=False,
        help=_(
            "The company can neither bid nor apply, its certificate is revoked, and the public "
            "register says so, without the reasons."
        ),
    )
    def suspend(self, act: Act) -> None:
        """Take it off the register for the time being; its certificate no longer holds."""
        registering.say(act, act.data["remarks"])
        sanctioning.impose(act, "suspension")
        registering.revoke_certificates(act)

    @action(
        _("Lift the suspension"),
        source=State.SUSPENDED,
        target=State.REGISTERED,
        verb="reinstated",
        done=_("Suspension lifted"),
        who="vendors.suspend_company",
        role=Role.REGISTRAR,
        form="vendors.forms.ReasonsForm",
        tells=notices.reinstated,
        audience=Audience.PUBLIC,
        waits=False,
        help=_(
            "The company is on the register again and receives a new certificate, if its year is "
            "not over."
        ),
    )
    def reinstate(self, act: Act) -> None:
        """Put it back on the register, with a new certificate."""
        registering.say(act, act.data["remarks"])
        sanctioning.end(act, act.data["remarks"])
        registering.certify_again(act)

    @action(
        _("End the suspension"),
        source=State.SUSPENDED,
        target=State.REGISTERED,
        verb="suspension_ended",
        done=_("The suspension has ended"),
        due=_sanction_over("suspension"),
        needs=[checks.sanction_is_over],
        tells=notices.sanction_ended,
        audience=Audience.PUBLIC,
        shown=False,
    )
    def end_suspension(self, act: Act) -> None:
        """Taken by the clock on the day until which it was suspended."""
        registering.say(act, "")
        sanctioning.end(act, "")
        registering.certify_again(act)

    # --- debarment ---------------------------------------------------------------------

    @action(
        _("Debar"),
        source=(State.REGISTERED, State.SUSPENDED, State.LAPSED),
        target=State.DEBARRED,
        verb="debarred",
        done=_("Debarred"),
        who="vendors.debar_company",
        role=Role.REGISTRAR,
        needs=[checks.period_lies_ahead],
        form="vendors.forms_standing.DebarForm",
        tells=notices.debarred,
        audience=Audience.PUBLIC,
        style="danger",
        waits=False,
        help=_("For a period, with reasons. Both stand in the public register."),
    )
    def debar(self, act: Act) -> None:
        """Exclude it from every tender until a date; published."""
        registering.say(act, act.data["remarks"])
        sanctioning.impose(act, "debarment")
        registering.revoke_certificates(act)
        self.renewal_asked_at = None

    @action(
        _("Lift the debarment"),
        source=State.DEBARRED,
        target=State.REGISTERED,
        verb="debarment_lifted",
        done=_("Debarment lifted"),
        who="vendors.debar_company",
        role=Role.REGISTRAR,
        form="vendors.forms.ReasonsForm",
        tells=notices.debarment_lifted,
        audience=Audience.PUBLIC,
        waits=False,
        help=_("Before its time, with reasons. The register keeps saying that it was debarred."),
    )
    def lift_debarment(self, act: Act) -> None:
        """End the debarment early."""
        registering.say(act, act.data["remarks"])
        sanctioning.end(act, act.data["remarks"])
        registering.certify_again(act)

    @action(
        _("End the debarment"),
        source=State.DEBARRED,
        target=State.REGISTERED,
        verb="debarment_ended",
        done=_("The debarment has ended"),
        due=_sanction_over("debarment"),
        needs=[checks.sanction_is_over],
        tells=notices.sanction_ended,
        audience=Audience.PUBLIC,
        shown=False,
    )
    def end_debarment(self, act: Act) -> None:
        """Taken by the clock on the day until which it was debarred."""
        registering.say(act, "")
        sanctioning.end(act, "")
        registering.certify_again(act)

    # --- the year and its renewal --------------------------------------------------------

    @action(
        _("Lapse"),
        source=State.REGISTERED,
        target=State.LAPSED,
        verb="lapsed",
        done=_("The registration has lapsed"),
        due=_year_over,
        needs=[checks.year_is_over],
        tells=notices.lapsed,
        audience=Audience.PUBLIC,
        shown=False,
    )
    def lapse(self, act: Act) -> None:
        """Taken by the clock when the year is over and nobody renewed it."""
        self.renewal_asked_at = None

    @action(
        _("Renew the registration"),
        source=State.LAPSED,
        target=State.SUBMITTED,
        verb="renewal_submitted",
        done=_("Renewal sent"),
        who="vendors.submit_company",
        role=CompanyRole.OWNER,
        needs=checks.COMPLETE,
        tells=notices.submitted,
        style="primary",
        help=_("A registrar checks what has changed. Correct the details first, if they have."),
    )
    def renew(self, act: Act) -> None:
        """Send it to the registry once more, as it stands now."""
        act.private["registration"] = registering.snapshot(self)

    @action(
        _("Renew for another year"),
        source=State.REGISTERED,
        verb="renewal_asked",
        done=_("Renewal asked for"),
        who="vendors.submit_company",
        role=CompanyRole.OWNER,
        needs=[checks.renewal_is_near, checks.renewal_is_not_asked, *checks.COMPLETE],
        tells=notices.renewal_asked,
        waits=False,
        help=_("The company stays registered while the registry looks at it."),
    )
    def ask_renewal(self, act: Act) -> None:
        """Ask for the next year before this one ends, so that there is no gap."""
        self.renewal_asked_at = act.now
        act.private["registration"] = registering.snapshot(self)

    @action(
        _("Grant the renewal"),
        source=State.REGISTERED,
        verb="renewed",
        done=_("Renewed for a year"),
        who="vendors.decide_company",
        role=Role.REGISTRAR,
        needs=[checks.renewal_is_asked],
        tells=notices.renewed,
        audience=Audience.PUBLIC,
        style="primary",
        waits=False,
        help=_("Another year from the day on which the present one ends."),
    )
    def grant_renewal(self, act: Act) -> None:
        """Add a year to the one that is running."""
        renewing.extend(act)
        registering.say(act, "")
        registering.certify(act)

    @action(
        _("Decline the renewal"),
        source=State.REGISTERED,
        verb="renewal_declined",
        done=_("Renewal declined"),
        who="vendors.decide_company",
        role=Role.REGISTRAR,
        needs=[checks.renewal_is_asked],
        form="vendors.forms_review.RemarksForm",
        tells=notices.renewal_declined,
        waits=False,
        help=_(
            "The company corrects what you name and asks again. Names and numbers it can correct "
            "once the year is over."
        ),
    )
    def decline_renewal(self, act: Act) -> None:
        """Say why not yet; the running year stays as it is."""
        self.renewal_asked_at = None
        registering.say(act, act.data["remarks"], act.data.get("remark_parts") or [])
        registering.say_beside_fields(act)
