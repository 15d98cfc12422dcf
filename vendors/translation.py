"""The fields of this room that are written in both languages."""

from modeltranslation.translator import TranslationOptions, register

from vendors.models import Category, Company


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name",)


@register(Company)
class CompanyTranslation(TranslationOptions):
    fields = ("name",)
