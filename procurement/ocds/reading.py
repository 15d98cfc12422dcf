"""Takes releases out of files: JSON Lines, release and record packages, arrays, bare releases.

What the file is follows from its content, never from its name. One broken line or release is
reported and the reading goes on. Used by `importing`; knows nothing of the database.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from procurement.ocds.jsontext import NotJson, decode, encode
from procurement.ocds.opening import DAMAGED, HEAD, FileProblem, opened
from procurement.ocds.problems import shown
from procurement.ocds.scanner import LONGEST, Scanner

# How many lines are tried before a file is no JSON Lines.
TRIED = 20
LINK = "it only links to releases that are kept elsewhere"


@dataclass(frozen=True)
class Found:
    """A release: where it stood, what it says, and its text as it was written."""

    place: str
    release: dict[str, Any]
    text: str


@dataclass(frozen=True)
class Unread:
    """Something that is no release, and why."""

    place: str
    reason: str


Piece = Found | Unread


def read(name: str, progress: Callable[[int], None] = lambda _at: None) -> Iterator[Piece]:
    """Yield every release in the file `name`, and what could not be read.

    `progress` is told how many bytes of the file have been read. Raises FileProblem, before
    anything was yielded, for a file that cannot be read at all.
    """
    with opened(name) as (data, raw):
        head = data.peek(HEAD)[:HEAD]
        is_lines = _is_lines(head)
        if not is_lines and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
            beginning = shown(head[:60].decode("utf-8", "replace"))
            raise FileProblem(f"is not JSON: it begins with “{beginning}”")
        # Bytes that are no UTF-8 are carried along, so that only their own line suffers.
        stream = io.TextIOWrapper(
            data, encoding="utf-8-sig", errors="surrogateescape", newline="\n"
        )
        pieces = _lines(stream) if is_lines else _document(Scanner(stream), "")
        last = "the beginning"
        try:
            for piece in pieces:
                last = piece.place
                yield _checked(piece)
                if raw.seekable():
                    progress(raw.tell())
        except DAMAGED:
            yield Unread(f"after {last}", "the compressed data end early or are damaged")
        except OSError as error:
            yield Unread(f"after {last}", f"reading failed: {error.strerror or error}")


def _is_lines(head: bytes) -> bool:
    """Whether one of the first lines is a whole object by itself, beginning at the margin."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    whole = lines if len(head) < HEAD else lines[:-1]
    tried = [line.rstrip() for line in whole if line.strip()][:TRIED]
    if not tried or tried[0].endswith((b"{", b"[", b",", b":")) or tried[0].startswith(b"["):
        return False
    return any(line.startswith(b"{") and _decodes(line) for line in tried)


def _decodes(line: bytes) -> bool:
    try:
        return isinstance(decode(line.decode("utf-8", "surrogateescape")), dict)
    except NotJson:
        return False


def _checked(piece: Piece) -> Piece:
    if isinstance(piece, Found) and not piece.text.isascii():
        try:
            piece.text.encode("utf-8")
        except UnicodeEncodeError:
            return Unread(piece.place, "it is not valid UTF-8")
    return piece


# --- JSON Lines -------------------------------------------------------------------------


def _lines(stream: io.TextIOWrapper) -> Iterator[Piece]:
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        place = f"line {number}"
        if not line.endswith("\n") and len(line) >= LONGEST:
            while line and not line.endswith("\n"):
                line = stream.readline(LONGEST)
            yield Unread(place, f"it is longer than {LONGEST:,} characters")
        elif line.strip():
            yield from _line(line.strip(), place)


def _line(text: str, place: str) -> Iterator[Piece]:
    try:
        value = decode(text)
    except NotJson as error:
        yield Unread(place, f"it is no JSON: {error}")
        return
    yield from _unpack(value, text, place)


# --- whole values -----------------------------------------------------------------------


def _unpack(value: Any, text: str, place: str) -> Iterator[Piece]:
    """Yield the releases in one decoded value: a release, a package, a record or a list."""
    if isinstance(value, list):
        for number, member in enumerate(value, 1):
            yield from _unpack(member, "", f"{place}, member {number}")
    elif not isinstance(value, dict):
        yield Unread(place, f"{shown(value)} is no release")
    elif isinstance(value.get("records"), list):
        for number, member in enumerate(value["records"], 1):
            yield from _unpack(member, "", f"{place}, record {number}")
    elif isinstance(value.get("releases"), list):
        yield from _unpack_record(value, place)
    elif isinstance(value.get("compiledRelease"), dict):
        yield from _unpack(value["compiledRelease"], "", place)
    else:
        yield Found(place, value, text or encode(value))


def _unpack_record(value: dict[str, Any], place: str) -> Iterator[Piece]:
    """Yield the releases a package or record holds; its compiled one where it only links them."""
    held = [r for r in value["releases"] if not _is_link(r)]
    for number, member in enumerate(held, 1):
        yield from _unpack(member, "", f"{place}, release {number}")
    if not held and isinstance(value.get("compiledRelease"), dict):
        yield from _unpack(value["compiledRelease"], "", place)
    elif not held and value["releases"]:
        yield Unread(place, LINK)


def _is_link(release: Any) -> bool:
    return isinstance(release, dict) and "url" in release and "id" not in release


# --- one document -----------------------------------------------------------------------


def _document(scanner: Scanner, prefix: str) -> Iterator[Piece]:
    """Yield the releases of a document, or of several that follow one another."""
    first = True
    while character := scanner.peek():
        indent = scanner.indent
        try:
            if character == "[":
                scanner.skip()
                yield from _members(scanner, "release", "]")
            elif character == "{" and first:
                yield from _object(scanner)
            elif character in ",]}" and not first:
                scanner.skip()
            else:
                place = f"{prefix}line {scanner.line}"
                value, text = scanner.value()
                yield from _unpack(value, text, place)
        except NotJson as error:
            yield Unread(f"line {scanner.line}", f"it is no JSON: {error}")
            if not scanner.resume(indent):
                return
        first = False


def _members(scanner: Scanner, word: str, end: str) -> Iterator[Piece]:
    """Yield what is in a list whose `[` has been passed; passes its end.

    After a broken member the list is taken up again at the next object that begins where its
    members begin, and has an ocid: those without one are parts of the broken member.
    """
    number = 0
    is_lost = False
    while (character := scanner.peek()) and character != end:
        if character == ",":
            scanner.skip()
            continue
        indent = scanner.indent
        place = f"{word} {number + 1} (line {scanner.line})"
        broken: Exception | None = None
        try:
            value, text = scanner.value()
        except NotJson as error:
            broken = error
        if broken or (is_lost and not _is_release(value)):
            if broken and not is_lost:
                number += 1
                yield Unread(place, f"it is no JSON: {broken}")
            is_lost = True
            if not scanner.resume(indent):
                yield Unread(f"after {place}", "the rest of the file could not be told apart")
                return
            continue
        number += 1
        is_lost = False
        yield from [Unread(place, LINK)] if _is_link(value) else _unpack(value, text, place)
    scanner.take(end)


def _is_release(value: Any) -> bool:
    return isinstance(value, dict) and not value.keys().isdisjoint({"ocid", "releases"})


def _object(scanner: Scanner) -> Iterator[Piece]:
    """Yield what the document's object holds: a package is read member by member."""
    place = f"line {scanner.line}"
    scanner.take("{")
    fields: dict[str, Any] = {}
    written: list[str] = []
    found = is_package = False
    links: list[Piece] = []
    while (character := scanner.peek()) and character != "}":
        if character == ",":
            scanner.skip()
            continue
        key, key_text = scanner.value()
        scanner.take(":")
        if key in ("releases", "records") and scanner.peek() == "[":
            scanner.skip()
            is_package = True
            for piece in _members(scanner, key[:-1], "]"):
                if isinstance(piece, Unread) and piece.reason == LINK:
                    links = links or [piece]
                else:
                    found = True
                    yield piece
            continue
        if not isinstance(key, str):
            raise NotJson(f"{shown(key)} is no name of a field")
        fields[key], text = scanner.value()
        written.append(f"{key_text}:{text}")
    scanner.take("}")
    if not is_package:
        yield from _unpack(fields, "{" + ",".join(written) + "}", place)
    elif not found and isinstance(fields.get("compiledRelease"), dict):
        yield from _unpack(fields["compiledRelease"], "", place)
    else:
        yield from links
