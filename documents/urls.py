"""Addresses of documents, papers and their verification."""

from django.urls import path

from documents.views import download, verify

urlpatterns = [
    path("documents/<uuid:token>/", download.document, name="document"),
    path("papers/<str:code>/", download.paper, name="paper"),
    path("papers/<int:pk>/retry/", download.retry_paper, name="retry_paper"),
    path("verify/", verify.form, name="verify"),
    path("verify/<str:code>/", verify.code, name="verify_code"),
]
