"""What an officer fills in of a draft besides its items, who opens the bids, and what an
approver remarks.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.inputs import MoneyField
from accounts.models import User
from procurement import committee
from procurement.form_parts import long_text, repeat_remarks
from procurement.models import Tender
from procurement.rows_prepare import CriterionFormSet, DocumentFormSet, InvitedFormSet
from procurement.sections import SECTIONS
from workflow.forms import ActionForm, TidyForm

NUMBER = {"inputmode": "decimal", "dir": "ltr", "class": "w-5"}


def percent(label: Any, help_text: Any = "", *, required: bool = False) -> Any:
    """A field for a percentage or points, with two decimals."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs=NUMBER),
    )


def whole_number(label: Any, largest: int, *, required: bool = False, help_text: Any = "") -> Any:
    """A field for a whole number from 1 on."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=1,
        max_value=largest,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "class": "w-5"}),
    )


class Requirements(ActionForm):
    """Criteria, how the price counts, and the documents that a bid brings."""

    price_weight = percent(
        gettext_lazy("Points of the price"),
        gettext_lazy("Only where points decide: with the criteria they make 100."),
    )
    price_formula = forms.ChoiceField(
        label=gettext_lazy("Price formula"),
        choices=Tender.PriceFormula.choices,
        help_text=gettext_lazy("Only where points decide."),
        required=False,
    )
    formset_classes: ClassVar = {"criteria": CriterionFormSet, "papers": DocumentFormSet}
    fieldsets: ClassVar = [
        {
            "name": "criteria",
            "title": gettext_lazy("How the price counts"),
            "fields": ["price_weight", "price_formula"],
        },
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        repeat_remarks(self, "set_requirements", {"criteria": "criteria", "documents": "papers"})

    def clean_price_formula(self) -> str:
        """Left empty it is the usual one."""
        return self.cleaned_data["price_formula"] or str(Tender.PriceFormula.PROPORTIONAL)

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        return requirement_rows(self.case, name)


def requirement_rows(tender: Any, name: str) -> list[dict[str, Any]]:
    """The rows of criteria or of required documents that a form starts with."""
    if name == "criteria":
        fields = ("pk", "kind", "title_ar", "title_en", "weight", "threshold")
        rows = tender.criteria.values(*fields)
    else:
        rows = tender.required_documents.values(
            "pk", "title_ar", "title_en", "envelope", "is_required"
        )
    return [{**row, "key": row["pk"]} for row in rows]


class TermsForm(ActionForm):
    """Why it is bought this way, securities, contract, and what its method asks besides."""

    no_plan_reason = long_text(
        gettext_lazy("Why it was not planned"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Asked where the tender is made from no plan item."),
    )
    justification = long_text(
        gettext_lazy("Why this method"),
        rows=4,
        required=False,
        help_text=gettext_lazy("Name the rule that allows it and the facts."),
    )
    bid_validity_days = whole_number(gettext_lazy("Bids are valid for (days)"), 730, required=True)
    security = forms.ChoiceField(
        label=gettext_lazy("Bid security"), choices=Tender.Security.choices
    )
    security_amount = MoneyField(
        currency=settings.CURRENCY, label=gettext_lazy("Amount of the security"), required=False,
        min_value=0,
    )  # fmt: skip
    security_percent = percent(gettext_lazy("Security (% of the price)"))
    performance_percent = percent(gettext_lazy("Performance security (% of the contract)"))
    contract_months = whole_number(gettext_lazy("The contract lasts (months)"), 600)
    contract_terms_ar = long_text(gettext_lazy("Contract terms in Arabic"), required=False)
    contract_terms_en = long_text(gettext_lazy("Contract terms in English"), required=False)
    framework_suppliers = whole_number(gettext_lazy("Suppliers in the framework, at most"), 100)
    call_off_rules_ar = long_text(
        gettext_lazy("How call-offs are made, in Arabic"), rows=3, required=False
    )
    call_off_rules_en = long_text(
        gettext_lazy("How call-offs are made, in English"), rows=3, required=False
    )
    first_stage_ar = long_text(
        gettext_lazy("What the first stage asks for, in Arabic"), rows=3, required=False
    )
    first_stage_en = long_text(
        gettext_lazy("What the first stage asks for, in English"), rows=3, required=False
    )
    fieldsets: ClassVar = [
        {
            "name": "origin",
            "title": gettext_lazy("Plan and justification"),
            "fields": ["no_plan_reason", "justification"],
        },
        {
            "name": "terms",
            "title": gettext_lazy("Bids and contract"),
            "fields": [
                "bid_validity_days",
                "security",
                "security_amount",
                "security_percent",
                "performance_percent",
                "contract_months",
                "contract_terms_ar",
                "contract_terms_en",
            ],
        },
        {
            "name": "framework",
            "title": gettext_lazy("Framework agreement"),
            "fields": ["framework_suppliers", "call_off_rules_ar", "call_off_rules_en"],
        },
        {
            "name": "stage",
            "title": gettext_lazy("First stage"),
            "fields": ["first_stage_ar", "first_stage_en"],
        },
    ]

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        for name in self._idle(case):
            del self.fields[name]
        for name in ("security_amount",):
            field: Any = self.fields[name]
            field.in_currency(case.currency)
        repeat_remarks(self, "set_terms", {})

    def _idle(self, case: Any) -> list[str]:
        """What the method, or where the tender comes from, does not ask for."""
        found = ["no_plan_reason"] if case.plan_item_id else []
        if not case.method_rules.is_framework:
            found += ["framework_suppliers", "call_off_rules_ar", "call_off_rules_en"]
        if case.method_rules.stages != 2:
            found += ["first_stage_ar", "first_stage_en"]
        return found


class Invitations(ActionForm):
    """The companies that may bid; of a short list, why some of it may not."""

    left_out_reason = long_text(
        gettext_lazy("Why companies of the short list are not invited"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Asked only where one is left out; everybody can read it."),
    )
    formset_classes: ClassVar = {"invited": InvitedFormSet}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.case.qualification_id is None:
            del self.fields["left_out_reason"]
        repeat_remarks(self, "invite", {"invited": "invited"})

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        return [
            {"company": invited.company.reference, "reason": invited.reason}
            for invited in self.case.invitations.select_related("company")
        ]

    def values(self) -> dict[str, Any]:
        """Rows that name a company; a browser may send others."""
        values = super().values()
        return {**values, "invited": [row for row in values["invited"] if row.get("company")]}


class SectionRemarks(ActionForm):
    """What to change before it can be approved: in general, and section by section."""

    remarks = long_text(gettext_lazy("Remarks on the whole"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _action) in SECTIONS.items():
            self.fields[f"on_{name}"] = long_text(label, rows=2, required=False)
        # Each return has its own remarks.
        self.initial = {}

    def values(self) -> dict[str, Any]:
        """The remarks by section."""
        given = {name: self.cleaned_data.get(f"on_{name}") or "" for name in SECTIONS}
        return {"remarks": self.cleaned_data["remarks"], "sections": given}


class TemplateName(ActionForm):
    """What a template is called."""

    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)


class TemplateForm(TidyForm):
    """What a template is called from now on, and whether it is one still."""

    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=200)
    is_offered = forms.BooleanField(
        label=gettext_lazy("Officers can start tenders from it"), required=False
    )


class AppointCommittee(ActionForm):
    """Who opens the bids."""

    members: Any = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        people = committee.candidates(case)
        keys = committee.usable_keys(people)
        field: Any = self.fields["members"]
        field.queryset = User.objects.filter(pk__in=[p.pk for p in people]).order_by("name", "pk")
        field.label_from_instance = lambda person: _with_key(person, keys.get(person.pk))
        field.help_text = _committee_hint(case.method_rules)
        self.initial["members"] = [member.person_id for member in case.committee.all()]


def _with_key(person: Any, key: Any) -> str:
    if key is None:
        return _("%(name)s (has no checked key yet)") % {"name": person.name}
    return _("%(name)s (key %(fingerprint)s)") % {
        "name": person.name,
        "fingerprint": key.fingerprint,
    }


def _committee_hint(rules: Any) -> str:
    text = ngettext(
        "At least %(count)s member, of whom %(threshold)s together open the bids.",
        "At least %(count)s members, of whom %(threshold)s together open the bids.",
        rules.committee_size,
    )
    return text % {"count": rules.committee_size, "threshold": rules.opening_threshold}
