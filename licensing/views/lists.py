"""The public register of licences, and the applications that a person may see."""

from datetime import date
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
    Related,
    Tag,
    Words,
    translated,
)
from accounts.models import Role
from accounts.standing import is_officer, standing_of
from licensing.models import Application, Licence, LicenceType


def _types() -> QuerySet[LicenceType]:
    found: QuerySet[LicenceType] = LicenceType.objects.prefetch_related("versions")
    return found


WORDS = Words("q", gettext_lazy("Number or company"))
TYPE = Related("type", gettext_lazy("Licence type"), lookup="licence_type__slug", source=_types)


def _standings(page: ListPage) -> list[Option]:
    """As licences stand today: one whose term is over counts as expired."""
    found = []
    for state in Licence.State:
        where = Licence.objects.standing_as(state, timezone.localdate())
        found.append(Option(state.value, state.label, Q(pk__in=where.values("pk"))))
    return found


class LicenceRegister(ListPage):
    """Every licence there is or was."""

    name = "licences"
    address = "register"
    title = gettext_lazy("Licence register")
    lead = gettext_lazy("Every licence that was granted, in force or not. Open to everybody.")
    order = "-number"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column("licence", gettext_lazy("Licence"), "title", sort=translated("type_version__name")),
        Column("holder", gettext_lazy("Holder"), "company.name", sort=translated("company__name")),
        Column("until", gettext_lazy("Valid through"), sort="valid_until", sorts="date"),
        Column("state", gettext_lazy("State")),
    )
    filters = (WORDS, Choice("state", gettext_lazy("State"), options=_standings), TYPE)

    def query(self) -> Any:
        return Licence.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Licence]) -> QuerySet[Licence]:
        return query.select_related("company", "type_version")

    def cell_until(self, licence: Licence) -> date:
        """The last day on which it is valid."""
        return licence.period.last_day

    def cell_state(self, licence: Licence) -> Tag:
        """The state as everybody reads it."""
        return Tag(licence.label_for("public"), licence.tone)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s licence", "%(count)s licences", count) % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        button = Button(reverse("licences"), _("See which licences there are"))
        return Empty(_("No licence was granted yet."), button, icon="award")


State = Application.State
APPLICATION_STATES = (
    Option("open", gettext_lazy("Still open"), Q(state__in=Application.OPEN)),
    Option("issued", gettext_lazy("Licence issued"), Q(state=State.ISSUED)),
    Option("refused", gettext_lazy("Refused"), Q(state=State.REFUSED)),
    Option("withdrawn", gettext_lazy("Withdrawn"), Q(state=State.WITHDRAWN)),
    Option("lapsed", gettext_lazy("Lapsed"), Q(state=State.LAPSED)),
)


def whose(page: ListPage) -> list[Option]:
    """Of an officer's list: one's own cases, and those that nobody has taken."""
    mine = Q(assigned_to=page.user.pk)
    return [
        Option("mine", gettext_lazy("Mine"), mine),
        Option("nobody", gettext_lazy("Nobody's yet"), Q(assigned_to__isnull=True)),
    ]


WHOSE = Choice("whose", gettext_lazy("Case officer"), options=whose)


class ApplicationList(ListPage):
    """The applications that this person may see: their companies', or their agency's."""

    name = "applications"
    address = "applications"
    title = gettext_lazy("Applications")
    private = True
    order = "-number"
    columns = (
        Column("number", gettext_lazy("Number"), "reference", sort="pk"),
        Column(
            "licence", gettext_lazy("Licence"), "version.name", sort=translated("version__name")
        ),
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column("due", gettext_lazy("Answer due"), "due_on", "due_on", nullable=True, sorts="date"),
        Column("state", gettext_lazy("State")),
    )
    filters = (WORDS, Choice("state", gettext_lazy("State"), options=APPLICATION_STATES), TYPE)

    def own_filters(self) -> Any:
        return (*self.filters, WHOSE) if is_officer(self.user) else self.filters

    def query(self) -> Any:
        return Application.objects.visible_to(self.user)

    def dressed(self, query: QuerySet[Application]) -> QuerySet[Application]:
        dressed = query.select_related("company", "version", "agency")
        return dressed.prefetch_related("reviews__agency")

    def cell_state(self, case: Application) -> Tag:
        """The state in the words of the side that reads it."""
        return Tag(case.label_for(case.side_of(self.user)), case.tone)

    def counted(self, count: int) -> str:
        words = ngettext("%(count)s application", "%(count)s applications", count)
        return words % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if standing_of(self.user).has_role(Role.LICENSING_OFFICER):
            return Button(reverse("bulk"), _("Several at once"))
        return None if is_officer(self.user) else Button(reverse("licences"), _("Apply"))

    def empty(self) -> Empty:
        if is_officer(self.user):
            return Empty(_("No company has sent an application yet."))
        button = Button(reverse("licences"), _("See which licences there are"))
        return Empty(_("You have no application yet. Choose the licence you need."), button)
