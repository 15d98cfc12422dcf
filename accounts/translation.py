"""The fields of this room that are written in both languages."""

from modeltranslation.translator import TranslationOptions, register

from accounts.models import Agency


@register(Agency)
class AgencyTranslation(TranslationOptions):
    fields = ("name",)
