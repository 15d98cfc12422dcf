"""Writes sign-ins, failed ones too, sign-outs and changes of credentials into the trail."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import signals as auth_signals
from django.dispatch import receiver

from accounts.models import User
from audit.models import Subject
from audit.trail import record


def _subject(user: Any) -> Subject:
    return Subject("user", user.pk if user else "unknown")


def _address(request: Any) -> dict[str, str]:
    """The caller's network address: personal data, so it goes into the private part."""
    return {"address": request.META.get("REMOTE_ADDR", "")} if request is not None else {}


@receiver(auth_signals.user_logged_in)
def signed_in(sender: Any, request: Any, user: User, **extra: Any) -> None:
    record("user.signed_in", _subject(user), by=user, private=_address(request))


@receiver(auth_signals.user_logged_out)
def signed_out(sender: Any, request: Any, user: User | None, **extra: Any) -> None:
    if user is not None and user.pk:
        record("user.signed_out", _subject(user), by=user)


@receiver(auth_signals.user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: Any = None, **x: Any) -> None:
    tried = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=tried).first()
    record(
        "user.sign_in_failed",
        _subject(user),
        by=User(),
        private={"tried": tried[:254], **_address(request)},
    )


@receiver(mfa_signals.authentication_failed)
def factor_failed(sender: Any, request: Any, user: User, authenticator: Any, **extra: Any) -> None:
    """A right password followed by a wrong code is a failed sign-in too."""
    record(
        "user.factor_failed",
        _subject(user),
        by=User(),
        public={"type": authenticator.type},
        private=_address(request),
    )


@receiver(account_signals.password_reset)
def address_proven(sender: Any, request: Any, user: User, **extra: Any) -> None:
    """Whoever was invited proves the address by opening the link that was sent to it.

    Only where there is no choice of addresses: with several, the link may have gone elsewhere.
    """
    addresses = list(EmailAddress.objects.filter(user=user)[:2])
    if len(addresses) == 1 and addresses[0].email.lower() == user.email.lower():
        EmailAddress.objects.filter(pk=addresses[0].pk, verified=False).update(verified=True)


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
@receiver(account_signals.password_reset)
def password_changed(sender: Any, request: Any, user: User, **extra: Any) -> None:
    record("user.password_changed", _subject(user), by=user, private=_address(request))


@receiver(mfa_signals.authenticator_added)
def factor_added(sender: Any, request: Any, user: User, authenticator: Any, **extra: Any) -> None:
    record("user.factor_added", _subject(user), by=user, public={"type": authenticator.type})


@receiver(mfa_signals.authenticator_removed)
def factor_removed(sender: Any, request: Any, user: User, authenticator: Any, **e: Any) -> None:
    record("user.factor_removed", _subject(user), by=user, public={"type": authenticator.type})
