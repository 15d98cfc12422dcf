"""Reading what banks write: references with check digits, CAMT.053 and CSV, hostile files."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from licensing.bank import files, references
from licensing.bank.reading import Unreadable
from tests.licensing import money

NUMBERS = st.builds(
    lambda letters, year, count: f"{letters}-{year}-{count:06d}",
    st.sampled_from(["I", "LA", "IN", "ABCD"]),
    st.integers(2020, 2099),
    st.integers(1, 9_999_999),
)
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=40
)
AMOUNTS = st.decimals("0.001", "999999.999", places=3)


# --- references ------------------------------------------------------------------------


@given(NUMBERS)
def test_a_reference_is_valid_and_leads_back_to_its_number(number):
    reference = references.reference_for(number)
    assert iso11649.is_valid(reference)
    assert len(reference) <= 25
    for written in (reference, references.in_fours(reference), reference.lower()):
        assert number in references.numbers_in(written)


@given(NUMBERS, st.text("abc 'XYZ.,;", max_size=20), st.text("abc 'XYZ.,;", max_size=20))
def test_a_reference_is_found_inside_other_words(number, before, after):
    spelled = references.in_fours(references.reference_for(number))
    assert number in references.numbers_in(f"{before} {spelled} {after}")


@given(NUMBERS, st.data())
def test_a_wrong_digit_or_two_exchanged_ones_match_nothing(number, data):
    reference = references.reference_for(number)
    places = [i for i, c in enumerate(reference) if c.isdigit()]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[at]]))
    wrong = reference[:at] + other + reference[at + 1 :]
    assert number not in references.numbers_in(wrong)
    if at + 1 < len(reference) and reference[at + 1].isdigit():
        swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
        if swapped != reference:
            assert references.numbers_in(swapped) == []
        assert references.numbers_in(wrong) == []


def test_arabic_digits_invisible_marks_and_an_amount_behind_it_do_not_hide_a_reference():
    spelled = references.in_fours(references.reference_for("I-2026-000123"))
    eastern = spelled.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for text in (eastern, f"\u200f{spelled}\u200e", f"رسوم {spelled} 15.000 JOD", f"{spelled}JOD"):
        assert references.numbers_in(text) == ["I-2026-000123"], text
    assert references.numbers_in(f"{spelled}7") == []


def test_a_number_without_check_digits_is_a_hint_only():
    assert references.numbers_in("I-2026-000123") == []
    assert references.plain_numbers_in("inv I 2026 000123") == ["I-2026-000123"]


# --- CAMT.053 --------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["02", "04", "06", "08"])
def test_every_version_of_camt_is_read(version):
    content = money.camt(
        money.entry("school fee", "15.5", rf="RF18539007547034"),
        money.entry("charges", "2", credit=False),
        version=version,
    )
    found = files.read(content)
    assert (found.iban, found.opening, found.closing) == (
        money.IBAN, Decimal("100.000"), Decimal("113.500"),
    )  # fmt: skip
    first, second = found.lines
    assert (first.amount, first.structured, first.name) == (
        Decimal("15.5"), "RF18539007547034", "Al Noor Trading",
    )  # fmt: skip
    assert (second.is_credit, second.signed) == (False, Decimal(-2))
    assert found.opening + found.moved == found.closing


@given(st.lists(st.tuples(AMOUNTS, TEXT, st.booleans()), max_size=12))
def test_what_is_written_as_camt_is_read_again(rows):
    content = money.camt(*(money.entry(text, a, credit=credit) for a, text, credit in rows))
    found = files.read(content)
    assert [(line.amount, line.is_credit) for line in found.lines] == [
        (amount, credit) for amount, _text, credit in rows
    ]
    assert [line.text for line in found.lines] == [" ".join(t.split()) for _a, t, _c in rows]
    assert found.opening + found.moved == found.closing
    assert len({line.key for line in found.lines}) == len(rows)


def test_an_entry_of_several_transactions_is_taken_apart():
    def part(amount, text):
        return (
            f'<TxDtls><Amt Ccy="JOD">{amount}</Amt><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>'
        )

    whole = money.camt(money.entry("x", "30")).decode()
    start, end = whole.index("<TxDtls>"), whole.index("</NtryDtls>")
    batch = whole[:start] + part("10", "one") + part("20", "two") + whole[end:]
    lines = files.read(batch.encode()).lines
    assert [(line.amount, line.text) for line in lines] == [
        (Decimal(10), "one"),
        (Decimal(20), "two"),
    ]
    assert lines[0].key != lines[1].key
    uneven = whole[:start] + part("10", "one") + part("19", "two") + whole[end:]
    lines = files.read(uneven.encode()).lines
    assert [(line.amount, line.text) for line in lines] == [(Decimal(30), "one / two")]


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><Document>&c;</Document>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>"""


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        OUTSIDE,
        '<!DOCTYPE d SYSTEM "http://example.org/x.dtd"><Document/>',
        "<a>" * 100,
        "<Document>",
        "<Document><BkToCstmrStmt/></Document>",
        "<html><body>Sign in</body></html>",
        f"<Document><a>{'x' * 5000}</a></Document>",
        '<?xml version="1.0" encoding="no-such"?><Document/>',
    ],
)
def test_hostile_and_foreign_xml_is_refused(content):
    with pytest.raises(Unreadable) as refused:
        files.read(content.encode())
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize(
    "wrong", ["-5", "5,0", "NaN", "1e3", "", "٥٥٥٥٥٥٥٥٥٥٥٥٥٥٥", "Infinity", "12345678901.5"]
)
def test_an_amount_that_is_none_takes_nothing_of_the_file(wrong):
    content = money.camt(money.entry("ok", "5")).replace(
        b'<Ntry><Amt Ccy="JOD">5<', f'<Ntry><Amt Ccy="JOD">{wrong}<'.encode()
    )
    with pytest.raises(Unreadable):
        files.read(content)


def test_files_without_end_are_refused():
    with pytest.raises(Unreadable, match="too large"):
        files.read(b"<" + b"x" * (5 * 1024 * 1024))
    for nothing in (b"  \n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf \n"):
        with pytest.raises(Unreadable):
            files.read(nothing)
    with pytest.raises(Unreadable, match="empty"):
        files.read(b"\xef\xbb\xbf")
    with pytest.raises(Unreadable):
        files.read(b"PK\x03\x04\x00\x00rubbish")


# --- CSV -------------------------------------------------------------------------------

HEADER = ["date", "amount", "currency", "description", "bank reference", "name"]


def written(rows, header=HEADER, delimiter=",", coding="utf-8"):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([header, *rows])
    return out.getvalue().encode(coding)


@given(
    st.lists(st.tuples(st.dates(date(2000, 1, 1)), AMOUNTS, st.booleans(), TEXT), max_size=10),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_as_csv_is_read_again(rows, delimiter, coding):
    content = written(
        [[day.isoformat(), amount if c else -amount, "JOD", f"x{text}", "", ""]
         for day, amount, c, text in rows],
        delimiter=delimiter, coding=coding,
    )  # fmt: skip
    found = files.read(content)
    assert [(line.booked_on, line.amount, line.is_credit) for line in found.lines] == [
        (day, amount, credit) for day, amount, credit, _text in rows
    ]
    assert found.moved == sum((a if c else -a for _d, a, c, _t in rows), Decimal(0))
    assert len({line.key for line in found.lines}) == len(rows)


def test_an_arabic_file_with_arabic_digits_is_read():
    content = written(
        [["٢٠/١١/٢٠٢٦", "١٬٢٥٠٫٥٠٠", "JOD", "رسوم الترخيص", "٧٧", "شركة النور"]],
        header=["التاريخ", "المبلغ", "العملة", "البيان", "رقم الحركة", "الاسم"],
        delimiter=";",
    )
    (line,) = files.read(content).lines
    assert (line.booked_on, line.amount, line.text) == (
        date(2026, 11, 20), Decimal("1250.500"), "رسوم الترخيص",
    )  # fmt: skip
    windows = written([["20/11/2026", "5", "JOD", "رسوم", "", ""]], coding="cp1256")
    assert files.read(windows).lines[0].text == "رسوم"


def test_credit_and_debit_in_columns_of_their_own_and_running_balances():
    content = written(
        [
            ["20.11.2026", "15.000", "", "JOD", "115.000"],
            ["20.11.2026", "", "2.500", "JOD", "112.500"],
        ],
        header=["Booking date", "Credit", "Debit", "Currency", "Balance"],
    )
    found = files.read(content)
    assert [line.signed for line in found.lines] == [Decimal("15.000"), Decimal("-2.500")]
    assert (found.opening, found.closing) == (Decimal("100.000"), Decimal("112.500"))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["31/02/2026", "5", "JOD"], "no date"),
        (["12/31/2026", "5", "JOD"], "no date"),
        (["2026-11-20", "1,5", "JOD"], "no amount"),
        (["2026-11-20", "1.250,500", "JOD"], "no amount"),
        (["2026-11-20", "12345678901", "JOD"], "no amount"),
        (["2026-11-20", "0", "JOD"], "zero"),
        (["2026-11-20", "5", "dinar"], "currency"),
    ],
)
def test_what_is_not_certain_is_said_with_its_row_and_nothing_is_taken(row, told):
    good = ["2026-11-20", "5", "JOD"]
    with pytest.raises(Unreadable) as refused:
        files.read(written([good, row], header=["date", "amount", "currency"]))
    assert "Row 3" in str(refused.value)
    assert told in str(refused.value)


def test_the_largest_amount_that_can_be_booked_is_read():
    """Ten digits before the point are what the books hold; one more is refused, not cut off."""
    row = ["2026-11-20", "9999999999.999", "JOD"]
    found = files.read(written([row], header=["date", "amount", "currency"]))
    assert found.lines[0].amount == Decimal("9999999999.999")


def test_missing_columns_are_named():
    with pytest.raises(Unreadable, match=r"date, currency"):
        files.read(b"amount,who\n5,me\n")


def test_two_equal_rows_are_two_movements_and_known_again_in_the_next_file():
    row = ["2026-11-20", "5", "JOD", "fee", "", "A"]
    first = files.read(written([row, row])).lines
    second = files.read(written([row, row, row])).lines
    assert first[0].key != first[1].key
    assert [line.key for line in second[:2]] == [line.key for line in first]
