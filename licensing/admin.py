"""Licence types in the technical administration. Their versions are made in the site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from licensing.models import LicenceType


@admin.register(LicenceType)
class LicenceTypeAdmin(admin.ModelAdmin[LicenceType]):
    """A licence type."""

    list_display = ("slug", "agency", "one_a_company")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug", "agency") if obj is not None else ()
