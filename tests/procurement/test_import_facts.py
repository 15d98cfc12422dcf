"""What releases say: merging, single fields, states; and that nothing is guessed."""

import json
import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.models import Tender
from procurement.models.imported import PAST_STATES
from procurement.ocds import codes
from procurement.ocds.facts import facts_of
from procurement.ocds.jsontext import decode, digest, encode
from procurement.ocds.merging import compiled
from procurement.ocds.parties import Words
from procurement.ocds.problems import REASONS
from tests.procurement.import_samples import AWARD, OCID, OLD, PROCESS, TENDER, copy


def read(*releases):
    """The facts and the problems, as (path, reason), of releases as they come out of a file."""
    facts, notes = facts_of(OCID, [decode(json.dumps(r)) for r in releases])
    return facts, [(n.path, n.reason) for n in notes]


def with_tender(**changes):
    return copy(TENDER, tender={**TENDER["tender"], **changes})


# --- whole processes --------------------------------------------------------------------


def test_whole_process_is_read_without_a_problem() -> None:
    facts, problems = read(*PROCESS)
    assert problems == []
    assert facts.state == codes.CONTRACTED
    assert facts.title == Words(en="Pumps for three wells")
    assert (facts.value.amount, facts.value.currency) == (Decimal("4500.1250"), "JOD")
    assert facts.closes_at == datetime(2019, 3, 1, 9, tzinfo=UTC)
    assert facts.questions_until == datetime(2019, 2, 20, 9, tzinfo=UTC)
    assert facts.awarded_at == datetime(2019, 3, 20, 7, tzinfo=UTC)
    assert facts.recorded_at == datetime(2019, 1, 5, 5, tzinfo=UTC)
    assert facts.buyer.known_as == "XX-GOV:77"
    assert [lot.title.en for lot in facts.lots] == ["Pumps", "Fitting"]
    assert [(i.quantity, i.unit, i.category, i.lot) for i in facts.items] == [
        (Decimal("3.000000"), "piece", "CPV 42122000", 0),
        (Decimal("1.500000"), "", "", 1),
    ]
    [award] = facts.awards
    assert award.suppliers == [{"id": "s-1", "name": "Waha Pumps"}]
    assert (award.lot, award.status) == (0, "active")
    [contract] = facts.contracts
    # The day as the source wrote it, in its own zone.
    assert contract.signed_on == date(2019, 4, 1)
    assert (contract.award, contract.starts_on, contract.ends_on) == (
        0,
        date(2019, 4, 5),
        date(2019, 12, 31),
    )
    assert facts.stated == {"status": "complete", "method": "open", "language": "en"}


def test_version_1_0_with_inline_organizations_is_read() -> None:
    facts, problems = read(OLD)
    assert problems == []
    assert facts.buyer.known_as == "XX-GOV:78"
    assert facts.buyer.name == Words(ar="بلدية الوادي")
    assert facts.title == Words(ar="تعبيد الطريق")
    assert facts.state == codes.AWARDED
    assert facts.awards[0].suppliers == [
        {"name": "شركة الرمال", "scheme": "XX-COM", "identifier": "5"}
    ]


def test_planning_alone_makes_no_case() -> None:
    facts, problems = read(PROCESS[0])
    assert facts is None
    assert problems == [("", "nothing_to_import")]


def test_contract_alone_makes_a_case_without_agency() -> None:
    facts, problems = read({k: AWARD[k] for k in ("ocid", "id", "date", "contracts")})
    assert facts.state == codes.CONTRACTED
    assert facts.title == Words(en=OCID)
    assert problems == [
        ("contracts[c-1].awardID", "no_such_award"),
        ("buyer", "no_buyer"),
    ] or problems == [("buyer", "no_buyer"), ("contracts[c-1].awardID", "no_such_award")]


@pytest.mark.parametrize(
    ("buyer", "parties", "known_as"),
    [
        ({"id": "9", "name": "A"}, [], "ocds-t35t00:9"),
        ({"name": "  The   Office "}, [], "ocds-t35t00:name:the office"),
        (None, [{"id": "p", "name": "A", "roles": ["buyer"]}], "ocds-t35t00:p"),
        (None, [{"id": "p", "name": "A", "roles": ["procuringEntity"]}], "ocds-t35t00:p"),
        ({"id": "9"}, [], "ocds-t35t00:9"),
        ({"id": "9", "name": "A", "identifier": {"scheme": "", "id": ""}}, [], "ocds-t35t00:9"),
        ({"id": "9", "identifier": {"scheme": "XX", "id": 4}}, [], "XX:4"),
    ],
)
def test_buyers_are_known_by_identifier_id_or_name(buyer, parties, known_as) -> None:
    facts, _problems = read(copy(TENDER, buyer=buyer, parties=parties))
    assert facts.buyer.known_as == known_as


def test_text_goes_where_its_script_belongs() -> None:
    facts, _problems = read(with_tender(title="توريد IBM", title_en="Supply", description="Văi"))
    assert facts.title == Words(ar="توريد IBM", en="Supply")
    assert facts.description == Words(en="Văi")


# --- merging ----------------------------------------------------------------------------


def test_later_releases_replace_add_and_remove() -> None:
    merged = compiled(
        [
            {"tender": {"title": "a", "status": "active", "items": [{"id": 1, "x": 1}, {"id": 2}]}},
            {"tender": {"title": "b", "status": None, "items": [{"id": "1", "y": 2}, {"id": 3}]}},
        ]
    )
    assert merged == {
        "tender": {"title": "b", "items": [{"id": "1", "x": 1, "y": 2}, {"id": 2}, {"id": 3}]}
    }


def test_empty_text_does_not_erase_what_was_said() -> None:
    assert compiled([{"tender": {"title": "a"}}, {"tender": {"title": ""}}]) == {
        "tender": {"title": "a"}
    }


def test_lists_without_ids_are_replaced_whole_and_repeated_ids_kept_apart() -> None:
    first = {"a": [{"x": 1}, {"x": 2}], "b": ["1"], "c": [{"id": "d", "x": 1}, {"id": "d", "x": 2}]}
    second = {"a": [{"x": 3}], "b": ["2"], "c": [{"id": "d", "y": 9}]}
    assert compiled([first, second]) == {
        "a": [{"x": 3}],
        "b": ["2"],
        "c": [{"id": "d", "x": 1, "y": 9}, {"id": "d", "x": 2}],
    }


def test_merging_leaves_the_releases_as_they_were() -> None:
    before = json.dumps(PROCESS)
    compiled(PROCESS)
    assert json.dumps(PROCESS) == before


# --- nothing is guessed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("status", "Executarea contractului", "not_a_code"),
        ("status", "Active", "not_a_code"),
        ("status", "مفتوحة", "not_a_code"),
        ("procurementMethod", "Licitaţie publică", "not_a_code"),
        ("status", ["active"], "not_text"),
        ("title", {"en": "x"}, "not_text"),
        ("title", "x" * 1001, "too_long"),
        ("title", True, "not_text"),
        ("value", "100 JOD", "not_an_object"),
        ("lots", {"id": "1"}, "not_a_list"),
        ("tenderPeriod", [], "not_an_object"),
    ],
)
def test_what_cannot_be_read_is_listed(field, value, reason) -> None:
    _facts, problems = read(with_tender(**{field: value}))
    assert (f"tender.{field}", reason) in problems


@pytest.mark.parametrize(
    ("value", "amount", "currency", "problem"),
    [
        ({"amount": "", "currency": ""}, None, "", None),
        ({"amount": None, "currency": "PYG"}, None, "PYG", None),
        ({"amount": "203179.71", "currency": "mdl"}, "203179.7100", "MDL", None),
        ({"amount": 2809999872.0, "currency": "PYG"}, "2809999872", "PYG", None),
        ({"amount": 0, "currency": "USD"}, "0", "USD", None),
        ({"amount": 5}, None, "", "no_currency"),
        ({"amount": 5, "currency": "dinars"}, None, "", "not_a_currency"),
        ({"amount": "1,200.50", "currency": "USD"}, None, "USD", "not_a_number"),
        ({"amount": "free", "currency": "USD"}, None, "USD", "not_a_number"),
        ({"amount": True, "currency": "USD"}, None, "USD", "not_a_number"),
        ({"amount": [1], "currency": "USD"}, None, "USD", "not_a_number"),
        ({"amount": -3, "currency": "USD"}, None, "USD", "negative"),
        ({"amount": 10**21, "currency": "USD"}, None, "USD", "too_large"),
        ({"amount": 30.970000000000002, "currency": "USD"}, "30.97", "USD", "rounded"),
    ],
)
def test_sums_are_read_or_left_empty(value, amount, currency, problem) -> None:
    facts, problems = read(with_tender(value=value))
    assert facts.value.amount == (None if amount is None else Decimal(amount))
    assert facts.value.currency == currency
    assert [reason for path, reason in problems] == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("text", "moment", "problem"),
    [
        ("2017-06-15T10:00:00.000Z", datetime(2017, 6, 15, 10, tzinfo=UTC), None),
        ("2016-01-26T09:00:00-05:00", datetime(2016, 1, 26, 14, tzinfo=UTC), None),
        ("2016-11-07T00:00:00.00Z", datetime(2016, 11, 7, tzinfo=UTC), None),
        ("2017-06-15t10:00z", datetime(2017, 6, 15, 10, tzinfo=UTC), None),
        ("", None, None),
        (None, None, None),
        ("2017-06-15", None, "no_time"),
        ("2017-06-15T10:00:00", None, "no_time"),
        ("15.06.2017", None, "not_a_date"),
        ("2017-02-30T10:00:00Z", None, "not_a_date"),
        ("2017-06-15T25:00:00Z", None, "not_a_date"),
        ("0001-01-01T00:00:00Z", None, "absurd_date"),
        ("9999-12-31T23:59:59-05:00", None, "absurd_date"),
        (20170615, None, "not_a_date"),
    ],
)
def test_deadlines_are_moments_or_left_empty(text, moment, problem) -> None:
    facts, problems = read(with_tender(tenderPeriod={"endDate": text}))
    assert facts.closes_at == moment
    assert [reason for path, reason in problems] == ([problem] if problem else [])


def test_contradicting_facts_leave_the_state_open() -> None:
    facts, problems = read(with_tender(status="unsuccessful"), copy(AWARD, tender={}))
    assert facts.state == codes.PAST
    assert ("tender.status", "contradiction") in problems


def test_several_tenders_under_one_ocid_are_told() -> None:
    second = with_tender(id="t-2")
    assert ("tender.id", "several_tenders") in read(TENDER, second)[1]


def test_every_state_of_the_import_is_one_of_tenders_and_public() -> None:
    assert set(codes.STATES) == set(PAST_STATES) <= set(Tender.State.values)
    assert set(codes.STATES) <= {str(state) for state in Tender.PUBLIC}


@pytest.mark.parametrize(
    ("tender", "awards", "contracts", "state"),
    [
        ("", [], [], "past"),
        ("active", [], [], "past"),
        ("complete", [], [], "past"),
        ("withdrawn", [], [], "past"),
        ("cancelled", [], [], "cancelled"),
        ("unsuccessful", ["unsuccessful"], [], "unsuccessful"),
        ("complete", ["active", "cancelled"], [], "awarded"),
        ("complete", ["pending"], [], "past"),
        ("complete", [""], [("", False)], "past"),
        ("complete", ["active"], [("pending", True)], "awarded"),
        ("complete", [], [("cancelled", True)], "past"),
        ("", [""], [("", True)], "contracted"),
        ("complete", ["active"], [("terminated", False)], "contracted"),
        ("cancelled", ["active"], [], "past"),
    ],
)
def test_state_follows_from_certain_facts_only(tender, awards, contracts, state) -> None:
    assert codes.state_of(tender, awards, contracts)[0] == state


# --- properties -------------------------------------------------------------------------

leaf = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["active", "2017-06-15T10:00:00Z", "0001-01-01", "USD", "", "a\0b", "1e5"])
)
anything = st.recursive(
    leaf,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "amount", "currency", "status", "title", "items", "date", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
PARTS = ("buyer", "parties", "tender", "awards", "contracts", "planning", "date", "id", "tag")
INSIDE = (
    "status", "title", "value", "items", "lots", "tenderPeriod", "procuringEntity", "suppliers",
    "identifier", "classification", "unit", "relatedLot", "relatedLots", "dateSigned", "roles",
    "period", "awardID", "date", "id", "name", "quantity", "procurementMethod",
)  # fmt: skip
node = st.dictionaries(st.sampled_from(INSIDE), anything, max_size=6)
release = st.dictionaries(
    st.sampled_from(PARTS), anything | node | st.lists(node, max_size=3), max_size=6
)


@settings(deadline=None)
@given(releases=st.lists(release, min_size=1, max_size=3), seed=st.integers(0, 5))
def test_odd_values_never_fail_and_order_never_matters(releases, seed) -> None:
    facts, problems = read(*releases)
    shuffled = list(releases)
    random.Random(seed).shuffle(shuffled)
    again, problems_again = read(*shuffled)
    assert problems == problems_again
    assert all(reason in REASONS for _path, reason in problems)
    if facts is not None:
        assert again is not None
        assert facts.state in codes.STATES
        assert facts.fingerprint() == again.fingerprint()
        assert len(facts.title.ar) <= 1000
        assert len(facts.title.en) <= 1000


@settings(deadline=None)
@given(value=anything)
def test_written_json_says_what_was_read(value) -> None:
    decoded = decode(json.dumps(value))
    assert decode(encode(decoded)) == decoded  # by value
    assert digest(decode(encode(decoded))) == digest(decoded)
