"""Applications: the page on which one is begun, and its own page."""

from typing import Any, ClassVar

from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import papers
from licensing import fees, questions
from licensing.forms import BeginForm, companies_of_applicant
from licensing.models import Application, Invoice, LicenceType, Review
from licensing.people import APPLICANTS
from licensing.views import process
from licensing.views.catalogue import answer_in_words
from licensing.views.changes import change_facts
from licensing.views.inspection import visits_of
from licensing.views.measures import appeal_button, appeals_facts
from vendors.standing import companies_of, companies_with
from workflow import wording
from workflow.blockers import Blocker, Refused
from workflow.case import Case
from workflow.gate import may
from workflow.views.begin import BeginPage
from workflow.views.kept import signed_in
from workflow.views.page import CasePage

State = Application.State


class ApplyPage(BeginPage):
    """Begins an application for a licence type: the company is chosen, and nothing more."""

    model = Application
    form_class = BeginForm
    who = "licensing.begin_application"
    title = ""
    lead = gettext_lazy(
        "Choose the company that needs the licence. The questions and documents come next; "
        "everything is kept, and you can stop and come back at any time."
    )
    submit = gettext_lazy("Begin")

    def blank(self, request: HttpRequest, **kwargs: Any) -> Application:
        query = LicenceType.objects.select_related("agency").prefetch_related("versions")
        kind = query.filter(slug=kwargs["slug"]).first()
        version = kind.current if kind is not None else None
        if kind is None or version is None:
            raise Http404(_("There is no such page."))
        self.title = _("Apply: %(licence)s") % {"licence": version.name}  # type: ignore[misc]
        return Application.under(version)

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        return why_nobody(request.user)

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        super().fill(case, values, request)
        found = doubled(case)
        if found is not None:
            raise Refused([found])

    def _begin(self, request: HttpRequest, case: Any, values: dict[str, Any], once: Any) -> Case:
        try:
            return super()._begin(request, case, values, once)
        except IntegrityError as error:
            # Somebody of the same company was quicker by a moment.
            found = doubled(case)
            if found is None:
                raise
            raise Refused([found]) from error

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Licences"), "url": reverse("licences")},
            {"label": case.version.name, "url": case.licence_type.get_absolute_url()},
            {"label": _("Apply")},
        ]


def why_nobody(user: Any) -> list[Blocker]:
    """Why this person can apply for no company at all."""
    if companies_of_applicant(user).exists():
        return []
    if companies_with(user, APPLICANTS):
        text = _("Your company is not registered yet. Only registered companies can apply.")
        return [Blocker(text, reverse("my_companies"), _("See your companies"))]
    if companies_of(user):
        text = _("You act for a company, but not as its owner or applicant. Ask its owner.")
        return [Blocker(text, reverse("my_companies"), _("See your companies"))]
    text = _("A licence is granted to a company. Register yours first; it takes one form.")
    return [Blocker(text, reverse("new_company"), _("Register a company"))]


def doubled(case: Application) -> Blocker | None:
    """The open application, or the licence, that this one would double."""
    if not case.is_exclusive:
        return None
    same = {"company": case.company, "licence_type": case.licence_type}
    earlier = Application.objects.open().filter(**same).first()
    if earlier is not None:
        text = _("There is already an open application of this company: %(number)s.")
        url = earlier.get_absolute_url()
        return Blocker(text % {"number": earlier.reference}, url, _("Go on with it"))
    held = case.company.licences.held().filter(licence_type=case.licence_type).first()
    if held is None:
        return None
    text = _("The company already holds this licence: %(number)s.")
    return Blocker(text % {"number": held.reference}, held.get_absolute_url(), _("See the licence"))


@method_decorator(signed_in, name="dispatch")
class ApplicationPage(CasePage):
    """One application, to the company's members and to the agency's licensing people."""

    model = Application
    related: ClassVar = (
        "company",
        "agency",
        "version",
        "licence_type",
        "licence",
        "recommended_by",
        "assigned_to",
    )

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        context = super().context(request, case)
        first = [*process.answering(case, request.user), *self._paying(case, request.user)]
        context["actions"] = [
            *first,
            *context["actions"],
            *appeal_button(case, request.user),
        ]
        return context

    def _paying(self, case: Application, user: Any) -> list[dict[str, Any]]:
        """The way to pay stands here too: it is what the applicant has to do next."""
        invoice = _to_pay(case)
        if invoice is None or not may(user, invoice, "pay"):
            return []
        url = reverse("pay", args=[invoice.reference])
        return [{"name": "pay", "label": _("Pay the fee"), "style": "primary", "url": url}]

    def facts(self, case: Application, user: Any, side: str) -> list[dict[str, Any]]:
        sections = [
            {"title": _("Application"), "rows": _summary(case, side)},
            {"title": _("Answers"), "rows": questions.rows(case.version.questions, case.answers)},
        ]
        if case.remarks and case.state in REMARKED:
            rows = [
                *process.remarked(case),
                {"label": case.agency.name, "value": case.remarks},
                *process.appeal(case),
            ]
            sections.insert(0, {"title": REMARKED[case.state], "rows": rows})
        if side == "agency" and case.recommendation:
            sections.append({"title": _("Recommendation"), "rows": _recommendation(case)})
        sections += [*change_facts(case), *appeals_facts(case)]
        return [section for section in sections if section["rows"]]

    def tables(self, case: Application, user: Any, side: str) -> list[dict[str, Any]]:
        return _computed(case)

    def panels(self, case: Application, user: Any, side: str) -> list[process.Panel]:
        return [*process.panels(case, user, side), *visits_of(case, user, side)]

    def documents(self, case: Application, user: Any, side: str) -> list[dict[str, Any]]:
        return process.documents(case, user)

    def papers(self, case: Application, user: Any, side: str) -> list[dict[str, Any]]:
        found = papers.rows(case, user)
        found += papers.rows(case.licence, user) if case.licence is not None else []
        for invoice in case.invoices.all():
            found += papers.rows(invoice, user)
        return found

    def crumbs(self, case: Application, user: Any, side: str) -> list[dict[str, Any]]:
        return [
            {"label": _("Applications"), "url": reverse("applications")},
            {"label": case.reference},
        ]

    def next_step(self, case: Application, user: Any, side: str) -> dict[str, Any] | None:
        awaited = process.answer_step(case, side)
        if awaited is not None:
            return awaited
        text = NEXT.get((side, str(case.state))) or NEXT.get(("", str(case.state)))
        if text is None:
            return None
        return {"text": text, "due": case.due_on, "late": case.is_late, "paused": False}


# Where the office's remarks come first on the page.
REMARKED: dict[str, Any] = {
    State.RETURNED: gettext_lazy("What has to be corrected"),
    State.REFUSED: gettext_lazy("Reasons for the refusal"),
}
_ANSWER_BY = gettext_lazy("The agency answers by this day.")
NEXT: dict[tuple[str, str], Any] = {
    ("company", State.DRAFT): gettext_lazy(
        "Fill in the application and submit it. The agency does not see it until then."
    ),
    ("company", State.SUBMITTED): _ANSWER_BY,
    ("company", State.SCREENING): _ANSWER_BY,
    ("company", State.IN_REVIEW): _ANSWER_BY,
    ("company", State.AWAITING_DECISION): _ANSWER_BY,
    ("company", State.AWAITING_PAYMENT): gettext_lazy(
        "Pay the fee. The licence is issued as soon as the payment is confirmed."
    ),
    ("company", State.REFUSED): gettext_lazy(
        "The reasons stand below, with how to appeal. You can also apply again when they no longer "
        "hold."
    ),
    ("agency", State.SUBMITTED): gettext_lazy(
        "A licensing officer takes it up; answer by this day."
    ),
    ("agency", State.IN_REVIEW): gettext_lazy(
        "A licensing officer reviews it and recommends; answer by this day."
    ),
    ("agency", State.AWAITING_DECISION): gettext_lazy(
        "A licensing approver decides; answer by this day."
    ),
    ("agency", State.SCREENING): gettext_lazy(
        "A licensing officer checks whether it is complete; answer by this day."
    ),
    ("agency", State.AWAITING_PAYMENT): gettext_lazy(
        "The applicant pays; the licence is issued by itself."
    ),
    ("company", State.LAPSED): gettext_lazy(
        "Nobody answered in time, and the application has ended. You can apply again."
    ),
    ("", State.ISSUED): gettext_lazy("The licence is issued. It stands in the public register."),
}


def _to_pay(case: Application) -> Invoice | None:
    if case.state != State.AWAITING_PAYMENT:
        return None
    found: Invoice | None = case.invoices.filter(state=Invoice.State.ISSUED).first()
    return found


def _summary(case: Application, side: str) -> list[dict[str, Any]]:
    rows = [
        {
            "label": _("Licence"),
            "value": case.version.name,
            "url": case.licence_type.get_absolute_url(),
            "link_text": _("What it is for"),
        },
        {
            "label": _("Company"),
            "value": case.company.name,
            "url": case.company.get_absolute_url(),
            "link_text": case.company.reference,
        },
        {"label": _("Agency"), "value": case.agency.name},
        {"label": _("Time to an answer"), "value": answer_in_words(case.version)},
    ]
    if case.submitted_at:
        rows.append({"label": _("Submitted on"), "value": wording.moment(case.submitted_at)})
    if case.bundle is not None:
        rows.append(
            {
                "label": _("Applied for together"),
                "value": _("with other licences"),
                "url": reverse("bundle", args=[case.bundle]),
                "link_text": _("See all of them"),
            }
        )
    if case.assigned_to is not None and side == "agency":
        rows.append({"label": _("Case officer"), "value": str(case.assigned_to)})
    rows += _fee_rows(case)
    rows += process.conditions(case)
    if case.licence is not None:
        rows.append(
            {
                "label": _("Licence number"),
                "value": case.licence.reference,
                "url": case.licence.get_absolute_url(),
                "link_text": _("See the licence"),
            }
        )
    return rows


def _fee_rows(case: Application) -> list[dict[str, Any]]:
    invoices = list(case.invoices.order_by("pk"))
    if not invoices:
        owed = fees.of_application(case)
        amount = wording.money(owed.total, owed.currency) if owed.total else _("No fee")
        if case.submitted_at is None:
            amount = _("%(amount)s, as answered so far") % {"amount": amount}
        return [{"label": _("Fee"), "value": amount}]
    return [
        {
            "label": _("Fee"),
            "value": f"{wording.money(i.exact, i.currency)} · {i.get_state_display()}",
            "url": i.get_absolute_url(),
            "link_text": i.reference,
        }
        for i in invoices
    ]


def _computed(case: Application) -> list[dict[str, Any]]:
    """How the fee comes about: an estimate until it is asked for."""
    if case.invoices.exists():
        return []
    owed = fees.of_application(case)
    if not owed.lines:
        return []
    found = fees.computation(owed.stored(), owed.total, owed.currency)
    return [{**found, "title": _("The fee, from the answers so far")}]


def _recommendation(case: Application) -> list[dict[str, Any]]:
    words = dict(Review.Recommendation.choices)
    return [
        {"label": _("Recommendation"), "value": words.get(case.recommendation, "")},
        {"label": _("Reviewed by"), "value": str(case.recommended_by or "")},
        {"label": _("Reasons"), "value": case.recommendation_reasons},
    ]
