"""Downloads: all that was found, in the reader's language, and nothing that acts."""

import csv
import io
from datetime import datetime
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse

from accounts.lists import export
from procurement.models import Tender
from tests.lists import shown


def body(answer):
    return b"".join(answer.streaming_content)


def lines(client, address):
    text = body(client.get(address)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def sheet(client, address):
    answer = client.get(address)
    assert answer.headers["Content-Type"] == export.XLSX
    return openpyxl.load_workbook(io.BytesIO(body(answer))).active


def test_everything_that_was_found_is_in_it_and_not_the_page_alone(cast, client, monkeypatch):
    shown.tenders(cast, 60)
    monkeypatch.setattr(export, "AT_ONCE", 7)
    rows = lines(client, "/en/tenders/?state=awarded&sort=title&download=csv")
    assert rows[0] == ["Tender", "Number", "Agency", "Bids close", "State"]
    wanted = Tender.objects.filter(state="awarded").order_by("title_en", "pk")
    assert [row[0] for row in rows[1:]] == [tender.title_en for tender in wanted]


def test_it_speaks_the_readers_language(cast, client):
    shown.tenders(cast, 2, state="awarded")
    rows = lines(client, "/ar/tenders/?state=awarded&download=csv")
    assert rows[1][0].startswith("شراء")
    assert sheet(client, "/ar/tenders/?state=awarded&download=xlsx").sheet_view.rightToLeft
    assert not sheet(client, "/en/tenders/?state=awarded&download=xlsx").sheet_view.rightToLeft


def test_dates_are_dates_and_numbers_numbers(cast, client):
    shown.tenders(cast, 2, state="awarded")
    book = sheet(client, "/en/tenders/?state=awarded&sort=title&download=xlsx")
    assert book.freeze_panes == "A2"
    assert book["A1"].font.bold
    cells = list(book.iter_rows(min_row=2, values_only=True))
    assert isinstance(cells[1][3], datetime)
    assert cells[0][3] is None
    client.force_login(cast.administrator)
    book = sheet(client, reverse("manage_agencies") + "?download=xlsx")
    people = {row[0]: row[2] for row in book.iter_rows(min_row=2, values_only=True)}
    assert people["Ministry of Health"] == 8
    assert [cell.value for cell in book[1]] == ["Agency", "Code", "People"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n="])
def test_no_cell_is_a_formula(cast, client, start):
    title = f"{start}HYPERLINK(0)"
    shown.tenders(cast, 1, state="awarded", title_en=title)
    address = "/en/tenders/?state=awarded&download="
    assert lines(client, address + "csv")[1][0] == f"'{title}"
    cell = sheet(client, address + "xlsx")["A2"]
    assert cell.data_type == "s"


def test_the_file_is_called_as_the_list_and_the_day(cast, client):
    for language, name in (("en", "Tenders"), ("ar", "المناقصات")):
        answer = client.get(f"/{language}/tenders/?download=xlsx")
        said = unquote(answer.headers["Content-Disposition"])
        assert said.startswith("attachment")
        assert name in said
        assert ".xlsx" in said


def test_beyond_the_ceiling_it_says_so(cast, client, monkeypatch):
    shown.tenders(cast, 5, state="awarded")
    monkeypatch.setattr(export, "MOST", 4)
    page = client.get("/en/tenders/?state=awarded").content.decode()
    assert "A download holds at most 4 rows." in page
    assert "download=csv" not in page
    answer = client.get("/en/tenders/?state=awarded&download=csv", follow=True)
    assert answer.redirect_chain[0][0] == "/en/tenders/?state=awarded"
    assert "A download holds at most 4 rows." in answer.content.decode()


def test_it_costs_one_query_for_so_many_rows(cast, client, django_assert_max_num_queries):
    shown.tenders(cast, 40, state="awarded")
    with django_assert_max_num_queries(3):
        body(client.get("/en/tenders/?state=awarded&download=csv"))


def test_one_gets_what_one_may_see_and_no_more(cast, client, licensing):
    licensing.draft(licensing.food)
    sent = licensing.submitted(licensing.food)
    client.force_login(cast.licensing_officer)
    rows = lines(client, reverse("applications") + "?download=csv")
    assert [row[0] for row in rows[1:]] == [sent.reference]
    client.force_login(cast.ofoq_owner)
    assert len(lines(client, reverse("applications") + "?download=csv")) == 1
