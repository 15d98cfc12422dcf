"""Fetch and authorise in one call: a case that this person may not see does not exist."""

from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from workflow.case import Case, case_kinds

C = TypeVar("C", bound=Case)


def visible_case(request: HttpRequest, model: type[C], reference: str, *related: str) -> C:
    """Return the case with this number if the person may see it, else raise Http404."""
    query = model.objects.visible_to(request.user).with_parties()
    if related:
        query = query.select_related(*related)
    found: Any = query.filter(reference=reference).first()
    if found is None:
        raise Http404(_("There is no such page."))
    return found


def kind_or_404(kind: str) -> type[Case]:
    """Return the class of cases with this short name, else raise Http404."""
    model: Any = case_kinds().get(kind)
    if model is None:
        raise Http404(_("There is no such page."))
    return model
