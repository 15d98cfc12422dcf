"""Personal keys for tests: made as a browser makes them, with a quick passphrase."""

from accounts import keyring, personal_keys
from accounts.models import PersonalKey, User
from accounts.personal_keys import Pair

PASSPHRASE = "four unrelated words here"


def keep(person: User, pair: Pair | None = None, *, checked: bool = True) -> PersonalKey:
    """Give the person a key, and let it be checked."""
    pair = pair or personal_keys.new_pair()
    wrapped = personal_keys.wrap(pair.private, PASSPHRASE, iterations=personal_keys.FEWEST)
    key = keyring.add(person, wrapped)
    if checked:
        keyring.note_checked(key)
    return PersonalKey.objects.get(pk=key.pk)


def pair_of(key: PersonalKey) -> Pair:
    """What its holder has after typing the passphrase."""
    return personal_keys.unwrap(key.wrapped, PASSPHRASE)
