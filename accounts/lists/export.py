"""Downloads of a list: everything that its filters find, in the reader's language.

Rows are read by key, some hundreds at a time, so that memory does not grow with them. Dates
stay dates and numbers numbers. No cell is ever a formula: what a person typed must not act in
the reader's spreadsheet (CWE-1236).
"""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _

from accounts.lists.columns import Column, Link
from accounts.lists.keyset import in_pieces

FORMATS = ("csv", "xlsx")
MOST, AT_ONCE = 100_000, 500
BOM = "\ufeff"  # tells Excel that the file is UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def too_many() -> str:
    """What is said where a download would be too long."""
    return _("A download holds at most %(count)s rows. Narrow the list first.") % {
        "count": f"{MOST:,}"
    }


def download(page: Any, kind: str) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Answer with what the list finds, as a file."""
    response = _csv(page) if kind == "csv" else _xlsx(page)
    name = f"{page.title} {timezone.localdate().isoformat()}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def columns_of(page: Any) -> list[Column]:
    """The columns that a download has."""
    return [column for column in page.own_columns() if column.download]


def rows_of(page: Any) -> Iterator[list[list[Any]]]:
    """Yield the values of the rows, some hundreds at a time."""
    query, columns = page.narrowed(page.chosen), columns_of(page)
    # Words follow the language of the request, which may be over when these are read.
    language = get_language() or "en"
    left = MOST
    for rows in in_pieces(query, page.present_order, AT_ONCE, page.dressed):
        with override(language):
            page.prepare(rows)
            yield [[plain(c.cell(page, row)) for c in columns] for row in rows[:left]]
        left -= len(rows)
        if left <= 0:
            return


def plain(value: Any) -> Any:
    """A cell as a date, a naive moment in the agency's zone, a number or text."""
    if isinstance(value, Link) and value.value is not None:
        value = value.value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date | int | Decimal) and not isinstance(value, bool):
        return value
    return "" if value is None else str(value)


class _Line:
    """What csv writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(page: Any) -> StreamingHttpResponse:
    writer = csv.writer(_Line())
    heading = [safe(str(column.label)) for column in columns_of(page)]

    def lines() -> Iterator[str]:
        yield BOM + writer.writerow(heading)
        for rows in rows_of(page):
            yield "".join(writer.writerow([_in_csv(value) for value in row]) for row in rows)

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _in_csv(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return safe(value) if isinstance(value, str) else str(value)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA) else text


def _xlsx(page: Any) -> FileResponse:
    # The file closes itself, and is gone, when it has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        _fill(book, page)
    file.seek(0)
    return FileResponse(file, content_type=XLSX)


def _fill(book: xlsxwriter.Workbook, page: Any) -> None:
    sheet = book.add_worksheet()
    formats = {
        "bold": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    if get_language_bidi():
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    columns = columns_of(page)
    sheet.set_column(0, len(columns) - 1, 24)
    sheet.set_column(0, 0, 36)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, str(column.label), formats["bold"])
    line = 0
    for rows in rows_of(page):
        for row in rows:
            line += 1
            for place, value in enumerate(row):
                _write(sheet, line, place, value, formats)


def _write(sheet: Any, line: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(line, place, value, formats["moment"])
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(line, place, value, formats["day"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, place, value)
    elif value != "":
        sheet.write_string(line, place, str(value)[:LONGEST_CELL])
