"""The life of a personal key: made, checked, replaced by a newer one, recovered.

Called by the pages of one's account and by the demonstration. All the cryptography that needs
a private key happens in its holder's browser; here wrapped keys are kept as they come, after a
look at their shape. Raises SealError for what is no such key and `duties.Unable` otherwise.
"""

import hashlib
import hmac
import secrets
from typing import Any

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import duties, ports
from accounts.duties import Unable
from accounts.exact import SealError, to_bytes, to_text
from accounts.models import PersonalKey, User
from accounts.personal_keys import KEY, fingerprint, read_wrapped
from audit.models import Event, Subject, database_now
from audit.trail import record

CHECK = "mizan-key-check-1"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
FIELD = 2**255 - 19
NONCE = 32


def current_key(user: User) -> PersonalKey | None:
    """Return the key that is sealed to from now on, checked or not; None if there is none."""
    return PersonalKey.objects.filter(user=user, retired_at__isnull=True).first()


@transaction.atomic
def add(user: User, wrapped: dict[str, Any]) -> PersonalKey:
    """Keep a new key, which takes the place of the one in use.

    What was sealed to the older one is still opened with that. Sent twice, it is kept once.
    """
    (user,) = duties.hold(user)
    wrapped = read_wrapped(wrapped)
    public = to_bytes(wrapped["public"], KEY)
    _can_be_sealed_to(public)
    known = PersonalKey.objects.filter(public=wrapped["public"]).first()
    if known is not None and known.user_id == user.pk and known.retired_at is None:
        return known
    if known is not None:
        raise Unable(_("This key was made before. Make another one."))
    older = current_key(user)
    now = database_now()
    if older is not None:
        older.retired_at = now
        older.save(update_fields=["retired_at"])
    key = PersonalKey.objects.create(
        user=user,
        public=wrapped["public"],
        fingerprint=fingerprint(public),
        wrapped=wrapped,
        created_at=now,
    )
    facts = {"instead_of": older.fingerprint} if older else {}
    event = _record("user.key_replaced" if older else "user.key_made", key, facts)
    _tell(event, key, _NEW)
    return key


@transaction.atomic
def rewrap(key: PersonalKey, wrapped: dict[str, Any]) -> PersonalKey:
    """Keep the same key under another passphrase: its holder recovered it in the browser."""
    key = PersonalKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    wrapped = read_wrapped(wrapped)
    if wrapped["public"] != key.public:
        raise Unable(_("The recovery file belongs to another key."))
    if wrapped == key.wrapped:
        return key
    key.wrapped, key.checked_at = wrapped, None
    key.save(update_fields=["wrapped", "checked_at"])
    _tell(_record("user.key_recovered", key), key, _RECOVERED)
    return key


def challenge(key: PersonalKey) -> tuple[str, str]:
    """Return a puzzle that only the holder of the private key solves, and its solution's digest.

    The puzzle is 32 random bytes sealed to the key, for this purpose and no other: no share of
    a bid can be passed off as one.
    """
    nonce = secrets.token_bytes(NONCE)
    public = X25519PublicKey.from_public_bytes(key.public_bytes)
    sealed = SUITE.encrypt(nonce, public, info=_check_info(key))
    return to_text(sealed), hashlib.sha256(nonce).hexdigest()


def is_solved(answer: str, digest: str) -> bool:
    """Whether `answer` (base64url) solves the challenge with this digest."""
    try:
        nonce = to_bytes(answer, NONCE)
    except SealError:
        return False
    return hmac.compare_digest(hashlib.sha256(nonce).hexdigest(), digest)


@transaction.atomic
def note_checked(key: PersonalKey) -> None:
    """Write down that its holder can use it now."""
    key = PersonalKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    key.checked_at = database_now()
    key.save(update_fields=["checked_at"])
    _record("user.key_checked", key)


def _check_info(key: PersonalKey) -> bytes:
    return f"{CHECK} {key.public}".encode()


def _can_be_sealed_to(public: bytes) -> None:
    """Refuse second spellings of a key, and keys with which everybody shares the secret zero."""
    if int.from_bytes(public, "little") >= FIELD:
        raise SealError("key", "not an X25519 public key")
    try:
        SUITE.encrypt(b"", X25519PublicKey.from_public_bytes(public), info=b"")
    except ValueError as error:
        raise SealError("key", "an X25519 public key of low order") from error


def _record(verb: str, key: PersonalKey, facts: dict[str, str] | None = None) -> Event:
    public = {"fingerprint": key.fingerprint, "key": key.public, **(facts or {})}
    return record(verb, Subject("user", key.user_id), by=key.user, public=public)


_NEW = (
    gettext_lazy("You have a new personal key"),
    gettext_lazy(
        "Its fingerprint: %(fingerprint)s\n\nIf it was not you who made it, tell your "
        "administrator at once."
    ),
)
_RECOVERED = (
    gettext_lazy("Your personal key has a new passphrase"),
    gettext_lazy(
        "Its fingerprint: %(fingerprint)s\n\nIf it was not you who recovered it, tell your "
        "administrator at once."
    ),
)


def _tell(event: Event, key: PersonalKey, words: tuple[Any, Any]) -> None:
    subject, body = words
    ports.desk.tell(
        event,
        ports.Message(
            to=[key.user],
            subject=subject,
            body=body,
            values={"fingerprint": key.fingerprint},
            url="/account/keys/",
        ),
    )
