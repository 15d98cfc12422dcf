"""What an input that searches categories asks the server."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts.inputs import options_found
from vendors.categories import find


@require_safe
def found(request: HttpRequest) -> JsonResponse:
    """The categories that fit the words in `q`. Their names are public."""
    return options_found(request, find)
