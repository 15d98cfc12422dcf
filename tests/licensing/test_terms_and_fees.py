"""Dates and amounts, for any anchor, any length and any currency."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from licensing import terms
from licensing.fees import decimals, plain, rounded
from licensing.terms import Period, anniversary, first_period, last_day, next_period, term

ANCHORS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 240)
NUMBERS = st.integers(1, 30)
LEAP = date(2024, 2, 29)


@given(ANCHORS, st.integers(1, 60), NUMBERS)
@example(LEAP, 12, 4)
@example(date(2025, 1, 31), 1, 1)
def test_terms_follow_one_another_without_gap_or_overlap(anchor, months, number):
    here, after = term(anchor, months, number), term(anchor, months, number + 1)
    assert here.since < here.until == after.since < after.until
    assert here.holds_on(here.since)
    assert not here.holds_on(here.until)
    assert here.holds_on(here.last_day)
    assert here.last_day + timedelta(days=1) == here.until


@given(ANCHORS, MONTHS)
@example(LEAP, 12)
@example(date(2023, 12, 31), 2)
def test_an_anniversary_falls_on_the_same_day_or_on_the_first_after_a_short_month(anchor, months):
    day = anniversary(anchor, months)
    years, month = divmod(anchor.month - 1 + months, 12)
    year, month = anchor.year + years, month + 1
    if anchor.day <= monthrange(year, month)[1]:
        assert day == date(year, month, anchor.day)
    else:
        assert day == date(year, month, 1) + timedelta(days=monthrange(year, month)[1])
        assert day.day == 1


@given(ANCHORS, st.integers(1, 12), st.integers(0, 20))
def test_later_anniversaries_lose_nothing_to_short_months(anchor, months, count):
    """Counted from the anchor, the day comes back as soon as a month has it."""
    day = anniversary(anchor, months * count)
    assert day.day in (anchor.day, 1)
    assert day >= anchor


def test_a_licence_from_29_february_over_12_years():
    years = [term(LEAP, 12, number) for number in range(1, 13)]
    assert [str(t.last_day) for t in years[:4]] == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-28",
    ]
    assert years[4].since == date(2028, 2, 29)
    assert years[8].since == date(2032, 2, 29)
    assert years[11].until == date(2036, 2, 29)


def test_the_last_day_of_a_month():
    assert term(date(2025, 1, 31), 1) == Period(date(2025, 1, 31), date(2025, 3, 1))
    assert term(date(2025, 1, 31), 1, 2) == Period(date(2025, 3, 1), date(2025, 3, 31))
    assert last_day(date(2025, 3, 1)) == date(2025, 2, 28)


@given(ANCHORS)
@example(LEAP)
def test_a_year_is_never_shorter_than_a_year(anchor):
    assert (term(anchor, 12).until - anchor).days in (365, 366)


# --- money -----------------------------------------------------------------------------

AMOUNTS = st.decimals(0, 10**9, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("currency", "places"), [("JOD", 3), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)]
)
def test_a_currency_has_its_own_decimals(currency, places):
    assert decimals(currency) == places
    assert -rounded(Decimal("1.23456"), currency).as_tuple().exponent == places


@given(AMOUNTS, st.sampled_from(["JOD", "USD", "JPY", "TND", "EUR"]))
def test_rounding_is_done_once_and_stays(amount, currency):
    once = rounded(amount, currency)
    assert rounded(once, currency) == once
    assert abs(once - amount) <= Decimal(1).scaleb(-decimals(currency)) / 2


@given(AMOUNTS)
def test_halves_go_up(amount):
    assert rounded(Decimal("0.0005"), "JOD") == Decimal("0.001")
    assert rounded(Decimal("2.5"), "JPY") == Decimal(3)
    assert rounded(amount, "JOD") >= 0


def test_the_trail_writes_amounts_plainly():
    assert plain(Decimal("75.5"), "JOD") == "75.500 JOD"
    assert plain(Decimal(1200), "JPY") == "1200 JPY"


# --- terms that follow one another -----------------------------------------------------


@given(ANCHORS, st.lists(st.integers(1, 60), min_size=1, max_size=12), st.booleans())
@example(LEAP, [12] * 12, False)
def test_renewed_terms_leave_no_gap_and_do_not_overlap(anchor, lengths, to_year_end):
    """Whatever length the licence type gives from one renewal to the next."""
    ends = terms.YEAR_END if to_year_end else ""
    since, counted_from = anchor, anchor
    for months in lengths:
        period, counted_from = next_period(counted_from, since, months, ends)
        assert period.since == since < period.until
        since = period.until


@given(ANCHORS, st.integers(1, 36), NUMBERS)
@example(LEAP, 12, 12)
def test_renewals_of_one_length_are_counted_from_the_anchor(anchor, months, number):
    """However many: the anniversary of the first day, not of the last term."""
    since, counted_from = anchor, anchor
    for _renewal in range(number):
        period, counted_from = next_period(counted_from, since, months)
        since = period.until
    assert counted_from == anchor
    assert since == anniversary(anchor, months * number)


def test_twelve_renewals_of_a_licence_from_29_february():
    since, ends = LEAP, []
    for _renewal in range(12):
        period, _anchor = next_period(LEAP, since, 12)
        ends.append(period.last_day)
        since = period.until
    leap_years = [day for day in ends if day.day == 28 and (day + timedelta(days=1)).month == 2]
    assert [day.year for day in leap_years] == [2028, 2032, 2036]
    assert all((day.month, day.day) == (2, 28) for day in ends)


@given(ANCHORS, st.integers(1, 60), NUMBERS)
def test_terms_to_the_end_of_the_year(anchor, months, number):
    period = first_period(anchor, months, terms.YEAR_END)
    for _renewal in range(number):
        assert (period.last_day.month, period.last_day.day) == (12, 31)
        period, _anchor = next_period(anchor, period.until, months, terms.YEAR_END)


def test_a_type_that_changes_from_year_end_to_anniversaries_counts_from_there():
    anchor = date(2025, 5, 20)
    first = first_period(anchor, 12, terms.YEAR_END)
    assert first == Period(anchor, date(2026, 1, 1))
    period, counted_from = next_period(anchor, first.until, 12)
    assert (period.until, counted_from) == (date(2027, 1, 1), date(2026, 1, 1))
