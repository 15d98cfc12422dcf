"""Numbers have one spelling and a possible shape; names are written in the right script."""

import pytest

from vendors.folding import fold
from vendors.numbers import registration_number, tax_number, telephone
from vendors.scripts import is_arabic, is_english


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("200 123 456", "200123456"),
        ("٢٠٠١٢٣", "200123"),
        ("\u200ea-12/b", "A-12/B"),
        ("ش/12", "ش/12"),
    ],
)
def test_registration_numbers_have_one_spelling(typed, kept):
    assert registration_number(typed) == kept


@pytest.mark.parametrize("typed", ["", "12", "abc", "-123", "12_34", "1" * 41, "'; drop--1", "<1>"])
def test_what_cannot_be_a_registration_number_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011  (that it is refused is all there is to it)
        registration_number(typed)


def test_tax_numbers_are_checked_where_the_country_has_a_check_digit():
    assert tax_number("100-531-385", "EG") == "100531385"
    with pytest.raises(ValueError):  # noqa: PT011
        tax_number("1005", "EG")
    assert tax_number("GB 980 7806 84", "GB") == "980780684"
    with pytest.raises(ValueError):  # noqa: PT011
        tax_number("980780685", "GB")


def test_elsewhere_only_the_shape_of_a_tax_number_is_checked():
    assert tax_number("١٢٣ ٤٥٦ ٧٨", "JO") == "12345678"
    for typed in ("12", "12a45678", "-1234567", "1" * 30):
        with pytest.raises(ValueError):  # noqa: PT011
            tax_number(typed, "JO")


def test_telephone_numbers_keep_their_shape():
    assert telephone("+962  6 500-0000") == "+962 6 500-0000"
    assert telephone("٠٧٩٥٠٠٠٠٠٠") == "0795000000"
    for typed in ("12", "call me", "+96265000000000000000"):
        with pytest.raises(ValueError):  # noqa: PT011
            telephone(typed)


def test_scripts_of_names():
    assert is_arabic("شركة IBM الأردن")
    assert not is_arabic("IBM 2000")
    assert is_english("Al-Noor & Sons (Est.) Café 24")
    assert not is_english("24/7")
    assert not is_english("Аl Noor")  # the first letter is Cyrillic


def test_folding_makes_spellings_one():
    assert fold("الإعْمـار") == fold("الاعمار")
    assert fold("مؤسّسة") == fold("موسسه")
    assert fold("AL Noor") == "al noor"
