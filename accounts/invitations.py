"""The mail that lets an invited person choose a first password: allauth's own reset link.

Called by the administration pages after the invitation is safe in the database.
"""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Membership, User

log = logging.getLogger(__name__)


def send(person: User, membership: Membership) -> bool:
    """Send the link in the person's language; False if the mail server would not have it."""
    with override(person.language):
        path = reverse(
            "account_reset_password_from_key",
            kwargs={
                "uidb36": user_pk_to_url_str(person),
                "key": default_token_generator.make_token(person),
            },
        )
        context = {
            "user": person,
            "link": f"{settings.SITE_URL}{path}",
            "role": membership.get_role_display(),
            "agency": membership.agency.name,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        }
        message = get_adapter().render_mail("accounts/email/invitation", person.email, context)
        try:
            message.send()
        except Exception:  # every mail server has its own ways of refusing
            log.exception("the invitation of user %s was not sent", person.pk)
            return False
    return True
