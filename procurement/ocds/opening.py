"""Opens a file of releases, whatever it is called: plain or gzip, with or without a byte order
mark. Says in one sentence what is wrong with a file that cannot be read at all.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

# How much of a file is looked at before deciding what it is.
HEAD = 1 << 20
# Beginnings of what people send instead of JSON.
OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "is a ZIP archive; unpack it first"),
    (b"\xfd7zXZ", "is compressed with xz; unpack it first"),
    (b"BZh", "is compressed with bzip2; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it first"),
    (b"\xff\xfe", "is UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "is UTF-16; save it as UTF-8"),
    (b"%PDF", "is a PDF, not JSON"),
    (b"SQLite", "is a database, not JSON"),
)
# What reading a compressed stream raises when its data end early or are damaged.
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)


class FileProblem(Exception):
    """The file cannot be read at all; the message continues a sentence that names it."""


@contextmanager
def opened(name: str) -> Iterator[tuple[io.BufferedReader, BinaryIO]]:
    """Open `name` (`-`: standard input) and yield its unpacked bytes and the file itself.

    The file itself is there to tell how far it was read. Raises FileProblem.
    """
    with _raw(name) as raw:
        data = _unpacked(raw)
        try:
            head = data.peek(HEAD)[:HEAD]
        except DAMAGED:
            raise FileProblem("is gzip, but damaged from its first bytes") from None
        except OSError as error:
            raise FileProblem(f"could not be read: {error.strerror or error}") from None
        _refuse_others(head)
        yield data, raw


@contextmanager
def _raw(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    path = Path(name)
    if path.is_dir():
        raise FileProblem("is a folder; name the files in it")
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise FileProblem("does not exist") from None
    except PermissionError:
        raise FileProblem("may not be read by this account") from None
    except (OSError, ValueError) as error:
        raise FileProblem(f"could not be opened: {error}") from None
    with file:
        yield file


def _unpacked(raw: BinaryIO) -> io.BufferedReader:
    buffered = cast("io.BufferedReader", raw)
    if buffered.peek(2)[:2] != b"\x1f\x8b":
        return io.BufferedReader(cast("io.RawIOBase", raw), HEAD)
    packed = gzip.GzipFile(fileobj=raw, mode="rb")
    return io.BufferedReader(cast("io.RawIOBase", packed), HEAD)


def _refuse_others(head: bytes) -> None:
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        raise FileProblem("is empty")
    for beginning, sentence in OTHERS:
        if head.startswith(beginning):
            raise FileProblem(sentence)
    if head[:1] in b"{[" and head[1:2] == b"\0":
        raise FileProblem("is UTF-16; save it as UTF-8")
