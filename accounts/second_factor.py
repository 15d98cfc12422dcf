"""Officers act only with a second factor, and so do those who look after the machines.

Asked by the gate and by the middleware.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.standing import is_officer

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: Any) -> bool:
    """Whether the person has set one up. Signing in then always asks for it."""
    kept = getattr(user, "_has_second_factor", None)
    if kept is None:
        kept = Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
        user._has_second_factor = kept
    return bool(kept)


def must_set_up(user: Any) -> bool:
    """Whether this person may do nothing before setting up a second factor."""
    return bool(
        settings.SECOND_FACTOR_REQUIRED
        and user is not None
        and user.is_authenticated
        and (user.is_staff or is_officer(user))
        and not has_second_factor(user)
    )
