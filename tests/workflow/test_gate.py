"""The one gate: who passes, what is written, and that a refusal leaves nothing behind."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Delegation, Membership
from accounts.models.post import today
from audit.models import Event
from tests.cast import forget, without_second_factor
from tests.workflow.cases import company
from vendors import checklist
from vendors.models import Company
from workflow.blockers import AlreadyDone, NotAllowed, Refused, WrongState
from workflow.gate import begin, blockers, may, offered, perform
from workflow.models import Notice, Passage, Received

REMARKS: dict[str, Any] = {"remarks": "The extract is from 2019.", "remark_parts": []}


def test_an_action_changes_the_state_and_writes_one_event(cast):
    case = company(cast)
    done = perform(case, "start_review", by=cast.registrar)
    assert done.state == Company.State.IN_REVIEW
    event = Event.objects.latest("pk")
    assert event.verb == "company.review_started"
    assert event.public == {"from": "submitted", "to": "in_review"}
    assert event.actor == f"user:{cast.registrar.pk}"
    assert (event.on_agency, event.on_company) == (str(cast.trade.pk), "")
    assert event.subject_label == case.reference
    assert event.is_genuine()


def test_passages_follow_one_another_without_gap(cast):
    case = perform(company(cast), "start_review", by=cast.registrar)
    perform(case, "send_back", by=cast.registrar, **REMARKS)
    rows = list(Passage.objects.filter(kind="company", case_id=case.pk).order_by("pk"))
    assert [p.state for p in rows] == ["submitted", "in_review", "returned"]
    assert [p.until for p in rows[:-1]] == [p.since for p in rows[1:]]
    assert rows[-1].until is None


@pytest.mark.parametrize(
    "who", ["officer", "approver", "administrator", "auditor", "other_officer", "noor_owner",
            "stranger", "anonymous", "licensing_officer", "cashier"],
)  # fmt: skip
def test_nobody_else_passes_and_a_stranger_learns_nothing_of_the_state(cast, who):
    person = getattr(cast, who)
    for state in (Company.State.SUBMITTED, Company.State.REGISTERED):
        with pytest.raises(NotAllowed):
            perform(company(cast, state), "start_review", by=person)
    assert not may(person, company(cast), "start_review")


def test_the_system_takes_no_action_that_is_somebodys(cast):
    with pytest.raises(NotAllowed):
        perform(company(cast), "start_review", by=None)


def test_a_second_time_comes_too_late(cast):
    case = company(cast)
    perform(case, "start_review", by=cast.registrar)
    with pytest.raises(WrongState, match="In review"):
        perform(case, "start_review", by=cast.registrar)


def test_the_same_form_twice_is_answered_as_received_not_as_too_late(cast):
    """Whoever pressed the button twice did nothing wrong."""
    case, once = company(cast), uuid.uuid4()
    perform(case, "start_review", by=cast.registrar, once=once)
    with pytest.raises(AlreadyDone):
        perform(case, "start_review", by=cast.registrar, once=once)
    assert Event.objects.filter(verb="company.review_started").count() == 1


def test_a_refused_form_may_be_sent_again_with_the_same_token(cast):
    case, once = company(cast, Company.State.DRAFT), uuid.uuid4()
    with pytest.raises(WrongState):
        perform(case, "start_review", by=cast.registrar, once=once)
    assert not Received.objects.filter(once=once).exists()


def test_every_blocker_is_gathered(cast):
    case = company(
        cast, Company.State.IN_REVIEW, name_ar="Latin", name_en="عربي", address="", city=""
    )
    found = blockers(case, "approve", cast.registrar)
    assert len(found) > 1
    with pytest.raises(Refused) as raised:
        perform(case, "approve", by=cast.registrar, checklist=list(checklist.ALL))
    assert len(raised.value.blockers) == len(found)


def test_a_refusal_leaves_nothing_behind(cast):
    case = company(cast, Company.State.IN_REVIEW, address="")
    counts = [m.objects.count() for m in (Event, Notice, Passage, Received)]
    with pytest.raises(Refused):
        perform(case, "approve", by=cast.registrar, once=uuid.uuid4())
    assert [m.objects.count() for m in (Event, Notice, Passage, Received)] == counts
    case.refresh_from_db()
    assert case.state == Company.State.IN_REVIEW


def test_a_body_that_fails_leaves_nothing_behind(cast):
    case = company(cast, Company.State.IN_REVIEW)
    before = Event.objects.count()
    with pytest.raises(KeyError):
        perform(case, "send_back", by=cast.registrar)  # without the remarks it needs
    case.refresh_from_db()
    assert case.state == Company.State.IN_REVIEW
    assert Event.objects.count() == before


def test_who_stands_in_acts_under_their_own_name_and_the_trail_says_for_whom(cast):
    Delegation.objects.create(
        membership=Membership.objects.get(user=cast.registrar),
        to=cast.cashier,
        since=today(),
        until=today() + timedelta(days=1),
        reason="leave",
    )
    perform(company(cast), "start_review", by=forget(cast.cashier))
    event = Event.objects.latest("pk")
    assert event.actor == f"user:{cast.cashier.pk}"
    assert event.public["stands_in_for"] == f"user:{cast.registrar.pk}"


def test_officers_without_a_second_factor_are_told_where_to_set_one_up(cast):
    registrar = without_second_factor(cast.registrar)
    case = company(cast)
    (first, *_rest) = blockers(case, "start_review", registrar)
    assert "second factor" in first.text
    assert first.link
    with pytest.raises(Refused, match="second factor"):
        perform(case, "start_review", by=registrar)


def test_what_is_offered_fits_state_and_person(cast):
    case = company(cast)
    assert [a.name for a, _found in offered(case, cast.registrar)] == ["start_review"]
    assert offered(case, cast.noor_owner) == []
    assert offered(case, cast.anonymous) == []


def test_beginning_asks_for_permission_and_gives_a_number(cast):
    new = Company(agency=cast.trade, name_ar="ش", name_en="C", registration_number="7700001")
    with pytest.raises(NotAllowed):
        begin(new, by=cast.anonymous, who="vendors.register_company")
    case = begin(new, by=cast.stranger, who="vendors.register_company")
    assert case.reference.startswith(f"C-{today().year}-")
    assert case.created_by == cast.stranger
    event = Event.objects.latest("pk")
    assert (event.verb, event.public) == ("company.begun", {"to": "draft"})


def test_a_form_of_beginning_sent_twice_begins_one_case(cast):
    once = uuid.uuid4()

    def start():
        new = Company(agency=cast.trade, name_ar="ش", name_en="C")
        return begin(new, by=cast.stranger, who="vendors.register_company", once=once)

    start()
    before = Company.objects.count()
    with pytest.raises(AlreadyDone):
        start()
    assert Company.objects.count() == before


def test_the_state_cannot_be_assigned(cast):
    case = company(cast)
    with pytest.raises(AttributeError):
        case.state = Company.State.REGISTERED
