"""The arithmetic of fee schedules: properties that hold for every schedule and every answer."""

from decimal import Decimal
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from licensing import fee_schedule as fs
from licensing.catalogue_parts import base, exemption, late, per_unit, per_year, slabs, w
from licensing.fees import rounded

LABEL = w("رسم", "Fee")
JOD = partial(rounded, currency="JOD")
AMOUNTS = st.decimals(0, 100_000, places=4, allow_nan=False).map(lambda value: f"{value:f}")
VALUES = st.one_of(
    st.integers(0, 10**6),
    st.floats(0, 10**6, allow_nan=False),
    st.booleans(),
    st.none(),
    st.lists(st.just({"name": "row"}), max_size=5),
)
PERCENTS = st.decimals(0, 100, places=2, allow_nan=False).map(lambda value: f"{value:f}")
SIZES = st.sampled_from(["", "micro", "small", "medium", "large"])
AIMS = st.sampled_from(["new", "renew", "amend", "transfer", "replace", "surrender"])


@st.composite
def steps(draw, growing=False):
    limits = sorted(draw(st.sets(st.integers(1, 10**6), max_size=5)))
    amounts = [Decimal(draw(AMOUNTS)) for _ in range(len(limits) + 1)]
    if growing:
        amounts.sort()
    return list(zip([*map(str, limits), None], [f"{a:f}" for a in amounts], strict=True))


@st.composite
def rows(draw):
    found = []
    for number in range(draw(st.integers(0, 6))):
        key, kind = f"r{number}", draw(st.sampled_from(fs.KINDS))
        aims = draw(st.lists(AIMS, min_size=1, unique=True))
        if kind == "base":
            row = base(key, LABEL, draw(AMOUNTS))
        elif kind == "slabs":
            mode = draw(st.sampled_from([fs.WHOLE, fs.MARGINAL]))
            row = slabs(key, LABEL, "size", *draw(steps()), mode=mode)
        elif kind == "per_unit":
            free = str(draw(st.integers(0, 50)))
            row = per_unit(key, LABEL, "count", draw(AMOUNTS), free=free)
        elif kind == "per_year":
            row = per_year(key, LABEL, draw(AMOUNTS))
        else:
            mode = draw(st.sampled_from([fs.FIXED, fs.PERCENT]))
            per = draw(st.sampled_from([fs.ONCE, fs.MONTHLY]))
            row = late(
                key, LABEL, draw(AMOUNTS), mode=mode, per=per, most=draw(st.none() | AMOUNTS)
            )
        found.append({**row, "aims": aims})
    return found


@st.composite
def schedules(draw):
    charged = draw(rows())
    keys = [row["key"] for row in charged]
    exempted = [
        exemption(
            f"e{number}",
            LABEL,
            draw(PERCENTS),
            basis=LABEL,
            rows=draw(st.lists(st.sampled_from(keys), unique=True)) if keys else (),
            sizes=draw(st.lists(SIZES.filter(bool), unique=True)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return {"rows": charged, "exemptions": exempted}


GIVEN = st.builds(
    fs.Given,
    aim=AIMS,
    values=st.fixed_dictionaries({}, optional={"size": VALUES, "count": VALUES}),
    size=SIZES,
    months=st.integers(1, 120),
    days_late=st.integers(0, 400),
)


@given(schedules(), GIVEN)
def test_nothing_is_ever_owed_back_and_all_is_decimal_and_rounded_once(schedule, about):
    lines = fs.lines(schedule, about, JOD)
    assert fs.total(lines) >= 0
    for line in lines:
        assert isinstance(line.amount, Decimal)
        assert line.amount == JOD(line.amount)
        assert (line.amount < 0) == (line.kind == fs.EXEMPTION)
    assert fs.total(lines) == sum((line.amount for line in lines), Decimal(0))


@given(schedules(), GIVEN, st.randoms())
def test_the_order_of_rows_and_exemptions_decides_nothing(schedule, about, chance):
    mixed = {name: list(rows) for name, rows in schedule.items()}
    for some in mixed.values():
        chance.shuffle(some)
    one, other = fs.lines(schedule, about, JOD), fs.lines(mixed, about, JOD)
    assert fs.total(one) == fs.total(other)
    assert {(line.key, line.kind, line.amount) for line in one} == {
        (line.key, line.kind, line.amount) for line in other
    }


@given(schedules(), GIVEN)
def test_no_line_is_exempted_more_than_whole(schedule, about):
    lines = fs.lines(schedule, about, JOD)
    charged = sum((line.amount for line in lines if line.amount > 0), Decimal(0))
    exempted = -sum((line.amount for line in lines if line.amount < 0), Decimal(0))
    assert exempted <= charged
    for line in lines:
        if line.kind == fs.EXEMPTION:
            assert -line.amount <= line.facts["of"]


@given(
    steps(growing=True),
    st.sampled_from([fs.WHOLE, fs.MARGINAL]),
    st.integers(0, 2 * 10**6),
    st.integers(0, 10**6),
)
def test_more_never_costs_less(some, mode, value, more):
    schedule = {"rows": [slabs("s", LABEL, "size", *some, mode=mode)]}

    def costs(size):
        return fs.total(fs.lines(schedule, fs.Given("new", {"size": size}), JOD))

    assert costs(value) <= costs(value + more)


@given(steps(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_marginal_slabs_never_leap(some, value, more):
    """One more unit costs at most the dearest rate: there is no cliff."""
    schedule = {"rows": [slabs("s", LABEL, "size", *some, mode=fs.MARGINAL)]}
    dearest = max(Decimal(amount) for _to, amount in some)

    def costs(size):
        return fs.total(fs.lines(schedule, fs.Given("new", {"size": size}), lambda amount: amount))

    assert 0 <= costs(value + more) - costs(value) <= dearest * more


@given(AMOUNTS, st.integers(0, 400), st.integers(0, 400), AMOUNTS)
def test_a_penalty_grows_with_time_and_stops_at_its_limit(amount, days, more, most):
    row = late("l", LABEL, amount, mode=fs.FIXED, per=fs.MONTHLY, most=most)

    def costs(days_late):
        about = fs.Given("renew", days_late=days_late)
        return fs.total(fs.lines({"rows": [row]}, about, JOD))

    assert costs(0) == 0
    assert costs(days) <= costs(days + more) <= JOD(Decimal(most))


def test_slabs_of_both_kinds_by_hand():
    some = (("50", "10"), ("100", "25"), (None, "60"))
    whole = {"rows": [slabs("s", LABEL, "size", *some)]}
    marginal = {"rows": [slabs("s", LABEL, "size", *some, mode=fs.MARGINAL)]}

    def costs(schedule, size):
        return fs.total(fs.lines(schedule, fs.Given("new", {"size": size}), JOD))

    assert [costs(whole, size) for size in (0, 50, 50.5, 100, 101)] == [10, 10, 25, 25, 60]
    assert [costs(marginal, size) for size in (0, 50, 60, 100, 101)] == [0, 500, 750, 1750, 1810]


def test_of_several_exemptions_the_greatest_counts_alone():
    schedule = {
        "rows": [base("a", LABEL, "100"), base("b", LABEL, "10")],
        "exemptions": [
            exemption("half", LABEL, "50", basis=LABEL),
            exemption("most", LABEL, "80", basis=LABEL, rows=("a",), sizes=("micro",)),
        ],
    }
    lines = fs.lines(schedule, fs.Given("new", size="micro"), JOD)
    assert {line.key: int(line.amount) for line in lines} == {
        "a": 100,
        "b": 10,
        "half": -5,
        "most": -80,
    }


def test_a_penalty_is_of_what_is_owed_and_is_not_exempted_unless_named():
    schedule = {
        "rows": [late("late", LABEL, "10", per="month", most="25"), base("a", LABEL, "100")],
        "exemptions": [exemption("half", LABEL, "50", basis=LABEL)],
    }
    about = fs.Given("renew", days_late=31)
    lines = fs.lines(schedule, about, JOD)
    assert [line.amount for line in lines] == [100, -50, 10]
    assert fs.total(fs.lines(schedule, fs.Given("renew", days_late=200), JOD)) == Decimal("62.5")
    schedule["exemptions"].append(exemption("mercy", LABEL, "100", basis=LABEL, rows=("late",)))
    assert fs.total(fs.lines(schedule, about, JOD)) == 50


def test_rows_count_only_for_their_aims_and_answers():
    schedule = {
        "rows": [
            {**base("fresh", LABEL, "7"), "when": {"goods": ["fresh"]}},
            base("copy", LABEL, "2", aims=("replace",)),
            {**base("yes", LABEL, "3"), "when": {"night": [True]}},
        ]
    }

    def keys(aim, **values):
        return [line.key for line in fs.lines(schedule, fs.Given(aim, values), JOD)]

    assert keys("new", goods="fresh", night=True) == ["fresh", "yes"]
    assert keys("new", goods="dry", night=1) == []
    assert keys("replace", goods="fresh") == ["copy"]
    assert keys("new", goods=["dry", "fresh"]) == ["fresh"]
