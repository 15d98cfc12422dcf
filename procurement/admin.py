"""Procurement methods in the technical administration: configuration, no power over cases."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from procurement.models import Method


@admin.register(Method)
class MethodAdmin(TranslationAdmin):
    """A method; one that tenders use is taken out of offer, not deleted."""

    list_display = (
        "code",
        "name",
        "minimum_days",
        "envelopes",
        "evaluation",
        "value_from",
        "value_to",
        "is_offered",
    )
    list_filter = ("is_offered",)
