"""Reads the first sheet of an XLSX workbook (ISO/IEC 29500), row by row.

Only what an import needs: text, numbers, days. Formulas give the value that was saved with
them; nothing is computed, nothing outside the file is read, and a document type declaration
(the way to entities) is refused. `documents.sniff_zip` has walked the archive under limits.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from posixpath import normpath
from typing import IO, Any
from xml.parsers import expat

CHUNK = 64 * 1024
MOST_SHARED = 64 * 1024 * 1024  # characters of shared text that are kept at once
MOST_COLUMNS = 256
# Built-in formats of days (ECMA-376, 18.8.30), and those of other languages.
DAY_FORMATS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Damaged(Exception):
    """The workbook is not as it should be."""


class TooMuchText(Exception):
    """It holds more text than is kept in memory."""


def rows(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """Yield (line, cells) of the first sheet. Raises Damaged or TooMuchText."""
    try:
        with zipfile.ZipFile(file) as book:
            names = set(book.namelist())
            shared = _shared(book) if "xl/sharedStrings.xml" in names else []
            days = _day_styles(book) if "xl/styles.xml" in names else set()
            path, since = _first_sheet(book)
            yield from _Sheet(shared, days, since).rows(book, path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        RuntimeError,
        expat.ExpatError,
    ) as error:
        raise Damaged(str(error)) from error


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_args: Any) -> None:
        raise Damaged("a document type is declared")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _walk(book: zipfile.ZipFile, path: str, parser: Any) -> Iterator[None]:
    """Feed a part to a parser, a piece at a time."""
    with book.open(path) as stream:
        while piece := stream.read(CHUNK):
            parser.Parse(piece, False)
            yield
    parser.Parse(b"", True)
    yield


def _read(book: zipfile.ZipFile, path: str, parser: Any) -> None:
    for _piece in _walk(book, path, parser):
        pass


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _starts(book: zipfile.ZipFile, path: str, seen: Callable[[str, dict[str, str]], None]) -> None:
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: seen(_local(name), attributes)
    _read(book, path, parser)


def _first_sheet(book: zipfile.ZipFile) -> tuple[str, date]:
    """Where the first sheet is, and the day from which its days are counted."""
    found: dict[str, Any] = {"id": "", "since": date(1899, 12, 30)}
    targets: dict[str, str] = {}

    def in_book(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            found["since"] = date(1904, 1, 1)
        if name == "sheet" and not found["id"]:
            wanted = [value for key, value in attributes.items() if _local(key) == "id"]
            found["id"] = wanted[0] if wanted else ""

    def in_links(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _starts(book, "xl/workbook.xml", in_book)
    _starts(book, "xl/_rels/workbook.xml.rels", in_links)
    target = targets[found["id"]]
    path = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
    return path, found["since"]


def _day_styles(book: zipfile.ZipFile) -> set[int]:
    """The numbers of the styles by which a number is a day."""
    own: set[int] = set()
    days: set[int] = set()
    place = {"in": False, "count": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and _is_day(attributes.get("formatCode", "")):
            own.add(int(attributes["numFmtId"]))
        if name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            place["in"] = name == "cellXfs"
        if name == "xf" and place["in"]:
            number = int(attributes.get("numFmtId", "0"))
            if number in DAY_FORMATS or number in own:
                days.add(place["count"])
            place["count"] += 1

    _starts(book, "xl/styles.xml", start)
    return days


def _is_day(code: str) -> bool:
    return bool(re.search(r"[dy]", QUOTED.sub("", code), re.IGNORECASE))


def _shared(book: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by number."""
    texts: list[str] = []
    pieces: list[str] = []
    inside = {"t": False, "skip": False, "size": 0}
    parser = _parser()

    def start(name: str, _attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            pieces.clear()
        elif name == "rPh":  # how it is pronounced, which is no part of it
            inside["skip"] = True
        inside["t"] = name == "t" and not inside["skip"]

    def end(name: str) -> None:
        name = _local(name)
        inside["t"] = False
        if name == "rPh":
            inside["skip"] = False
        if name == "si":
            texts.append("".join(pieces))
            inside["size"] += len(texts[-1]) + 16
            if inside["size"] > MOST_SHARED:
                raise TooMuchText

    def data(text: str) -> None:
        if inside["t"]:
            pieces.append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = data
    _read(book, "xl/sharedStrings.xml", parser)
    return texts


class _Sheet:
    """The rows of one sheet while it is read."""

    def __init__(self, shared: list[str], days: set[int], since: date) -> None:
        self._shared, self._days, self._since = shared, days, since
        self._ready: list[tuple[int, list[Any]]] = []
        self._line = 0
        self._cells: list[Any] = []
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._inside = False

    def rows(self, book: zipfile.ZipFile, path: str) -> Iterator[tuple[int, list[Any]]]:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        for _piece in _walk(book, path, parser):
            ready, self._ready = self._ready, []
            yield from ready

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "row":
            self._line = int(attributes.get("r", self._line + 1))
            self._cells = []
        elif name == "c":
            self._cell, self._text = attributes, []
        self._inside = name in ("v", "t")

    def _data(self, text: str) -> None:
        if self._inside:
            self._text.append(text)

    def _end(self, name: str) -> None:
        name = _local(name)
        self._inside = False
        if name == "c":
            self._keep()
        elif name == "row":
            self._ready.append((self._line, self._cells))

    def _keep(self) -> None:
        at = _place(self._cell.get("r", ""), len(self._cells))
        if at >= MOST_COLUMNS:
            return
        self._cells += [""] * (at + 1 - len(self._cells))
        self._cells[at] = self._value("".join(self._text))

    def _value(self, text: str) -> Any:
        kind = self._cell.get("t", "n")
        if kind == "s":
            try:
                return self._shared[int(text)]
            except (ValueError, IndexError) as error:
                raise Damaged("a text is missing") from error
        if kind == "d":
            return text[:10]
        if kind != "n" or not text:
            return text
        return self._number(text)

    def _number(self, text: str) -> Any:
        try:
            number = float(text)
        except ValueError:
            return text
        if int(self._cell.get("s", "0") or 0) in self._days and 0 < number < 2_958_466:
            moment = datetime.combine(self._since, datetime.min.time()) + timedelta(days=number)
            return moment.date()
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def _place(reference: str, usual: int) -> int:
    """The number of a cell's column: "A7" is 0, "AB3" is 27."""
    letters = re.match(r"[A-Z]+", reference)
    if letters is None:
        return usual
    number = 0
    for letter in letters.group(0):
        number = number * 26 + ord(letter) - 64
    return number - 1
