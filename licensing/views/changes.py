"""The pages on which a change of a licence is begun: renew, amend, transfer, replace, surrender."""

from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from licensing import beginning, checks_changes, depending, questions, renewing
from licensing.forms_changes import (
    ChangeForm,
    RenewForm,
    ReplaceForm,
    SurrenderForm,
    TransferForm,
)
from licensing.models import Application, Licence
from licensing.models.application_states import Aim
from workflow import wording
from workflow.blockers import Blocker, Refused
from workflow.case import Case
from workflow.gate import begin_blockers, perform
from workflow.views.access import visible_case
from workflow.views.begin import BeginPage

FORMS: dict[str, Any] = {
    Aim.RENEW: RenewForm,
    Aim.AMEND: ChangeForm,
    Aim.TRANSFER: TransferForm,
    Aim.REPLACE: ReplaceForm,
    Aim.SURRENDER: SurrenderForm,
}
# What only an owner begins.
BY_OWNERS = (Aim.TRANSFER, Aim.SURRENDER)
TITLES: dict[str, Any] = {
    Aim.RENEW: gettext_lazy("Renew the licence"),
    Aim.AMEND: gettext_lazy("Amend the licence"),
    Aim.TRANSFER: gettext_lazy("Transfer the licence to another company"),
    Aim.REPLACE: gettext_lazy("Ask for a duplicate of the certificate"),
    Aim.SURRENDER: gettext_lazy("Give the licence up"),
}
LEADS: dict[str, Any] = {
    Aim.RENEW: gettext_lazy(
        "If nothing has changed, you confirm it here and pay; no officer has to look at it, unless "
        "the page says so. What you gave before is kept."
    ),
    Aim.AMEND: gettext_lazy(
        "Your present answers and documents come along: change what is different and submit it. "
        "The licence stays in force as it is until the agency has agreed."
    ),
    Aim.TRANSFER: gettext_lazy(
        "The other company's owner accepts it in their own account; then you submit it, and the "
        "agency decides. You stay the holder until the fee is paid."
    ),
    Aim.REPLACE: gettext_lazy(
        "You receive a further copy of the signed certificate. The paper before it no longer "
        "counts: whoever verifies it reads that it was replaced."
    ),
    Aim.SURRENDER: gettext_lazy(
        "The licence ends at once and for good. To carry on the activity later, you apply anew."
    ),
}
SUBMITS: dict[str, Any] = {
    Aim.RENEW: gettext_lazy("Go on"),
    Aim.AMEND: gettext_lazy("Begin"),
    Aim.TRANSFER: gettext_lazy("Ask the other company"),
    Aim.REPLACE: gettext_lazy("Order the duplicate"),
    Aim.SURRENDER: gettext_lazy("Give the licence up"),
}


def permission(aim: str) -> str:
    """The permission to begin a change."""
    return "licensing.end_licence" if aim in BY_OWNERS else "licensing.change_licence"


class ChangePage(BeginPage):
    """Begins a change of a licence, from the licence's page; what is known of it comes along."""

    model = Application
    form_class = ChangeForm
    template_name = "licensing/change.html"
    title = ""

    def blank(self, request: HttpRequest, **kwargs: Any) -> Application:
        aim = kwargs["aim"]
        if aim not in FORMS:
            raise Http404(_("There is no such page."))
        licence = visible_case(request, Licence, kwargs["reference"], "type_version", "agency")
        self.title, self.lead, self.submit = TITLES[aim], LEADS[aim], SUBMITS[aim]  # type: ignore[misc]
        self.form_class, self.who = FORMS[aim], permission(aim)  # type: ignore[misc]
        return beginning.change_of(licence, aim)

    def blockers(self, case: Any, request: HttpRequest) -> list[Blocker]:
        return [*begin_blockers(case, request.user), *checks_changes.in_the_way(case.licence)[1:]]

    def fill(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        case.to_company = values.get("to_number")
        case.why, case.why_words = values.get("why", ""), values.get("why_words", "")
        case.declared_at = timezone.now() if values.get("changes") == "no" else None
        found = checks_changes.in_the_way(case.licence)
        if found:
            raise Refused(found)

    def after(self, case: Any, values: dict[str, Any], request: HttpRequest) -> None:
        beginning.take_over_documents(case, request.user)
        is_unchanged = case.aim == Aim.RENEW and values.get("changes") == "no"
        if is_unchanged or case.aim in renewing.OF_THE_HOLDER:
            perform(case, "submit", by=request.user)

    def _begin(self, request: HttpRequest, case: Any, values: dict[str, Any], once: Any) -> Case:
        try:
            return super()._begin(request, case, values, once)
        except IntegrityError as error:
            # Somebody of the same company was quicker by a moment.
            found = checks_changes.in_the_way(case.licence)
            if not found:
                raise
            raise Refused(found) from error

    def _page(
        self, request: HttpRequest, case: Any, form: Any, found: Any, status: int = 200
    ) -> Any:
        case.summary = _summary(case)
        return super()._page(request, case, form, found, status)

    def crumbs(self, case: Any) -> list[dict[str, Any]]:
        return [
            {"label": _("Licence register"), "url": reverse("register")},
            {"label": case.licence.reference, "url": case.licence.get_absolute_url()},
            {"label": case.get_aim_display()},
        ]


def _summary(change: Application) -> list[dict[str, Any]]:
    """What the licence is, and what is known of it: what somebody confirms is unchanged."""
    licence, schema = change.licence, change.version.questions
    assert licence is not None
    rows = [
        {"label": _("Licence"), "value": f"{licence.reference} · {change.version.name}"},
        {"label": _("Holder"), "value": licence.company.name},
        {"label": _("Valid through"), "value": wording.date_both(licence.period.last_day)},
    ]
    if change.aim in (Aim.RENEW, Aim.AMEND, Aim.TRANSFER):
        rows += [row for row in questions.rows(schema, change.answers) if row["value"]]
    needing = depending.dependents(licence)
    if change.aim == Aim.SURRENDER and needing:
        names = [f"{other.reference} ({other.type_version.name})" for other in needing]
        rows.append({"label": _("Licences that need it"), "value": wording.listing(names)})
    late = change.days_late
    if late:
        rows.append({"label": _("Late by"), "value": wording.days(late)})
    return rows


def change_facts(change: Application) -> list[dict[str, Any]]:
    """What an application that changes a licence says of the change, for its page."""
    if change.aim == Aim.NEW:
        return []
    accepted = wording.moment(change.accepted_at) if change.accepted_at else _("Not yet")
    rows = [
        {"label": _("What it is for"), "value": change.get_aim_display()},
        {"label": _("Reasons"), "value": change.why_text},
        {
            "label": _("Declared that nothing has changed"),
            "value": wording.moment(change.declared_at) if change.declared_at else "",
        },
        {
            "label": _("Late by"),
            "value": wording.days(change.days_late) if _is_late(change) else "",
        },
    ]
    if change.to_company is not None:
        rows += [
            {"label": _("Company that takes it over"), "value": change.to_company.name},
            {"label": _("Accepted by it"), "value": accepted},
        ]
    return [{"title": _("The change"), "rows": [row for row in rows if row["value"]]}]


def _is_late(change: Application) -> bool:
    """While it is under way; afterwards the licence has another end."""
    return change.state in Application.OPEN and change.days_late > 0
