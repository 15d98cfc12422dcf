"""The fields of this room that are written in both languages."""

from modeltranslation.translator import TranslationOptions, register

from licensing.models import LicenceTypeVersion


@register(LicenceTypeVersion)
class LicenceTypeVersionTranslation(TranslationOptions):
    fields = ("name", "description", "eligibility", "conditions", "activity", "legal_basis")
