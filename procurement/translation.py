"""The fields of this room that are written in both languages."""

from modeltranslation.translator import TranslationOptions, register

from procurement.models import (
    Addendum,
    Criterion,
    Item,
    Lot,
    Method,
    PlanItem,
    Qualification,
    QualificationCriterion,
    QualificationDocument,
    RequiredDocument,
    Template,
    Tender,
)


@register(Method)
class MethodTranslation(TranslationOptions):
    fields = ("name",)


@register(Tender)
class TenderTranslation(TranslationOptions):
    fields = ("title", "description", "contract_terms", "call_off_rules", "first_stage")


@register(Lot)
class LotTranslation(TranslationOptions):
    fields = ("title", "description")


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("description",)


@register(Criterion)
class CriterionTranslation(TranslationOptions):
    fields = ("title",)


@register(RequiredDocument)
class RequiredDocumentTranslation(TranslationOptions):
    fields = ("title",)


@register(PlanItem)
class PlanItemTranslation(TranslationOptions):
    fields = ("title", "description")


@register(Addendum)
class AddendumTranslation(TranslationOptions):
    fields = ("summary",)


@register(Template)
class TemplateTranslation(TranslationOptions):
    fields = ("name",)


@register(Qualification)
class QualificationTranslation(TranslationOptions):
    fields = ("title", "description")


@register(QualificationCriterion)
class QualificationCriterionTranslation(TranslationOptions):
    fields = ("title",)


@register(QualificationDocument)
class QualificationDocumentTranslation(TranslationOptions):
    fields = ("title",)
