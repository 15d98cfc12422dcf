"""What a search by words finds, kind by kind: only what is public, a few of each."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.text import latin_digits
from licensing.models import Licence, LicenceTypeVersion
from procurement.models import Tender
from vendors.folding import fold
from vendors.models import Company
from workflow import wording

EACH = 5
WORDS = 8


def groups_for(typed: str, user: Any) -> list[dict[str, Any]]:
    """Return [{"title", "rows", "more_url", "more"}]; kinds in which nothing is found are left
    out. Costs one query a kind.
    """
    words = latin_digits(typed).split()[:WORDS]
    found = [_tenders(words), _licence_types(words), _companies(typed), _licences(words)]
    lists = ["tenders", "licences", "companies", "register"]
    titles = [_("Tenders"), _("Licences to apply for"), _("Companies"), _("Licence register")]
    return [
        {"title": title, "rows": rows[:EACH], **_more(rows, name, typed)}
        for title, name, rows in zip(titles, lists, found, strict=True)
        if rows
    ]


def _more(rows: list[Any], name: str, typed: str) -> dict[str, str]:
    if len(rows) <= EACH or name == "licences":
        return {}
    state = {"state": "all"} if name == "tenders" else {}
    query = urlencode({"q": typed, **state})
    return {"more_url": f"{reverse(name)}?{query}", "more": _("See all that was found")}


def _containing(words: list[str], *fields: str) -> Q:
    """Every word stands in one of the fields."""
    condition = Q()
    for word in words:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__icontains": word})
        condition &= one
    return condition


def _tenders(words: list[str]) -> list[dict[str, Any]]:
    fields = ("title_ar", "title_en", "reference", "agency__name_ar", "agency__name_en")
    query = Tender.objects.published().filter(_containing(words, *fields))
    return [
        {
            "title": tender.title,
            "url": tender.get_absolute_url(),
            "tag": {"label": tender.label_for("public"), "tone": tender.tone},
            "words": [tender.reference, tender.agency.name],
        }
        for tender in query.select_related("agency").order_by("-published_at", "-pk")[: EACH + 1]
    ]


def _licence_types(words: list[str]) -> list[dict[str, Any]]:
    fields = [f"{name}_{code}" for name in ("name", "description") for code in ("ar", "en")]
    active = LicenceTypeVersion.objects.filter(status=LicenceTypeVersion.Status.ACTIVE)
    found = active.filter(_containing(words, *fields)).select_related("licence_type__agency")
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


def _licences(words: list[str]) -> list[dict[str, Any]]:
    query = Licence.objects.select_related("company", "type_version")
    for word in fold(" ".join(words)).split():
        query = query.filter(Q(reference__icontains=word) | Q(company__search__contains=word))
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
