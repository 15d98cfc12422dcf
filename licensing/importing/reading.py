"""Reads the rows of a CSV or XLSX file, one after the other, in memory that does not grow.

Cells come as text, or as dates where a spreadsheet says that they are days.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from licensing.importing import xlsx

DELIMITERS = ",;\t"
LONGEST_FIELD = 32_768
MOST_COLUMNS = 100


class Unreadable(Exception):
    """The file as a whole cannot be read; `note` says why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.note = [code, values]


def rows_of(file: IO[bytes], kind: str) -> Iterator[tuple[int, list[Any]]]:
    """Yield (line, cells) of each row that is not empty, the heading first. Raises Unreadable."""
    lines = _sheet(file) if kind == "xlsx" else _table(file)
    for line, cells in lines:
        if any(str(cell).strip() for cell in cells if cell is not None):
            yield line, cells[:MOST_COLUMNS]


def _sheet(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    try:
        yield from xlsx.rows(file)
    except xlsx.TooMuchText as error:
        raise Unreadable("too_much_text") from error
    except xlsx.Damaged as error:
        raise Unreadable("damaged") from error


def _table(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    with _decoded(file) as text:
        first = text.readline(LONGEST_FIELD)
        text.seek(0)
        delimiter = max(DELIMITERS, key=first.count)
        reader = csv.reader(text, delimiter=delimiter, strict=False)
        csv.field_size_limit(LONGEST_FIELD)
        try:
            for cells in reader:
                yield reader.line_num, list(cells)
        except UnicodeDecodeError as error:
            raise Unreadable("not_utf8") from error
        except csv.Error as error:
            raise Unreadable("damaged") from error


@contextmanager
def _decoded(file: IO[bytes]) -> Iterator[io.TextIOWrapper]:
    """The file as text: UTF-8, or UTF-16 if it says so itself. The file stays open."""
    file.seek(0)
    head = file.read(2)
    file.seek(0)
    wide = head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = io.TextIOWrapper(file, encoding="utf-16" if wide else "utf-8-sig", newline="")
    try:
        yield text
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8") from error
    finally:
        with suppress(ValueError):  # it was closed before the last row was asked for
            text.detach()
