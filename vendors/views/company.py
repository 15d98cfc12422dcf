"""A company's page and the page on which its registration is begun.

A registered company's page is open to everybody, and shows the public only what the register
shows; its members and the registry see the rest.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Agency
from accounts.models.post import today
from audit.models import Event
from documents import attach, papers
from vendors import changes, declared, terms
from vendors.forms import CompanyForm
from vendors.models import Company, CompanyMember, CompanyRole
from vendors.registering import DETAILS, attach_what_came
from vendors.remarks import FIELDS, PARTS
from vendors.sanctioning import open_sanction
from vendors.standing import forget_companies
from vendors.uses import PURPOSES
from workflow import wording
from workflow.blockers import Blocker
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage
from workflow.views.page import CasePage

# The acts that come with remarks of the registry.
WITH_REMARKS = [
    "company.returned", "company.rejected", "company.suspended", "company.reinstated",
    "company.debarred", "company.debarment_lifted", "company.renewal_declined",
]  # fmt: skip
State = Company.State
RENEWING = ("ask_renewal", "grant_renewal", "decline_renewal")
UNDER_REVIEW = (State.SUBMITTED, State.IN_REVIEW)
# The states in which the registry's words come before everything else.
FIRST = (State.RETURNED, State.REJECTED, State.SUSPENDED, State.DEBARRED)


class CompanyPage(CasePage):
    """One company, to its members, to the registry, and (once registered) to everybody."""

    model = Company
    related = ("agency",)
    template_name = "vendors/company.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        company = self._company(request, reference)
        return render(request, self.template_name, self.context(request, company))

    def _company(self, request: HttpRequest, reference: str) -> Company:
        try:
            return visible_case(request, Company, reference, *self.related)
        except Http404:
            registered = Company.objects.shown_to_all().select_related(*self.related)
            found: Company | None = registered.filter(reference=reference).first()
            if found is None:
                raise
            return found

    def context(self, request: HttpRequest, case: Any) -> dict[str, Any]:
        context = super().context(request, case)
        remarks = _remarks_of(case) if context["side"] != "public" else []
        # What has to be answered comes before everything else on the page.
        first = bool(remarks) and case.state in FIRST
        return {**context, "remarks": remarks, "remarks_first": first}

    def _actions(self, case: Any, user: Any) -> tuple[list[Any], list[Any]]:
        """Of renewals nothing is said while there is nothing to renew."""
        able, blocked = super()._actions(case, user)
        near = case.registered_until is not None and terms.can_renew_early(
            case.registered_until, today()
        )
        if case.renewal_asked_at is None and not near:
            labels = {case.actions()[name].label for name in RENEWING}
            blocked = [entry for entry in blocked if entry["label"] not in labels]
        return able, blocked

    def facts(self, case: Company, user: Any, side: str) -> list[dict[str, Any]]:
        sections = [{"title": _("The company"), "rows": _public_rows(case)}]
        if side != "public":
            rows = _rows(case, ["tax_number", "address", "contact_name", "email", "phone"])
            sections.append({"title": _("Address and contact"), "rows": rows})
            sections += declared.sections(case)
        return sections

    def panels(self, case: Company, user: Any, side: str) -> list[tuple[str, dict[str, Any]]]:
        if side == "public":
            return []
        people = {
            "members": CompanyMember.objects.current(case),
            "may_manage": user.has_perm("vendors.manage_members", case),
            "is_member": case.is_party(user),
        }
        shown: list[tuple[str, dict[str, Any]]] = []
        if side == "agency" and (case.state in UNDER_REVIEW or case.renewal_asked_at):
            changed = changes.since_last_sent(case)
            if changed is not None:
                shown.append(("vendors/panels/changes.html", {"changes": changed}))
        shown.append(("vendors/panels/credentials.html", declared.credentials(case, user, side)))
        return [*shown, ("vendors/panels/people.html", people)]

    def documents(self, case: Company, user: Any, side: str) -> list[dict[str, Any]]:
        if side == "public":
            return []
        return [
            {**row, "label": f"{PURPOSES.get(row['purpose'], '')} · {row['name']}"}
            for row in attach.rows(case, user)
        ]

    def papers(self, case: Company, user: Any, side: str) -> list[dict[str, Any]]:
        return papers.rows(case, user)

    def crumbs(self, case: Company, user: Any, side: str) -> list[dict[str, Any]]:
        if side == "company":
            back = {"label": _("My companies"), "url": reverse("my_companies")}
        else:
            back = {"label": _("Companies"), "url": reverse("companies")}
        return [back, {"label": case.title}]

    def next_step(self, case: Company, user: Any, side: str) -> dict[str, Any] | None:
        text = NEXT.get((side, str(case.state)))
        if text is None:
            return None
        return {
            "text": text,
            "due": case.due_on,
            "late": case.is_late,
            "paused": case.state == State.RETURNED,
        }


_REGISTRY_ANSWERS = gettext_lazy("The registry answers by this day.")
_MAY = gettext_lazy("The company can bid for tenders and apply for licences.")
NEXT: dict[tuple[str, str], Any] = {
    ("company", State.DRAFT): gettext_lazy(
        "Complete the registration and send it. Nobody else sees it until then."
    ),
    ("company", State.SUBMITTED): _REGISTRY_ANSWERS,
    ("company", State.IN_REVIEW): _REGISTRY_ANSWERS,
    ("company", State.RETURNED): gettext_lazy(
        "Correct what the registry remarked and send the registration again."
    ),
    ("company", State.REGISTERED): _MAY,
    ("company", State.REJECTED): gettext_lazy(
        "The reasons stand below. You can begin another registration."
    ),
    ("company", State.SUSPENDED): gettext_lazy(
        "The company can neither bid nor apply until the suspension is lifted."
    ),
    ("company", State.DEBARRED): gettext_lazy(
        "The company can neither bid nor apply until the debarment ends."
    ),
    ("company", State.LAPSED): gettext_lazy(
        "The year is over. Look through the details and renew the registration."
    ),
    ("agency", State.LAPSED): gettext_lazy("The company has to renew its registration."),
    ("agency", State.SUBMITTED): gettext_lazy("A registrar takes it up; answer by this day."),
    ("agency", State.IN_REVIEW): gettext_lazy("A registrar decides; answer by this day."),
    ("agency", State.RETURNED): gettext_lazy("The company corrects its registration."),
    ("agency", State.REGISTERED): _MAY,
}


def _rows(case: Company, names: list[str]) -> list[dict[str, Any]]:
    return [{"label": _label(case, name), "value": getattr(case, name)} for name in names]


def _label(case: Company, name: str) -> str:
    words = str(getattr(case._meta.get_field(name), "verbose_name", name))
    return words[:1].upper() + words[1:]


def _public_rows(case: Company) -> list[dict[str, Any]]:
    """What the public register says."""
    rows = [
        {"label": _("Legal name in Arabic"), "value": getattr(case, "name_ar", "")},
        {"label": _("Legal name in English"), "value": getattr(case, "name_en", "")},
        *_rows(case, ["registration_number", "city"]),
        {
            "label": _("Categories of business"),
            "value": "\n".join(category.name for category in case.categories.all()),
        },
        {"label": _("Registry"), "value": case.agency.name},
    ]
    if case.registered_at is not None:
        day = wording.date_both(timezone.localdate(case.registered_at))
        rows.append({"label": _("Registered on"), "value": day})
    if case.registered_until is not None:
        last = wording.date_both(terms.last_day(case.registered_until))
        rows.append({"label": _("Registered through"), "value": last})
    if case.state == State.DEBARRED:
        rows += _debarment_rows(case)
    return rows


def _debarment_rows(case: Company) -> list[dict[str, Any]]:
    """What is public of a debarment: everything."""
    sanction = open_sanction(case)
    if sanction is None or sanction.until is None:
        return []
    return [
        {"label": _("Debarred for"), "value": sanction.get_ground_display()},
        {"label": _("Reasons"), "value": sanction.reasons},
        {
            "label": _("Debarred through"),
            "value": wording.date_both(terms.last_day(sanction.until)),
        },
    ]


def _remarks_of(case: Company) -> list[dict[str, Any]]:
    """Every remark of the registry, newest first; what was erased has no words any more."""
    events = Event.objects.filter(
        subject_kind=case.kind, subject_id=str(case.pk), verb__in=WITH_REMARKS
    )
    rows = []
    for event in events.select_related("private_part").order_by("-pk"):
        part = getattr(event, "private_part", None)
        rows.append(
            {
                "at": event.at,
                "done": _done(case, event),
                "parts": [PARTS[name] for name in event.public.get("parts", []) if name in PARTS],
                "fields": [
                    {"label": FIELDS[name], "text": text}
                    for name, text in (part.data.get("field_remarks", {}) if part else {}).items()
                    if name in FIELDS
                ],
                "lines": part.data.get("remarks", "").splitlines() if part else [],
            }
        )
    return rows


def _done(case: Company, event: Event) -> str:
    verb = event.verb.partition(".")[2]
    return next((str(a.done) for a in case.actions().values() if a.verb == verb), event.verb)


class NewCompany(BeginPage):
    """Begins a registration; whoever begins it is the company's first owner."""

    model = Company
    form_class = CompanyForm
    who = "vendors.register_company"
    title = gettext_lazy("Register a company")
    lead = gettext_lazy(
        "Fill this in once. You can still change it before you send it to the registry."
    )
    submit = gettext_lazy("Save and continue")

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        if Agency.objects.active().filter(registers_companies=True).exists():
            return []
        return [Blocker(_("No agency registers companies here yet."))]

    def fill(self, case: Company, values: dict[str, Any], request: HttpRequest) -> None:
        registries = Agency.objects.active().filter(registers_companies=True)
        case.agency = values.get("agency") or registries.get()
        for name in DETAILS:
            setattr(case, name, values[name])

    def after(self, case: Company, values: dict[str, Any], request: HttpRequest) -> None:
        owner: Any = request.user
        CompanyMember.objects.create(company=case, user=owner, role=CompanyRole.OWNER)
        forget_companies(owner)
        case.categories.set(values["categories"])
        attach_what_came(case, values, by=owner)

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("My companies"), "url": reverse("my_companies")},
            {"label": self.title},
        ]
