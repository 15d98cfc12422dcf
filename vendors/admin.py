"""The technical administration of this room: categories only.

Companies are cases: they change through their actions, so here they can only be looked at.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from vendors.models import Category, Company


@admin.register(Category)
class CategoryAdmin(TranslationAdmin):
    list_display = ("code", "name_ar", "name_en")
    search_fields = ("code", "name_ar", "name_en")


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin[Company]):
    list_display = ("reference", "name_ar", "name_en", "registration_number", "state")
    list_filter = ("state",)
    search_fields = ("reference", "search")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
