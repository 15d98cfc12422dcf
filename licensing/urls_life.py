"""Addresses of what becomes of a licence: changes, hearings, appeals."""

from django.urls import path

from licensing.models import Measure
from licensing.views import changes, measures

urlpatterns = [
    path("register/<str:reference>/hearing/", measures.NewMeasure.as_view(), name="new_measure"),
    path(
        "register/<str:reference>/<slug:aim>/", changes.ChangePage.as_view(), name="change_licence"
    ),
    path("measures/<str:reference>/", measures.MeasurePage.as_view(), name="measure"),
    path(
        "measures/<str:reference>/appeal/",
        measures.NewAppeal.as_view(against=Measure),
        name="appeal_measure",
    ),
    path("appeals/<str:reference>/", measures.AppealPage.as_view(), name="appeal"),
]
