"""An application's way through several agencies: completeness, reviews, return, decision."""

from typing import Any

import pytest

from audit.models import Event
from licensing import catalogue, changes, ending, facts, stages
from licensing.models import Application, Review
from tests.cast import give_role
from tests.licensing.conftest import day_ahead
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import begin, blockers, may, perform
from workflow.history import history_of
from workflow.models import Notice

State = Application.State


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def states(case):
    return dict(case.reviews.values_list("key", "state"))


@pytest.fixture
def staged(licensing):
    """The food shop is reviewed in stages."""
    licensing.staged()
    return licensing


# --- completeness ----------------------------------------------------------------------


def test_an_officer_checks_completeness_before_the_reviews_begin(cast, staged):
    case = staged.submitted(staged.food)
    assert not may(cast.licensing_officer, case, "start_review")
    case = perform(case, "take_up", by=cast.licensing_officer)
    assert (case.state, case.assigned_to) == (State.SCREENING, cast.licensing_officer)
    assert not case.reviews.exists()
    with pytest.raises(Refused, match="Lease or title deed"):
        perform(case, "accept", by=cast.licensing_officer, checked=["answers", "d_plan"])
    case = perform(
        case,
        "accept",
        by=cast.licensing_officer,
        checked=["answers", "d_lease", "d_plan", "d_health"],
    )
    assert case.state == State.IN_REVIEW
    assert states(case) == {"health": "waiting", "civil": "waiting"}


def test_a_return_has_remarks_per_field_and_shows_only_what_changed(cast, staged):
    case = perform(staged.submitted(staged.food), "take_up", by=cast.licensing_officer)
    rows = [{"field": "chillers", "remark": "Three are too few."}]
    case = perform(
        case, "give_back", by=cast.licensing_officer, remarks="See below.", field_remarks=rows
    )
    assert (case.state, case.due_on) == (State.RETURNED, None)
    told = Notice.objects.filter(to=cast.noor_owner).latest("pk").body_en
    assert "Number of fridges and chillers: Three are too few." in told
    documents = {a.purpose: a.file for a in _files(case)}
    case = perform(
        case,
        "edit",
        by=cast.noor_owner,
        answers={**case.answers, "chillers": 5, "floor_area": 80.5},
        documents=documents,
    )
    case = perform(case, "submit", by=cast.noor_owner)
    assert (case.state, case.answer_by) == (State.SCREENING, None)  # back to where it was
    assert changes.since_last_sent(case) == [
        {
            "label": "Floor area in square metres",
            "before": ["80"],
            "after": ["80.5"],
            "remark": "",
        },
        {
            "label": "Number of fridges and chillers",
            "before": ["3"],
            "after": ["5"],
            "remark": "Three are too few.",
        },
    ]


def _files(case):
    from documents.attach import attachments_of

    return attachments_of(case)


def test_the_remarks_stand_beside_the_fields(cast, client, staged):
    case = perform(staged.submitted(staged.food), "take_up", by=cast.licensing_officer)
    rows = [
        {"field": "chillers", "remark": "Three are too few."},
        {"field": "d_plan", "remark": "Not readable."},
    ]
    case = perform(
        case, "give_back", by=cast.licensing_officer, remarks="See below.", field_remarks=rows
    )
    client.force_login(cast.noor_owner)
    page = client.get(case.action_url("edit") + "?step=all").content.decode()
    assert "The agency says:" in page
    assert "Three are too few." in page
    assert "Not readable." in page


def test_what_is_returned_from_review_pauses_the_reviews_and_comes_back_there(cast, staged):
    case = staged.in_stages()
    staged.taken(case, "health", cast.health_reviewer)
    case = perform(case, "give_back", by=cast.licensing_officer, remarks="The lease has ended.")
    assert states(case) == {"health": "paused", "civil": "paused"}
    case = perform(case, "submit", by=cast.noor_owner)
    assert case.state == State.IN_REVIEW
    assert states(case) == {"health": "in_progress", "civil": "waiting"}
    assert all(review.due_on for review in case.reviews.all())


# --- reviews ---------------------------------------------------------------------------


def test_groups_run_in_order_and_their_reviews_in_parallel(cast, staged):
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    assert states(case) == {"health": "done", "civil": "waiting"}
    staged.concluded(case, "civil", cast.civil_reviewer)
    assert states(case)["inspection"] == "waiting"
    assert fresh(case).state == State.IN_REVIEW
    staged.concluded(case, "inspection", cast.inspector)
    case = fresh(case)
    assert case.state == State.AWAITING_DECISION
    assert Notice.objects.filter(
        to=cast.licensing_approver, subject_en__contains="decision"
    ).exists()


def test_each_agency_has_its_own_queue_and_clock(cast, client, staged):
    case = staged.in_stages()
    health, civil = staged.review(case, "health"), staged.review(case, "civil")
    seen = Review.objects.visible_to(cast.fresh(cast.health_reviewer))
    assert list(seen) == [health]
    assert list(Review.objects.visible_to(cast.fresh(cast.civil_reviewer))) == [civil]
    assert set(Review.objects.visible_to(cast.fresh(cast.licensing_officer))) == {health, civil}
    assert health.due_on is not None
    client.force_login(cast.health_reviewer)
    inbox = client.get("/en/inbox/").content.decode()
    assert health.reference in inbox
    assert civil.reference not in inbox
    page = client.get(health.get_absolute_url()).content.decode()
    assert "45 Madinah Street" in page  # the application's answers
    assert "Lease or title deed" in page  # and its documents
    own = client.get(case.get_absolute_url()).content.decode()
    assert civil.get_absolute_url() not in own  # no link to what is not theirs
    assert client.get(civil.get_absolute_url()).status_code == 404


def test_a_reviewing_agency_reads_the_documents(cast, client, staged):
    case = staged.in_stages()
    attachment = _files(case).first()
    client.force_login(cast.health_reviewer)
    assert client.get(attachment.get_absolute_url()).status_code == 200
    client.force_login(cast.other_officer)
    assert client.get(attachment.get_absolute_url()).status_code == 404


def test_the_applicant_sees_stages_and_states_and_nothing_that_is_said(cast, client, staged):
    case = staged.in_stages()
    review = staged.concluded(
        case, "health", cast.health_reviewer, recommendation="refuse", reasons="Mice everywhere."
    )
    assert not Review.objects.visible_to(cast.fresh(cast.noor_owner)).exists()
    client.force_login(cast.noor_owner)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Food safety review" in page
    assert "Fire safety review" in page
    assert "Mice" not in page
    assert review.reference not in page
    assert cast.health_reviewer.name not in page
    assert client.get(review.get_absolute_url()).status_code == 404


def test_who_recommends_approval_ticks_the_checklist(cast, staged):
    case = staged.in_stages()
    with pytest.raises(Refused, match="enough cooling"):
        staged.concluded(case, "health", cast.health_reviewer, checked=["staff"])
    staged.concluded(case, "health", cast.health_reviewer, checked=[], recommendation="refuse")


def test_what_is_somebody_elses_is_left_to_them_until_it_is_reassigned(cast, staged):
    other = give_role(cast.auditor, "licensing_officer", cast.health).user
    case = staged.in_stages()
    review = staged.taken(case, "health", cast.health_reviewer)
    with pytest.raises(NotAllowed):
        perform(review, "conclude", by=other, recommendation="approve", reasons="x")
    perform(review, "assign", by=other, assigned_to=other, reasons="Iman is on leave.")
    done = perform(review, "conclude", by=other, recommendation="refuse", reasons="x", checked=[])
    assert done.reviewed_by == other


def test_nobody_is_assigned_who_acts_for_the_company_that_takes_the_licence_over(cast, licensing):
    give_role(cast.ofoq_bidder, "licensing_officer", cast.trade)
    tied = cast.fresh(cast.ofoq_bidder)
    change = licensing.changed(licensing.issued(), "transfer", to_company=cast.ofoq)
    change = perform(change, "accept_transfer", by=cast.ofoq_owner)
    change = perform(change, "submit", by=cast.noor_owner)
    with pytest.raises(NotAllowed):
        perform(change, "start_review", by=tied)
    with pytest.raises(Refused, match="acts, or once acted, for the company"):
        perform(change, "assign", by=cast.licensing_officer, assigned_to=tied, reasons="x")
    review = begin(
        Review(
            application=change, agency=cast.trade, key="visit", role="licensing_officer", days=5
        ),
        by=None,
        who=None,
    )
    with pytest.raises(Refused, match="acts, or once acted, for the company"):
        perform(review, "assign", by=cast.licensing_officer, assigned_to=tied, reasons="x")
    with pytest.raises(NotAllowed):
        perform(review, "take", by=tied)
    other = cast.fresh(give_role(cast.inspector, "licensing_officer", cast.trade).user)
    perform(review, "assign", by=cast.licensing_officer, assigned_to=other, reasons="x")


def test_a_stage_of_an_approver_is_done_by_one(cast, staged, client):
    """Such a stage stands in the inbox of who does it, who asks and settles what was asked."""
    rows = [{**row} for row in catalogue.FOOD_STAGES]
    for row in rows:
        if row["key"] == "civil":
            row.update(role="licensing_approver", checklist=[])
    staged.staged(*rows)
    give_role(cast.civil_reviewer, "licensing_approver", cast.civil)
    reviewer = cast.fresh(cast.civil_reviewer)
    cast.civil_reviewer.memberships.filter(role="licensing_officer").delete()
    reviewer = cast.fresh(reviewer)
    case = staged.in_stages()
    review = staged.review(case, "civil")
    assert review in Review.objects.waiting_for(reviewer)
    review = perform(review, "take", by=reviewer)
    day = day_ahead(20)
    perform(review, "ask", by=reviewer, question="Where is the door?", wanted=[], answer_by=day)
    request = case.requests.get()
    client.force_login(reviewer)
    assert client.get(request.get_absolute_url()).status_code == 200
    request = perform(request, "extend", by=reviewer, answer_by=day_ahead(25))
    request = perform(request, "give_answer", by=cast.noor_owner, answer="Left.", documents={})
    assert client.get(request.action_url("ask_anew")).status_code == 200
    perform(request, "accept", by=reviewer)
    # Another agency's request is none of an approver's business.
    other = staged.asked_in(case, "health")[1]
    with pytest.raises(NotAllowed):
        perform(other, "take_back", by=reviewer)
    with pytest.raises(NotAllowed):
        perform(other, "take_back", by=cast.licensing_approver)


def test_reviews_wait_for_those_who_hold_their_stages_role(cast, staged):
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    staged.concluded(case, "civil", cast.civil_reviewer)
    visit = staged.review(case, "inspection")
    assert visit in Review.objects.waiting_for(cast.inspector)
    assert visit not in Review.objects.waiting_for(cast.licensing_officer)


def test_a_stage_that_is_a_visit_ends_with_the_visit(cast, staged, client):
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    staged.concluded(case, "civil", cast.civil_reviewer)
    review = staged.taken(case, "inspection", cast.inspector)
    checked = [line["key"] for line in review.checklist]
    said: dict[str, Any] = {
        "recommendation": "approve",
        "reasons": "I was there.",
        "checked": checked,
    }
    visit = review.inspections.get()
    with pytest.raises(Refused, match=f"ends with its visit, {visit.reference}"):
        perform(review, "conclude", by=cast.inspector, **said)
    client.force_login(cast.inspector)
    page = client.get(review.get_absolute_url()).content.decode()
    assert "ends with its visit" in page
    assert visit.get_absolute_url() in page
    # Where the office has called the visit off for good, the reviewer says what follows.
    perform(visit, "cancel", by=cast.licensing_officer, remarks="The road is closed.")
    assert perform(review, "conclude", by=cast.inspector, **said).state == Review.State.DONE


# --- the decision ----------------------------------------------------------------------


def test_nobody_who_looked_into_it_decides(cast, staged):
    give_role(cast.licensing_approver, "inspector", cast.trade)
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    staged.concluded(case, "civil", cast.civil_reviewer)
    staged.concluded(case, "inspection", cast.licensing_approver)
    case = fresh(case)
    with pytest.raises(NotAllowed):
        perform(case, "approve", by=cast.licensing_approver)
    other = give_role(cast.auditor, "licensing_approver", cast.trade).user
    assert perform(case, "approve", by=other).state == State.AWAITING_PAYMENT


def test_the_licensing_officer_sums_up_and_cannot_decide_before(cast, staged):
    case = staged.reviewed()
    case = perform(
        case,
        "sum_up",
        by=cast.licensing_officer,
        recommendation="approve",
        recommendation_reasons="All agree.",
    )
    assert (case.state, case.recommended_by) == (State.AWAITING_DECISION, cast.licensing_officer)
    assert any(b.moot for b in blockers(case, "sum_up", cast.licensing_officer))


def test_conditions_of_the_decision_reach_the_licence(cast, staged):
    row = {"ar": "مطفأة ثانية", "en": "A second extinguisher"}
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    staged.concluded(
        case, "civil", cast.civil_reviewer, recommendation="conditions", conditions=[row]
    )
    staged.concluded(case, "inspection", cast.inspector)
    case = perform(fresh(case), "approve", by=cast.licensing_approver, conditions=[row])
    assert case.conditions == [row]
    staged.paid_at_counter(case)
    licence = perform(case, "issue", by=None).licence
    said = licence.versions.get().facts
    assert facts.conditions(said, "en").endswith("A second extinguisher")
    assert facts.conditions(said, "ar").endswith("مطفأة ثانية")


def test_proposed_conditions_stand_in_the_approvers_form(cast, client, staged):
    row = {"ar": "مطفأة ثانية", "en": "A second extinguisher"}
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    staged.concluded(
        case, "civil", cast.civil_reviewer, recommendation="conditions", conditions=[row]
    )
    staged.concluded(case, "inspection", cast.inspector)
    client.force_login(cast.licensing_approver)
    page = client.get(fresh(case).action_url("approve")).content.decode()
    assert "A second extinguisher" in page


def test_an_approver_has_some_reviews_repeated(cast, staged):
    case = perform(
        staged.reviewed(),
        "sum_up",
        by=cast.licensing_officer,
        recommendation="approve",
        recommendation_reasons="All agree.",
    )
    with pytest.raises(Refused, match="Choose the reviews"):
        perform(case, "send_back", by=cast.licensing_approver, remarks="Measure again.")
    case = perform(
        case, "send_back", by=cast.licensing_approver, remarks="Measure.", stages=["health"]
    )
    assert case.state == State.IN_REVIEW
    assert case.recommendation == ""  # what was summed up before holds no longer
    assert case.reviews.filter(key="health").count() == 2
    staged.concluded(case, "health", cast.health_reviewer)
    case = fresh(case)
    assert case.state == State.AWAITING_DECISION
    again: dict[str, Any] = {
        "recommendation": "refuse",
        "recommendation_reasons": "Health does not.",
    }
    assert perform(case, "sum_up", by=cast.licensing_officer, **again).recommendation == "refuse"


def test_a_refusal_says_how_and_until_when_to_appeal(cast, client, staged):
    case = staged.reviewed()
    case = perform(case, "refuse", by=cast.licensing_approver, remarks="Too near a school.")
    assert case.appeal_until is not None
    told = Notice.objects.filter(to=cast.noor_owner, subject_en__contains="was refused")
    notice = told.latest("pk")
    assert "You can appeal until" in notice.body_en
    client.force_login(cast.noor_owner)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "How to appeal" in page
    assert "Letter of refusal" in page


# --- hard cases ------------------------------------------------------------------------


def test_a_type_that_changes_under_way_changes_nothing_for_what_is_under_way(cast, staged):
    case = staged.in_stages()
    staged.next_version(staged.food, stages=[], review_days=1)
    staged.concluded(case, "health", cast.health_reviewer)
    staged.concluded(case, "civil", cast.civil_reviewer)
    assert states(case)["inspection"] == "waiting"
    assert fresh(case).version.stages


def test_an_abolished_agencys_reviews_go_to_the_agency_that_grants(cast, staged):
    case = staged.in_stages()
    type(cast.civil).objects.filter(pk=cast.civil.pk).update(is_active=False)
    assert clockwork.run(Event.objects.latest("pk").at) >= 1
    review = staged.review(case, "civil")
    assert (review.agency, review.meant_for, review.state) == (cast.trade, "civil", "waiting")
    assert not Review.objects.visible_to(cast.fresh(cast.civil_reviewer)).exists()
    staged.concluded(case, "civil", cast.licensing_officer)
    staged.concluded(case, "health", cast.health_reviewer)
    assert states(case)["inspection"] == "waiting"


def test_an_officer_takes_over_from_an_abolished_agency_without_waiting_for_the_clock(cast, staged):
    case = staged.in_stages()
    review = staged.review(case, "civil")
    assert any(b.moot for b in blockers(review, "take_over", cast.licensing_officer))
    type(cast.civil).objects.filter(pk=cast.civil.pk).update(is_active=False)
    review = perform(fresh(review), "take_over", by=cast.licensing_officer, reasons="Abolished.")
    assert review.agency == cast.trade


def test_a_stage_of_an_agency_that_is_no_more_opens_at_the_agency_that_grants(cast, staged):
    type(cast.health).objects.filter(pk=cast.health.pk).update(is_active=False)
    case = staged.in_stages()
    review = staged.review(case, "health")
    assert (review.agency, review.meant_for) == (cast.trade, "health")


@pytest.mark.parametrize("state", ["debarred", "lapsed"])
def test_a_company_out_of_the_register_is_not_approved_and_can_withdraw(cast, staged, state):
    case = staged.reviewed()
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(state=state)
    with pytest.raises(Refused, match="not registered at present"):
        perform(case, "approve", by=cast.licensing_approver)
    assert perform(case, "withdraw", by=cast.noor_owner).state == State.WITHDRAWN


def test_a_company_debarred_after_approval_is_not_issued_until_it_is_registered_again(cast, staged):
    case = perform(staged.reviewed(), "approve", by=cast.licensing_approver)
    staged.paid_at_counter(case)
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(state="debarred")
    with pytest.raises(Refused, match="not registered at present"):
        perform(case, "issue", by=None)
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(state="registered")
    assert perform(case, "issue", by=None).state == State.ISSUED


def test_a_withdrawal_ends_everything_that_is_open(cast, staged):
    case = staged.in_stages()
    _review, question = staged.asked_in(case, "health")
    case = perform(fresh(case), "withdraw", by=cast.noor_owner)
    assert set(states(case).values()) == {"cancelled"}
    assert fresh(question).state == "withdrawn"
    with pytest.raises(WrongState):
        perform(fresh(question), "give_answer", by=cast.noor_owner, answer="x", documents={})


def test_a_withdrawal_gives_back_what_was_paid(cast, staged, monkeypatch):
    given = []
    monkeypatch.setattr(ending, "REFUNDS", [])
    case = perform(staged.reviewed(), "approve", by=cast.licensing_approver)
    invoice = staged.paid_at_counter(case)
    with pytest.raises(Refused, match="The fee has been paid"):
        perform(case, "withdraw", by=cast.noor_owner)  # while nobody could give it back
    ending.REFUNDS.append(lambda paid, reasons: given.append((paid, reasons)))
    assert perform(case, "withdraw", by=cast.noor_owner).state == State.WITHDRAWN
    assert given == [(invoice, "The application was withdrawn.")]


def test_the_trail_of_reviews_is_for_officers(cast, staged):
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    events = Event.objects.filter(subject_kind="review")
    assert set(events.values_list("audience", flat=True)) == {"agency"}
    assert not [
        entry for entry in history_of(case, cast.noor_owner) if "eview concl" in entry["text"]
    ]


def test_the_stages_of_the_catalogue_fit_the_promise(cast, licensing):
    version = licensing.staged()
    assert stages.working_days(version) == version.review_days
    assert [stage.key for stage in stages.reviews(version)] == ["health", "civil", "inspection"]
    assert catalogue.FOOD_STAGES[0]["kind"] == "screening"
