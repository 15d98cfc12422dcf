"""The public register of debarments and suspensions."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.lists import Choice, Column, Empty, ListPage, Option, Tag, Words, translated
from accounts.models.post import today
from vendors.models import Ground, Sanction
from vendors.searching import containing
from vendors.terms import last_day


def _found(query: Any, text: str) -> Any:
    return containing(
        query, text, "company__name_ar", "company__name_en", "company__registration_number"
    )


class DebarmentList(ListPage):
    """Every company that is or was debarred, or is suspended: why, and from when to when."""

    name = "debarments"
    address = "debarments"
    title = gettext_lazy("Register of debarments and suspensions")
    lead = gettext_lazy(
        "Companies that may not bid or apply for a period. Debarments stay here when they are over; "
        "suspensions stand here while they hold, without their reasons."
    )
    order = "-since"
    columns = (
        Column(
            "company", gettext_lazy("Company"), "company.name", sort=translated("company__name")
        ),
        Column("number", gettext_lazy("Registration number"), "company.registration_number"),
        Column("kind", gettext_lazy("Kind")),
        Column("ground", gettext_lazy("Ground")),
        Column("reasons", gettext_lazy("Reasons")),
        Column("since", gettext_lazy("From"), "since", sort="since", sorts="date"),
        Column("through", gettext_lazy("Through"), sort="until", sorts="date", nullable=True),
        Column("state", gettext_lazy("State")),
    )

    filters = (
        Words("q", gettext_lazy("Name or number"), _found),
        Choice("kind", gettext_lazy("Kind"), options=tuple(
            Option(value, label, Q(kind=value)) for value, label in Sanction.Kind.choices
        )),
        Choice("ground", gettext_lazy("Ground"), options=tuple(
            Option(value, label, Q(ground=value)) for value, label in Ground.choices
        )),
    )  # fmt: skip

    def own_filters(self) -> tuple[Any, ...]:
        day = today()
        over = Q(ended_on__isnull=False) | Q(until__lte=day)
        state = Choice(
            "state",
            gettext_lazy("State"),
            options=(
                Option("holds", gettext_lazy("In force"), ~over),
                Option("over", gettext_lazy("Over"), over),
            ),
        )
        return (*self.filters, state)

    def query(self) -> Any:
        return Sanction.objects.published()

    def dressed(self, query: QuerySet[Sanction]) -> QuerySet[Sanction]:
        return query.select_related("company")

    def url_of(self, row: Sanction) -> str:
        """The company's page, which is public while a debarment holds."""
        shown = row.is_debarment and row.is_in_force
        return str(row.company.get_absolute_url()) if shown else ""

    def cell_kind(self, sanction: Sanction) -> str:
        """A debarment or a suspension."""
        return str(sanction.get_kind_display())

    def cell_reasons(self, sanction: Sanction) -> str:
        """Those of a debarment; a suspension's are the company's own business."""
        return sanction.reasons if sanction.is_debarment else ""

    def cell_ground(self, sanction: Sanction) -> str:
        """The ground in words."""
        return str(sanction.get_ground_display())

    def cell_through(self, sanction: Sanction) -> Any:
        """The last day: as decided, or earlier if it was lifted."""
        ends = [day for day in (sanction.until, sanction.ended_on) if day is not None]
        if not ends:
            return _("Until it is lifted")
        end = min(ends)
        return last_day(end) if end > sanction.since else end

    def cell_state(self, sanction: Sanction) -> Tag:
        """Whether it holds today."""
        if sanction.is_in_force:
            return Tag(_("In force"), "stop")
        lifted = sanction.ended_on is not None and sanction.until != sanction.ended_on
        early = lifted and sanction.until is not None and sanction.ended_on < sanction.until  # type: ignore[operator]
        return Tag(_("Lifted") if early else _("Over"), "quiet")

    def counted(self, count: int) -> str:
        text = ngettext("%(count)s entry", "%(count)s entries", count)
        return text % {"count": f"{count:,}"}

    def empty(self) -> Empty:
        return Empty(_("No company is suspended, and none is or was debarred."), None, icon="scale")
