"""Addresses of licensing: the catalogue, applications, invoices and payment, the register."""

from django.urls import path

from licensing.inspection_urls import urlpatterns as inspections
from licensing.views import (
    applications,
    catalogue,
    lists,
    pay,
    queues,
    register,
    reviews,
    versions,
)

urlpatterns = [
    path("licences/", catalogue.licences, name="licences"),
    path("licences/<slug:slug>/", catalogue.licence_type, name="licence_type"),
    path("licences/<slug:slug>/apply/", applications.ApplyPage.as_view(), name="apply"),
    path(
        "licence-types/<str:reference>/",
        versions.VersionPage.as_view(),
        name="licence_type_version",
    ),
    path("applications/", lists.ApplicationList.as_view(), name="applications"),
    path("applications/at-once/", queues.bulk_page, name="bulk"),
    path(
        "applications/<str:reference>/",
        applications.ApplicationPage.as_view(),
        name="application",
    ),
    path("reviews/", queues.ReviewList.as_view(), name="reviews"),
    path("reviews/<str:reference>/", reviews.ReviewPage.as_view(), name="review"),
    path("workload/", queues.workload_page, name="workload"),
    path("requests/<str:reference>/", reviews.RequestPage.as_view(), name="information_request"),
    path("invoices/<str:reference>/", pay.InvoicePage.as_view(), name="invoice"),
    path("invoices/<str:reference>/pay/", pay.pay, name="pay"),
    path("payment/<uuid:token>/", pay.payment, name="payment"),
    path("payment/<uuid:token>/back/", pay.payment_return, name="payment_return"),
    path("register/", lists.LicenceRegister.as_view(), name="register"),
    path("register/<str:reference>/", register.LicencePage.as_view(), name="licence"),
    *inspections,
]
