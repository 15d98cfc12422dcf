"""How django-allauth behaves here: addresses in lower case, our mail in the person's language."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by e-mail; the person's language is the one they signed up in."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        user.name = form.cleaned_data["name"]
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        if commit:
            user.save()
        return user

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that a passkey is kept under."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        entity["name"] = str(settings.SITE_NAME)
        return entity
