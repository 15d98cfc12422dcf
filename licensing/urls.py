"""Addresses of licensing: the catalogue, applications, invoices and payment, the register."""

from django.urls import path

from licensing.views import (
    applications,
    catalogue,
    fee,
    finder,
    lists,
    pay,
    register,
    together,
    versions,
)

urlpatterns = [
    path("licences/", catalogue.licences, name="licences"),
    path("licences/find/", finder.find, name="find_licences"),
    path("licences/together/", together.apply_together, name="apply_together"),
    path("licences/<slug:slug>/", catalogue.licence_type, name="licence_type"),
    path("licences/<slug:slug>/fee/", fee.of_type, name="licence_fee"),
    path("licences/<slug:slug>/apply/", applications.ApplyPage.as_view(), name="apply"),
    path("licence-types/<str:reference>/fees/", fee.of_version, name="version_fees"),
    path(
        "licence-types/<str:reference>/",
        versions.VersionPage.as_view(),
        name="licence_type_version",
    ),
    path("applications/", lists.ApplicationList.as_view(), name="applications"),
    path("applications/together/<uuid:bundle>/", together.bundle_page, name="bundle"),
    path(
        "applications/<str:reference>/",
        applications.ApplicationPage.as_view(),
        name="application",
    ),
    path("invoices/<str:reference>/", pay.InvoicePage.as_view(), name="invoice"),
    path("invoices/<str:reference>/pay/", pay.pay, name="pay"),
    path("payment/<uuid:token>/", pay.payment, name="payment"),
    path("payment/<uuid:token>/back/", pay.payment_return, name="payment_return"),
    path("register/", lists.LicenceRegister.as_view(), name="register"),
    path("register/<str:reference>/", register.LicencePage.as_view(), name="licence"),
]
