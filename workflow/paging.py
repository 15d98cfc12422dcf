"""Pages of a list by key: the next page starts after the last row shown, however the list has
changed meanwhile. Used by every list of cases.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

PAGE = 25


def page_by_key(
    request: HttpRequest, query: QuerySet[Any], *, sort: str = "pk", descending: bool = False
) -> dict[str, Any]:
    """Return {"found", "next_url", "previous_url"}: one page of cases, ordered by `sort` (a
    column or annotation that is never null) and then by id.

    The address carries `after=` or `before=` with a case's number; an unknown one means the
    first page. Costs one query on the first page, two on others.
    """
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    edge = _edge(query, after or before, sort)
    backwards = edge is not None and not after
    downwards = descending != backwards
    if edge is not None:
        query = query.filter(_beyond(edge, sort, "lt" if downwards else "gt"))
    sign = "-" if downwards else ""
    rows = list(query.order_by(f"{sign}{sort}", f"{sign}pk")[: PAGE + 1])
    more = len(rows) > PAGE
    found = rows[:PAGE][::-1] if backwards else rows[:PAGE]
    has_next = bool(found) and (backwards or more)
    has_previous = bool(found) and edge is not None and (more or not backwards)
    return {
        "found": found,
        "next_url": _url(request, "after", found[-1]) if has_next else "",
        "previous_url": _url(request, "before", found[0]) if has_previous else "",
    }


def _edge(query: QuerySet[Any], reference: str, sort: str) -> tuple[Any, int] | None:
    if not reference:
        return None
    found: tuple[Any, int] | None = (
        query.order_by().filter(reference=reference).values_list(sort, "pk").first()
    )
    return found


def _beyond(edge: tuple[Any, int], sort: str, side: str) -> Q:
    value, pk = edge
    return Q(**{f"{sort}__{side}": value}) | Q(**{sort: value, f"pk__{side}": pk})


def _url(request: HttpRequest, name: str, case: Any) -> str:
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    query[name] = case.reference
    return f"?{query.urlencode()}"
