"""The list of tenders: everything that was ever published, and what officers prepare."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
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
from accounts.models import Agency, Role
from accounts.standing import standing_of
from procurement.models import Method, Tender
from vendors.models import Category

State = Tender.State
OPEN = "open"
PUBLISHED = (
    Option(OPEN, gettext_lazy("Open for bids"), Q(state=State.PUBLISHED)),
    Option(
        "evaluation",
        gettext_lazy("Being evaluated"),
        Q(state__in=(State.CLOSED, State.OPENED)),
    ),
    Option("awarded", gettext_lazy("Awarded"), Q(state__in=(State.AWARDED, State.CONTRACTED))),
    Option(
        "ended",
        gettext_lazy("Unsuccessful or cancelled"),
        Q(state__in=(State.UNSUCCESSFUL, State.CANCELLED)),
    ),
    Option("past", State.PAST.label, Q(state=State.PAST)),
)
UNPUBLISHED = Option(
    "unpublished",
    gettext_lazy("Not published yet (your agencies)"),
    Q(state__in=(State.DRAFT, State.IN_REVIEW, State.APPROVED)),
)


def _states(page: ListPage) -> tuple[Option, ...]:
    return (*PUBLISHED, UNPUBLISHED) if standing_of(page.user).posts else PUBLISHED


class TenderList(ListPage):
    """Tenders: it opens with those that take bids, by what closes first."""

    name = "tenders"
    address = "tenders"
    template = "procurement/tender_list.html"
    title = gettext_lazy("Tenders")
    lead = gettext_lazy("What public bodies want to buy, and what came of it.")
    opening = f"state={OPEN}"
    tells = True
    columns = (
        Column("title", gettext_lazy("Tender"), sort=translated("title")),
        Column("reference", gettext_lazy("Number")),
        Column("agency", gettext_lazy("Agency"), "agency.name", sort=translated("agency__name")),
        Column(
            "closes",
            gettext_lazy("Bids close"),
            "closes_at",
            # What has no such day stands where it was published.
            sort=Coalesce("closes_at", "published_at", "created_at"),
            sorts="date",
        ),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words("q", gettext_lazy("Words, number or agency")),
        Choice("state", gettext_lazy("State"), options=_states),
        Related(
            "agency",
            gettext_lazy("Agency"),
            lookup="agency__code",
            source=Agency.objects.get_queryset,
        ),
        Related(
            "category",
            gettext_lazy("Category"),
            lookup="categories__code",
            source=Category.objects.all,
            several=True,
        ),
        Related(
            "method",
            gettext_lazy("Procurement method"),
            lookup="method__code",
            source=Method.objects.all,
        ),
    )

    def query(self) -> QuerySet[Tender]:
        found: QuerySet[Tender] = Tender.objects.visible_to(self.user)
        return found

    def dressed(self, query: QuerySet[Tender]) -> QuerySet[Tender]:
        return query.select_related("agency")

    def alias(self, given: QueryDict) -> QueryDict:
        """Addresses once said `show` for the state."""
        if given.get("show", "all") != "all" and "state" not in given:
            given = given.copy()
            given["state"] = self.request.GET["show"]
        return given

    def usual_order(self) -> str:
        return "closes" if self.chosen.get("state") == [OPEN] else "-closes"

    def cell_state(self, tender: Tender) -> Tag:
        """The state; what is not published yet, in the agency's own words."""
        return Tag(tender.label_for("public" if tender.is_public else "agency"), tender.tone)

    def counted(self, count: int) -> str:
        return ngettext("%(count)s tender", "%(count)s tenders", count) % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if not standing_of(self.user).has_role(Role.PROCUREMENT_OFFICER):
            return None
        return Button(reverse("start_tender"), _("New tender"))

    def empty(self) -> Empty:
        return Empty(_("No tender was published yet."), self.button(), icon="file-text")
