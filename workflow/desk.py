"""What this room lends to the accounts room, which may not import it (see `accounts.ports`)."""

from datetime import date
from typing import Any

from accounts import ports
from audit.models import Event
from workflow import notices, wording
from workflow.kept import give_back
from workflow.views.kept import signed_in


def for_accounts() -> ports.Desk:
    """Return the desk on which the pages of people and delegations work."""
    return ports.Desk(guard=signed_in, give_back=give_back, tell=tell)


def tell(event: Event, message: ports.Message) -> None:
    """Store the notices of an event outside cases and queue their mail after commit."""
    told = notices.Tell(
        to=message.to,
        subject=message.subject,
        body=message.body,
        values={name: _in_words(value) for name, value in message.values.items()},
        url=message.url,
    )
    notices.queue_after_commit(notices.store([told], None, event))


def _in_words(value: Any) -> Any:
    """A day is written in each reader's language."""
    return (lambda: wording.date(value)) if isinstance(value, date) else value
