"""Addresses of companies."""

from django.urls import path

from vendors.views import (
    access,
    categories,
    company,
    credential,
    debarments,
    lists,
    people,
    subscriptions,
)

urlpatterns = [
    path("companies/", lists.CompanyList.as_view(), name="companies"),
    path("debarments/", debarments.DebarmentList.as_view(), name="debarments"),
    path("categories/found/", categories.found, name="categories_found"),
    path("activities/found/", categories.activities, name="activities_found"),
    path("subscription/", subscriptions.mine, name="my_subscription"),
    path("companies/mine/", lists.MyCompanies.as_view(), name="my_companies"),
    path("companies/new/", company.NewCompany.as_view(), name="new_company"),
    path("companies/ask/", access.AskAccess.as_view(), name="ask_access"),
    path("companies/invitations/", people.invitations, name="my_invitations"),
    path("companies/access/<str:reference>/", access.AccessPage.as_view(), name="access"),
    path(
        "companies/credentials/<str:reference>/",
        credential.CredentialPage.as_view(),
        name="credential",
    ),
    path("companies/<str:reference>/", company.CompanyPage.as_view(), name="company"),
    path("companies/<str:reference>/people/", people.people, name="company_people"),
    path("companies/<str:reference>/leave/", people.leave, name="leave_company"),
    path(
        "companies/<str:reference>/subscription/",
        subscriptions.of_company,
        name="company_subscription",
    ),
    path(
        "companies/<str:reference>/credentials/new/",
        credential.NewCredential.as_view(),
        name="new_credential",
    ),
    path(
        "companies/<str:reference>/people/<int:pk>/end/",
        people.end_role,
        name="end_company_role",
    ),
    path(
        "companies/<str:reference>/invitations/<int:pk>/take-back/",
        people.take_back_invitation,
        name="take_back_invitation",
    ),
]
