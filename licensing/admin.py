"""Licence types in the technical administration: a version in use is not edited, a next one is made."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationStackedInline

from licensing.models import LicenceType, LicenceTypeVersion


class VersionInline(TranslationStackedInline):
    """The versions of a type; those under which applications were begun can only be retired."""

    model = LicenceTypeVersion
    extra = 0
    can_delete = False


@admin.register(LicenceType)
class LicenceTypeAdmin(admin.ModelAdmin[LicenceType]):
    """A licence type with its versions."""

    list_display = ("slug", "agency", "one_a_company")
    inlines = (VersionInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug", "agency") if obj is not None else ()
