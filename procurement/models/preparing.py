"""What is done to a tender while it is prepared: written, reviewed, approved, published."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.leaf import moment
from audit.models import Audience
from procurement import (
    checks,
    checks_plan,
    checks_prepare,
    committee,
    drafting,
    notices,
    papers,
    qualifying,
    sections,
)
from procurement.models.method import as_data
from procurement.models.tender_states import State
from workflow.actions import Act, action


class Preparing(models.Model):
    """The actions of a tender from its draft to its publication."""

    method: Any
    published_at: datetime | None
    closes_at: datetime | None
    questions_until: datetime | None
    pinned_rules: Any
    method_rules: Any

    class Meta:
        abstract = True

    @action(
        _("Edit the draft"),
        source=State.DRAFT,
        verb="edited",
        done=_("Draft edited"),
        who="procurement.edit_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms.EditTender",
        needs=[checks.items_can_be_bid_for, checks_plan.method_fits_value_given],
        audience=Audience.AGENCY,
    )
    def edit(self, act: Act) -> None:
        """Change what is asked for. Whoever does so cannot approve it."""
        drafting.write(self, act.data, by=act.by)

    @action(
        _("Set the requirements"),
        source=State.DRAFT,
        verb="requirements_set",
        done=_("Requirements set"),
        who="procurement.edit_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_prepare.Requirements",
        needs=[checks_prepare.weights_given_make_a_hundred],
        audience=Audience.AGENCY,
        help=_("Criteria, how the price counts, and the documents that a bid brings."),
    )
    def set_requirements(self, act: Act) -> None:
        """Say what bids are measured by and what they must bring."""
        drafting.write_requirements(self, act.data, by=act.by)

    @action(
        _("Set the terms"),
        source=State.DRAFT,
        verb="terms_set",
        done=_("Terms set"),
        who="procurement.edit_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_prepare.TermsForm",
        needs=[checks_prepare.security_says_how_much],
        audience=Audience.AGENCY,
        help=_("Bid security, contract, justification."),
    )
    def set_terms(self, act: Act) -> None:
        """Say under which terms is bid and contracted, and why this way was chosen."""
        drafting.write_terms(self, act.data, by=act.by)

    @action(
        _("Name those invited"),
        source=State.DRAFT,
        verb="invitations_set",
        done=_("Invited companies named"),
        who="procurement.edit_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_prepare.Invitations",
        needs=[checks_prepare.method_is_by_invitation, checks_prepare.short_list_given_is_kept],
        audience=Audience.AGENCY,
    )
    def invite(self, act: Act) -> None:
        """Name the companies that may bid; of a short list those that are still invited."""
        act.apply("left_out_reason")
        drafting.write_invitations(self, act.data["invited"], by=act.by)

    @action(
        _("Choose the qualification"),
        source=State.DRAFT,
        verb="qualification_chosen",
        done=_("Qualification chosen"),
        who="procurement.edit_tender",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_qualify.ChooseQualification",
        needs=[checks_prepare.method_has_a_short_list, checks_prepare.qualification_given_fits],
        audience=Audience.AGENCY,
        help=_("The companies on its short list are invited, all of them."),
    )
    def set_qualification(self, act: Act) -> None:
        """Say which call the short list comes from; its companies are invited in place of others."""
        qualifying.fill_short_list(self, act.data["qualification"], by=act.by)
        act.public["qualification"] = act.data["qualification"].reference

    @action(
        _("Submit for approval"),
        source=State.DRAFT,
        target=State.IN_REVIEW,
        verb="submitted_for_approval",
        done=_("Submitted for approval"),
        who="procurement.edit_tender",
        role=Role.PROCUREMENT_OFFICER,
        needs=[
            checks.tender_has_items,
            checks.is_in_both_languages,
            checks_plan.says_where_it_comes_from,
            checks_plan.method_fits_value,
            checks_prepare.method_is_justified,
            checks_prepare.qualification_is_chosen,
            checks_prepare.invitations_are_enough,
            checks_prepare.short_list_is_kept,
            checks_prepare.weights_make_a_hundred,
            checks_prepare.framework_is_described,
        ],
        tells=notices.approval_asked,
        style="primary",
        audience=Audience.AGENCY,
        help=_("Somebody who has not worked on the draft approves it."),
    )
    def submit_for_approval(self, act: Act) -> None:
        """Hand the draft to an approver."""
        drafting.note_preparer(self, act.by)

    @action(
        _("Return with remarks"),
        source=[State.IN_REVIEW, State.APPROVED],
        target=State.DRAFT,
        verb="returned",
        done=_("Returned with remarks"),
        who="procurement.approve_tender",
        form="procurement.forms_prepare.SectionRemarks",
        needs=[checks_prepare.something_is_remarked],
        tells=notices.tender_returned,
        audience=Audience.AGENCY,
    )
    def return_to_draft(self, act: Act) -> None:
        """Send it back to whoever prepared it, saying what to change."""
        act.public["note"] = sections.write_remarks(self, act)

    @action(
        _("Approve"),
        source=State.IN_REVIEW,
        target=State.APPROVED,
        verb="approved",
        done=_("Approved"),
        who="procurement.approve_tender",
        role=Role.PROCUREMENT_APPROVER,
        tells=notices.tender_approved,
        style="primary",
        audience=Audience.AGENCY,
    )
    def approve(self, act: Act) -> None:
        """Let it be published as it stands."""

    @action(
        _("Appoint the opening committee"),
        source=[State.DRAFT, State.IN_REVIEW, State.APPROVED],
        verb="committee_appointed",
        done=_("Opening committee appointed"),
        who="procurement.appoint_committee",
        role=Role.PROCUREMENT_OFFICER,
        waits=False,
        form="procurement.forms_prepare.AppointCommittee",
        needs=[checks.committee_is_large_enough],
        tells=notices.committee_appointed,
        audience=Audience.AGENCY,
        help=_("Its members alone can open the bids, each with a key of their own."),
    )
    def appoint_committee(self, act: Act) -> None:
        """Say who opens the bids. Until publication it can be done anew."""
        drafting.note_preparer(self, act.by)
        committee.appoint(self, act.data["members"])
        act.public["members"] = [person.pk for person in act.data["members"]]

    @action(
        _("Publish"),
        source=State.APPROVED,
        target=State.PUBLISHED,
        verb="published",
        done=_("Published"),
        who="procurement.publish_tender",
        role=Role.PROCUREMENT_OFFICER,
        form="procurement.forms.PublishTender",
        needs=[
            checks.bidding_period_is_long_enough,
            checks.question_time_fits,
            checks_prepare.companies_invited_are_registered,
            checks.committee_can_open,
        ],
        tells=notices.tender_published,
        style="primary",
        audience=Audience.PUBLIC,
        help=_("Everybody can read it from then on, and companies can bid."),
    )
    def publish(self, act: Act) -> None:
        """Open it for bids. Without a date given, bidding lasts the method's minimum."""
        self.published_at = act.now
        self.closes_at = checks.closing_meant(act)
        self.questions_until = act.data.get("questions_until")
        self.pinned_rules = as_data(self.method.rules())
        act.public["closes_at"] = moment(self.closes_at)
        committee.fix(self, act)
        papers.ask_for_notice(self, by=act.by)
