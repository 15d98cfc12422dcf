"""A measure against a licence: suspension, revocation or further conditions, after a hearing.

An officer gives notice with reasons and a day until which the company can be heard; it answers
or the day passes; then somebody else decides. What cannot wait is suspended at once, and heard
about afterwards.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from licensing import checks_measures, measuring, notices_measures
from licensing.models.querysets import LicensingQuerySet
from licensing.people import APPLICANTS
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.case import Clock
from workflow.state_field import StateField


class Outcome(models.TextChoices):
    """What is intended, or decided."""

    SUSPEND = "suspend", _("Suspension")
    REVOKE = "revoke", _("Revocation")
    CONDITIONS = "conditions", _("Further conditions")


class State(models.TextChoices):
    """Where a measure is."""

    HEARING = "hearing", _("The company can be heard")
    ANSWERED = "answered", _("The company was heard")
    IMPOSED = "imposed", _("Imposed")
    DROPPED = "dropped", _("Dropped")
    OVERTURNED = "overturned", _("Overturned on appeal")


class MeasureQuerySet(LicensingQuerySet):
    """Measures, by whether they are under way or hold."""

    def open(self) -> Self:
        """Those that are being heard about."""
        return self.filter(state__in=(State.HEARING, State.ANSWERED))

    def imposed(self) -> Self:
        """Those that were decided and stand."""
        return self.filter(state=State.IMPOSED)

    def suspending(self) -> Self:
        """Suspensions that nothing has ended yet."""
        return self.imposed().filter(outcome=Outcome.SUSPEND, ended_on__isnull=True)

    def holding_on(self, day: date) -> Self:
        """The same, without those whose day is over though the clock has not been there."""
        return self.suspending().filter(Q(until__isnull=True) | Q(until__gt=day))

    def since(self, day: date) -> Self:
        """Those imposed from that day on, and those under way."""
        return self.open() | self.imposed().filter(decided_at__date__gte=day)


class Measure(CompanyCase):
    """What an agency intends against a licence, its hearing and its decision."""

    State = State
    Outcome = Outcome
    kind = "measure"
    prefix = "LM"
    begin_needs = (
        checks_measures.licence_is_held,
        checks_measures.no_other_is_open,
        checks_measures.hearing_is_long_enough,
    )
    # What cannot wait is suspended in the same breath.
    begin_alone = ("licence",)
    # Once the company was heard, the agency decides within ten of its working days.
    clock = Clock(runs_in=(State.ANSWERED,), days=10)
    tones: ClassVar = {
        State.HEARING: "warn",
        State.ANSWERED: "info",
        State.IMPOSED: "stop",
        State.DROPPED: "quiet",
        State.OVERTURNED: "quiet",
    }
    reader_labels: ClassVar = {
        State.HEARING: {"agency": _("Waiting for the company's answer"), "company": _("Answer it")},
        State.ANSWERED: {"agency": _("Answered: decide"), "company": _("Answered")},
    }
    step_states: ClassVar = (
        (_("Hearing"), (State.HEARING,)),
        (_("Decision"), (State.ANSWERED,)),
        (_("Outcome"), (State.IMPOSED, State.DROPPED, State.OVERTURNED)),
    )

    state = StateField(default=State.HEARING, choices=State.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    licence = models.ForeignKey(
        "licensing.Licence",
        on_delete=models.PROTECT,
        related_name="measures",
        verbose_name=_("licence"),
    )
    intended = models.CharField(_("intended"), max_length=12, choices=Outcome.choices)
    reasons = models.TextField(_("reasons"))
    # The last day on which the company can be heard.
    hear_through = models.DateField(_("answer by"))
    is_urgent = models.BooleanField(_("suspended at once"), default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer_text = models.TextField(_("what the company says"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    outcome = models.CharField(
        _("decision"), max_length=12, choices=Outcome.choices, blank=True, editable=False
    )
    decision_reasons = models.TextField(_("reasons of the decision"), blank=True, editable=False)
    # Of a suspension: the first day without it; none: until what was wrong is put right.
    until = models.DateField(_("suspended until"), null=True, blank=True, editable=False)
    condition_rows = models.JSONField(_("conditions"), default=list, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    # The day on which an imposed suspension was lifted or ran out.
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["licence"],
                condition=Q(state__in=["hearing", "answered"]),
                name="one_open_hearing_a_licence",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-id"], name="measure_company")]

    @property
    def title(self) -> str:
        """What is intended, or was decided, against which licence."""
        what = Outcome(self.outcome or self.intended).label
        return f"{what}: {self.licence.type_version.name}"

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [self.licence.reference, str(self.company)]

    def begin_tells(self, act: Act) -> Iterable[Any]:
        return notices_measures.proposed(act)

    @action(
        _("Answer"),
        source=State.HEARING,
        target=State.ANSWERED,
        verb="answered",
        done=_("The company was heard"),
        who="licensing.answer_measure",
        role=APPLICANTS,
        form="licensing.forms_measures.AnswerForm",
        tells=notices_measures.answered,
        style="primary",
        help=_("Say what you have to say against it, and add what proves it. It is read first."),
    )
    def answer(self, act: Act) -> None:
        """The company says its side, with files."""
        measuring.hear(act)

    @action(
        _("Impose"),
        source=(State.HEARING, State.ANSWERED),
        target=State.IMPOSED,
        verb="imposed",
        done=_("Imposed"),
        who="licensing.decide_measure",
        role=Role.LICENSING_APPROVER,
        alone=("licence",),
        needs=[
            checks_measures.hearing_is_over,
            checks_measures.licence_is_held,
            checks_measures.period_lies_ahead,
        ],
        form="licensing.forms_measures.ImposeForm",
        tells=notices_measures.imposed,
        then=measuring.carry_out,
        style="danger",
        help=_("Suspension, revocation or conditions. The reasons are published in the register."),
    )
    def impose(self, act: Act) -> None:
        """Decide against the licence; it follows at once."""
        measuring.decide(act)

    @action(
        _("Drop"),
        source=(State.HEARING, State.ANSWERED),
        target=State.DROPPED,
        verb="dropped",
        done=_("Dropped"),
        who="licensing.decide_measure",
        role=Role.LICENSING_APPROVER,
        waits=False,
        alone=("licence",),
        form="licensing.forms_measures.DropForm",
        tells=notices_measures.dropped,
        then=measuring.let_go,
        help=_("Nothing is done. An urgent suspension is lifted."),
    )
    def drop(self, act: Act) -> None:
        """Do nothing against the licence."""
        measuring.close(act)

    @action(
        _("Overturn"),
        source=State.IMPOSED,
        target=State.OVERTURNED,
        verb="overturned",
        done=_("Overturned on appeal"),
        alone=("licence",),
        then=measuring.undo,
    )
    def overturn(self, act: Act) -> None:
        """An appeal against it was upheld: it is undone."""
        act.public["appeal"] = act.data["appeal"].reference
