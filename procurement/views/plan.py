"""The procurement plan: what public bodies mean to buy, for everybody; its items; new ones."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
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
from accounts.models import Agency, Role
from accounts.standing import standing_of
from procurement.forms_plan import NewPlanItem
from procurement.models import Method, PlanItem
from procurement.models.plan import write
from procurement.posts import buying_agencies
from vendors.searching import containing
from workflow import wording
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage

State = PlanItem.State
STATES = (
    Option("planned", gettext_lazy("Planned"), Q(state=State.PUBLISHED)),
    Option("tendered", gettext_lazy("Tendered"), Q(state=State.TENDERED)),
    Option("dropped", gettext_lazy("Dropped"), Q(state=State.DROPPED)),
)
UNPUBLISHED = Option(
    "unpublished",
    gettext_lazy("Not published yet (your agencies)"),
    Q(state__in=(State.DRAFT, State.APPROVED)),
)


def _states(page: ListPage) -> tuple[Option, ...]:
    return (*STATES, UNPUBLISHED) if standing_of(page.user).posts else STATES


def _years(page: ListPage) -> tuple[Option, ...]:
    this = timezone.localdate().year
    return tuple(Option(str(y), str(y), Q(year=y)) for y in range(this - 4, this + 3))


def _found(query: QuerySet[PlanItem], text: str) -> QuerySet[PlanItem]:
    return containing(query, text, "title_ar", "title_en", "reference")


class PlanList(ListPage):
    """Everything planned, by when it is to be tendered."""

    name = "plan"
    address = "plan"
    title = gettext_lazy("Procurement plan")
    lead = gettext_lazy("What public bodies mean to buy, before they ask for bids.")
    order = "when"
    columns = (
        Column("title", gettext_lazy("What is planned"), sort=translated("title")),
        Column("reference", gettext_lazy("Number")),
        Column("agency", gettext_lazy("Agency"), "agency.name", sort=translated("agency__name")),
        Column(
            "when",
            gettext_lazy("Tendered in"),
            "period",
            sort=F("year") * 10 + F("quarter"),
            sorts="number",
        ),
        Column("method", gettext_lazy("Procurement method"), "method.name"),
        Column("value", gettext_lazy("Estimated value")),
        Column("state", gettext_lazy("State")),
    )
    filters = (
        Words("q", gettext_lazy("Words or number"), _found),
        Choice("state", gettext_lazy("State"), options=_states),
        Choice("year", gettext_lazy("Year"), options=_years),
        Related(
            "agency",
            gettext_lazy("Agency"),
            lookup="agency__code",
            source=Agency.objects.get_queryset,
        ),
        Related(
            "method",
            gettext_lazy("Procurement method"),
            lookup="method__code",
            source=Method.objects.all,
        ),
    )

    def query(self) -> QuerySet[PlanItem]:
        found: QuerySet[PlanItem] = PlanItem.objects.visible_to(self.user)
        return found

    def dressed(self, query: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
        return query.select_related("agency", "method")

    def cell_value(self, item: PlanItem) -> str:
        """The estimated value, where it is public."""
        return value_for(item, is_office=False)

    def cell_state(self, item: PlanItem) -> Tag:
        """The state."""
        return Tag(item.label_for("public" if item.is_public else "agency"), item.tone)

    def counted(self, count: int) -> str:
        text = ngettext("%(count)s plan item", "%(count)s plan items", count)
        return text % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if not standing_of(self.user).has_role(Role.PROCUREMENT_OFFICER):
            return None
        return Button(reverse("new_plan_item"), _("New plan item"))

    def empty(self) -> Empty:
        return Empty(_("Nothing is planned yet."), self.button(), icon="file-text")


def value_for(item: PlanItem, *, is_office: bool) -> str:
    """The estimated value in words, if the reader may know it."""
    if item.estimated_value is None or not (item.value_is_public or is_office):
        return ""
    return wording.money(item.estimated_value, item.currency)


class PlanItemPage(CasePage):
    """What is planned, when, and what came of it."""

    model = PlanItem
    related = ("agency", "method")

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        """The page, with the way to a tender made of it."""
        found = super().context(request, case)
        officer = request.user.has_perm("procurement.begin_tender", case)
        if case.state == State.PUBLISHED and officer:
            begin = {
                "name": "new_tender_from_plan",
                "label": _("Make a tender of it"),
                "style": "primary",
                "help": "",
                "url": reverse("new_tender_from_plan", args=[case.reference]),
            }
            found["actions"] = [begin, *found["actions"]]
        return found

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            {"label": _("Agency"), "value": case.agency.name},
            {"label": _("Tendered in"), "value": case.period},
            {"label": _("Procurement method"), "value": case.method.name},
        ]
        categories = [category.name for category in case.categories.all()]
        more = [
            (_("Categories"), wording.listing(categories) if categories else ""),
            (_("Estimated value"), value_for(case, is_office=side == "agency")),
            (_("Source of funds"), case.funding),
            (_("Description"), case.description),
            (_("Published"), wording.moment(case.published_at) if case.published_at else ""),
            (_("Reason"), case.outcome_reason),
        ]
        rows += [{"label": label, "value": value} for label, value in more if value]
        rows += [
            {
                "label": _("Tender"),
                "value": f"{tender.reference} · {tender.title}",
                "url": tender.get_absolute_url(),
                "link_text": _("Read the tender"),
            }
            for tender in case.tenders.visible_to(user).order_by("pk")
        ]
        return [{"title": _("What is planned"), "rows": rows}]

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Procurement plan"), "url": reverse("plan")},
            {"label": case.reference, "url": ""},
        ]


class NewPlanItemPage(BeginPage):
    """Begins an item of an agency's plan."""

    model = PlanItem
    form_class = NewPlanItem
    who = "procurement.plan"
    title = gettext_lazy("New plan item")
    lead = gettext_lazy("It stays a draft that only your agency sees until it is published.")
    submit = gettext_lazy("Save the draft")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agency = buying_agencies(request.user).first()
        if agency is None:
            raise PermissionDenied
        return PlanItem(agency=agency)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        for name, value in values.items():
            if name != "categories":
                setattr(case, name, value)

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        write(case, {"categories": values["categories"]})

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Procurement plan"), "url": reverse("plan")},
            {"label": _("New plan item"), "url": ""},
        ]
