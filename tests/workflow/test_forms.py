"""What people type, tidied before a field sees it."""

from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict

from accounts.text import plain_number, tidy
from workflow.forms import TidyForm


class PriceForm(TidyForm):
    price = forms.DecimalField()
    price_note = forms.CharField(required=False)
    day = forms.DateField(required=False)
    names = forms.MultipleChoiceField(choices=[("a", "a"), ("b", "b")], required=False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1260", "1260"),
        ("1,260.500", "1260.500"),
        ("1,234,567", "1234567"),
        ("١٬٢٦٠٫٥", "1260.5"),
        ("١٢٦٠", "1260"),
        ("۱۲۶۰", "1260"),
        ("1 260", "1260"),
        ("1\u00a0260", "1260"),
        ("-1,000", "-1000"),
        (" 12 ", "12"),
        ("\u200f12\u200e", "12"),
    ],
)
def test_numbers_are_read_as_they_are_written_here(typed, read):
    form = PriceForm({"price": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] == Decimal(read)


@pytest.mark.parametrize("typed", ["1,5", "1,26", "12,34,567", "1.260.500", "1,2605", "12 34", "x"])
def test_what_could_be_read_in_two_ways_is_not_guessed(typed):
    """1,5 is one and a half to some: it must never become fifteen."""
    form = PriceForm({"price": typed})
    assert not form.is_valid()
    assert "price" in form.errors


def test_words_beside_a_number_keep_their_commas_and_digits():
    form = PriceForm(QueryDict("price=1&price_note=١,٢ or 1,000"))
    assert form.is_valid()
    assert form.cleaned_data["price_note"] == "١,٢ or 1,000"


def test_a_day_in_arabic_digits():
    form = PriceForm({"price": "1", "day": "٢٠٢٦-١١-٢٢"})
    assert form.is_valid()
    assert form.cleaned_data["day"].isoformat() == "2026-11-22"


def test_several_values_of_one_name_stay_several():
    form = PriceForm(QueryDict("price=1&names=a&names=b"))
    assert form.is_valid()
    assert form.cleaned_data["names"] == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Al\u200bNoor", "AlNoor"),
        ("\u202eevil\u202c", "evil"),
        ("\u2067نور\u2069", "نور"),
        ("a\x00b\x1fc", "abc"),
        ("two\nlines", "two\nlines"),
        ("e\u0301", "é"),
        ("شركة Noor", "شركة Noor"),
    ],
)
def test_invisible_characters_go(typed, kept):
    assert tidy(typed) == kept


def test_plain_number_leaves_other_text_alone():
    assert plain_number("twelve, say") == "twelve, say"


def test_numbers_are_asked_for_in_inputs_that_take_any_digits():
    class Asked(TidyForm):
        area = forms.DecimalField(max_digits=9, decimal_places=2, min_value=1)
        fridges = forms.IntegerField(min_value=0)

    form = Asked({"area": "٨٦٫٥", "fridges": "۳"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"area": Decimal("86.5"), "fridges": 3}
    for name, keyboard in (("area", "decimal"), ("fridges", "numeric")):
        html = str(form[name])
        assert 'type="text"' in html
        assert f'inputmode="{keyboard}"' in html
