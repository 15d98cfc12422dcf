"""Addresses that payment providers call: django-payments' own, under their usual names.

A provider that finds the payment from what it sends has an address for all payments; one that
does not (the dummy) has none, and calling it is calling nothing.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from payments.core import BasicProvider, provider_factory
from payments.urls import process_data, static_callback


@csrf_exempt
def callback(request: HttpRequest, variant: str) -> HttpResponse:
    """Hand a call to its provider; 404 for providers that have no address for all payments."""
    try:
        provider: Any = provider_factory(variant)
    except ValueError as error:
        raise Http404 from error
    if type(provider).get_token_from_request is BasicProvider.get_token_from_request:
        raise Http404
    response: HttpResponse = static_callback(request, variant)
    return response


urlpatterns = [
    path("process/<uuid:token>/", process_data, name="process_payment"),
    path("process/<str:variant>/", callback, name="static_process_payment"),
]
