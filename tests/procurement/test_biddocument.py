"""The bid inside an envelope: what fits its tender is read, all else is refused with a reason."""

import dataclasses
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.exact import SealError, canonical
from procurement import biddocument
from procurement.biddocument import (
    MOST_BYTES,
    Answer,
    Document,
    Missing,
    Terms,
    build,
    pad,
    parse,
)
from procurement.envelope import STEP
from procurement.sealwords import REASONS, reason

TERMS = Terms("T-1", 2, "b-1", "single", "C-1", "JOD", 3, (1, 2))
DOCUMENT: dict[str, Any] = {
    "part": 1, "requirement": 3, "name": "عرض.pdf", "type": "application/pdf", "size": 5, "sha256": "0" * 64,
}  # fmt: skip
VALUE = TERMS.stated | {
    "prices": [{"item": 1, "unit_price": "12.500"}, {"item": 2, "unit_price": "0"}],
    "documents": [DOCUMENT],
    "answers": [
        {"criterion": 2, "meets": True, "text": "Since 2011."},
        {"criterion": 5, "meets": False, "text": ""},
    ],
    "note": "A note.\nOf two lines.",
}


def refused(value, terms=TERMS):
    data = value if isinstance(value, bytes) else pad(canonical(value))
    with pytest.raises(SealError) as caught:
        parse(data, terms)
    assert reason(caught.value) == str(REASONS[caught.value.code])
    return caught.value.code


def test_a_bid_is_read_as_it_was_written():
    bid = parse(pad(canonical(VALUE)), TERMS)
    assert [(p.item, p.unit_price) for p in bid.prices] == [(1, Decimal("12.5")), (2, 0)]
    assert bid.documents == (Document(**DOCUMENT),)
    assert bid.answers == (Answer(2, True, "Since 2011."), Answer(5, False))
    assert bid.note == VALUE["note"]


names = some.text(some.characters(exclude_categories=["C", "Z"], exclude_characters="/\\"), min_size=1, max_size=200).filter(lambda name: name not in {".", ".."})  # fmt: skip

plain_text = some.text(some.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=200)


@settings(max_examples=60, deadline=None)
@given(
    prices=some.dictionaries(
        some.integers(1, 1_000_000),
        some.decimals(0, 10**12, places=3, allow_nan=False),
        max_size=40,
    ),
    files=some.lists(
        some.tuples(names, some.integers(0, 2**32), some.integers(0, 1_000_000)), max_size=5
    ),
    answers=some.dictionaries(
        some.integers(1, 1_000_000), some.tuples(some.booleans(), plain_text), max_size=5
    ),
    note=plain_text,
)
def test_whatever_fits_goes_in_and_comes_out(prices, files, answers, note):
    terms = dataclasses.replace(TERMS, items=tuple(prices))
    documents = [
        Document(part, name, "application/pdf", size, "a" * 64, requirement)
        for part, (name, size, requirement) in enumerate(files, start=1)
    ]
    answered = [Answer(number, *said) for number, said in answers.items()]
    data = build(terms, prices, documents, note, answered)
    assert len(data) % STEP == 0
    bid = parse(data, terms)
    assert {price.item: price.unit_price for price in bid.prices} == prices
    assert list(bid.documents) == documents
    assert {a.criterion: (a.meets, a.text) for a in bid.answers} == answers
    assert bid.note == note


@settings(max_examples=150, deadline=None)
@given(some.binary(max_size=200) | some.text(max_size=100).map(str.encode))
def test_anything_else_is_refused_and_nothing_else_happens(data):
    refused(data.ljust(STEP))


CHANGED = {
    "another tender": ({"tender": "T-2"}, "other"),
    "another lot": ({"lot": 1}, "other"),
    "true for lot 1": ({"lot": True}, "other"),
    "another bid": ({"bid": "b-2"}, "other"),
    "another company": ({"company": "C-2"}, "other"),
    "another currency": ({"currency": "USD"}, "other"),
    "another envelope": ({"envelope": "financial"}, "other"),
    "another format": ({"format": "mizan-bid-2"}, "other"),
    "a list for a tender": ({"tender": ["T-1"]}, "other"),
    "an item without a price": ({"prices": VALUE["prices"][:1]}, "prices"),
    "an item twice": ({"prices": [VALUE["prices"][0]] * 2}, "prices"),
    "an item of another lot": (
        {"prices": [*VALUE["prices"], {"item": 3, "unit_price": "1"}]},
        "prices",
    ),
    "items out of order": ({"prices": VALUE["prices"][::-1]}, "prices"),
    "no prices": ({"prices": []}, "prices"),
    "prices as an object": ({"prices": {}}, "form"),
    "prices without end": ({"prices": VALUE["prices"][:1] * 5001}, "form"),
    "no answers": ({"answers": None}, "form"),
    "answers out of order": ({"answers": VALUE["answers"][::-1]}, "answers"),
    "a criterion answered twice": ({"answers": VALUE["answers"][:1] * 2}, "answers"),
    "an answer that is neither yes nor no": (
        {"answers": [VALUE["answers"][0] | {"meets": 1}]},
        "answers",
    ),
    "an answer as null": ({"answers": [VALUE["answers"][0] | {"meets": None}]}, "answers"),
    "an answer to criterion 0": ({"answers": [VALUE["answers"][0] | {"criterion": 0}]}, "form"),
    "an answer without end": ({"answers": [VALUE["answers"][0] | {"text": "x" * 5001}]}, "form"),
    "an answer with a field more": ({"answers": [VALUE["answers"][0] | {"more": 1}]}, "form"),
    "no documents field": ({"documents": None}, "form"),
    "a note as a number": ({"note": 5}, "form"),
    "a note without end": ({"note": "x" * 10_001}, "form"),
    "a control character": ({"note": "a\u0000b"}, "form"),
    "writing turned around": ({"note": "a\u202eb"}, "form"),
    "a field more": ({"discount": "10"}, "form"),
}


@pytest.mark.parametrize(("changes", "code"), CHANGED.values(), ids=CHANGED)
def test_a_bid_that_does_not_fit_is_refused(changes, code):
    assert refused(VALUE | changes) == code


@pytest.mark.parametrize(
    "price",
    [
        "", "-1", "+1", "1.", ".5", "01", "1.2345", "1e3", "NaN", "Infinity", "1,5", " 1", "1 ",
        "١", "1\n", "0x1", "1" * 16, 1, 1.5, None, True, ["1"],
    ],
)  # fmt: skip
def test_a_price_is_digits_with_the_decimals_of_the_currency(price):
    if isinstance(price, float):
        text = json.dumps(VALUE | {"prices": [{"item": 1, "unit_price": price}]})
        assert refused(text.encode().ljust(STEP)) == "form"
        return
    prices = [{"item": 1, "unit_price": price}, VALUE["prices"][1]]
    assert refused(VALUE | {"prices": prices}) == "prices"


@pytest.mark.parametrize(("decimals", "price"), [(0, "1.0"), (2, "1.005"), (3, "1.0005")])
def test_every_currency_has_its_own_decimals(decimals, price):
    terms = dataclasses.replace(TERMS, decimals=decimals, items=(1,))
    assert refused(VALUE | {"prices": [{"item": 1, "unit_price": price}]}, terms) == "prices"
    parse(pad(canonical(VALUE | {"prices": [{"item": 1, "unit_price": price[:-2].rstrip(".")}]})), terms)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"part": 2}, "documents"), ({"part": 0}, "form"), ({"part": "1"}, "form"),
        ({"name": ""}, "form"), ({"name": "../x"}, "documents"), ({"name": "a\\b"}, "documents"),
        ({"name": ".."}, "documents"), ({"name": " a"}, "documents"), ({"name": "a\nb"}, "form"),
        ({"name": "gpj\u202efdp.exe"}, "form"), ({"name": "x" * 201}, "form"),
        ({"type": "pdf"}, "documents"), ({"type": "text/html; charset=x"}, "documents"),
        ({"size": -1}, "form"), ({"size": 2**33}, "form"), ({"size": True}, "form"),
        ({"requirement": -1}, "form"), ({"requirement": "3"}, "form"),
        ({"requirement": None}, "form"), ({"requirement": 1_000_001}, "form"),
        ({"sha256": "0" * 63}, "form"), ({"sha256": None}, "form"), ({"more": 1}, "form"),
    ],
)  # fmt: skip
def test_a_document_that_is_not_described_as_it_should_be_is_refused(changes, code):
    assert refused(VALUE | {"documents": [DOCUMENT | changes]}) == code


def test_a_technical_envelope_has_no_prices():
    terms = dataclasses.replace(TERMS, envelope="technical")
    assert refused(VALUE | {"envelope": "technical"}, terms) == "prices"
    assert not parse(pad(canonical(VALUE | {"envelope": "technical", "prices": []})), terms).prices


def test_a_financial_envelope_has_neither_answers_nor_a_note():
    terms = dataclasses.replace(TERMS, envelope="financial")
    financial = VALUE | {"envelope": "financial"}
    assert refused(financial, terms) == "answers"
    assert refused(financial | {"answers": []}, terms) == "answers"
    assert refused(financial | {"note": ""}, terms) == "answers"
    parse(pad(canonical(financial | {"answers": [], "note": ""})), terms)


def test_what_is_missing_is_told_and_the_bid_is_read_all_the_same():
    terms = dataclasses.replace(TERMS, documents=(3, 4), criteria=(2, 6))
    bid = parse(pad(canonical(VALUE)), terms)
    assert bid.missing == Missing((4,), (6,))
    assert not parse(pad(canonical(VALUE)), TERMS).missing
    other = dataclasses.replace(terms, envelope="financial")
    changed = {"envelope": "financial", "answers": [], "note": ""}
    assert parse(pad(canonical(VALUE | changed)), other).missing == Missing((4,), ())


def test_one_bid_has_one_spelling():
    text = canonical(VALUE)
    assert refused(json.dumps(VALUE).encode().ljust(STEP)) == "form"
    assert refused(text.replace(b'"lot":2', b'"lot":2,"lot":2').ljust(STEP)) == "form"
    assert refused(text) == "size"
    assert refused(text.ljust(2 * STEP)) == "size"
    assert refused(text.ljust(STEP - 1) + b"\n") == "form"
    assert refused(b" " + text.ljust(STEP - 1)) == "form"
    assert refused(text.ljust(STEP, b"\0")) == "form"
    assert refused(b" " * STEP) == "form"
    assert refused(b" " * (MOST_BYTES + STEP)) == "size"


def test_what_would_be_refused_cannot_be_built():
    with pytest.raises(SealError):
        build(TERMS, {1: "1"})
    with pytest.raises(SealError):
        build(TERMS, {1: Decimal("1.0005"), 2: "1"})
    with pytest.raises(SealError):
        build(TERMS, {1: Decimal("NaN"), 2: "1"})
    with pytest.raises(SealError):
        dataclasses.replace(TERMS, company="شركة")
    assert biddocument.pad(b"").strip() == b""
