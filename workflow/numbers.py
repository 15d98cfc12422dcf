"""Reference numbers people read, e.g. `T-2026-000123`.

They come from one PostgreSQL sequence a prefix: gaps may occur, repetitions cannot.
"""

import re
import secrets
from collections.abc import Callable

from django.db import connection
from django.utils import timezone


def next_number(prefix: str) -> str:
    """Return the next number with `prefix` (capital letters) and this year."""
    if not re.fullmatch(r"[A-Z]{1,4}", prefix):
        raise ValueError(f"not a prefix: {prefix!r}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [f"number_{prefix.lower()}"])
        row = cursor.fetchone()
    assert row is not None
    return f"{prefix}-{timezone.localdate().year}-{row[0]:06d}"


def scattered_number(prefix: str, is_taken: Callable[[str], bool]) -> str:
    """Return a free number with `prefix` and this year that says nothing of how many there are.

    Eight digits at random, where those of a sequence have six: the two never meet.
    """
    year = timezone.localdate().year
    while is_taken(number := f"{prefix}-{year}-{10_000_000 + secrets.randbelow(90_000_000)}"):
        pass
    return number


def create_sequence(prefix: str) -> tuple[str, str]:
    """Return the SQL that a room's migration runs to make its sequence, and its reverse."""
    name = f"number_{prefix.lower()}"
    return f"CREATE SEQUENCE IF NOT EXISTS {name}", f"DROP SEQUENCE IF EXISTS {name}"
