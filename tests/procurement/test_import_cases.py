"""Releases become past cases: once, whatever the order, and each by itself."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from audit.models import Event
from procurement.methods import imported_method
from procurement.models import Contract, ImportedProcess, ImportedRelease, Item, Tender
from procurement.ocds import importing as importing_module
from procurement.ocds.importing import Importing, Listed
from procurement.ocds.jsontext import decode
from procurement.ocds.reading import Found, Unread
from procurement.ocds.storing import Storing
from tests.procurement.import_samples import AWARD, OCID, OLD, PLANNING, PROCESS, TENDER, copy, many
from workflow.actions import actions_of
from workflow.blockers import NotAllowed, Refused
from workflow.gate import begin, perform

pytestmark = pytest.mark.django_db
FIELDS = (
    "state",
    "title_ar",
    "title_en",
    "estimated_value",
    "currency",
    "closes_at",
    "awarded_at",
    "created_at",
    "source",
    "imported_id",
)


def pieces(*releases):
    for number, release in enumerate(releases, 1):
        text = json.dumps(release)
        yield Found(f"line {number}", decode(text), text)


class Run(Importing):
    """An import that remembers what it was refused."""

    refused: list[Listed]


def bring(*releases) -> Run:
    run = Run()
    run.refused = [refused for batch in run.bring(pieces(*releases)) for refused in batch]
    return run


def picture() -> dict:
    """Everything the import has made, without numbers that only say when it was made."""
    cases = {}
    for tender in Tender.objects.all():
        fields = {name: str(getattr(tender, name)) for name in FIELDS}
        cases[tender.ocid] = fields | {
            "agency": tender.agency.imported_as,
            "lots": list(tender.lots.values_list("number", "title_en", "value")),
            "items": list(tender.items.values_list("number", "lot__number", "quantity")),
            "awards": list(tender.awards.values_list("supplier_name", "lot__number", "status")),
            "contracts": list(tender.contracts.values_list("number", "award__imported_id")),
        }
    return {
        "cases": cases,
        "agencies": sorted(Agency.objects.values_list("code", "name_ar", "name_en", "is_active")),
        "releases": sorted(ImportedRelease.objects.values_list("digest", flat=True)),
        "problems": sorted(map(str, ImportedProcess.objects.values_list("ocid", "problems"))),
    }


# --- a case -----------------------------------------------------------------------------


def test_process_becomes_a_past_case_with_its_parts() -> None:
    assert bring(*PROCESS).outcomes() == {"created": 1}
    tender = Tender.objects.get()
    assert (tender.imported, tender.state, tender.ocid) == (True, "contracted", OCID)
    assert tender.agency.name_en == "Directorate of Wells"
    assert (tender.agency.is_active, tender.agency.path[:9]) == (False, "imported/")
    assert tender.estimated_value == Decimal("4500.125")
    assert [item.lot.number for item in tender.items.all()] == [1, 2]
    contract = Contract.objects.get()
    assert contract.award.supplier_name == "Waha Pumps"
    assert contract.award.lot.number == 1


def test_imported_case_has_one_event_and_its_releases_word_for_word() -> None:
    bring(*PROCESS)
    event = Event.objects.get(subject_kind="tender")
    assert (event.verb, event.actor) == ("tender.imported", "system")
    assert event.public == {"to": "contracted", "ocid": OCID, "releases": 3}
    assert event.is_genuine()
    kept = {
        json.loads(text)["id"] for text in ImportedRelease.objects.values_list("text", flat=True)
    }
    assert kept == {release["id"] for release in PROCESS}


def test_buyer_in_arabic_is_named_in_arabic() -> None:
    bring(OLD)
    agency = Tender.objects.get().agency
    assert (agency.name_ar, agency.name_en or "") == ("بلدية الوادي", "")


def test_planning_alone_is_kept_until_its_tender_comes() -> None:
    assert bring(PLANNING).outcomes() == {"without_case": 1}
    assert Tender.objects.count() == 0
    assert bring(TENDER).outcomes() == {"created": 1}
    assert Tender.objects.get().created_at.isoformat() == "2019-01-05T05:00:00+00:00"


def test_case_without_a_buyer_belongs_to_the_root_until_one_is_named() -> None:
    anonymous = {k: AWARD[k] for k in ("ocid", "id", "date", "awards")}
    bring(anonymous)
    assert Tender.objects.get().agency.code == "imported"
    bring(TENDER)
    assert Tender.objects.get().agency.name_en == "Directorate of Wells"


def test_later_release_updates_the_case_at_the_gate() -> None:
    bring(TENDER)
    assert Tender.objects.get().state == "past"
    assert bring(AWARD).outcomes() == {"updated": 1}
    tender = Tender.objects.get()
    assert tender.state == "contracted"
    event = Event.objects.filter(verb="tender.import_updated").get()
    assert event.public == {"from": "past", "to": "contracted", "releases": 2}
    assert Item.objects.count() == 2


def test_release_that_adds_nothing_leaves_no_event() -> None:
    bring(TENDER)
    run = bring(copy(TENDER, id="again", date="2019-02-03T00:00:00Z"))
    assert run.outcomes() == {"unchanged": 1}
    assert Event.objects.filter(verb="tender.import_updated").count() == 0
    assert ImportedRelease.objects.count() == 2


# --- idempotence and order --------------------------------------------------------------


def test_second_run_changes_nothing() -> None:
    bring(*PROCESS, OLD, PLANNING)
    before, events = picture(), Event.objects.count()
    run = bring(*PROCESS, OLD, PLANNING)
    assert run.outcomes() == {"unchanged": 2}
    assert run.counts.known == 5
    assert (picture(), Event.objects.count()) == (before, events)


def test_layout_of_the_text_makes_no_new_release() -> None:
    bring(TENDER)
    text = json.dumps(dict(reversed(TENDER.items())), indent=3)
    run = Importing()
    assert list(run.bring([Found("x", decode(text), text)])) == [[]]
    assert run.counts.known == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_runs_in_any_order_make_the_same_case(order) -> None:
    for position in order:
        bring(PROCESS[position])
    found = picture()
    assert found["cases"][OCID]["state"] == "contracted"
    assert found["cases"][OCID]["contracts"] == [("c-1", "a-1")]
    assert found["cases"][OCID]["items"] == [(1, 1, Decimal(3)), (2, 2, Decimal("1.5"))]


VARIED = [
    *PROCESS,
    OLD,
    copy(TENDER, id="5", date="2019-05-01T00:00:00Z", tender={"title": "Renamed"}),
    copy(TENDER, id="6", date="2019-06-01T00:00:00Z", buyer={"id": "b-2", "name": "Other"}),
    copy(TENDER, id="7", date=None, tender={"id": "t-1", "status": "odd"}),
    copy(
        TENDER,
        ocid="ocds-t35t00-0003",
        date="2020-01-01T00:00:00Z",
        parties=[],
        buyer={"name": "Wells", "id": "1", "identifier": {"scheme": "XX-GOV", "id": "77"}},
    ),
]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(len(VARIED))), cuts=st.sets(st.integers(1, 7), max_size=3))
def test_any_order_in_any_number_of_runs_gives_the_same(order, cuts, expected_picture) -> None:
    edges = [0, *sorted(cuts), len(VARIED)]
    with undone():
        for start, end in itertools.pairwise(edges):
            bring(*(VARIED[position] for position in order[start:end]))
        assert picture() == expected_picture


@pytest.fixture
def expected_picture(db):
    with undone():
        bring(*VARIED)
        return picture()


@contextmanager
def undone() -> Iterator[None]:
    """A block whose changes to the database are undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_agency_bears_the_name_its_latest_process_gives_it() -> None:
    new = {"name": "Wells and Springs", "identifier": {"scheme": "XX-GOV", "id": "77"}}
    later = copy(
        TENDER, ocid="ocds-t35t00-0003", date="2021-01-01T00:00:00Z", buyer=new, parties=[]
    )
    bring(later)
    bring(TENDER)
    agency: Any = Agency.objects.get(imported_as="XX-GOV:77")
    assert agency.name_en == "Wells and Springs"
    assert agency.tenders.count() == 2


# --- one by one -------------------------------------------------------------------------


def test_what_is_no_release_is_listed_and_the_others_come_in() -> None:
    deep: dict = {"ocid": "ocds-t35t00-deep"}
    deep["tender"] = {"a": []}
    inner = deep["tender"]["a"]
    for _level in range(200):
        inner.append([])
        inner = inner[0]
    run = Importing()
    given_pieces = [
        Unread("line 1", "it is no JSON"),
        *pieces({"id": "x"}, {"ocid": ""}, {"ocid": 5}, {"ocid": "o" * 400}, {"ocid": "a\0b"}),
        *pieces(deep, TENDER),
    ]
    [listed] = list(run.bring(given_pieces))
    assert len(listed) == run.counts.unread == 7
    assert run.outcomes() == {"created": 1}


def test_process_that_the_database_refuses_is_undone_by_itself(monkeypatch) -> None:
    write = Storing.create

    def refuses(self, facts, agency, releases):
        tender = write(self, facts, agency, releases)
        if facts.ocid.endswith("00001"):
            raise ValueError("no room")
        return tender

    monkeypatch.setattr(Storing, "create", refuses)
    run = bring(*many(3))
    assert run.outcomes() == {"created": 2, "refused": 1}
    assert [(r.ocid, r.reason) for r in run.refused] == [
        ("ocds-t35t00-m00001", "could not be stored: no room")
    ]
    assert ImportedProcess.objects.count() == Tender.objects.count() == 2
    monkeypatch.undo()
    assert bring(*many(3)).outcomes() == {"created": 1, "unchanged": 2}


def test_ocid_of_a_live_tender_is_never_taken_over(cast) -> None:
    own = Tender(agency=cast.health, method=imported_method(), title_en="Ours", ocid=OCID)
    begin(own, by=None, who=None)
    run = bring(TENDER)
    assert [refused.reason for refused in run.refused] == [
        "could not be stored: a tender of this system has this ocid"
    ]
    assert Tender.objects.get().title_en == "Ours"


def test_killed_halfway_is_continued_by_running_again(monkeypatch) -> None:
    monkeypatch.setattr(importing_module, "BATCH", 2)
    run = Importing()
    batches = run.bring(pieces(*many(6)))
    next(batches)
    batches.close()
    assert Tender.objects.count() == 2
    assert bring(*many(6)).outcomes() == {"created": 4, "unchanged": 2}


def test_problems_are_told_again_by_a_second_run() -> None:
    odd = copy(TENDER, tender={"status": "Offen", "title": "x"})
    for _run in range(2):
        [problem] = bring(odd).problems()
        assert (problem.ocid, problem.path) == (OCID, "tender.status")
        assert problem.reason == "“Offen” is no code of the standard; left empty"


def test_queries_do_not_grow_with_items_or_releases() -> None:
    bring(TENDER)  # makes the agency and the method

    def queries(items: int, number: int) -> int:
        rows = [{"id": i, "description": "x"} for i in range(items)]
        release = copy(TENDER, ocid=f"ocds-t35t00-q{number}", tender={"items": rows})
        with CaptureQueriesContext(connection) as context:
            bring(release)
        return len(context)

    assert queries(1, 1) == queries(300, 2) <= 35


def test_known_releases_cost_no_query_each() -> None:
    releases = many(60)
    bring(*releases)
    with CaptureQueriesContext(connection) as context:
        bring(*releases)
    assert len(context) <= 12


# --- nobody acts on the past ------------------------------------------------------------


def test_nobody_can_take_an_import_action_or_any_other(cast) -> None:
    bring(TENDER)
    tender = Tender.objects.get()
    for name, declared in actions_of(tender).items():
        if tender.state not in declared.source:
            continue
        for person in (cast.officer, cast.approver, cast.administrator):
            with pytest.raises(NotAllowed):
                perform(tender, name, by=person)


def test_import_never_changes_a_tender_that_was_not_imported() -> None:
    bring(TENDER)
    Tender.objects.update(imported=False)
    with pytest.raises(Refused):
        perform(Tender.objects.get(), "import_as_cancelled", by=None, releases=1)


# --- its page ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_page_of_a_past_case_tells_its_source_and_what_was_not_read(client, language) -> None:
    stated = {"title": "Furnizare (două) pompe", "status": "Evaluarea ofertelor"}
    bring(copy(TENDER, tender=stated))
    with override(language):
        address = Tender.objects.get().get_absolute_url()
    page = client.get(address).content.decode()
    # Isolated, so that its brackets and its end stay in place among Arabic.
    assert "<h1><bdi>Furnizare (" in page
    assert page.count("Evaluarea ofertelor") == 2
    assert "tender.status" in page
