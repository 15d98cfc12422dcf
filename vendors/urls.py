"""Addresses of companies."""

from django.urls import path

from vendors.views import company, lists, people

urlpatterns = [
    path("companies/", lists.CompanyList.as_view(), name="companies"),
    path("companies/mine/", lists.MyCompanies.as_view(), name="my_companies"),
    path("companies/new/", company.NewCompany.as_view(), name="new_company"),
    path("companies/<str:reference>/", company.CompanyPage.as_view(), name="company"),
    path("companies/<str:reference>/people/", people.people, name="company_people"),
    path(
        "companies/<str:reference>/people/<int:pk>/end/",
        people.end_role,
        name="end_company_role",
    ),
]
