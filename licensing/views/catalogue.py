"""The public catalogue: which licences there are, and what each one asks, costs and grants."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import eligibility, fee_words, fees, figures, questions
from licensing.models import LicenceType, LicenceTypeVersion


def licences(request: HttpRequest) -> HttpResponse:
    """Every licence type that can be applied for."""
    offered = LicenceType.objects.offered().select_related("agency").prefetch_related("versions")
    usual = figures.usual_days()
    entries = [_entry(kind, kind.current, usual) for kind in offered]
    entries.sort(key=lambda entry: entry["name"])
    return render(request, "licensing/licences.html", {"entries": entries})


def _entry(
    kind: LicenceType, version: LicenceTypeVersion | None, usual: dict[int, int]
) -> dict[str, Any]:
    assert version is not None
    return {
        "name": version.name,
        "url": kind.get_absolute_url(),
        "description": version.description,
        "is_instant": version.is_instant,
        "rows": _terms(kind, version, usual)[: 3 + (kind.pk in usual)],
    }


def _terms(
    kind: LicenceType, version: LicenceTypeVersion, usual: dict[int, int]
) -> list[dict[str, Any]]:
    """What it costs, how long an answer takes and how long it holds; what there is of it."""
    rows = [
        {"label": _("Fee"), "value": fee_in_words(version)},
        {"label": _("Time to an answer"), "value": answer_in_words(version)},
        {"label": _("Usual time"), "value": usual_in_words(usual.get(kind.pk))},
        {"label": _("Valid for"), "value": term_in_words(version.term_months)},
        {"label": _("Agency"), "value": kind.agency.name},
        {"label": _("Activity"), "value": version.activity},
    ]
    return [row for row in rows if row["value"]]


def fee_in_words(version: LicenceTypeVersion) -> str:
    """The fee, from how much on, or that there is none."""
    return fees.in_words(version)


def answer_in_words(version: LicenceTypeVersion) -> str:
    """How long it takes until the answer."""
    if version.is_instant:
        return _("At once")
    days = version.review_days
    said = ngettext("Within %(count)s working day", "Within %(count)s working days", days)
    return said % {"count": days}


def usual_in_words(days: int | None) -> str:
    """Within how many working days half of the past year's answers came; "" if it is not known."""
    if days is None:
        return ""
    if days == 0:
        return _("Half of the answers of the past year came on the same day.")
    said = ngettext(
        "Half of the answers of the past year came within %(count)s working day.",
        "Half of the answers of the past year came within %(count)s working days.",
        days,
    )
    return said % {"count": days}


def term_in_words(months: int) -> str:
    """A number of months, in years where it is whole years."""
    return fee_words.term(months)


def licence_type(request: HttpRequest, slug: str) -> HttpResponse:
    """One licence type: what it is for, who may apply, what is needed, how it goes."""
    query = LicenceType.objects.select_related("agency").prefetch_related("versions")
    kind = query.filter(slug=slug).first()
    version = kind.current if kind is not None else None
    if kind is None or version is None:
        raise Http404(_("There is no such page."))
    schema = version.questions
    context = {
        "kind": kind,
        "version": version,
        "rows": _terms(kind, version, figures.usual_days()),
        "activities": version.activity_list,
        "fees": fees.table(version),
        "may_apply": eligibility.in_words(version),
        "documents": version.document_list,
        "questions": [questions.label(schema, name) for name in questions.names(schema)],
        "way": _way(version),
        "crumbs": [{"label": _("Licences"), "url": reverse("licences")}, {"label": version.name}],
    }
    return render(request, "licensing/licence_type.html", context)


def _way(version: LicenceTypeVersion) -> list[str]:
    """How it goes, step by step."""
    steps = [_("Answer the questions and add the documents. You can stop and come back.")]
    if version.is_instant:
        steps.append(_("Submit. A complete application is approved at once."))
    else:
        steps.append(_("Submit. An officer reviews it, and somebody else decides."))
    if fees.asks(version):
        steps.append(_("Pay the fee, online or at the counter."))
    steps.append(_("Receive the signed licence. It stands in the public register."))
    return steps
