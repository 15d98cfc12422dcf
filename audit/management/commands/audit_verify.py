"""Verifies the trail: that columns, statement and commitment of every event agree, and that
the database still refuses to change events.

For operators: `bin/manage audit_verify`. Ends with exit code 1 when anything is wrong.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.models import Event, leaf_private

BATCH = 1000
SHOWN = 20
TRIGGERS = {
    "audit_event": {"append_only", "no_truncate"},
    "audit_privatepart": {"unchanged", "erased_on_purpose", "private_no_truncate"},
}


class Command(BaseCommand):
    help = "Verify every event of the trail; exit code 1 if one of them was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="begin after this event's number")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = missing_triggers()
        last, checked, erased = options["after"], 0, 0
        while batch := events_after(last):
            for event in batch:
                checked += 1
                if event.kept_private is None and leaf_private_of(event):
                    erased += 1
                if not is_genuine(event):
                    problems.append(f"event {event.pk} ({event.verb}) does not agree with itself")
            last = batch[-1].pk
            if options["verbosity"] > 0 and len(batch) == BATCH:
                self.stderr.write(f"{checked} events verified, up to number {last} …")
        for problem in problems[:SHOWN]:
            self.stderr.write(self.style.ERROR(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems in {checked} events")
        self.stdout.write(
            f"{checked} events verified, the last is number {last}; "
            f"{erased} private parts were erased. The trail is intact."
        )


def events_after(last: int) -> list[Event]:
    """Return the next events by key, with their private parts: one query."""
    query = Event.objects.filter(pk__gt=last).select_related("private_part")
    return list(query.order_by("pk")[:BATCH])


def is_genuine(event: Event) -> bool:
    """Whether the event agrees with itself; a statement that cannot be read does not."""
    try:
        return event.is_genuine()
    except (ValueError, KeyError, TypeError):
        return False


def leaf_private_of(event: Event) -> str | None:
    """Return the private commitment in the statement, if that can be read at all."""
    try:
        return leaf_private(bytes(event.statement))
    except (ValueError, KeyError, TypeError):
        return None


def missing_triggers() -> list[str]:
    """Return a sentence for each trigger that is gone or switched off."""
    found: list[str] = []
    for table, names in TRIGGERS.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname FROM pg_trigger "
                "WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
                [table],
            )
            present = [row[0] for row in cursor.fetchall()]
        found += [
            f"the trigger {name} on {table} is missing or switched off"
            for name in sorted(names)
            if not any(p.startswith(f"pgtrigger_{name}_") for p in present)
        ]
    return found
