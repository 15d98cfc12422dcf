"""Visits as an iCalendar file (RFC 5545), for the calendar of an inspector's phone."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

LONGEST = 75  # bytes of a line


def of_visits(visits: Iterable[Any], name: str, now: datetime) -> str:
    """Return the file with one event for each visit; every line ends with CR LF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mizan//Inspections//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for visit in visits:
        lines += _event(visit, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _event(visit: Any, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{visit.reference}@{settings.SITE_URL.split('//')[-1].split(':')[0]}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(visit.starts_at)}",
        f"DTEND:{_moment(visit.ends_at)}",
        f"SUMMARY:{_text(f'{visit.company} · {visit.title}')}",
        f"LOCATION:{_text(visit.place)}",
        f"DESCRIPTION:{_text(visit.reference)}",
        f"URL:{settings.SITE_URL}{visit.get_absolute_url()}",
        "END:VEVENT",
    ]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escaped as RFC 5545 asks."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, written)
    return value.replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of 75 bytes at most, none cut within a character."""
    piece, size, limit = "", 0, LONGEST
    for letter in line:
        length = len(letter.encode())
        if size + length > limit:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + length
    yield piece
