"""How django-allauth behaves here: addresses in lower case, our mail in the person's language."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away is said in a sentence; what was typed is not lost to it."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:  # smtplib's errors are all of this kind
            log.exception("%s was not sent", template_prefix)
            if self.request is not None:
                messages.error(
                    self.request,
                    _("The message could not be sent just now. Please ask for it again later."),
                )

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that a passkey is kept under."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        entity["name"] = str(settings.SITE_NAME)
        return entity
