"""Forms of people: signing up, granting and lending roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides address and password."""

    name = forms.CharField(
        label=_("Your full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: Any, user: Any) -> None:
        """allauth calls this after saving; the adapter has already kept the name."""
