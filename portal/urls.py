"""Addresses of the public face."""

from django.urls import path

from portal import api
from portal.views import accessibility, design, figures, home, search

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("figures/", figures.figures, name="figures"),
    path("api/", api.page, name="api"),
    path("accessibility/", accessibility.accessibility, name="accessibility"),
    path("design/", design.catalogue, name="design"),
    path("design/<slug:name>/", design.component, name="design_component"),
]
