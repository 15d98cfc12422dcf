"""Pages of a list, newest first, by key: what is added meanwhile moves nothing."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 25


def newest_first(request: HttpRequest, query: QuerySet[Any]) -> dict[str, Any]:
    """Return {"found", "next_url", "previous_url"}: one page of `query` by descending id.

    The address carries `after=` or `before=` with an id; anything else means the first page.
    Costs one query.
    """
    after, before = _key(request, "after"), _key(request, "before")
    backwards = before is not None and after is None
    if backwards:
        rows = list(query.filter(pk__gt=before).order_by("pk")[: PAGE + 1])
    else:
        query = query if after is None else query.filter(pk__lt=after)
        rows = list(query.order_by("-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    found = rows[:PAGE][::-1] if backwards else rows[:PAGE]
    has_next = backwards or more
    has_previous = more if backwards else after is not None
    return {
        "found": found,
        "next_url": _url(request, "after", found[-1]) if found and has_next else "",
        "previous_url": _url(request, "before", found[0]) if found and has_previous else "",
    }


def _key(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _url(request: HttpRequest, name: str, row: Any) -> str:
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    query[name] = str(row.pk)
    return f"?{query.urlencode()}"
