"""How events are written and erased. The gate calls `record` for every act on a case;
sign-in and administration call it for what they do outside cases.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from audit import leaf
from audit.models import Audience, Event, PrivatePart, Subject, database_now

SYSTEM = "system"
ANONYMOUS = "anonymous"


def actor_of(user: Any) -> str:
    """Return how the trail names `user`: a saved person, the anonymous, or None (the system)."""
    if user is None:
        return SYSTEM
    return f"user:{user.pk}" if user.pk else ANONYMOUS


@dataclass(frozen=True)
class Entry:
    """An event that is written down and not stored yet, with what of it is private."""

    event: Event
    part: PrivatePart | None


def entry(
    verb: str,
    subject: Subject,
    *,
    by: Any,
    agency: object = None,
    company: object = None,
    scope: str = "",
    audience: str = Audience.AGENCY,
    public: dict[str, Any] | None = None,
    private: dict[str, Any] | None = None,
    at: Any = None,
) -> Entry:
    """Write one event down. `store` appends it.

    `by` is a person, an anonymous user or None for the system. `agency` and `company` are the
    ids for whom it was done; `scope` is the path of the agency whose auditors may read it.
    `public` and `private` are JSON as `leaf.plain` allows it: no fractions, no lazy texts.
    Raises TypeError otherwise.
    """
    at = at or database_now()
    public = public or {}
    leaf.plain(public, "public")
    leaf.plain(private, "private")
    part = PrivatePart(salt=secrets.token_bytes(32), data=private) if private else None
    agency_text = "" if agency is None else str(agency)
    company_text = "" if company is None else str(company)
    text = leaf.canonical(
        leaf.statement(
            at=at,
            actor=actor_of(by),
            verb=verb,
            subject=f"{subject.kind}:{subject.pk}",
            agency=agency_text or None,
            company=company_text or None,
            public=public,
            private=part.commitment() if part else None,
        )
    )
    salt = secrets.token_bytes(32)
    event = Event(
        at=at,
        actor=actor_of(by),
        on_agency=agency_text,
        on_company=company_text,
        verb=verb,
        subject_kind=subject.kind,
        subject_id=subject.pk,
        subject_label=subject.label,
        audience=audience,
        scope=scope,
        public=public,
        statement=text,
        salt=salt,
        commitment=leaf.commitment(salt, text),
    )
    return Entry(event, part)


def store(entries: list[Entry]) -> list[Event]:
    """Append these events, in the caller's transaction, in this order; return them."""
    events = Event.objects.bulk_create([one.event for one in entries])
    parts = []
    for one, event in zip(entries, events, strict=True):
        if one.part is not None:
            one.part.event = event
            parts.append(one.part)
    PrivatePart.objects.bulk_create(parts)
    return events


def record(verb: str, subject: Subject, *, by: Any, **more: Any) -> Event:
    """Append one event, in the caller's transaction, and return it. Arguments: see `entry`.

    Raises TypeError for what an event cannot say; nothing else happens then.
    """
    return store([entry(verb, subject, by=by, **more)])[0]


@transaction.atomic
def erase(event: Event, *, by: Any, why: str) -> bool:
    """Erase the event's private part and record that it was done; False if there was none.

    The event itself, and every proof over it, stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL mizan.erasing = 'yes'")
        deleted, _detail = PrivatePart.objects.filter(event=event).delete()
        cursor.execute("SET LOCAL mizan.erasing = ''")
    if deleted:
        record(
            "event.private_part_erased",
            Subject("event", event.pk, event.subject_label),
            by=by,
            scope=event.scope,
            public={"why": why},
        )
    return bool(deleted)
