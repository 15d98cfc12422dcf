"""Who is told of a new tender because a search they saved finds it.

Asked at publication, inside its transaction. Many people save the same search: each is looked
for once, as somebody without any role would find the tender, which is public from then on.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from django.utils.module_loading import import_string

from accounts.models import SavedFilter, User

LIST = "procurement.views.listing.TenderList"


def searchers(tender: Any) -> list[User]:
    """Return the people with a saved search that finds the tender and tells them, each once."""
    page = import_string(LIST)
    kept = SavedFilter.objects.filter(list_name=page.name, tells=True, person__is_active=True)
    queries = list(kept.order_by().values_list("query", flat=True).distinct())
    fitting = [query for query in queries if _finds(page, query, tender)]
    wanted = kept.filter(query__in=fitting).values("person_id")
    return list(User.objects.filter(pk__in=wanted).order_by("pk"))


def _finds(page: Any, query: str, tender: Any) -> bool:
    request = HttpRequest()
    asked = QueryDict(query, mutable=True)
    asked["show"] = "all"
    request.GET = asked  # type: ignore[assignment]
    request.user = AnonymousUser()
    shown = page(request)
    return bool(shown.narrowed(shown.chosen).filter(pk=tender.pk).exists())
