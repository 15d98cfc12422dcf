"""Addresses of inspections: lists, visits, the page for phones, calendars, findings."""

from django.urls import path

from licensing.views import (
    finding,
    inspection,
    inspection_calendar,
    inspection_lists,
    inspection_phone,
)

urlpatterns = [
    path("inspections/", inspection_lists.InspectionList.as_view(), name="inspections"),
    path("inspections/new/", inspection.NewVisitPage.as_view(), name="new_inspection"),
    path("inspections/day/", inspection_phone.day, name="inspector_day"),
    path("inspections/day/visits/", inspection_phone.visits, name="inspector_visits"),
    path("inspections/day/worker.js", inspection_phone.worker, name="inspection_worker"),
    path("inspections/week/", inspection_calendar.week, name="inspection_week"),
    path("inspections/week/visits.ics", inspection_calendar.feed, name="inspection_feed"),
    path(
        "inspections/calendars/new/",
        inspection_calendar.NewCalendarPage.as_view(),
        name="new_inspection_calendar",
    ),
    path(
        "inspections/calendars/<str:reference>/",
        inspection_calendar.CalendarPage.as_view(),
        name="inspection_calendar",
    ),
    path("inspections/<str:reference>/", inspection.InspectionPage.as_view(), name="inspection"),
    path("inspections/<str:reference>/notes/", inspection_phone.notes, name="inspection_notes"),
    path(
        "inspections/<str:reference>/photos/<uuid:client_id>/",
        inspection_phone.photo,
        name="inspection_photo",
    ),
    path("inspections/<str:reference>/finish/", inspection_phone.finish, name="finish_inspection"),
    path("findings/", inspection_lists.FindingList.as_view(), name="findings"),
    path("findings/<str:reference>/", finding.FindingPage.as_view(), name="finding"),
]
