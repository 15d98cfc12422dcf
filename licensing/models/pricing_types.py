"""What a version of a licence type costs, whom it is for and how it is found.

Mixed into LicenceTypeVersion. The shapes of the JSON columns: docs/fees.md, docs/finder.md.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from vendors.models import Category
from workflow.actions import Act, action

# A version is changed only while it is in preparation (LicenceTypeVersion.State.DRAFT).
DRAFT = "draft"


class Pricing(models.Model):
    """Fees, who may apply, activities, and what the finder asks."""

    depends_on: Any

    # The fee schedule: {"rows": […], "exemptions": […]}.
    fees = models.JSONField(_("fees"), default=dict, blank=True)
    # {"sizes": […], "cities": […], "categories": [codes], "nationalities": […]}; empty: everybody.
    may_apply = models.JSONField(_("who may apply"), default=dict, blank=True)
    # {"places": […], "sizes": […], "goods": {"ar": […], "en": […]}}.
    finder = models.JSONField(_("where the finder offers it"), default=dict, blank=True)
    activities = models.ManyToManyField(
        Category,
        blank=True,
        related_name="licensed_by",
        limit_choices_to={"scheme": "isic"},
        verbose_name=_("activities (ISIC Rev. 4)"),
    )

    class Meta:
        abstract = True

    @property
    def activity_list(self) -> list[Category]:
        """The activities it permits, by their codes."""
        return sorted(self.activities.all(), key=lambda one: one.code)

    @property
    def isic_codes(self) -> str:
        """The numbers of its activities, as papers print them: 4711, 4721."""
        return ", ".join(one.number for one in self.activity_list)

    @action(
        _("Change the fees"),
        source=DRAFT,
        verb="fees_changed",
        done=_("Fees changed"),
        who="licensing.prepare_licence_type",
        role=Role.LICENSING_OFFICER,
        form="licensing.forms_fees.FeesForm",
        audience=Audience.AGENCY,
        waits=False,
        help=_("Fixed amounts, slabs, amounts for each unit or year, late penalties, exemptions."),
    )
    def edit_fees(self, act: Act) -> None:
        """Keep the schedule; applications begun under an earlier version keep theirs."""
        self.currency = act.data["currency"]
        self.fees = act.data["fees"]

    @action(
        _("Change who may apply"),
        source=DRAFT,
        verb="eligibility_changed",
        done=_("Who may apply was changed"),
        who="licensing.prepare_licence_type",
        role=Role.LICENSING_OFFICER,
        form="licensing.forms_eligibility.EligibilityForm",
        audience=Audience.AGENCY,
        waits=False,
        help=_("Activities, sizes of company, cities; and when the finder offers the licence."),
    )
    def edit_eligibility(self, act: Act) -> None:
        """Keep whom it is for and when it is found."""
        self.may_apply = act.data["may_apply"]
        self.finder = act.data["finder"]
        self.activities.set(act.data["activities"])
        self.depends_on.set(act.data["depends_on"])
