"""Addresses of the desk: inbox, notices, actions, trail."""

from django.urls import path

from workflow.views import act, inbox, told, trail

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("notices/", told.NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/open/", inbox.open_notice, name="open_notice"),
    path("notices/read/", inbox.read_all, name="read_all_notices"),
    path("outbox/", told.Outbox.as_view(), name="outbox"),
    path("do/<str:kind>/<str:reference>/<str:name>/", act.act, name="act"),
    path("trail/", trail.Trail.as_view(), name="trail"),
    path("trail/<int:pk>/", trail.entry, name="trail_entry"),
]
