"""The ways to begin a tender: from nothing, the plan, a short list, a template, an
earlier tender.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from procurement import copying, drafting, qualifying
from procurement.forms import NewTender
from procurement.models import Method, PlanItem, Qualification, Template, Tender
from procurement.posts import buying_agencies
from workflow.blockers import Blocker
from workflow.gate import perform
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in


def _agencies(user: Any) -> Any:
    agencies = buying_agencies(user)
    if not agencies.exists():
        raise PermissionDenied
    return agencies


def templates_for(agencies: Any) -> Any:
    """The templates of these agencies, and those that are for all."""
    own = Template.objects.filter(agency__in=agencies)
    common = Template.objects.filter(agency__isnull=True)
    return (own | common).filter(is_offered=True)


@method_decorator(signed_in, name="dispatch")
class StartPage(View):
    """How an officer wants to begin: each way with a link."""

    def get(self, request: HttpRequest) -> HttpResponse:
        agencies = _agencies(request.user)
        planned = PlanItem.objects.waiting_to_be_tendered().filter(agency__in=agencies)
        earlier = Tender.objects.filter(agency__in=agencies).order_by("-pk")
        short_lists = Qualification.objects.concluded().filter(agency__in=agencies)
        context = {
            "planned": planned.select_related("agency").in_order()[:50],
            "short_lists": short_lists.order_by("-concluded_at", "-pk")[:20],
            "templates": templates_for(agencies)[:50],
            "withdrawn": Template.objects.filter(agency__in=agencies, is_offered=False)[:50],
            "own": set(agencies.values_list("pk", flat=True)),
            "earlier": earlier[:10],
            "crumbs": [
                {"label": _("Tenders"), "url": reverse("tenders")},
                {"label": _("Start a tender"), "url": ""},
            ],
        }
        return render(request, "procurement/start.html", context)


class NewTenderPage(BeginPage):
    """Begins a tender with what its draft says first."""

    model = Tender
    who = "procurement.begin_tender"
    title = gettext_lazy("New tender")
    lead = gettext_lazy("It stays a draft that only your agency sees until it is published.")
    submit = gettext_lazy("Save the draft")

    def form_class(self, *args: Any, case: Any, by: Any) -> NewTender:
        """The form, starting with what the tender is made from."""
        start = dict(self.start(case))
        values = copying.initial(start) if start else {}
        method = Method.objects.offered().filter(code=start.get("method", "")).first()
        if method is not None:
            values["method"] = method.pk
        return NewTender(*args, case=case, by=by, start=values)

    @classmethod
    def drafts_at(cls, **kwargs: Any) -> str:
        return NewTender.drafts

    def start(self, case: Any) -> dict[str, Any]:
        """What it starts with, as `procurement.copying.as_data` gives it."""
        return {}

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        return Tender(agency=_agencies(request.user).first())

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        found = super().blockers(case, request)
        if case.plan_item is None or case.plan_item.state == PlanItem.State.PUBLISHED:
            return found
        text = _(
            "A tender is made of what stands in the plan; this item is in the state “%(state)s”."
        )
        state = case.plan_item.label_for("agency")
        return [*found, Blocker(text % {"state": state}, link=case.plan_item.get_absolute_url())]

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        """The plan item moves on first, held until the tender is there: of two who make a tender
        of it at once the second is refused, but the same form sent twice leads to its tender.
        """
        if case.plan_item is not None:
            perform(case.plan_item, "tender_it", by=request.user, tender=case)
        for name in ("agency", "method", "title_ar", "title_en"):
            setattr(case, name, values[name])

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        drafting.write(case, values, by=request.user)
        start = self.start(case)
        if "terms" in start:
            copying.write_data(case, start, by=request.user)
        case.save()

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Tenders"), "url": reverse("tenders")},
            {"label": _("Start a tender"), "url": reverse("start_tender")},
            {"label": _("New tender"), "url": ""},
        ]


class FromPlanPage(NewTenderPage):
    """A tender of a plan item that is published."""

    lead = gettext_lazy("It starts with what the plan says; change what has changed since.")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agencies = _agencies(request.user)
        item = PlanItem.objects.filter(agency__in=agencies, reference=kwargs["reference"]).first()
        if item is None:
            raise Http404
        return Tender(agency=item.agency, plan_item=item, currency=item.currency)

    def heading(self, case: Any) -> str:
        return _("New tender from the plan: %(number)s") % {"number": case.plan_item.reference}

    def start(self, case: Any) -> dict[str, Any]:
        return copying.from_plan(case.plan_item)


class FromQualificationPage(NewTenderPage):
    """A tender for the short list of a concluded call for qualification."""

    title = gettext_lazy("New tender for a short list")
    lead = gettext_lazy("The companies on the short list are invited, all of them.")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agencies = _agencies(request.user)
        found = Qualification.objects.concluded().filter(agency__in=agencies)
        call = found.select_related("plan_item").filter(reference=kwargs["reference"]).first()
        if call is None:
            raise Http404
        tender = Tender(agency=call.agency, qualification=call)
        if call.plan_item is not None and call.plan_item.state == PlanItem.State.PUBLISHED:
            tender.plan_item, tender.currency = call.plan_item, call.plan_item.currency
        return tender

    def start(self, case: Any) -> dict[str, Any]:
        call = case.qualification
        method = Method.objects.qualifying(call.purpose)
        code = method.code if method is not None else ""
        return {**copying.from_qualification(call), "method": code}

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        qualifying.fill_short_list(case, case.qualification, by=request.user)
        super().after(case, values, request)


class LikePage(NewTenderPage):
    """A tender like an earlier one of the officer's agencies."""

    lead = gettext_lazy(
        "It starts as a copy; dates, invited companies and reasons do not come along."
    )

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agencies = _agencies(request.user)
        found = Tender.objects.filter(agency__in=agencies, reference=kwargs["reference"]).first()
        if found is None:
            raise Http404
        self.earlier = found
        return Tender(agency=agencies.filter(pk=found.agency_id).first() or agencies.first())

    def heading(self, case: Any) -> str:
        return _("New tender like %(number)s") % {"number": self.earlier.reference}

    def start(self, case: Any) -> dict[str, Any]:
        return copying.as_data(self.earlier)


class FromTemplatePage(NewTenderPage):
    """A tender from a template."""

    lead = gettext_lazy("It starts with what the template says.")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Any:
        agencies = _agencies(request.user)
        found = templates_for(agencies).filter(code=kwargs["slug"]).first()
        if found is None:
            raise Http404
        self.template = found
        return Tender(agency=agencies.first())

    def heading(self, case: Any) -> str:
        return _("New tender from a template: %(name)s") % {"name": self.template.name}

    def start(self, case: Any) -> dict[str, Any]:
        return dict(self.template.data)
