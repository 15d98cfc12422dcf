"""The fields of this room that are written in both languages."""

from modeltranslation.translator import TranslationOptions, register

from procurement.models import Item, Lot, Method, Tender


@register(Method)
class MethodTranslation(TranslationOptions):
    fields = ("name",)


@register(Tender)
class TenderTranslation(TranslationOptions):
    fields = ("title", "description")


@register(Lot)
class LotTranslation(TranslationOptions):
    fields = ("title", "description")


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("description",)
