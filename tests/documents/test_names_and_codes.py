"""File names become harmless; codes are readable, forgiving and unguessable."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import codes
from documents.names import LENGTH, claimed_type, tidy_name
from documents.sniff import TYPES

PDF, JPG = TYPES["pdf"], TYPES["jpg"]
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_tidy_name_is_harmless(given_name):
    name = tidy_name(given_name, PDF)
    assert name.endswith(".pdf")
    assert 5 <= len(name) <= LENGTH
    assert not set(name) & set('/\\<>:"|?*\n\r\t\0')
    assert not any(unicodedata.category(c) in {"Cc", "Cf"} for c in name if c != "\u0600")
    assert not name.startswith(".")


@settings(deadline=None)
@given(ANY_TEXT)
def test_tidying_twice_changes_nothing(given_name):
    once = tidy_name(given_name, PDF)
    assert tidy_name(once, PDF) == once


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("عرض السعر.pdf", "عرض السعر.pdf"),
        ("C:\\Users\\me\\scan.PDF", "scan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("safe\u202egpj.pdf", "safegpj.pdf"),
        ("a\u200bb\u200d.pdf", "ab.pdf"),
        ("report.exe", "report.exe.pdf"),
        ("line\nbreak.pdf", "line break.pdf"),
        ('"quoted"; filename=evil.html', "quoted ; filename=evil.html.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "file.pdf"),
        ("CON.pdf", "CON_.pdf"),
        ("x" * 400 + ".pdf", "x" * (LENGTH - 4) + ".pdf"),
    ],
)
def test_names_as_people_and_attackers_give_them(given_name, expected):
    assert tidy_name(given_name, PDF) == expected


def test_an_ending_that_is_as_good_is_kept():
    assert tidy_name("photo.jpeg", JPG) == "photo.jpeg"


def test_the_type_a_name_claims_is_read_past_invisible_signs():
    assert claimed_type("a.p\u200bdf") is PDF
    assert claimed_type("a.txt") is None
    assert claimed_type("pdf") is None


@settings(deadline=None)
@given(st.data())
def test_a_code_is_found_however_it_is_typed(data):
    code = codes.new()
    typed = data.draw(st.sampled_from([str.lower, str.upper, str.title]))(codes.grouped(code))
    typed = typed.replace("-", data.draw(st.sampled_from(["", " ", "-", " - ", "–", "\u00a0"])))
    for digit, letters in {"0": "Oo", "1": "IiLl"}.items():
        typed = typed.replace(digit, data.draw(st.sampled_from([digit, *letters])))
    assert codes.normal(f" {typed}\u200f ") == code


@settings(deadline=None)
@given(ANY_TEXT)
def test_what_is_no_code_is_none(text):
    found = codes.normal(text)
    assert found == "" or (len(found) == 12 and set(found) <= set(codes.ALPHABET))


def test_arabic_digits_are_digits():
    assert codes.normal("٧KQ٤-M2XD-9TPA") == "7KQ4M2XD9TPA"


def test_codes_have_sixty_bits_of_an_alphabet_without_lookalikes():
    assert len(codes.ALPHABET) ** codes.LENGTH >= 2**60
    assert not set("OILU") & set(codes.ALPHABET)
    assert len({codes.new() for _ in range(2000)}) == 2000
