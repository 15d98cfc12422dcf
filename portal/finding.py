"""What a search by words finds, kind by kind: only what is public, a few of each."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from licensing.models import Licence, LicenceTypeVersion
from procurement.models import Qualification, Tender
from vendors.models import Company
from vendors.searching import containing
from workflow import wording

EACH = 5


def groups_for(typed: str) -> list[dict[str, Any]]:
    """Return [{"title", "rows", "more_url", "more"}]; kinds in which nothing is found are left
    out. Costs one query a kind.
    """
    kinds = [
        (_("Tenders"), "tenders", _tenders),
        (_("Calls for qualification"), "qualifications", _calls),
        (_("Licences to apply for"), "", _licence_types),
        (_("Companies"), "companies", _companies),
        (_("Licence register"), "register", _licences),
    ]
    found = [(title, name, find(typed)) for title, name, find in kinds]
    return [
        {"title": title, "rows": rows[:EACH], **_more(rows, name, typed)}
        for title, name, rows in found
        if rows
    ]


def _more(rows: list[Any], name: str, typed: str) -> dict[str, str]:
    """The way to the list that finds the same; the catalogue of licences has none."""
    if len(rows) <= EACH or not name:
        return {}
    query = urlencode({"q": typed})
    return {"more_url": f"{reverse(name)}?{query}", "more": _("See all that was found")}


def _tenders(typed: str) -> list[dict[str, Any]]:
    query = Tender.objects.published().matching(typed)
    return [
        {
            "title": tender.title,
            "url": tender.get_absolute_url(),
            "tag": {"label": tender.label_for("public"), "tone": tender.tone},
            "words": [tender.reference, tender.agency.name],
        }
        for tender in query.select_related("agency").order_by("-published_at", "-pk")[: EACH + 1]
    ]


def _calls(typed: str) -> list[dict[str, Any]]:
    query = Qualification.objects.published().matching(typed)
    return [
        {
            "title": call.title,
            "url": call.get_absolute_url(),
            "tag": {"label": call.label_for("public"), "tone": call.tone},
            "words": [call.reference, call.agency.name],
        }
        for call in query.select_related("agency").order_by("-published_at", "-pk")[: EACH + 1]
    ]


def _licence_types(typed: str) -> list[dict[str, Any]]:
    fields = [f"{name}_{code}" for name in ("name", "description") for code in ("ar", "en")]
    active = LicenceTypeVersion.objects.in_force()
    found = containing(active, typed, *fields).select_related("licence_type__agency")
    return [
        {
            "title": version.name,
            "url": version.licence_type.get_absolute_url(),
            "words": [version.licence_type.agency.name, version.activity],
        }
        for version in found.order_by("pk")[: EACH + 1]
    ]


def _companies(typed: str) -> list[dict[str, Any]]:
    query = Company.objects.registered().matching(typed).order_by("name", "pk")
    return [
        {
            "title": company.name,
            "url": company.get_absolute_url(),
            "words": [company.reference, company.city],
        }
        for company in query[: EACH + 1]
    ]


def _licences(typed: str) -> list[dict[str, Any]]:
    query = Licence.objects.in_register().matching(typed).select_related("company", "type_version")
    return [
        {
            "title": licence.title,
            "url": licence.get_absolute_url(),
            "tag": {"label": licence.label_for("public"), "tone": licence.tone},
            "words": [
                licence.reference,
                licence.company.name,
                _("valid through %(day)s") % {"day": wording.date(licence.period.last_day)},
            ],
        }
        for licence in query.order_by("-pk")[: EACH + 1]
    ]
