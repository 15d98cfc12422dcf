"""What the tests of imports share: files, and an import on its way."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import xlsxwriter
from django.utils import timezone

from documents import storage
from licensing.importing import checking, working
from licensing.models import ImportBatch, Licence
from workflow.gate import begin, perform

HEADER = ("old_number", "type", "holder_number", "holder_ar", "holder_en", "first_day",
          "valid_from", "valid_through", "state", "reasons", "place", "address", "activity_ar",
          "isic", "conditions_en")  # fmt: skip


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def row(number: str, **given: Any) -> dict[str, Any]:
    """A row that is fine, but for what is given."""
    return {
        "old_number": number,
        "type": "food-shop",
        "holder_number": "100001",
        "holder_ar": "شركة النور للتجارة",
        "valid_from": day(-100),
        "valid_through": day(200),
        **given,
    }


def as_csv(rows: list[dict[str, Any]], header: Any = HEADER, delimiter: str = ",") -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=delimiter)
    writer.writerow(header)
    for one in rows:
        writer.writerow([one.get(name, "") for name in header])
    return lines.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[dict[str, Any]], header: Any = HEADER) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for line, one in enumerate(rows, start=1):
            for place, name in enumerate(header):
                value = one.get(name, "")
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, days)
                elif value != "":
                    sheet.write(line, place, value)
    return file.getvalue()


def brought(cast: Any, content: bytes, by: Any = None, **fields: Any) -> ImportBatch:
    """A file that an officer has brought."""
    kind = "xlsx" if content[:2] == b"PK" else "csv"
    stored = storage.keep(io.BytesIO(content), kind)
    batch = ImportBatch(agency=cast.trade, file=stored, file_name=f"licences.{kind}", **fields)
    return begin(batch, by=by or cast.licensing_officer, who="licensing.bring_licences")


def checked(cast: Any, rows: Any, **fields: Any) -> ImportBatch:
    """One whose rows were checked."""
    content = rows if isinstance(rows, bytes) else as_csv(rows)
    batch = brought(cast, content, **fields)
    checking.check(batch.pk)
    return fresh(batch)


def imported(cast: Any, rows: Any, **fields: Any) -> ImportBatch:
    """One whose licences are in the register."""
    batch = perform(checked(cast, rows, **fields), "let_in", by=cast.licensing_approver)
    assert not working.work(batch.pk)
    return fresh(batch)


def undone(cast: Any, batch: ImportBatch) -> ImportBatch:
    """One that was undone."""
    perform(batch, "undo", by=cast.licensing_approver, reasons="The wrong file.")
    assert not working.work(batch.pk)
    return fresh(batch)


def fresh(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.get(pk=batch.pk)


def licences_of(batch: ImportBatch) -> list[Licence]:
    return list(Licence.objects.filter(import_rows__batch=batch).order_by("pk"))


def codes(batch: ImportBatch) -> dict[int, list[str]]:
    """What was found, by line."""
    return {one.line: [note[0] for note in one.notes] for one in batch.rows.order_by("line")}
