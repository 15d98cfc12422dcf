"""Which bid wins, and how prices add up: for any bids and any prices."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.money import plain
from procurement.ranking import Entry, decimals, is_tied, ranked, total_price

START = datetime(2026, 11, 22, tzinfo=UTC)
prices = st.decimals(min_value="0.001", max_value="999999999", places=3)
moments = st.integers(min_value=0, max_value=5).map(lambda s: START + timedelta(seconds=s))
entries = st.lists(
    st.builds(Entry, key=st.integers(min_value=1), total=prices, submitted_at=moments),
    min_size=1,
    unique_by=lambda e: e.key,
)


@given(entries)
def test_the_lowest_price_wins(bids):
    best = ranked(bids)[0]
    assert all(best.total <= bid.total for bid in bids)


@given(entries)
def test_of_equal_prices_the_one_submitted_first_wins(bids):
    best = ranked(bids)[0]
    rivals = [bid for bid in bids if bid.total == best.total]
    assert best.submitted_at == min(bid.submitted_at for bid in rivals)
    assert is_tied(ranked(bids)) == (len(rivals) > 1)


@given(entries, st.randoms())
def test_the_order_in_which_bids_are_read_makes_no_difference(bids, random):
    shuffled = list(bids)
    random.shuffle(shuffled)
    assert ranked(shuffled) == ranked(bids)


@given(entries)
def test_nobody_is_lost_in_the_ranking(bids):
    assert {bid.key for bid in ranked(bids)} == {bid.key for bid in bids}


quantities = st.decimals(min_value="0.0001", max_value="1000000", places=4)
lines = st.lists(st.tuples(quantities, prices), min_size=1, max_size=40)


@given(lines)
def test_a_total_is_rounded_once_to_the_fils(rows):
    exact = sum(q * p for q, p in rows)
    total = total_price(rows, "JOD")
    assert abs(total - exact) <= Decimal("0.0005")
    assert -total.as_tuple().exponent == 3


def test_rounding_once_differs_from_rounding_each_line():
    rows = [(Decimal("0.5"), Decimal("0.001"))] * 2
    assert total_price(rows, "JOD") == Decimal("0.001")


def test_half_a_fils_is_rounded_up():
    assert total_price([(Decimal("0.5"), Decimal("0.001"))], "JOD") == Decimal("0.001")


def test_currencies_have_their_own_decimals():
    assert (decimals("JOD"), decimals("EUR"), decimals("JPY")) == (3, 2, 0)


@given(st.decimals(min_value=0, max_value="99999999", places=4))
def test_a_plain_number_is_the_same_number(value):
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))
