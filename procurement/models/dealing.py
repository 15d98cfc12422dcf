"""What is done to a tender while it takes bids: addenda, pre-bid meetings and their minutes;
and keeping it as a template of others.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from procurement import (
    addenda,
    checks,
    checks_dealing,
    checks_prepare,
    copying,
    meetings,
    notices_dealing,
)
from procurement.models.tender_states import PUBLIC, State
from workflow.actions import Act, action


class Dealing(models.Model):
    """The actions of a tender that is open for bids."""

    closes_at: datetime | None

    class Meta:
        abstract = True

    @action(
        _("Issue an addendum"),
        source=State.PUBLISHED,
        verb="addendum_issued",
        done=_("Addendum issued"),
        who="procurement.publish_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_dealing.AddendumForm",
        needs=[
            checks_dealing.bidding_goes_on,
            checks_dealing.addendum_changes_something,
            checks.items_can_be_bid_for,
            checks_prepare.weights_given_make_a_hundred,
            checks_dealing.addendum_leaves_time,
            checks_dealing.questions_end_with_bidding,
        ],
        tells=notices_dealing.addendum_issued,
        audience=Audience.PUBLIC,
        help=_("Everybody sees what changed; bids already submitted must be confirmed."),
    )
    def issue_addendum(self, act: Act) -> None:
        """Change what is published. Bidding lasts longer where the method says so."""
        addenda.issue(self, act)

    @action(
        _("Call a pre-bid meeting"),
        source=State.PUBLISHED,
        verb="meeting_called",
        done=_("Pre-bid meeting called"),
        who="procurement.publish_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_dealing.MeetingForm",
        needs=[
            checks_dealing.bidding_goes_on,
            checks_dealing.meeting_is_before_the_deadline,
            checks_dealing.meeting_is_somewhere,
        ],
        tells=notices_dealing.meeting_called,
        audience=Audience.PUBLIC,
    )
    def call_meeting(self, act: Act) -> None:
        """Say when and where everybody interested is met."""
        meetings.call(self, act)

    @action(
        _("Publish the minutes of a meeting"),
        source=[State.PUBLISHED, State.CLOSED],
        verb="minutes_published",
        done=_("Minutes of a meeting published"),
        who="procurement.publish_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_dealing.MinutesForm",
        needs=[checks_dealing.there_was_a_meeting, checks_dealing.minutes_say_something],
        tells=notices_dealing.minutes_published,
        audience=Audience.PUBLIC,
    )
    def publish_minutes(self, act: Act) -> None:
        """Publish what was said, for those who were there and those who were not."""
        meetings.publish_minutes(self, act)

    @action(
        _("Keep as a template"),
        source=[*PUBLIC, State.DRAFT],
        verb="kept_as_template",
        done=_("Kept as a template"),
        who="procurement.keep_template",
        form="procurement.forms_prepare.TemplateName",
        audience=Audience.AGENCY,
        help=_("Officers of your agency can start new tenders from it."),
    )
    def keep_as_template(self, act: Act) -> None:
        """Keep what its draft says, to start others from."""
        copying.keep(self, act.data)
