"""Pages of a list by key: the next page starts after the last row shown, however the list
has changed meanwhile."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

PAGE = 25


def keyset(request: HttpRequest, query: QuerySet[Any], sort: str) -> dict[str, Any]:
    """Return {"found", "next_url", "previous_url"}: one page of `query`, ordered by `sort`
    (a column or annotation) and then by id.

    The address carries `after=` or `before=` with a row's reference; an unknown one means
    the first page. Costs two queries.
    """
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    backwards = bool(before) and not after
    edge = _edge(query, after or before, sort)
    if edge is None:
        backwards = False
    else:
        query = query.filter(_beyond(edge, sort, backwards))
    order = (F(sort).desc(), "-pk") if backwards else (F(sort).asc(), "pk")
    rows = list(query.order_by(*order)[: PAGE + 1])
    more = len(rows) > PAGE
    found = rows[:PAGE][::-1] if backwards else rows[:PAGE]
    has_next = backwards or more
    has_previous = more if backwards else edge is not None
    return {
        "found": found,
        "next_url": _url(request, "after", found[-1]) if found and has_next else "",
        "previous_url": _url(request, "before", found[0]) if found and has_previous else "",
    }


def _edge(query: QuerySet[Any], reference: str, sort: str) -> tuple[Any, int] | None:
    if not reference:
        return None
    found: tuple[Any, int] | None = (
        query.order_by().filter(reference=reference).values_list(sort, "pk").first()
    )
    return found


def _beyond(edge: tuple[Any, int], sort: str, backwards: bool) -> Q:
    value, pk = edge
    side = "lt" if backwards else "gt"
    return Q(**{f"{sort}__{side}": value}) | Q(**{sort: value, f"pk__{side}": pk})


def _url(request: HttpRequest, name: str, row: Any) -> str:
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    query[name] = row.reference
    return f"?{query.urlencode()}"
