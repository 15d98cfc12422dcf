"""Personal keys of the demonstration: the opening committee's and two bidders', made as a browser
makes them.

Only here does the server know a passphrase: it is printed beside the password, so that whoever
tries the demonstration can open bids as each of the members.
"""

from accounts import keyring, personal_keys
from accounts.models import Role, User
from portal.demo.people import OFFICERS, passphrase

# Two of one company: a draft that one of them saves the other takes over.
BIDDERS = ("owner@noor.example", "bidder@noor.example")


def members() -> list[str]:
    """The addresses of the committee's members."""
    return [address for address, row in OFFICERS.items() if row[3] == Role.OPENING_MEMBER]


def make(people: dict[str, User]) -> None:
    """Give each member a key that is checked, and the bidders who share drafts."""
    for address in [*members(), *BIDDERS]:
        private = personal_keys.new_pair().private
        key = keyring.add(people[address], personal_keys.wrap(private, passphrase()))
        keyring.note_checked(key)
