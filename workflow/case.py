"""What everything with a life has in common: a number, a state, actions, a clock, a history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.standing import CASE_ROLES, standing_of
from workflow.actions import Act, Action, Check, actions_of
from workflow.numbers import next_number


@dataclass(frozen=True)
class Clock:
    """How many working days an office has, and in which states its clock runs.

    In every other state it is stopped. `days` may be a function of the case.
    """

    runs_in: tuple[str, ...]
    days: Any

    def days_for(self, case: "Case") -> int:
        """The working days allowed for this case."""
        return int(self.days(case) if callable(self.days) else self.days)


class CaseQuerySet(models.QuerySet[Any]):
    """Cases, by who may see them and whom they wait for."""

    def visible_to(self, user: Any) -> Self:
        """The cases this person may see. Each kind of case says what that means."""
        return self.filter(standing_of(user).agencies_q(self._all_roles(), self._agency()))

    def waiting_for(self, user: Any) -> Self:
        """The cases in which an action waits for one of the person's roles."""
        condition = Q(pk__in=[])
        for declared in actions_of(self.model).values():
            if declared.waits and declared.role:
                condition |= Q(state__in=declared.source) & self.held_by(user, declared.role)
        return self.filter(condition)

    def held_by(self, user: Any, roles: Iterable[str]) -> Q:
        """The condition that the person holds one of these roles over the case."""
        return standing_of(user).agencies_q(roles, self._agency())

    def with_parties(self) -> Self:
        """The cases with their agency and company, so that rules about them ask no more."""
        names = [str(self.model.agency_lookup)]
        if any(f.name == "company" and f.is_relation for f in self.model._meta.fields):
            names.append("company")
        return self.select_related(*names)

    def disclosed(self) -> Self:
        """Those that were a secret once (`Case.is_secret`) and are none any more."""
        return self.none()

    def soonest_first(self) -> Self:
        """Those whose clock runs out first, then those without a clock, oldest first."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def _agency(self) -> str:
        return str(self.model.agency_lookup)

    def _all_roles(self) -> tuple[str, ...]:
        return CASE_ROLES


class Case(models.Model):
    """A thing with states. Subclasses declare `state`, `State` and their actions.

    kind           the short name in addresses, events and diagrams ("tender")
    prefix         of its number ("T" in T-2026-000123)
    agency_lookup  the path to the agency responsible, for queries
    clock          the office's clock, if one runs
    reader_labels  {state: {"company"|"public": label}} where a side reads it otherwise
    tones          {state: "ok"|"info"|"warn"|"stop"|"quiet"}
    step_states    ((label, (states…)), …): the progress shown to the public
    crowd_related  what else is read with many cases at once, for the clock
    fact_fields    names of the fields that its page shows until a room's page says more
    """

    reference = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    due_on = models.DateField(_("due"), null=True, blank=True, editable=False)
    imported = models.BooleanField(_("imported"), default=False, editable=False)

    kind: ClassVar[str]
    prefix: ClassVar[str]
    agency_lookup: ClassVar[str] = "agency"
    clock: ClassVar[Clock | None] = None
    reader_labels: ClassVar[dict[str, dict[str, Any]]] = {}
    tones: ClassVar[dict[str, str]] = {}
    step_states: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    fact_fields: ClassVar[tuple[str, ...]] = ()
    crowd_related: ClassVar[tuple[str, ...]] = ()
    # Of its beginning: the checks, the related cases held unchanged meanwhile, and those that
    # whoever begins it goes on to change in the same transaction.
    begin_needs: ClassVar[tuple[Check, ...]] = ()
    begin_locks: ClassVar[tuple[str, ...]] = ()
    begin_alone: ClassVar[tuple[str, ...]] = ()
    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    # Declared by each kind as a StateField.
    state: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Where the case is read."""
        return reverse(self.kind, args=[self.reference])

    def new_reference(self) -> str:
        """The number a new case gets: the next one with its prefix, unless the kind knows better."""
        return next_number(self.prefix)

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Read the case again, its state too: the protected field lets in only what is new."""
        if fields is None or "state" in fields:
            vars(self).pop("state", None)
        super().refresh_from_db(using, fields, from_queryset)

    @property
    def title(self) -> str:
        """What people call it; the number, unless the kind knows better."""
        return self.reference

    @property
    def case_agency(self) -> Any:
        """The agency responsible."""
        found: Any = self
        for name in self.agency_lookup.split("__"):
            found = getattr(found, name)
        return found

    @property
    def case_company(self) -> Any:
        """The company concerned, or None."""
        return getattr(self, "company", None)

    @property
    def is_secret(self) -> bool:
        """Whether nobody but its company may know yet that it exists: a bid before the opening."""
        return False

    @property
    def trail_scope(self) -> str:
        """Whose auditors may read its events: those of the agency with this path.

        What happens to a secret case is marked so that no auditor's path fits; once the case
        is among `disclosed()`, the trail shows these events too.
        """
        if self.is_secret:
            return f"~{self.kind}:{self.pk}"
        agency = self.case_agency
        return agency.path if agency is not None else ""

    @property
    def tone(self) -> str:
        """The colour of the state's tag."""
        return self.tones.get(self.state, "info")

    @property
    def is_late(self) -> bool:
        """Whether the office's clock has run out."""
        return self.due_on is not None and self.due_on < timezone.localdate()

    def side_of(self, user: Any) -> str:
        """Which side reads: "agency", "company" or "public"."""
        if standing_of(user).holds_any(self.case_agency, CASE_ROLES):
            return "agency"
        return "public"

    def label_for(self, side: str) -> Any:
        """The state in the words of the side that reads it."""
        words = self.reader_labels.get(self.state, {})
        if side != "agency" and side not in words:
            side = "company"  # the public reads what the company reads, unless told otherwise
        return words.get(side) or self.get_state_display()

    def get_state_display(self) -> Any:
        """The state's own label, the agency's words."""
        return type(self).State(self.state).label  # type: ignore[attr-defined]

    @classmethod
    def gather(cls, cases: Iterable[Any]) -> None:
        """Read at once what acts on all of these cases will ask each of them for."""

    def begin_tells(self, act: Act) -> Iterable[Any]:
        """Whom its beginning is told to (`workflow.notices.Tell`s); each kind says."""
        return ()

    def action_url(self, name: str) -> str:
        """Where the action is confirmed and taken."""
        return reverse("act", args=[self.kind, self.reference, name])

    def actions(self) -> dict[str, Action]:
        """The actions declared on this kind of case."""
        return actions_of(self)

    def is_party(self, user: Any) -> bool:
        """Whether the person acts for the company concerned."""
        return False


def case_kinds() -> dict[str, type[Case]]:
    """Return every kind of case in the project, by its short name."""
    models_ = [m for m in apps.get_models() if issubclass(m, Case)]
    return {m.kind: m for m in models_}
