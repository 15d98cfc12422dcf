"""The template of an import: the columns with an example, as CSV or XLSX, and their meaning."""

import csv
import io
import tempfile
from typing import Any

import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.lists.export import BOM, XLSX
from accounts.standing import standing_of
from licensing.importing.columns import COLUMNS
from licensing.models.querysets import READERS
from workflow.views.kept import signed_in


def _for_officers(request: HttpRequest) -> None:
    standing = standing_of(request.user)
    if not any(standing.has_role(role) for role in READERS):
        raise PermissionDenied


@signed_in
@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    """What each column means, and the template to download."""
    _for_officers(request)
    table = {
        "title": _("The columns"),
        "columns": [_("Column"), _("Title"), _("What it is"), _("Example")],
        "rows": [
            [
                f"{column.name} *" if column.needed else column.name,
                str(column.title),
                str(column.help),
                column.example,
            ]
            for column in COLUMNS
        ],
    }
    crumbs = [
        {"label": _("Imports of licences"), "url": reverse("licence_imports")},
        {"label": _("The columns")},
    ]
    context = {"table": table, "crumbs": crumbs}
    return render(request, "licensing/import_columns.html", context)


@signed_in
@require_safe
def template(request: HttpRequest, kind: str) -> Any:
    """The template as a file: the names of the columns, and one example."""
    _for_officers(request)
    if kind not in ("csv", "xlsx"):
        raise Http404
    answer: Any = _csv() if kind == "csv" else _xlsx()
    answer["Content-Disposition"] = f'attachment; filename="licences.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _csv() -> HttpResponse:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([column.example for column in COLUMNS])
    return HttpResponse(BOM + lines.getvalue(), content_type="text/csv; charset=utf-8")


def _xlsx() -> FileResponse:
    # The file closes itself, and is gone, when it has been sent.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(_("Licences"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 22)
        meaning = book.add_worksheet(_("The columns"))
        meaning.set_column(0, 0, 22)
        meaning.set_column(1, 2, 50)
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.name, bold)
            sheet.write_string(1, place, column.example)
            for at, text in enumerate((column.name, str(column.title), str(column.help))):
                meaning.write_string(place, at, text)
    file.seek(0)
    return FileResponse(file, content_type=XLSX)
