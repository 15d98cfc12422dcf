"""The inspections and findings that a person may see: their agency's, or their companies'."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import (
    Button,
    Choice,
    Column,
    Empty,
    ListPage,
    Option,
    Tag,
    Words,
    translated,
)
from accounts.models import Role, User
from accounts.standing import is_officer, standing_of
from licensing.models import Finding, Inspection
from licensing.slots import is_off
from workflow import gate

WORDS = Words("q", gettext_lazy("Number or company"))


def _once(
    make: Callable[[ListPage], list[Option]],
) -> Callable[[ListPage], list[Option]]:
    """Options that cost queries are made once a page, however often its filters ask."""

    def options(page: ListPage) -> list[Option]:
        kept: dict[Any, list[Option]] = vars(page).setdefault("_options", {})
        if make not in kept:
            kept[make] = make(page)
        return kept[make]

    return options


def _states(page: ListPage) -> list[Option]:
    return [Option(s.value, s.label, Q(state=s)) for s in Inspection.State]


@_once
def _days(page: ListPage) -> list[Option]:
    """When the visit is, and those that must be moved because their day has become one off."""
    today = timezone.localdate()
    week = today + timedelta(days=7)
    found = [
        Option("today", _("Today"), Q(starts_at__date=today)),
        Option("tomorrow", _("Tomorrow"), Q(starts_at__date=today + timedelta(days=1))),
        Option(
            "week", _("Within 7 days"), Q(starts_at__date__gte=today, starts_at__date__lte=week)
        ),
        Option("past", _("Earlier"), Q(starts_at__date__lt=today)),
    ]
    if is_officer(page.user):
        found.append(Option("move", _("To be moved: on a day off"), _on_days_off(page)))
    return found


def _on_days_off(page: ListPage) -> Q:
    """The condition that a coming visit stands on a day that has become a day off."""
    coming = page.query().filter(state="scheduled", starts_at__gt=timezone.now())
    calendar, rows = gate.calendar(), coming.select_related("calendar", "agency")
    exceptions = {row.pk: row.calendar.exceptions if row.calendar else [] for row in rows}
    off = [row.pk for row in rows if is_off(row.day, exceptions[row.pk], calendar)]
    return Q(pk__in=off)


@_once
def _inspectors(page: ListPage) -> list[Option]:
    """Those who inspect what this reader sees, and the visits that nobody has yet."""
    visits = page.query().filter(inspector__isnull=False).values("inspector")
    found = [
        Option(str(person.pk), person.name, Q(inspector=person))
        for person in User.objects.filter(pk__in=visits).order_by("name", "pk")
    ]
    return [*found, Option("nobody", _("Nobody yet"), Q(inspector__isnull=True))]


class InspectionList(ListPage):
    """Visits, the next first."""

    name = "inspections"
    address = "inspections"
    title = gettext_lazy("Inspections")
    private = True
    order = "-when"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("title", gettext_lazy("Licence")),
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column(
            "when", gettext_lazy("Visit"), "starts_at", "starts_at", nullable=True, sorts="date"
        ),
        Column("inspector", gettext_lazy("Inspector")),
        Column("place", gettext_lazy("Where")),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        WORDS,
        Choice("day", gettext_lazy("Day"), options=_days),
        Choice("state", gettext_lazy("State"), options=_states),
        Choice("inspector", gettext_lazy("Inspector"), options=_inspectors),
    )
    template = "licensing/inspections/list.html"

    def own_columns(self) -> Any:
        """A company is not told who comes."""
        found = super().own_columns()
        return found if is_officer(self.user) else [c for c in found if c.key != "inspector"]

    def own_filters(self) -> Any:
        found = super().own_filters()
        return found if is_officer(self.user) else [f for f in found if f.name != "inspector"]

    def query(self) -> Any:
        return Inspection.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Inspection]) -> QuerySet[Inspection]:
        return query.select_related(
            "company",
            "agency",
            "inspector",
            "application__agency",
            "application__version",
            "licence__agency",
            "licence__type_version",
        )

    def cell_inspector(self, case: Inspection) -> str:
        """Who goes there."""
        return str(case.inspector.name) if case.inspector is not None else ""

    def cell_state(self, case: Inspection) -> Tag:
        """The state in the words of the side that reads it."""
        return Tag(case.label_for(case.side_of(self.user)), case.tone)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s inspection", "%(count)s inspections", count)
        return words % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if not standing_of(self.user).has_role(Role.LICENSING_OFFICER):
            return None
        return Button(reverse("new_inspection"), _("Plan a visit"))

    def extra(self) -> dict[str, Any]:
        standing = standing_of(self.user)
        return {
            "inspects": standing.has_role(Role.INSPECTOR),
            "schedules": standing.has_role(Role.LICENSING_OFFICER)
            or standing.has_role(Role.INSPECTOR),
        }

    def empty(self) -> Empty:
        return Empty(_("There is no inspection yet."), self.button(), icon="clipboard-check")


def _finding_states(page: ListPage) -> list[Option]:
    today = timezone.localdate()
    overdue = Q(state=Finding.State.OPEN, put_right_by__lt=today)
    return [
        Option("overdue", _("Overdue"), overdue),
        *[Option(s.value, s.label, Q(state=s)) for s in Finding.State],
    ]


class FindingList(ListPage):
    """What is to be put right, by when."""

    name = "findings"
    address = "findings"
    title = gettext_lazy("Findings")
    lead = gettext_lazy("What inspectors found that is to be put right, and what became of it.")
    private = True
    order = "by"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("title", gettext_lazy("What was found")),
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column("severity", gettext_lazy("Severity"), "get_severity_display"),
        Column(
            "by", gettext_lazy("To be put right by"), "put_right_by", "put_right_by", sorts="date"
        ),
        Column("state", gettext_lazy("State")),
    )
    filters = (WORDS, Choice("state", gettext_lazy("State"), options=_finding_states))

    def query(self) -> Any:
        return Finding.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Finding]) -> QuerySet[Finding]:
        return query.select_related("company", "agency")

    def cell_severity(self, case: Finding) -> str:
        """How grave it is."""
        return str(case.get_severity_display())

    def cell_state(self, case: Finding) -> Tag:
        """The state in the words of the side that reads it."""
        return Tag(case.label_for(case.side_of(self.user)), case.tone)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s finding", "%(count)s findings", count)
        return words % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("Nothing was found that is to be put right."), icon="circle-check")
