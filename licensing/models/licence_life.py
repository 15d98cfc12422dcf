"""The life of a licence: what the clock, an application, a measure or an appeal does to it.

Nobody suspends or revokes it directly: that follows from a measure, after a hearing
(`licensing.models.measure`). What each action writes stands in `licensing.living`.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from licensing import checks, checks_licence, living, notices, notices_life
from licensing.models.licence_states import CAN_COME_BACK, HELD
from licensing.models.licence_states import LicenceState as State
from workflow.actions import Act, action


def _term_is_over(now: datetime) -> Q:
    return Q(valid_until__lte=timezone.localdate(now))


def _suspension_is_over(now: datetime) -> Q:
    return Q(suspended_until__lte=timezone.localdate(now))


class LicenceLife(models.Model):
    """Actions on a licence. Mixed into Licence."""

    # Why it was suspended or revoked: published.
    reasons = models.TextField(_("reasons"), blank=True)
    # The first day without the suspension; none: until it is lifted.
    suspended_until = models.DateField(
        _("suspended until (first day without)"), null=True, blank=True, editable=False
    )
    # Whether it was suspended when its term ended: a late renewal does not lift that.
    ended_suspended = models.BooleanField(default=False, editable=False)
    # The day from which the days for a late renewal count, where that is not its end: an appeal
    # was upheld when the term was over already.
    late_from = models.DateField(null=True, blank=True, editable=False)
    # The standing of its holder of which an officer has taken note.
    holder_noted = models.CharField(max_length=20, blank=True, editable=False)

    state: Any
    company: Any

    class Meta:
        abstract = True

    # --- its term -----------------------------------------------------------------------

    @action(
        _("Expire"),
        source=HELD,
        target=State.EXPIRED,
        verb="expired",
        done=_("Expired"),
        audience=Audience.PUBLIC,
        needs=[checks.term_is_over],
        tells=notices_life.expired,
        due=_term_is_over,
    )
    def expire(self, act: Act) -> None:
        """The term is over."""
        self.ended_suspended = self.state == State.SUSPENDED

    @action(
        _("Renew before the end"),
        source=HELD,
        verb="renewed",
        done=_("Renewed"),
        audience=Audience.PUBLIC,
    )
    def extend(self, act: Act) -> None:
        """A further term follows the running one; what is suspended stays so."""
        living.add_term(act)

    @action(
        _("Renew after the end"),
        source=State.EXPIRED,
        target=State.ACTIVE,
        verb="renewed_late",
        done=_("Renewed late"),
        audience=Audience.PUBLIC,
    )
    def revive(self, act: Act) -> None:
        """Its term was over; a late renewal puts it into force again."""
        living.add_term(act)

    @action(
        _("Renew after the end, still suspended"),
        source=State.EXPIRED,
        target=State.SUSPENDED,
        verb="renewed_suspended",
        done=_("Renewed late; still suspended"),
        audience=Audience.PUBLIC,
    )
    def revive_suspended(self, act: Act) -> None:
        """A late renewal does not lift the suspension under which the term has ended."""
        living.add_term(act)

    # --- what it says -------------------------------------------------------------------

    @action(
        _("Amend"),
        source=State.ACTIVE,
        verb="amended",
        done=_("Amended"),
        audience=Audience.PUBLIC,
    )
    def amend(self, act: Act) -> None:
        """Say something else from today on, on a new certificate."""
        living.amend(act)

    @action(
        _("Hand over to another company"),
        source=State.ACTIVE,
        verb="transferred",
        done=_("Transferred to another company"),
        audience=Audience.PUBLIC,
    )
    def hand_over(self, act: Act) -> None:
        """Another company holds it from today on; the earlier versions name the earlier holder."""
        living.hand_over(act)

    @action(
        _("Issue a duplicate"),
        source=HELD,
        verb="copied",
        done=_("Duplicate of the certificate issued"),
        audience=Audience.PUBLIC,
    )
    def duplicate(self, act: Act) -> None:
        """The same once more, as a further copy; the paper before it no longer counts."""
        living.duplicate(act)

    @action(
        _("Surrender"),
        source=HELD,
        target=State.SURRENDERED,
        verb="surrendered",
        done=_("Given up by its holder"),
        audience=Audience.PUBLIC,
        tells=notices_life.surrendered,
    )
    def surrender(self, act: Act) -> None:
        """Its holder gives it up for good."""
        living.give_up(act)

    @action(
        _("Impose conditions"),
        source=HELD,
        verb="conditions_imposed",
        done=_("Further conditions imposed"),
        audience=Audience.PUBLIC,
    )
    def impose_conditions(self, act: Act) -> None:
        """Further conditions hold from today on, printed on a new certificate."""
        living.impose_conditions(act)

    @action(
        _("Drop conditions after an appeal"),
        source=CAN_COME_BACK,
        verb="conditions_dropped",
        done=_("Further conditions dropped: an appeal was upheld"),
        audience=Audience.PUBLIC,
    )
    def drop_conditions(self, act: Act) -> None:
        """Conditions that were imposed hold no longer, on a new certificate."""
        act.public["appeal"] = act.data["appeal"].reference
        living.drop_conditions(act)

    # --- suspension and revocation ------------------------------------------------------

    @action(
        _("Suspend"),
        source=HELD,
        target=State.SUSPENDED,
        verb="suspended",
        done=_("Suspended"),
        audience=Audience.PUBLIC,
        tells=notices_life.suspended,
    )
    def suspend(self, act: Act) -> None:
        """Take it out of force for a time; the term runs on."""
        act.apply("reasons")
        self.suspended_until = act.data.get("until")
        act.public["note"] = self.reasons
        if self.suspended_until is not None:
            act.public["until"] = self.suspended_until.isoformat()

    @action(
        _("Lift the suspension"),
        source=State.SUSPENDED,
        target=State.ACTIVE,
        verb="reinstated",
        done=_("Reinstated"),
        who="licensing.suspend_licence",
        role=Role.LICENSING_APPROVER,
        waits=False,
        needs=[checks.term_runs, checks_licence.no_hearing_is_open],
        form="licensing.forms.ReasonsForm",
        audience=Audience.PUBLIC,
        tells=notices.reinstated,
        help=_("When what it was suspended for has been put right. It is published."),
    )
    def reinstate(self, act: Act) -> None:
        """Put it into force again."""
        act.public["note"] = act.data["reasons"]
        living.lift(act)

    @action(
        _("End the suspension"),
        source=State.SUSPENDED,
        target=State.ACTIVE,
        verb="suspension_ended",
        done=_("The suspension has ended"),
        audience=Audience.PUBLIC,
        needs=[checks_licence.suspension_is_over],
        tells=notices_life.suspension_ended,
        due=_suspension_is_over,
    )
    def end_suspension(self, act: Act) -> None:
        """The day until which it was suspended has come."""
        living.lift(act)

    @action(
        _("Let the suspension fall"),
        source=State.SUSPENDED,
        target=State.ACTIVE,
        verb="suspension_fell",
        done=_("Suspension lifted after the hearing"),
        audience=Audience.PUBLIC,
    )
    def lift(self, act: Act) -> None:
        """After the hearing, an urgent suspension does not stay."""
        living.lift(act)

    @action(
        _("Let the suspension fall after the end"),
        source=State.EXPIRED,
        verb="suspension_fell_late",
        done=_("Suspension lifted after the hearing; the term had ended meanwhile"),
        audience=Audience.PUBLIC,
    )
    def lift_after_end(self, act: Act) -> None:
        """The same when the term is over: a late renewal puts it into force again."""
        living.lift(act)
        self.ended_suspended = False

    @action(
        _("Revoke"),
        source=HELD,
        target=State.REVOKED,
        verb="revoked",
        done=_("Revoked"),
        audience=Audience.PUBLIC,
        tells=notices_life.revoked,
    )
    def revoke(self, act: Act) -> None:
        """Take it away for good; its certificates say so when they are verified."""
        act.apply("reasons")
        act.public["note"] = self.reasons
        living.take_away(act)

    @action(
        _("Restore after an appeal"),
        source=(State.SUSPENDED, State.REVOKED),
        target=State.ACTIVE,
        verb="restored",
        done=_("Restored: an appeal was upheld"),
        audience=Audience.PUBLIC,
        needs=[checks.term_runs],
    )
    def restore(self, act: Act) -> None:
        """What was done to it is undone, and its term still runs."""
        living.restore(act)

    @action(
        _("Correct after an appeal"),
        source=(State.SUSPENDED, State.REVOKED, State.EXPIRED),
        target=State.EXPIRED,
        verb="restored_expired",
        done=_("Appeal upheld after the end of the term; it can be renewed"),
        audience=Audience.PUBLIC,
        needs=[checks.term_is_over],
    )
    def restore_expired(self, act: Act) -> None:
        """What was done to it is undone, but its term is over: it can be renewed from today on."""
        living.restore_expired(act)

    # --- its holder ---------------------------------------------------------------------

    @action(
        _("Note the holder's standing"),
        source=HELD,
        verb="holder_noted",
        done=_("The holder's standing was noted"),
        who="licensing.review_application",
        role=Role.LICENSING_OFFICER,
        needs=[checks_licence.holder_is_not_in_good_standing],
        form="licensing.forms_changes.NoteForm",
        audience=Audience.AGENCY,
        help=_("It then waits for nobody any more. A hearing is begun by itself, if one is due."),
    )
    def note_holder(self, act: Act) -> None:
        """Somebody has looked at what the holder's debarment or lapse means for the licence."""
        self.holder_noted = self.company.state
        act.private["note"] = act.data["note"]
