"""`bin/manage seal_bid` and `check_envelope`: a bid sealed from files, and clear refusals."""

import io
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.exact import SealError, to_text
from accounts.personal_keys import fingerprint
from procurement import biddocument, sealfolder, sealing, sealsheet, sealtables
from tests.procurement import sealed_vectors
from tests.procurement.envelopes import committee

PAIRS = committee(3)


def sheet_of(**changes):
    item = {"description": "كراسي", "quantity": "12.5", "unit": "piece"}
    items = [{"item": number} | item for number in (1, 2)]
    return {
        "format": "mizan-sealing-sheet-1",
        "tender": "T-2026-0007",
        "title": "أثاث مدرسي",
        "currency": "JOD",
        "decimals": 3,
        "deadline": "2099-01-31T10:00:00Z",
        "envelopes": ["single"],
        "threshold": 2,
        "members": [
            {"name": f"Member {i}", "key": to_text(pair.public)} for i, pair in enumerate(PAIRS)
        ],
        "lots": [{"lot": 1, "title": "Chairs", "items": items}],
        "documents": [],
        "criteria": [],
    } | changes


class Desk:
    """A folder with a sheet, prices and a document."""

    def __init__(self, folder):
        self.folder = folder
        self.out = folder / "sealed"
        self.write("prices.csv", "item,description,unit_price\n1,x,12.500\n2,y,٧٫٢٥\n")
        self.write("offer.pdf", "%PDF the offer")
        self.sheet(sheet_of())

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def sheet(self, value):
        self.write("sheet.json", json.dumps(value))

    def seal(self, **changes):
        options = {
            "tender": self.folder / "sheet.json",
            "company": "C-1",
            "bid": "B-7",
            "prices": self.folder / "prices.csv",
            "document": [self.folder / "offer.pdf"],
            "out": self.out,
        } | changes
        told = io.StringIO()
        arguments = []
        for name, value in options.items():
            for one in value if isinstance(value, list) else [value]:
                arguments += [f"--{name}", str(one)] if one is not None else []
        call_command("seal_bid", *arguments, stdout=told, stderr=told)
        return told.getvalue()

    def refusal(self, **changes):
        with pytest.raises(CommandError) as caught:
            self.seal(**changes)
        assert not self.out.exists()
        return str(caught.value)

    def check(self, **options):
        told = io.StringIO()
        call_command("check_envelope", str(self.out), stdout=told, **options)
        return told.getvalue()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_what_is_sealed_from_files_is_opened_by_the_committee(desk):
    told = desk.seal()
    header = sealfolder.check(desk.out)
    shares = {p: sealing.unwrap(header, p, PAIRS[p - 1].private) for p in (1, 3)}
    key = sealing.unlock(header, shares)
    terms = biddocument.Terms(
        "T-2026-0007", 1, header.context.bid, "single", "C-1", "JOD", 3, (1, 2)
    )
    with (desk.out / "part-0.bin").open("rb") as file:
        bid = biddocument.open_bid(header, key, file, terms)
    assert [str(price.unit_price) for price in bid.prices] == ["12.500", "7.25"]
    [document] = bid.documents
    assert (document.name, document.type) == ("offer.pdf", "application/pdf")
    with (desk.out / "part-1.bin").open("rb") as file:
        assert (
            b"".join(sealing.read_plain(header, 1, key, file, document.plain)) == b"%PDF the offer"
        )
    assert header.digest in told
    assert all(fingerprint(pair.public) in told for pair in PAIRS)


def test_the_readable_copy_says_what_was_sealed_in_either_language(desk):
    desk.seal(language="en")
    copy = (desk.out / "copy.txt").read_text(encoding="utf-8")
    header = sealfolder.check(desk.out)
    for expected in ("أثاث مدرسي", "12.500 × 12.5 piece", "246.875", "offer.pdf", header.digest):
        assert expected in copy
    assert (desk.out / "copy.txt").stat().st_mode & 0o077 == 0
    assert desk.out.stat().st_mode & 0o077 == 0


def test_the_check_tells_whole_from_spoiled(desk):
    desk.seal()
    told = desk.check(tender=str(desk.folder / "sheet.json"))
    assert "Whole." in told
    assert "sealed for this tender" in told
    desk.sheet(sheet_of(threshold=3))
    with pytest.raises(CommandError, match="sealed for another threshold"):
        desk.check(tender=str(desk.folder / "sheet.json"))
    part = desk.out / "part-1.bin"
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(CommandError, match="part 1 is not the one"):
        desk.check()
    part.unlink()
    with pytest.raises(CommandError, match=r"part-1\.bin is missing"):
        desk.check()
    (desk.out / "header.json").unlink()
    with pytest.raises(CommandError, match=r"no header\.json"):
        desk.check()


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ("item,unit_price\n1,1\n", "no price for: 2"),
        ("item,unit_price\n1,1\n2,2\n3,3\n", "not asked for here for: 3"),
        ("item,unit_price\n1,1\n1,2\n", "line 3: item 1 stands there twice"),
        ("item,unit_price\n1,1.0001\n2,2\n", "line 2, '1.0001': item|at most 3 after a point"),
        ('item,unit_price\n1,"1,500"\n2,2\n', "at most 3 after a point"),
        ("item,unit_price\nx,1\n", "'x' is not the number of an item"),
        ("item;price\n1;1\n", "names no item and unit_price"),
        ("item,unit_price\n1\n", "too few columns"),
        ("", "names no item and unit_price"),
    ],
)
def test_prices_that_do_not_fit_are_refused_by_their_line(desk, prices, told):
    desk.write("prices.csv", prices)
    assert re.search(told, desk.refusal())


def test_prices_may_come_from_a_spreadsheet_of_any_office(desk):
    desk.write("prices.csv", "\ufeffitem;unit_price\r\n1;12.500\r\n\r\n2;0.001\r\n")
    desk.seal()
    desk.write("prices.csv", "unit_price\titem\n5\t2\n6\t1\n")
    assert sealtables.read_prices(desk.folder / "prices.csv", 3) == {2: "5", 1: "6"}


def test_what_is_missing_is_named(desk):
    assert "offer2.pdf" in desk.refusal(document=[desk.folder / "offer2.pdf"])
    assert "nowhere.json" in desk.refusal(tender=desk.folder / "nowhere.json")
    assert "no price for: 1, 2" in desk.refusal(prices=None)
    assert "the tender has no lot 9" in desk.refusal(lot=9)
    assert "the company" in desk.refusal(company="شركة")
    desk.out.mkdir()
    with pytest.raises(CommandError, match="exists"):
        desk.seal()


def test_of_several_lots_one_must_be_chosen(desk):
    lots = sheet_of()["lots"]
    desk.sheet(sheet_of(lots=[*lots, lots[0] | {"lot": 2}]))
    assert "say --lot; the tender has 1, 2" in desk.refusal()


ASKED: dict[str, Any] = {
    "envelopes": ["technical", "financial"],
    "documents": [
        {"document": 1, "title": "Offer", "envelope": "technical", "required": True},
        {"document": 2, "title": "Bank letter", "envelope": "financial", "required": True},
        {"document": 3, "title": "Catalogue", "envelope": "technical", "required": False},
    ],
    "criteria": [{"criterion": 1, "title": "Registered"}, {"criterion": 2, "title": "Insured"}],
}  # fmt: skip


def contents(folder, kind):
    """What the committee finds in an envelope."""
    header = sealfolder.check(folder)
    assert header.context.envelope == kind
    key = sealing.unlock(
        header, {p: sealing.unwrap(header, p, PAIRS[p - 1].private) for p in (1, 2)}
    )
    sheet = sealsheet.parse_sheet(json.dumps(sheet_of(**ASKED)).encode())
    with (folder / "part-0.bin").open("rb") as file:
        return biddocument.open_bid(header, key, file, sheet.terms(1, "B-7", kind, "C-1"))


def test_two_envelopes_are_sealed_at_once_each_with_what_belongs_in_it(desk):
    desk.sheet(sheet_of(**ASKED))
    desk.write("bank.pdf", "%PDF bank")
    desk.write("more.txt", "more")
    desk.write("answers.csv", 'criterion,meets,text\n1,yes,"Since 2011,\nno gap"\n٢,لا,\n')
    files = ["1=offer.pdf", "2=bank.pdf", "more.txt", "financial=more.txt"]
    documents = [re.sub(r"([^=]+)$", lambda m: str(desk.folder / m[1]), name) for name in files]
    told = desk.seal(document=documents, answers=desk.folder / "answers.csv", note="Thanks")
    technical = contents(desk.out / "technical", "technical")
    financial = contents(desk.out / "financial", "financial")
    assert [(d.name, d.requirement) for d in technical.documents] == [
        ("offer.pdf", 1), ("more.txt", 0),
    ]  # fmt: skip
    assert [(a.meets, a.text) for a in technical.answers] == [
        (True, "Since 2011,\nno gap"), (False, ""),
    ]  # fmt: skip
    assert (technical.prices, technical.note) == ((), "Thanks")
    assert [(d.name, d.requirement) for d in financial.documents] == [
        ("bank.pdf", 2), ("more.txt", 0),
    ]  # fmt: skip
    assert [str(price.unit_price) for price in financial.prices] == ["12.500", "7.25"]
    assert (financial.answers, financial.note) == ((), "")
    assert not technical.missing
    assert not financial.missing
    assert told.count("Digest of the envelope") == 2
    copy = (desk.out / "copy.txt").read_text(encoding="utf-8")
    for expected in ("Bank letter", "Registered: met", "Insured: not met", "246.875"):
        assert expected in copy
    checked = desk.check(tender=str(desk.folder / "sheet.json"))
    assert checked.count("It is sealed for this tender") == 2


def test_an_incomplete_bid_is_not_sealed_and_what_is_missing_is_named(desk):
    desk.sheet(sheet_of(**ASKED))
    offer = f"1={desk.folder / 'offer.pdf'}"
    told = desk.refusal(document=[offer])
    assert "missing: an answer to 1 (Registered), an answer to 2 (Insured)" in told
    desk.write("answers.csv", "criterion,meets,text\n1,yes,\n2,yes,\n")
    answers = desk.folder / "answers.csv"
    assert "missing: document 2 (Bank letter)" in desk.refusal(document=[offer], answers=answers)
    assert "missing: document 1 (Offer)" in desk.refusal(document=[], answers=answers)
    assert "asks for no document 9" in desk.refusal(document=["9=x.pdf"], answers=answers)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("criterion,meets,text\n1,perhaps,\n", "line 2: 'perhaps' is neither yes nor no"),
        ("criterion,meets,text\n1,yes,\n1,no,\n", "line 3: criterion 1 is answered twice"),
        ("criterion,meets,text\n7,yes,\n", "no criterion 7 to answer"),
        ("criterion,meets\n1,yes\n", "names no criterion and meets and text"),
        ("criterion,meets,text\nx,yes,\n", "'x' is not the number of a criterion"),
    ],
)
def test_a_slip_in_the_answers_is_told_with_its_line(desk, answers, told):
    desk.sheet(sheet_of(**ASKED))
    desk.write("answers.csv", answers)
    assert told in desk.refusal(answers=desk.folder / "answers.csv")


def test_a_deadline_that_has_passed_is_told(desk):
    desk.sheet(sheet_of(deadline="2020-01-31T10:00:00.000001Z"))
    assert "the deadline has passed" in desk.seal()


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "x"}, {"threshold": 1}, {"threshold": 4}, {"members": []}, {"currency": "jod"},
        {"decimals": 9}, {"deadline": "tomorrow"}, {"deadline": "2026-13-01T00:00:00Z"},
        {"envelopes": ["financial"]}, {"lots": []}, {"title": ""}, {"tender": "T 1"},
        {"members": sheet_of()["members"][:1] * 2}, {"lots": sheet_of()["lots"] * 2},
        {"members": [{"name": "x", "key": "A" * 43}] * 2}, {"more": 1},
        {"lots": [{"lot": 1, "title": "", "items": sheet_of()["lots"][0]["items"] * 2}]},
        {"lots": [{"lot": 1, "title": "", "items": [{"item": 1}]}]},
        {"documents": None}, {"documents": ASKED["documents"][:1] * 2},
        {"documents": [ASKED["documents"][0] | {"envelope": "single"}]},
        {"documents": [ASKED["documents"][0] | {"required": 1}]},
        {"documents": [ASKED["documents"][0] | {"document": 0}]},
        {"documents": [ASKED["documents"][0] | {"title": ""}]},
        {"criteria": ASKED["criteria"][:1] * 2}, {"criteria": [{"criterion": 1}]},
    ],
)  # fmt: skip
def test_a_sheet_that_is_not_one_is_refused(changes):
    with pytest.raises(SealError):
        sealsheet.parse_sheet(json.dumps(sheet_of(**changes)).encode())


def test_a_sheet_is_written_as_it_is_read():
    value = sheet_of(**ASKED)
    assert sealsheet.parse_sheet(json.dumps(value).encode()).fields == value


def test_the_vectors_in_the_documentation_are_those_of_this_code():
    assert sealed_vectors.FILE.read_text(encoding="utf-8") == sealed_vectors.text()


def test_sealing_on_the_command_line_needs_no_database_and_no_network(desk):
    environment = os.environ | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    done = subprocess.run(
        [
            sys.executable, "-m", "config.setup_manage", "seal_bid", "--tender", "sheet.json",
            "--company", "C-1", "--bid", "B-7", "--prices", "prices.csv", "--out", "sealed", "--language", "ar",
        ],
        cwd=desk.folder,
        env=environment | {"PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sealfolder.check(desk.out)
