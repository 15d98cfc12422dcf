"""What people fill in to hear of new tenders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vendors.fields import categories_field
from workflow.forms import TidyForm


class SubscriptionForm(TidyForm):
    """Categories that a person follows."""

    categories = categories_field(
        label=_("Categories"),
        required=False,
        help_text=_("You are told of new tenders in these, and in what is above or below them."),
    )


class CompanySubscriptionForm(TidyForm):
    """Categories that a company follows."""

    own_categories = forms.BooleanField(
        label=_("Everything the company is registered for"), required=False
    )
    categories = categories_field(
        label=_("Further categories"),
        required=False,
        help_text=_("The owners and bidders of the company are told of new tenders in these."),
    )
