"""The fee calculator: what an application with these answers would cost, and how it is computed.

Open to everybody for what is in force; officers try the fees of a version in preparation with it.
Nothing is stored: the answers stand in the address.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.tidy import TidyForm
from licensing import fees, questions
from licensing.models import LicenceTypeVersion
from licensing.models.application_states import Aim
from vendors.sizes import Size
from workflow.views.access import visible_case
from workflow.views.kept import signed_in

MOST_DAYS = 3650


class _Case:
    """Stands for a company of which only the size is known."""

    def __init__(self, size: str) -> None:
        self.size = size


@require_safe
def of_type(request: HttpRequest, slug: str) -> HttpResponse:
    """The calculator of a licence type in force."""
    query = LicenceTypeVersion.objects.in_force().select_related("licence_type")
    version = query.filter(licence_type__slug=slug).first()
    if version is None:
        raise Http404(_("There is no such page."))
    crumbs = [
        {"label": _("Licences"), "url": reverse("licences")},
        {"label": version.name, "url": version.licence_type.get_absolute_url()},
        {"label": _("Compute the fee")},
    ]
    return _page(request, version, crumbs)


@signed_in
@require_safe
def of_version(request: HttpRequest, reference: str) -> HttpResponse:
    """The calculator of any version, to the officers who may read it."""
    version = visible_case(request, LicenceTypeVersion, reference, "licence_type__agency")
    crumbs = [
        {"label": version.reference, "url": version.get_absolute_url()},
        {"label": _("Try the fees")},
    ]
    return _page(request, version, crumbs)


def asked_for(version: LicenceTypeVersion) -> list[str]:
    """The questions on whose answers the fees depend, in their order."""
    schedule = version.fees or {}
    every = [*(schedule.get("rows") or []), *(schedule.get("exemptions") or [])]
    used = {row["value"] for row in every if row.get("value")}
    used |= {name for row in every for name in row.get("when") or {}}
    # What a question depends on decides whether its answer counts.
    conditions = questions.effective_conditions(version.questions)
    waiting = list(used)
    while waiting:
        for on in conditions.get(waiting.pop(), {}):
            if on not in used:
                used.add(on)
                waiting.append(on)
    return [name for name in questions.names(version.questions) if name in used]


def _form(version: LicenceTypeVersion, data: Any) -> TidyForm:
    fields: dict[str, forms.Field] = {}
    for name in asked_for(version):
        is_rows = version.questions["properties"][name].get("type") == "array"
        label = questions.label(version.questions, name)
        counted = forms.IntegerField(label=label, min_value=0, max_value=10_000)
        found = counted if is_rows else questions.field(version.questions, name)
        found.required = False
        fields[f"q_{name}"] = found
    schedule = version.fees or {}
    rows, exemptions = schedule.get("rows") or [], schedule.get("exemptions") or []
    aims = [aim for aim in Aim.choices if any(aim[0] in _aims(row) for row in rows)]
    if len(aims) > 1:
        fields["aim"] = forms.ChoiceField(
            label=_("What is applied for"),
            choices=aims,
            initial=Aim.NEW,
            required=False,
            widget=forms.RadioSelect,
        )
    if any(row.get("sizes") for row in exemptions):
        fields["size"] = forms.ChoiceField(
            label=_("Size of the company"),
            choices=[("", _("not known")), *Size.choices],
            required=False,
        )
    if any(row["kind"] == "late" for row in rows):
        fields["days"] = forms.IntegerField(
            label=_("Days late, for a renewal"), min_value=0, max_value=MOST_DAYS, required=False
        )
    kind = type("CalculatorForm", (TidyForm,), dict(fields))
    form: TidyForm = kind(data)
    form.use_required_attribute = False
    return form


def _aims(row: dict[str, Any]) -> Any:
    return row.get("aims") or ("new", "renew")


def _page(request: HttpRequest, version: LicenceTypeVersion, crumbs: list[Any]) -> HttpResponse:
    form = _form(version, request.GET or None)
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    answers = {name: questions.stored(given.get(f"q_{name}")) for name in asked_for(version)}
    for name, value in answers.items():
        # Of a table only the number of its rows is asked here.
        if version.questions["properties"][name].get("type") == "array":
            answers[name] = [{}] * int(value or 0)
    owed = fees.assess(
        version,
        aim=given.get("aim") or Aim.NEW,
        answers=answers,
        company=_Case(given.get("size") or ""),
        days_late=given.get("days") or 0,
    )
    context = {
        "name": version.name,
        "form": form,
        "here": request.path,
        "computed": fees.computation(owed.stored(), owed.total, owed.currency),
        "crumbs": crumbs,
    }
    return render(request, "licensing/fee.html", context)
