"""What an input that searches categories asks the server."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.inputs import options_found
from vendors.categories import find, find_activities


@require_safe
def found(request: HttpRequest) -> JsonResponse:
    """The categories that fit the words in `q`. Their names are public."""
    return options_found(request, find)


@require_safe
def activities(request: HttpRequest) -> JsonResponse:
    """The activities (ISIC) that fit the words in `q`. Their names are public."""
    return options_found(request, find_activities)
