"""A question about a tender. The answer is published to all; who asked is not."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from procurement import checks, notices
from vendors.models import CompanyCase, CompanyCaseQuerySet
from workflow.actions import Act, action
from workflow.case import Clock
from workflow.notices import Tell
from workflow.state_field import StateField


class Clarification(CompanyCase):
    """Asked by a company, answered by the agency."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")

    kind = "clarification"
    prefix = "Q"
    agency_lookup = "tender__agency"
    begin_needs = (checks.tender_takes_questions,)
    begin_locks = ("tender",)
    clock = Clock(runs_in=(State.ASKED,), days=3)
    tones: ClassVar = {
        State.ASKED: "warn",
        State.ANSWERED: "ok",
        State.DECLINED: "stop",
    }

    state = StateField(default=State.ASKED, choices=State.choices)
    tender = models.ForeignKey(
        "procurement.Tender",
        on_delete=models.PROTECT,
        related_name="clarifications",
        verbose_name=_("tender"),
    )
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decline_reason = models.TextField(_("reason"), blank=True)

    objects: ClassVar[Any] = CompanyCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes: ClassVar = [
            models.Index(fields=["tender", "state", "answered_at"], name="clarification_tender"),
        ]

    @property
    def title(self) -> str:
        """The tender it is about."""
        return str(_("Question on %(tender)s") % {"tender": self.tender.reference})

    def begin_tells(self, act: Act) -> Iterable[Tell]:
        return notices.question_asked(act)

    @action(
        _("Answer"),
        source=State.ASKED,
        target=State.ANSWERED,
        verb="answered",
        done=_("Answered"),
        who="procurement.answer_question",
        role=Role.PROCUREMENT_OFFICER,
        form="procurement.forms.Answer",
        needs=[checks.answer_can_still_help],
        locks=("tender",),
        tells=notices.question_answered,
        style="primary",
        help=_("Question and answer are published together, without the name of who asked."),
    )
    def reply(self, act: Act) -> None:
        """Publish the question with its answer."""
        self.answer = act.data["answer"]
        self.answered_at = act.now

    @action(
        _("Decline to answer"),
        source=State.ASKED,
        target=State.DECLINED,
        verb="declined",
        done=_("Declined"),
        who="procurement.answer_question",
        form="procurement.forms.Reason",
        tells=notices.question_declined,
    )
    def decline(self, act: Act) -> None:
        """Say why there is no answer; nothing is published."""
        self.decline_reason = act.data["reason"]
        act.public["note"] = self.decline_reason
