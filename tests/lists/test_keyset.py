"""Pages by key over any order: forwards and back, every row once, ties and nothings included."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.lists.keyset import Order, in_pieces, number, page_of
from accounts.models import User

DAY = datetime(2026, 1, 1, tzinfo=UTC)
# Few values, so that many rows tie; None is the row that has none.
SOME = st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=23)


def people(values):
    User.objects.bulk_create(
        User(
            email=f"k{place}@example.org",
            name=f"Name {value}",
            last_login=None if value is None else DAY + timedelta(days=value),
        )
        for place, value in enumerate(values)
    )
    return User.objects.filter(email__startswith="k", email__endswith="@example.org")


def expected(query, order):
    """The whole list, sorted here: nothings last, ties by id in the same direction."""
    rows = list(query)

    def key(row):
        value = row.pk if order.by == "pk" else getattr(row, order.by)
        return (value is not None, value or 0, row.pk)

    some = [row for row in rows if key(row)[0]]
    none = [row for row in rows if not key(row)[0]]
    some.sort(key=lambda row: key(row)[1:], reverse=order.descending)
    none.sort(key=lambda row: row.pk, reverse=order.descending)
    return [row.pk for row in some + none]


def walked(query, order, size, *, backwards=False, start=None):
    found: list[int] = []
    place = start
    while True:
        page = page_of(query, order, size, place=place, backwards=backwards)
        rows = [row.pk for row in page.rows]
        found = rows + found if backwards else found + rows
        if not (page.has_previous if backwards else page.has_next):
            return found
        place = order.place(query, rows[0] if backwards else rows[-1])


ORDERS = st.sampled_from(
    [
        Order(by, descending, nullable=by == "last_login")
        for by in ("pk", "name", "last_login")
        for descending in (False, True)
    ]
)


@given(values=SOME, order=ORDERS, size=st.integers(1, 7))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_walking_gives_every_row_once_forwards_and_backwards(db, values, order, size):
    with transaction.atomic():
        query = people(values)
        wanted = expected(query, order)
        assert walked(query, order, size) == wanted
        if wanted:
            last = order.place(query, wanted[-1])
            assert walked(query, order, size, backwards=True, start=last) == wanted[:-1]
        pieces = list(in_pieces(query, order, size))
        assert [row.pk for piece in pieces for row in piece] == wanted
        transaction.set_rollback(True)


def test_a_row_that_left_the_list_still_says_where_the_reader_was(db):
    query, order = people([1, 1, 2, 2, 3]), Order("name")
    rows = list(order.apply(query))
    place = order.place(query, rows[1].pk)
    rest = page_of(query.exclude(pk=rows[1].pk), order, 10, place=place)
    assert rest.rows == rows[2:]


def test_only_ids_are_ids():
    odd = ["", "x", "²", "-1", "1.0", " 1", "٣", "9" * 19, "0x1", "1\x00"]
    assert [number(text) for text in odd] == [None] * len(odd)
    assert number("12") == 12
