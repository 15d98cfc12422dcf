"""Addresses for programs: under no language, and for good."""

from django.urls import path

from licensing import api as licences
from portal import api

urlpatterns = [
    path("openapi.json", api.openapi, name="api_openapi"),
    path("licences/verify", licences.verify, name="api_verify_licences"),
    path("licences/<str:number>", licences.licence, name="api_licence"),
]
