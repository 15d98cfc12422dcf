"""Something the office asks of the applicant while it reviews: with a day by which to answer.

Several may be open at once. While one is, the application waits and its clocks stand still; when
the last one is answered they run again. Whoever does not answer in time lets it lapse.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Role
from accounts.standing import standing_of
from licensing import asking, checks_asking, notices_asking
from licensing.models.querysets import READERS, LicensingQuerySet
from licensing.models.review import Review
from licensing.people import APPLICANTS
from vendors.models import CompanyCase
from workflow.actions import Act, action
from workflow.state_field import StateField

ASKERS = (Role.LICENSING_OFFICER, Role.INSPECTOR, Role.LICENSING_APPROVER)


class State(models.TextChoices):
    """Where a request is."""

    OPEN = "open", _("Waiting for the answer")
    ANSWERED = "answered", _("Answered")
    ACCEPTED = "accepted", _("Answer accepted")
    ASKED_AGAIN = "asked_again", _("Asked again")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("Not answered in time")


class InformationRequestQuerySet(LicensingQuerySet):
    """Requests: read by the company and by every agency that looks into the application."""

    def for_officers(self, user: Any) -> Q:
        standing = standing_of(user)
        looks_into_it = Review.objects.filter(standing.agencies_q(READERS, "agency"))
        return standing.agencies_q(READERS, "application__agency") | Q(
            application__in=looks_into_it.values("application")
        )

    def open(self) -> Any:
        """Those that wait for the applicant."""
        return self.filter(state=State.OPEN)


class InformationRequest(CompanyCase):
    """A question to the applicant, and the answer."""

    State = State
    kind = "information_request"
    prefix = "RQ"
    tones: ClassVar = {
        State.OPEN: "warn",
        State.ACCEPTED: "ok",
        State.ASKED_AGAIN: "quiet",
        State.WITHDRAWN: "quiet",
        State.LAPSED: "stop",
    }
    reader_labels: ClassVar = {
        State.OPEN: {"agency": _("Waiting for the applicant"), "company": _("Please answer")},
    }
    step_states: ClassVar = (
        (_("Asked"), (State.OPEN,)),
        (_("Answered"), (State.ANSWERED,)),
        (_("Settled"), (State.ACCEPTED, State.ASKED_AGAIN)),
    )

    state = StateField(default=State.OPEN, choices=State.choices)
    application = models.ForeignKey(
        "licensing.Application",
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name=_("application"),
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, verbose_name=_("agency"))
    # The review in which it was asked; none where the agency has no review of its own.
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="requests",
    )
    question = models.TextField(_("what is asked"))
    # The names of documents asked for, one each, as they were typed.
    wanted = models.JSONField(_("documents wanted"), default=list, blank=True)
    # The last day on which the answer counts, where the agency is.
    answer_by = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        indexes: ClassVar = [
            models.Index(
                fields=["answer_by"], condition=Q(state="open"), name="information_request_open"
            ),
        ]

    @property
    def title(self) -> str:
        """The beginning of what is asked."""
        first = self.question.strip().splitlines()[0] if self.question.strip() else ""
        text = translation.gettext("Question: %(question)s")
        return text % {"question": first[:80] + ("…" if len(first) > 80 else "")}

    @property
    def meta(self) -> list[str]:
        """What stands beside the number."""
        return [self.application.reference, str(self.company)]

    def side_of(self, user: Any) -> str:
        side = super().side_of(user)
        if side != "public":
            return side
        return "agency" if self.application.is_looked_into_by(user) else side

    def begin_tells(self, act: Act) -> Any:
        """The applicants, with the question and the day."""
        return notices_asking.asked(act)

    @action(
        _("Answer"),
        source=State.OPEN,
        target=State.ANSWERED,
        verb="answered",
        done=_("Answered"),
        who="licensing.answer_request",
        role=APPLICANTS,
        alone=("application",),
        needs=[checks_asking.there_is_time_to_answer],
        form="licensing.forms_asking.AnswerForm",
        tells=notices_asking.answered,
        then=asking.after_answer,
        style="primary",
        help=_("Goes to the agency at once. Its clock runs again when nothing else is open."),
    )
    def give_answer(self, act: Act) -> None:
        """Keep the answer and its documents."""
        act.apply("answer")
        self.answered_at = act.now
        asking.keep_files(act)

    @action(
        _("Accept the answer"),
        source=State.ANSWERED,
        target=State.ACCEPTED,
        verb="accepted",
        done=_("Answer accepted"),
        who="licensing.settle_request",
        role=ASKERS,
        waits=False,
        style="primary",
    )
    def accept(self, act: Act) -> None:
        """It says what was asked."""

    @action(
        _("Ask again"),
        source=State.ANSWERED,
        target=State.ASKED_AGAIN,
        verb="asked_again",
        done=_("Asked again"),
        who="licensing.settle_request",
        role=ASKERS,
        waits=False,
        alone=("application",),
        needs=[checks_asking.application_is_in_review],
        form="licensing.forms_asking.AskForm",
        then=asking.ask_again,
        help=_("Opens a new request; the clocks stop until it is answered."),
    )
    def ask_anew(self, act: Act) -> None:
        """The answer leaves something open."""

    @action(
        _("Give more time"),
        source=State.OPEN,
        verb="extended",
        done=_("Given more time"),
        who="licensing.settle_request",
        role=ASKERS,
        waits=False,
        alone=("application",),
        needs=[checks_asking.there_is_time_to_answer, checks_asking.day_is_later],
        form="licensing.forms_asking.ExtendForm",
        tells=notices_asking.extended,
    )
    def extend(self, act: Act) -> None:
        """A later day to answer by."""
        act.public["before"] = self.answer_by.isoformat()
        self.answer_by = self.due_on = act.data["answer_by"]
        act.public["answer_by"] = self.answer_by.isoformat()

    @action(
        _("Take it back"),
        source=State.OPEN,
        target=State.WITHDRAWN,
        verb="withdrawn",
        done=_("Taken back: no answer is needed"),
        who="licensing.settle_request",
        role=ASKERS,
        waits=False,
        alone=("application",),
        needs=[checks_asking.there_is_time_to_answer],
        tells=notices_asking.taken_back,
        then=asking.after_answer,
    )
    def take_back(self, act: Act) -> None:
        """The office does not need it after all."""

    @action(
        _("Lapse"),
        source=State.OPEN,
        target=State.LAPSED,
        verb="lapsed",
        done=_("Not answered in time"),
    )
    def lapse(self, act: Act) -> None:
        """The application lapses for want of an answer."""

    @action(
        _("Close"),
        source=State.OPEN,
        target=State.WITHDRAWN,
        verb="closed",
        done=_("Closed: the application has ended"),
    )
    def close(self, act: Act) -> None:
        """The application has ended otherwise."""
