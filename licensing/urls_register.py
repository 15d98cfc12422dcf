"""Addresses of the register: licences, whether one is valid, figures, and imports into it."""

from django.urls import path

from licensing.views import check, figures, import_template, imports, lists, register

urlpatterns = [
    path("register/", lists.LicenceRegister.as_view(), name="register"),
    path("register/check/", check.check, name="check_licence"),
    path("register/figures/", figures.figures_page, name="licence_figures"),
    path("register/<str:reference>/", register.LicencePage.as_view(), name="licence"),
    path("licence-imports/", imports.ImportList.as_view(), name="licence_imports"),
    path("licence-imports/rows/", imports.ImportReport.as_view(), name="licence_import_rows"),
    path("licence-imports/new/", imports.NewImportPage.as_view(), name="new_licence_import"),
    path("licence-imports/columns/", import_template.columns, name="licence_import_columns"),
    path(
        "licence-imports/template.<str:kind>",
        import_template.template,
        name="licence_import_template",
    ),
    path("licence-imports/<str:reference>/", imports.ImportPage.as_view(), name="licence_import"),
]
