"""What people fill in about companies. Shape only; what must hold is in checks.py."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from documents.attach import attachments_of
from documents.fields import UploadField
from vendors.checks import CERTIFIED
from vendors.fields import (
    NameField,
    categories_field,
    registration_number_field,
    tax_number_field,
    telephone_field,
)
from vendors.models import Company, CompanyRole
from vendors.remarks import beside, in_words
from vendors.uses import EXTRACT, PURPOSES, TAX_CERTIFICATE
from workflow.forms import ActionForm, TidyForm, section


class CompanyForm(ActionForm):
    """A company's registration: for beginning it, and for the action "edit"."""

    agency: "forms.ModelChoiceField[Agency]" = forms.ModelChoiceField(
        label=_("Registry"), queryset=Agency.objects.none(), empty_label=None
    )
    name_ar = NameField(label=_("Legal name in Arabic"), arabic=True)
    name_en = NameField(label=_("Legal name in English"), arabic=False)
    registration_number = registration_number_field()
    tax_number = tax_number_field()
    address = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("Street, building, area.")
    )
    city = forms.CharField(label=_("City"), max_length=100)
    contact_name = forms.CharField(label=_("Contact person"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address of the company"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    phone = telephone_field()
    categories = categories_field(
        label=_("Categories of business"),
        help_text=_("Choose everything the company deals in."),
    )
    register_extract = UploadField(use="company_document", label=PURPOSES[EXTRACT])
    tax_certificate = UploadField(
        use="company_document", label=PURPOSES[TAX_CERTIFICATE], required=False
    )

    pace = "steps"
    fieldsets: tuple[Any, ...] = (
        section(
            "company",
            _("The company"),
            ["agency", "name_ar", "name_en", "registration_number", "tax_number"],
        ),
        section(
            "contact",
            _("Address and contact"),
            ["address", "city", "contact_name", "email", "phone"],
        ),
        section("business", _("What it deals in"), ["categories"]),
        section("documents", _("Documents"), [EXTRACT, TAX_CERTIFICATE]),
    )
    steps_hint: Any = ""

    def __init__(self, *args: Any, case: Any, by: Any, **kwargs: Any) -> None:
        begun = case.pk is not None
        if begun:
            initial = {"categories": list(case.categories.values_list("pk", flat=True))}
            # A document that is there need not be sent again.
            for document in attachments_of(case):
                initial[document.purpose] = document
        else:
            initial = {"categories": [], "contact_name": by.name, "email": by.email}
        super().__init__(*args, case=case, by=by, initial=initial, **kwargs)
        registries = Agency.objects.active().filter(registers_companies=True)
        if begun and (case.remarks or case.field_remarks):
            self._repeat_the_remarks(case)
        if begun and case.state == Company.State.REGISTERED:
            for name in CERTIFIED:
                self.fields[name].disabled = True
        if begun or registries.count() == 1:
            # There is nothing to choose.
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = registries  # type: ignore[attr-defined]
            self.initial.pop("agency", None)

    def _repeat_the_remarks(self, case: Company) -> None:
        """Who corrects a registration reads above the fields and beside each what is wrong."""
        beside(self, case)
        words = f"{_('Remarks of the registry')}:\n{in_words(case.remark_parts, case.remarks)}"
        first, *others = type(self).fieldsets
        self.steps_hint = words
        self.fieldsets = ({**first, "hint": self.steps_hint}, *others)


class ReasonsForm(ActionForm):
    """The reasons of a decision."""

    remarks = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("The company reads this. Name the rule and the facts."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {}


def role_field() -> forms.ChoiceField:
    """As what somebody acts for the company."""
    return forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [
            (CompanyRole.BIDDER, _("Bidder: prepares and sends bids")),
            (CompanyRole.APPLICANT, _("Applicant: applies for licences")),
            (CompanyRole.VIEWER, _("Viewer: reads everything but bids, sends nothing")),
            (CompanyRole.OWNER, _("Owner: all of this, and decides who acts for the company")),
        ],
        widget=forms.RadioSelect,
    )


class MemberForm(TidyForm):
    """Lets a person act for the company, or invites them."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("Who has no account here with this address yet is invited by mail."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    role = role_field()
