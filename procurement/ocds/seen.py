"""Which processes one import has met, and what came of each: a temporary table of the session,
so that the memory of the import stays flat and its counts are exact however long it runs.

Also holds other imports off while one runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from procurement.models import ImportedProcess

# The number by which one import excludes another (pg_try_advisory_lock).
LOCK = 0x0CD5
# Processes read at a time when problems are listed.
PAGE = 500


class AnotherRuns(Exception):
    """Another import is running on this database."""


@contextmanager
def only_one() -> Iterator[None]:
    """Hold other imports off while the block runs. Raises AnotherRuns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise AnotherRuns
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Seen:
    """The processes met, in the order in which they were first met."""

    def __init__(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_seen")
            cursor.execute(
                "CREATE TEMPORARY TABLE import_seen"
                " (id bigserial, ocid text PRIMARY KEY, place text, outcome text)"
            )

    def note(self, outcomes: dict[str, str], places: dict[str, str]) -> None:
        """Note what came of each process. What was created stays so when more is added."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO import_seen (ocid, place, outcome)"
                " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])"
                " ON CONFLICT (ocid) DO UPDATE SET outcome = excluded.outcome"
                " WHERE import_seen.outcome NOT IN ('created', 'updated')"
                " AND excluded.outcome <> 'unchanged'",
                [list(outcomes), [places[ocid] for ocid in outcomes], list(outcomes.values())],
            )

    def outcomes(self) -> dict[str, int]:
        """How many processes came to each outcome."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome, count(*) FROM import_seen GROUP BY outcome")
            return dict(cursor.fetchall())

    def with_problems(self) -> Iterator[tuple[str, ImportedProcess]]:
        """Yield the processes met of which something could not be read, and where they stood."""
        after = 0
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, place, ocid FROM import_seen WHERE id > %s ORDER BY id LIMIT %s",
                    [after, PAGE],
                )
                page = cursor.fetchall()
            if not page:
                return
            after = page[-1][0]
            found = ImportedProcess.objects.filter(ocid__in=[row[2] for row in page])
            processes = {process.ocid: process for process in found.exclude(problems=[])}
            for _number, place, ocid in page:
                if ocid in processes:
                    yield place, processes[ocid]
