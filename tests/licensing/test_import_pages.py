"""Imports in the browser: the file is brought, the report is read and downloaded, all in both
languages and only by the agency's licensing people.
"""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from licensing.importing import working
from licensing.importing.columns import COLUMNS
from licensing.models import ImportBatch, Licence
from tests.licensing.importing import as_csv, as_xlsx, checked, fresh, imported, row


def bring(client, cast, content, name="old.csv", **more):
    client.force_login(cast.licensing_officer)
    file = SimpleUploadedFile(name, content)
    given = {"agency": cast.trade.pk, "day_order": "iso", "file": file, **more}
    return client.post(reverse("new_licence_import"), given)


@pytest.mark.parametrize(("make", "name"), [(as_csv, "old.csv"), (as_xlsx, "old.xlsx")])
def test_an_officer_brings_a_file_and_an_approver_lets_it_in(cast, licensing, client, make, name):
    answer = bring(client, cast, make([row("A-1"), row("A-2", type="x")]), name)
    batch = ImportBatch.objects.get()
    assert answer.headers["Location"] == batch.get_absolute_url()
    assert batch.file_name == name
    assert "being checked" in client.get(batch.get_absolute_url()).content.decode()
    working.work(batch.pk)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "no licence type “x”" in page
    client.force_login(cast.licensing_approver)
    assert client.post(fresh(batch).action_url("let_in")).status_code == 302
    working.work(batch.pk)
    assert Licence.objects.get().import_rows.get().old_number == "A-1"
    page = client.get(Licence.objects.get().get_absolute_url()).content.decode()
    assert "A-1" in page
    assert "Entered from earlier records" in page


def test_what_is_no_table_is_refused_at_once(cast, licensing, client):
    for content, name in ((b"%PDF-1.4 no", "x.csv"), (b"one line", "x.csv"), (b"a\x00,b", "x.csv")):
        assert bring(client, cast, content, name).status_code == 422
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_report_is_read_and_downloaded_in_the_readers_language(
    cast, licensing, client, language
):
    batch = checked(cast, [row("A-1"), row("=A-2", type="x")])
    client.force_login(cast.licensing_officer)
    address = reverse("licence_import_rows").replace("/en/", f"/{language}/")
    words = f"import={batch.reference}&verdict=error"
    assert len(client.get(f"{address}?{words}").context["rows"]) == 1
    answer = client.get(f"{address}?{words}&download=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")
    (_heading, line) = list(csv.reader(io.StringIO(lines)))
    assert "'=A-2" in line  # no formula


def test_another_agencys_officers_see_no_import(cast, licensing, client):
    from accounts.models import Role
    from tests.cast import give_role, with_second_factor

    batch = imported(cast, [row("A-1")])
    other = with_second_factor(give_role(cast.stranger, Role.LICENSING_OFFICER, cast.city).user)
    client.force_login(other)
    assert client.get(batch.get_absolute_url()).status_code == 404
    assert client.get(reverse("licence_import_rows")).context["rows"] == []
    assert client.get(reverse("new_licence_import")).status_code == 403  # it grants no licences
    client.force_login(cast.noor_owner)
    assert client.get(reverse("licence_imports")).status_code == 403
    assert bring(client, cast, as_csv([row("A-2")]), agency=cast.health.pk).status_code == 422


def test_the_template_is_a_file_that_can_be_brought_as_it_is(cast, licensing, client):
    client.force_login(cast.licensing_officer)
    assert client.get(reverse("licence_import_columns")).status_code == 200
    for kind in ("csv", "xlsx"):
        answer = client.get(reverse("licence_import_template", args=[kind]))
        content = b"".join(answer) if kind == "csv" else b"".join(answer.streaming_content)
        batch = checked(cast, content)
        assert (batch.problem, batch.counts.get("error")) == ([], None)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book.worksheets[0][1]] == [column.name for column in COLUMNS]
    assert client.get(reverse("licence_import_template", args=["exe"])).status_code == 404


def test_a_workbook_of_another_program_is_read_like_ours(cast, licensing):
    """openpyxl writes text in place or shared, days as numbers, and gaps as missing cells."""
    from datetime import date, datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["old_number", "type", "holder_number", "valid_from", "valid_through", "place"])
    sheet.append([7, "food-shop", 100001, date(2026, 4, 3), datetime(2027, 4, 2, 10, 30), None])
    sheet["A4"], sheet["B4"], sheet["C4"] = "A-2", "food-shop", "100001"
    sheet["D4"], sheet["E4"] = "2026-04-03", "2027-04-02"
    book.create_sheet("Other").append(["nothing"])
    file = io.BytesIO()
    book.save(file)
    batch = checked(cast, file.getvalue())
    first, second = batch.rows.order_by("line")
    assert (first.line, first.old_number, second.line) == (2, "7", 4)
    assert first.facts["from"] == second.facts["from"] == "2026-04-03"
    assert first.facts["until"] == second.facts["until"] == "2027-04-03"
