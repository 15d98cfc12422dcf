"""Calls for qualification: the list for everybody, the page of one, the page that begins one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
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
from audit.models import database_now
from procurement import qualifying
from procurement.forms_qualify import LEAST, NewQualification
from procurement.models import Qualification
from procurement.posts import buying_agencies
from procurement.views.tender import bidding_companies
from vendors.models import Category
from vendors.standing import BIDDERS, companies_with
from workflow import wording
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage

State = Qualification.State
OPEN = "open"
PUBLISHED = (
    Option(OPEN, gettext_lazy("Open for applications"), Q(state=State.PUBLISHED)),
    Option("judging", gettext_lazy("Applications are judged"), Q(state=State.CLOSED)),
    Option("concluded", gettext_lazy("Concluded"), Q(state=State.CONCLUDED)),
    Option(
        "ended",
        gettext_lazy("Unsuccessful or cancelled"),
        Q(state__in=(State.UNSUCCESSFUL, State.CANCELLED)),
    ),
)
UNPUBLISHED = Option(
    "unpublished",
    gettext_lazy("Not published yet (your agencies)"),
    Q(state__in=(State.DRAFT, State.IN_REVIEW)),
)


def _states(page: ListPage) -> tuple[Option, ...]:
    return (*PUBLISHED, UNPUBLISHED) if standing_of(page.user).posts else PUBLISHED


class QualificationList(ListPage):
    """Calls for qualification: what closes last comes first."""

    name = "qualifications"
    address = "qualifications"
    title = gettext_lazy("Calls for qualification")
    lead = gettext_lazy("Companies that qualify here are invited to the tenders that follow.")
    order = "-closes"
    columns = (
        Column("title", gettext_lazy("What companies qualify for"), sort=translated("title")),
        Column("reference", gettext_lazy("Number")),
        Column("agency", gettext_lazy("Agency"), "agency.name", sort=translated("agency__name")),
        Column(
            "closes",
            gettext_lazy("Applications close"),
            "closes_at",
            sort=Coalesce("closes_at", "created_at"),
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
    )

    def query(self) -> QuerySet[Qualification]:
        found: QuerySet[Qualification] = Qualification.objects.visible_to(self.user)
        return found

    def dressed(self, query: QuerySet[Qualification]) -> QuerySet[Qualification]:
        return query.select_related("agency")

    def cell_state(self, call: Qualification) -> Tag:
        """The state."""
        return Tag(call.label_for("public" if call.is_public else "agency"), call.tone)

    def counted(self, count: int) -> str:
        text = ngettext(
            "%(count)s call for qualification", "%(count)s calls for qualification", count
        )
        return text % {"count": f"{count:,}"}

    def button(self) -> Button | None:
        if not standing_of(self.user).has_role(Role.PROCUREMENT_OFFICER):
            return None
        return Button(reverse("new_qualification"), _("New call for qualification"))

    def empty(self) -> Empty:
        text = _("No call for qualification was published yet.")
        return Empty(text, self.button(), icon="file-text")


class QualificationPage(CasePage):
    """What companies must show and until when; then who is on the short list."""

    model = Qualification
    related = ("agency", "plan_item")

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        """The page, with what can be begun here: an application, or the tender."""
        found = super().context(request, case)
        begin = _beginnings(case, request.user, found["side"])
        found["actions"] = [*begin, *found["actions"]]
        return found

    def facts(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        rows = [
            (_("Agency"), case.agency.name),
            (_("Purpose"), case.get_purpose_display()),
            (_("Categories"), wording.listing([c.name for c in case.categories.all()])),
            (_("Short-listed"), _how_many(case)),
            (_("Published"), _moment(case.published_at)),
            (_("Applications close"), _moment(case.closes_at)),
            (_("Concluded"), _moment(case.concluded_at)),
            (_("Reason"), case.outcome_reason),
        ]
        filled: list[dict[str, Any]] = [
            {"label": label, "value": value} for label, value in rows if value
        ]
        filled += [*_plan_item(case, side), *_tenders(case, user)]
        found = [{"title": _("The call for qualification"), "rows": filled}]
        if case.description:
            asked = [{"label": _("Description"), "value": case.description}]
            found.append({"title": _("What is asked for"), "rows": asked})
        return found

    def tables(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [*_short_list(case), *_requests(case, side), *_criteria(case), *_documents(case)]

    def panels(self, case: Any, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        if side == "agency" or not case.is_public:
            return []
        ids = companies_with(user, BIDDERS) if user.is_authenticated else []
        own = case.requests.filter(company_id__in=ids).exclude(state="withdrawn")
        requests = list(own.select_related("company").order_by("pk")) if ids else []
        for request in requests:
            request.qualification = case
        is_open = case.takes_requests_at(database_now())
        may_register = is_open and not (ids and bidding_companies(user).exists())
        if not requests and not may_register:
            return []
        context = {
            "requests": [{"request": r, "label": r.label_for("company")} for r in requests],
            "is_open": is_open,
            "may_register": may_register,
        }
        return [("procurement/qualification/own_requests.html", context)]

    def crumbs(self, case: Any, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Calls for qualification"), "url": reverse("qualifications")},
            {"label": case.reference, "url": ""},
        ]

    def next_step(self, case: Any, user: Any, side: str) -> dict[str, Any] | None:
        text = _NEXT.get(case.state)
        if text is None:
            return None
        is_open = case.state == State.PUBLISHED
        due = case.closes_at if is_open else case.due_on
        late = case.is_late if not is_open else False
        return {"text": text, "due": due, "late": late, "paused": False}


_NEXT = {
    "draft": gettext_lazy("The draft is completed and submitted for approval."),
    "in_review": gettext_lazy("Somebody who has not worked on the draft publishes or returns it."),
    "published": gettext_lazy(
        "Companies apply until the deadline. Nobody sees an application before."
    ),
    "closed": gettext_lazy("Evaluators judge each application; then the short list is made."),
    "concluded": gettext_lazy("The companies on the short list are invited to the tender."),
}


def _moment(at: Any) -> str:
    return wording.moment(at, "long") if at else ""


def _how_many(call: Any) -> str:
    if call.most is None:
        return _("at least %(least)s companies") % {"least": call.least}
    values = {"least": call.least, "most": call.most}
    return _("at least %(least)s, at most %(most)s companies") % values


def _plan_item(call: Any, side: str) -> list[dict[str, Any]]:
    item = call.plan_item
    if item is None:
        return []
    url = item.get_absolute_url() if item.is_public or side == "agency" else ""
    text = f"{item.reference} · {item.title}"
    link = _("Read the plan item")
    return [{"label": _("Plan item"), "value": text, "url": url, "link_text": link}]


def _tenders(call: Any, user: Any) -> list[dict[str, Any]]:
    """The tenders made of it, as far as the reader may know of them."""
    return [
        {
            "label": _("Tender"),
            "value": f"{tender.reference} · {tender.title}",
            "url": tender.get_absolute_url(),
            "link_text": _("Read the tender"),
        }
        for tender in call.tenders.visible_to(user).order_by("pk")
    ]


def _short_list(call: Any) -> list[dict[str, Any]]:
    """Who is on it: for everybody, once it stands."""
    if call.state != State.CONCLUDED:
        return []
    rows = [[r.company.name, r.company.reference] for r in qualifying.qualified(call)]
    columns = [{"label": _("Company")}, {"label": _("Number")}]
    return [{"title": _("Short list"), "columns": columns, "rows": rows}]


def _requests(call: Any, side: str) -> list[dict[str, Any]]:
    """Every application, for the agency, from the closing on."""
    if side != "agency" or call.closed_at is None:
        return []
    rows = []
    for request in call.requests.handed_in().select_related("company").order_by("pk"):
        request.qualification = call
        link = format_html('<a href="{}">{}</a>', request.get_absolute_url(), request.reference)
        rows.append([request.company.name, link, _judged(request), request.label_for("agency")])
    columns = [
        {"label": _("Company")},
        {"label": _("Application")},
        {"label": _("Judgement")},
        {"label": _("State")},
    ]
    empty = _("Nobody applied.")
    return [{"title": _("Applications"), "columns": columns, "rows": rows, "empty": empty}]


def _judged(request: Any) -> str:
    if request.judged_at is None:
        return _("Not judged yet")
    return _("Meets every criterion") if request.is_fit else _("Does not meet every criterion")


def _criteria(call: Any) -> list[dict[str, Any]]:
    rows = [[c.number, c.title] for c in call.criteria.all()]
    columns = [{"label": _("No."), "numeric": True}, {"label": _("Criterion")}]
    return [{"title": _("Criteria"), "columns": columns, "rows": rows}] if rows else []


def _documents(call: Any) -> list[dict[str, Any]]:
    rows = [
        [
            d.number,
            d.title,
            _("yes") if d.is_required else _("no"),
            d.get_credential_type_display() or _("Any"),
        ]
        for d in call.required_documents.all()
    ]
    columns = [
        {"label": _("No."), "numeric": True},
        {"label": _("Document")},
        {"label": _("Required")},
        {"label": _("Credential that can stand for it")},
    ]
    title = _("Documents that an application brings")
    return [{"title": title, "columns": columns, "rows": rows}] if rows else []


def _beginnings(call: Any, user: Any, side: str) -> list[dict[str, Any]]:
    """An application, while one of the person's companies can make one; the tender, after it."""
    if call.state == State.CONCLUDED and user.has_perm("procurement.begin_tender", call):
        return [_beginning(_("Start the tender"), "new_tender_from_qualification", call)]
    if side == "agency" or not call.takes_requests_at(database_now()):
        return []
    companies = list(bidding_companies(user))
    made = call.requests.filter(company__in=companies).exclude(state="withdrawn").count()
    if len(companies) <= made:
        return []
    return [_beginning(_("Apply"), "apply_to_qualify", call)]


def _beginning(label: str, name: str, call: Any) -> dict[str, Any]:
    url = reverse(name, args=[call.reference])
    return {"name": name, "label": label, "style": "primary", "help": "", "url": url}


class NewQualificationPage(BeginPage):
    """Begins a call for qualification."""

    model = Qualification
    form_class = NewQualification
    who = "procurement.begin_qualification"
    title = gettext_lazy("New call for qualification")
    lead = gettext_lazy("It stays a draft that only your agency sees until it is published.")
    submit = gettext_lazy("Save the draft")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agency = buying_agencies(request.user).first()
        if agency is None:
            raise PermissionDenied
        return Qualification(agency=agency, least=LEAST)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        for name in ("agency", "plan_item", "purpose", "title_ar", "title_en", "least", "most"):
            setattr(case, name, values[name])

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        qualifying.write(case, values, by=request.user)
        case.save()

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Calls for qualification"), "url": reverse("qualifications")},
            {"label": _("New call for qualification"), "url": ""},
        ]
