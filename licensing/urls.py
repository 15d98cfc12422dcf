"""Addresses of licensing: the catalogue, applications, invoices and payment, the register."""

from django.urls import path

from licensing.views import (
    applications,
    building,
    catalogue,
    lists,
    pay,
    register,
    trial,
    types,
    versions,
)

urlpatterns = [
    path("licences/", catalogue.licences, name="licences"),
    path("licences/<slug:slug>/", catalogue.licence_type, name="licence_type"),
    path("licences/<slug:slug>/apply/", applications.ApplyPage.as_view(), name="apply"),
    path("licence-types/", types.TypeList.as_view(), name="licence_types"),
    path("licence-types/new/", types.NewTypePage.as_view(), name="new_licence_type"),
    path(
        "licence-types/<str:reference>/next/",
        types.NextVersionPage.as_view(),
        name="next_licence_type_version",
    ),
    path(
        "licence-types/<str:reference>/try/", trial.TrialPage.as_view(), name="licence_type_trial"
    ),
    path(
        "licence-types/<str:reference>/form/",
        building.BuilderPage.as_view(),
        name="licence_type_form",
    ),
    path(
        "licence-types/<str:reference>/form/section/<str:section>/",
        building.SectionPage.as_view(),
        name="licence_type_section",
    ),
    path(
        "licence-types/<str:reference>/form/question/<str:question>/",
        building.QuestionPage.as_view(),
        name="licence_type_question",
    ),
    path(
        "licence-types/<str:reference>/form/add/<str:section>/<str:kind>/",
        building.NewQuestionPage.as_view(),
        name="licence_type_add_question",
    ),
    path(
        "licence-types/<str:reference>/",
        versions.VersionPage.as_view(),
        name="licence_type_version",
    ),
    path("applications/", lists.ApplicationList.as_view(), name="applications"),
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
