"""An appeal against a refused application, or against a measure that was imposed.

Filed by the company within the days that the licence type gives, admitted or not, and decided by
somebody who had no part in what it is against: of the parent agency, where that has an approver.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import standing_of
from licensing import appealing, checks_appeals, notices_appeals
from licensing.models.querysets import READERS, LicensingQuerySet
from licensing.people import APPLICANTS
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.case import Clock
from workflow.state_field import StateField


class State(models.TextChoices):
    """Where an appeal is."""

    FILED = "filed", _("Filed")
    ADMITTED = "admitted", _("Admitted")
    INADMISSIBLE = "inadmissible", _("Not admitted")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (State.FILED, State.ADMITTED)


class Remedy(models.TextChoices):
    """What an upheld appeal leads to."""

    GRANT = "grant", _("The application is granted")
    AGAIN = "again", _("The application is decided about again")
    UNDO = "undo", _("The measure is undone")


class AppealQuerySet(LicensingQuerySet):
    """Appeals; the agency whose decision it is reads them as well as the one that decides."""

    def for_officers(self, user: Any) -> Q:
        return super().for_officers(user) | standing_of(user).agencies_q(READERS, "origin")


class Appeal(CompanyCase):
    """What a company brings forward against a decision."""

    State = State
    Remedy = Remedy
    kind = "appeal"
    prefix = "AP"
    begin_needs = (
        checks_appeals.can_be_appealed,
        checks_appeals.is_in_time,
        checks_appeals.no_other_is_open,
    )
    clock = Clock(runs_in=OPEN, days=20)
    tones: ClassVar = {
        State.FILED: "info",
        State.ADMITTED: "info",
        State.INADMISSIBLE: "stop",
        State.UPHELD: "ok",
        State.DISMISSED: "stop",
        State.WITHDRAWN: "quiet",
    }
    reader_labels: ClassVar = {
        State.FILED: {"agency": _("New: admit it or not"), "company": _("Sent")},
        State.ADMITTED: {"agency": _("Admitted: decide"), "company": _("Being decided")},
    }
    step_states: ClassVar = (
        (_("Appeal"), (State.FILED,)),
        (_("Decision"), (State.ADMITTED,)),
        (_("Outcome"), (State.UPHELD, State.DISMISSED, State.INADMISSIBLE)),
    )

    state = StateField(default=State.FILED, choices=State.choices)
    # Who decides about it, and whose decision it is against.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    origin = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision of")
    )
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appeals",
    )
    measure = models.ForeignKey(
        "licensing.Measure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appeals",
    )
    grounds = models.TextField(_("grounds"))
    wanted = models.TextField(_("what is asked for"), blank=True)
    remedy = models.CharField(
        _("what follows"), max_length=10, choices=Remedy.choices, blank=True, editable=False
    )
    decision_reasons = models.TextField(_("reasons of the decision"), blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, measure__isnull=True)
                | Q(application__isnull=True, measure__isnull=False),
                name="appeal_against_one_decision",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["filed", "admitted"]),
                name="one_open_appeal_an_application",
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(state__in=["filed", "admitted"]),
                name="one_open_appeal_a_measure",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-id"], name="appeal_company")]

    @property
    def against(self) -> Any:
        """The case whose decision it is against."""
        return self.application or self.measure

    @property
    def title(self) -> str:
        """What it is against."""
        return str(_("Appeal: %(case)s")) % {"case": self.against.title}

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [self.against.reference, str(self.company)]

    def side_of(self, user: Any) -> str:
        side = super().side_of(user)
        if side == "public" and standing_of(user).holds_any(self.origin, READERS):
            return "agency"
        return side

    def begin_tells(self, act: Act) -> Iterable[Any]:
        return notices_appeals.filed(act)

    @action(
        _("Admit"),
        source=State.FILED,
        target=State.ADMITTED,
        verb="admitted",
        done=_("Appeal admitted"),
        who="licensing.decide_appeal",
        role=Role.LICENSING_APPROVER,
        tells=notices_appeals.admitted,
        style="primary",
        help=_("It is in time, gives grounds, and concerns the company's own case."),
    )
    def admit(self, act: Act) -> None:
        """Its grounds will be looked at."""

    @action(
        _("Do not admit"),
        source=State.FILED,
        target=State.INADMISSIBLE,
        verb="not_admitted",
        done=_("Appeal not admitted"),
        who="licensing.decide_appeal",
        role=Role.LICENSING_APPROVER,
        waits=False,
        form="licensing.forms_measures.DropForm",
        tells=notices_appeals.decided,
        style="danger",
    )
    def turn_away(self, act: Act) -> None:
        """Its grounds are not looked at, for reasons that are told."""
        appealing.close(act)

    @action(
        _("Uphold"),
        source=State.ADMITTED,
        target=State.UPHELD,
        verb="upheld",
        done=_("Appeal upheld"),
        who="licensing.decide_appeal",
        role=Role.LICENSING_APPROVER,
        needs=[checks_appeals.can_be_undone],
        form="licensing.forms_measures.UpholdForm",
        tells=notices_appeals.decided,
        then=appealing.carry_out,
        style="primary",
        help=_("The decision is overturned at once."),
    )
    def uphold(self, act: Act) -> None:
        """The company is right; what was decided is overturned."""
        self.remedy = act.data.get("remedy") or Remedy.UNDO
        act.public["remedy"] = self.remedy
        appealing.close(act)

    @action(
        _("Dismiss"),
        source=State.ADMITTED,
        target=State.DISMISSED,
        verb="dismissed",
        done=_("Appeal dismissed"),
        who="licensing.decide_appeal",
        role=Role.LICENSING_APPROVER,
        form="licensing.forms_measures.DropForm",
        tells=notices_appeals.decided,
        style="danger",
        help=_("The decision stands."),
    )
    def dismiss(self, act: Act) -> None:
        """The decision stands, for reasons that are told."""
        appealing.close(act)

    @action(
        _("Withdraw the appeal"),
        source=OPEN,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Appeal withdrawn"),
        who="licensing.appeal",
        role=APPLICANTS,
        waits=False,
        style="danger",
        help=_("The decision then stands."),
    )
    def withdraw(self, act: Act) -> None:
        """The company takes it back."""
