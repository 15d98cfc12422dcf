"""The visit itself: what is noted on the way, and the result."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.models import Audience
from licensing import checks_inspection, inspecting, notices_inspection
from licensing.models.inspection_states import Result, State
from workflow.actions import Act, action


class Visiting(models.Model):
    """The inspector's actions. Mixed into Inspection."""

    result = models.CharField(
        _("result"), max_length=30, choices=Result.choices, blank=True, editable=False
    )
    summary = models.TextField(_("summary"), blank=True, editable=False)
    met = models.CharField(_("met on site"), max_length=200, blank=True, editable=False)
    # When the inspector signed off, by the clock of the device, and when it reached us.
    finished_at = models.DateTimeField(_("signed off"), null=True, blank=True, editable=False)
    concluded_at = models.DateTimeField(_("received"), null=True, blank=True, editable=False)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("inspected by"),
    )

    class Meta:
        abstract = True

    @action(
        _("Note"),
        source=(State.SCHEDULED, State.MISSED, State.CANCELLED),
        verb="noted",
        done=_("Notes of the visit received"),
        who="licensing.carry_out_inspection",
        role=Role.INSPECTOR,
        waits=False,
        shown=False,
        audience=Audience.AGENCY,
    )
    def note(self, act: Act) -> None:
        """Keep answers and a photo as they come in, each once, however often they are sent.

        Also when the visit was called off meanwhile: what was noted without a connection is
        kept, though it comes to no result.
        """
        inspecting.keep_answers(self, act)
        inspecting.keep_photo(self, act)

    @action(
        _("Finish the visit"),
        source=State.SCHEDULED,
        target=State.DONE,
        verb="concluded",
        done=_("Visit finished"),
        who="licensing.carry_out_inspection",
        role=Role.INSPECTOR,
        alone=("application",),
        needs=[
            checks_inspection.the_day_has_come,
            checks_inspection.everything_is_answered,
            checks_inspection.photos_have_arrived,
            checks_inspection.result_fits,
            checks_inspection.findings_are_whole,
        ],
        form="licensing.forms_visit.VisitForm",
        tells=notices_inspection.concluded,
        then=inspecting.after_conclusion,
        style="primary",
        help=_("The checklist, photos, the result and the signing off."),
    )
    def conclude(self, act: Act) -> None:
        """Keep what was found, and ask for the report."""
        inspecting.conclude(self, act)
