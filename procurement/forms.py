"""What people fill in about tenders, questions and bids. Shape only: the rest is in checks.py."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inputs import MomentField, MoneyField
from accounts.models import Agency
from documents.attach import attachments_of
from documents.fields import UploadField
from procurement.drafting import DOCUMENT
from procurement.form_parts import long_text, repeat_remarks
from procurement.models import Method
from procurement.posts import buying_agencies
from procurement.rows import ItemFormSet, LotFormSet, item_rows
from procurement.words import lot_in_words
from vendors.fields import categories_field
from vendors.models import Company
from workflow import wording
from workflow.forms import ActionForm, section

# --- tenders -------------------------------------------------------------------------------


class EditTender(ActionForm):
    """A tender's draft."""

    # What a new one starts with: an earlier tender, a template, a plan item.
    start: Mapping[str, Any] = MappingProxyType({})

    method = forms.ModelChoiceField(
        label=gettext_lazy("Procurement method"),
        queryset=Method.objects.offered(),
        empty_label=gettext_lazy("Choose a method"),
    )
    title_ar = forms.CharField(label=gettext_lazy("Title in Arabic"), max_length=300)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300)
    description_ar = long_text(gettext_lazy("Description in Arabic"), required=False)
    description_en = long_text(gettext_lazy("Description in English"), required=False)
    categories = categories_field(label=gettext_lazy("Categories"), required=False)
    estimated_value = MoneyField(
        currency=settings.CURRENCY,
        label=gettext_lazy("Estimated value"),
        required=False,
        min_value=0,
        error_messages={"min_value": gettext_lazy("The value cannot be negative.")},
    )
    value_is_public = forms.BooleanField(
        label=gettext_lazy("Publish the estimated value"), required=False
    )
    documents = UploadField(
        use=DOCUMENT,
        multiple=True,
        required=False,
        label=gettext_lazy("Tender documents"),
    )
    formset_classes: ClassVar = {"lots": LotFormSet, "item_rows": ItemFormSet}
    fieldsets: ClassVar = [
        section("origin", gettext_lazy("Where it comes from"), ["no_plan_reason"]),
        section("basics", gettext_lazy("What it is"), ["agency", "method", "title_ar", "title_en"]),
        section(
            "asked",
            gettext_lazy("What is asked for"),
            ["description_ar", "description_en", "categories", "documents"],
        ),
        section("value", gettext_lazy("Value"), ["estimated_value", "value_is_public"]),
    ]

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        there = case.pk is not None
        initial = {
            "categories": list(case.categories.values_list("pk", flat=True)) if there else [],
            "documents": list(attachments_of(case, DOCUMENT)) if there else [],
        }
        super().__init__(*args, case=case, by=by, initial={**initial, **self.start}, **kwargs)
        value: Any = self.fields["estimated_value"]
        value.in_currency(case.currency)
        repeat_remarks(self, "edit", {"items": "item_rows"})

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if self.case.pk is None:
            return list(self.start.get(name, []))
        if name == "lots":
            rows = list(self.case.lots.values("title_ar", "title_en"))
            return rows if len(rows) > 1 else []
        return item_rows(self.case)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return self._lots_exist() and valid

    def values(self) -> dict[str, Any]:
        """What goes through the gate. (A formset named `items` would hide a dict's own.)"""
        values = super().values()
        values["items"] = values.pop("item_rows")
        return values

    def _lots_exist(self) -> bool:
        """Say beside the row which lot is not there."""
        if not self.is_bound:
            return False
        lots = max(len(_kept(self.formsets["lots"])), 1)
        fine = True
        for row in _kept(self.formsets["item_rows"]):
            number = getattr(row, "cleaned_data", {}).get("lot") or 1
            if number > lots:
                text = _("There is no lot with this number: the last is number %(last)s.")
                row.add_error("lot", text % {"last": lots})
                fine = False
        return fine


def _kept(formset: Any) -> list[Any]:
    """The rows that were filled in and not taken away."""
    return [
        form
        for form in formset.forms
        if (form.has_changed() and not formset._should_delete_form(form)) or form.initial
    ]


class NewTender(EditTender):
    """A new tender, in one of the officer's agencies."""

    agency: Any = forms.ModelChoiceField(
        label=gettext_lazy("Agency"), queryset=Agency.objects.none(), empty_label=None
    )
    no_plan_reason = long_text(
        gettext_lazy("Why it was not planned"),
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "A tender is made from the procurement plan, or says before its approval why not."
        ),
    )

    def __init__(
        self, *args: Any, case: Any, by: Any, start: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.start = start or {}
        super().__init__(*args, case=case, by=by, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = buying_agencies(by)
        if case.qualification_id:
            agency.queryset = agency.queryset.filter(pk=case.agency_id)
        if case.plan_item_id:
            agency.queryset = agency.queryset.filter(pk=case.agency_id)
            del self.fields["no_plan_reason"]


class PublishTender(ActionForm):
    """When bidding ends."""

    closes_at = MomentField(label=gettext_lazy("Bids close"), required=False)
    questions_until = MomentField(
        label=gettext_lazy("Questions until"),
        help_text=gettext_lazy("Without a date, companies can ask until bids close."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_at"].help_text = lazy(self._period, str)()

    def _period(self) -> str:
        period: timedelta = self.case.method.minimum_period
        text = _("At least %(period)s from now. Left empty: exactly that.")
        return text % {"period": wording.span(period)}


class Remarks(ActionForm):
    """What to change before it can be approved."""

    remarks = long_text(gettext_lazy("Remarks"))


class Reason(ActionForm):
    """The reason of a decision, which those concerned read."""

    reason = long_text(
        gettext_lazy("Reason"),
        help_text=gettext_lazy("Those concerned read it. Name the rule and the facts."),
    )


class OptionalReason(ActionForm):
    """A remark for the record."""

    reason = long_text(gettext_lazy("Remark"), required=False)


# --- questions -----------------------------------------------------------------------------


class CompanyChoice(ActionForm):
    """For whom the person acts: asked only where there is a choice."""

    company = forms.ModelChoiceField(
        label=gettext_lazy("Company"), queryset=Company.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["company"]
        field.queryset = companies
        self.initial["company"] = companies[0].pk if companies else None
        if len(companies) < 2:
            field.widget = forms.HiddenInput()


class AskQuestion(CompanyChoice):
    """A question about a tender."""

    question = long_text(
        gettext_lazy("Question"),
        help_text=gettext_lazy(
            "It is published word for word with the answer: do not name your company in it."
        ),
    )


class Answer(ActionForm):
    """The answer to a question."""

    answer = long_text(gettext_lazy("Answer"), help_text=gettext_lazy("Everybody can read it."))


# --- bids ----------------------------------------------------------------------------------


class NewBid(CompanyChoice):
    """For which company, and for which lot."""

    drafts = "browser"  # nobody but the company learns that it bids
    lot = forms.ModelChoiceField(
        label=gettext_lazy("Lot"), queryset=Company.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        field: Any = self.fields["lot"]
        field.queryset = case.tender.lots.all()
        field.label_from_instance = lot_in_words
        self.initial["lot"] = case.lot_id
        if field.queryset.count() < 2:
            field.widget = forms.HiddenInput()
