"""Calls for qualification: prepared, applied to until the deadline, judged, concluded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event, database_now
from documents import papers
from documents.attach import attachments_of
from documents.models import Paper
from procurement.models import Qualification, QualificationRequest
from tests.cast import give_role
from tests.procurement import qualify_life as life
from tests.procurement.life import again
from tests.procurement.life import planned as planned_item
from tests.vendors.life import given
from vendors.models import Category
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import begin, may, perform
from workflow.models import Notice
from workflow.views.trail import readable_by

pytestmark = pytest.mark.django_db
OWN = {"noor_owner", "noor_bidder"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def call(cast):
    return life.published(cast)


# --- preparation ---------------------------------------------------------------------------


def test_who_wrote_it_does_not_publish_it_judge_or_conclude(cast):
    for role in ("procurement_approver", "evaluator"):
        give_role(cast.officer, role, cast.health)
    call = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    with pytest.raises(NotAllowed):
        perform(call, "publish", by=cast.officer)
    call = perform(call, "publish", by=cast.approver)
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    with pytest.raises(NotAllowed):
        perform(request, "judge", by=cast.officer, findings=life.findings(call))
    life.judged(cast, request)
    with pytest.raises(NotAllowed):
        perform(call, "conclude", by=cast.officer)
    assert perform(call, "conclude", by=cast.approver).state == "concluded"


def test_it_is_returned_with_remarks_and_comes_back(cast):
    call = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    assert Notice.objects.filter(to=cast.approver, event__verb__contains="submitted").exists()
    call = perform(call, "return_to_draft", by=cast.approver, remarks="Which experience?")
    assert "Which experience?" in Notice.objects.get(to=cast.officer).body_en
    assert perform(call, "submit_for_approval", by=cast.officer).state == "in_review"


def test_what_is_missing_is_said_all_together(cast):
    call = life.draft(cast, criteria=[], closes_at=None, title_en="")
    with pytest.raises(Refused) as refused:
        perform(call, "submit_for_approval", by=cast.officer)
    said = str(refused.value)
    assert "no criteria" in said
    assert "deadline for applications is not set" in said
    assert "both languages" in said


def test_companies_have_the_days_that_are_set(cast, settings):
    soon = database_now() + timedelta(days=3)
    call = life.draft(cast, closes_at=soon)
    with pytest.raises(Refused, match="at least 7 days"):
        perform(call, "submit_for_approval", by=cast.officer)
    settings.QUALIFICATION_DAYS = 3
    with pytest.raises(Refused, match="at least 3 days"):
        perform(call, "submit_for_approval", by=cast.officer)
    settings.QUALIFICATION_DAYS = 2
    call = perform(call, "submit_for_approval", by=cast.officer)
    settings.QUALIFICATION_DAYS = 7  # while it waited, the time became short
    with pytest.raises(Refused, match="at least 7 days"):
        perform(call, "publish", by=cast.approver)
    assert again(call).state == "in_review"


def test_a_deadline_that_has_passed_is_refused(cast, settings):
    settings.QUALIFICATION_DAYS = 0
    call = life.draft(cast, closes_at=database_now() - timedelta(microseconds=1))
    with pytest.raises(Refused, match="has passed"):
        perform(call, "submit_for_approval", by=cast.officer)


def test_nobody_else_knows_a_draft(cast):
    life.draft(cast)
    for who in ("noor_owner", "other_officer", "stranger", "registrar"):
        assert not Qualification.objects.visible_to(cast.fresh(getattr(cast, who))).exists()
    assert Qualification.objects.visible_to(cast.auditor).exists()


def test_the_most_is_never_fewer_than_the_least(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        life.draft(cast, least=4, most=3)


def test_a_short_list_has_room_and_its_plan_item_is_the_agency_s_own(cast):
    call = life.draft(cast)
    with pytest.raises(Refused, match="fewer than are short-listed"):
        perform(call, "edit", by=cast.officer, least=4, most=3)
    theirs = planned_item(cast)
    other = Qualification(agency=cast.trade, title_ar="ص", title_en="M", plan_item=theirs)
    with pytest.raises(Refused, match="plan of another agency"):
        begin(other, by=None, who=None)


def test_companies_in_its_line_of_business_are_told(cast):
    category = Category.objects.get(code="33000000")
    cast.noor.categories.set([category])
    life.published(cast, categories=[category])
    assert Notice.objects.filter(
        to=cast.noor_bidder, event__verb="qualification.published"
    ).exists()
    assert not Notice.objects.filter(to=cast.ofoq_bidder).exists()


# --- applying ------------------------------------------------------------------------------


def test_an_application_is_received_with_a_receipt(cast, call, settings, tmp_path):
    settings.VAR_DIR, settings.SIGNING_OWN_KEY = tmp_path, True
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    assert (request.state, request.version) == ("submitted", 1)
    assert len(request.digest) == 64
    paper = papers.issue(Paper.objects.get(kind="qualification_receipt").pk)
    assert paper.status == "issued", paper.detail
    told = Notice.objects.filter(event__verb="qualification_request.submitted")
    assert {n.to for n in told} == {cast.noor_owner, cast.noor_bidder}


def test_documents_asked_for_must_be_there(cast, call):
    request = life.begun(call, cast.noor, cast.noor_bidder)
    with pytest.raises(Refused, match="documents are missing: Quality certificate"):
        perform(request, "submit", by=cast.noor_bidder, statement="", papers={})
    perform(request, "edit", by=cast.noor_bidder, papers=life.papers(call))
    assert perform(request, "submit", by=cast.noor_bidder).state == "submitted"


def test_a_credential_on_record_stands_for_a_document(cast, call):
    credential = given(cast.noor, cast.noor_owner)
    document = call.required_documents.first()
    request = life.begun(call, cast.noor, cast.noor_bidder)
    paper = {document.pk: {"file": None, "credential": credential}}
    request = perform(request, "submit", by=cast.noor_bidder, papers=paper)
    file = attachments_of(request, document.purpose).get()
    assert file.file == attachments_of(credential).get().file
    assert request.presented.get().credential == credential
    # A file in its place takes the credential away.
    request = perform(request, "replace", by=cast.noor_bidder, papers=life.papers(call))
    assert not request.presented.exists()
    assert attachments_of(request, document.purpose).get().file != file.file
    assert request.version == 2


def test_a_credential_that_does_not_fit_or_hold_is_refused(cast, call):
    document = call.required_documents.first()
    request = life.begun(call, cast.noor, cast.noor_bidder)
    tax = given(cast.noor, cast.noor_owner, type="tax")
    theirs = given(cast.ofoq, cast.ofoq_owner)
    gone = perform(given(cast.noor, cast.noor_owner), "withdraw", by=cast.noor_owner)
    for credential in (tax, theirs, gone):
        paper = {document.pk: {"file": None, "credential": credential}}
        with pytest.raises(Refused, match="cannot stand for"):
            perform(request, "submit", by=cast.noor_bidder, papers=paper)


def test_a_credential_that_lapsed_between_draft_and_submission_is_refused(cast, call):
    credential = given(cast.noor, cast.noor_owner)
    document = call.required_documents.first()
    request = life.begun(call, cast.noor, cast.noor_bidder)
    paper = {document.pk: {"file": None, "credential": credential}}
    perform(request, "edit", by=cast.noor_bidder, papers=paper)
    perform(credential, "withdraw", by=cast.noor_owner)
    with pytest.raises(Refused, match="cannot stand for"):
        perform(request, "submit", by=cast.noor_bidder)


def test_a_first_stage_asks_for_a_proposal(cast):
    call = life.published(cast, purpose="first_stage", papers=[])
    request = life.begun(call, cast.noor, cast.noor_bidder)
    with pytest.raises(Refused, match="what your company proposes"):
        perform(request, "submit", by=cast.noor_bidder, statement=" ")
    perform(request, "submit", by=cast.noor_bidder, statement="A ship.")


def test_after_the_deadline_nothing_is_taken_whether_the_clock_has_run_or_not(cast, call):
    mine = life.begun(call, cast.noor, cast.noor_bidder)
    theirs = life.submitted(call, cast.ofoq, cast.ofoq_bidder)
    life.pass_deadline(call)
    for request, name, person in (
        (mine, "edit", cast.noor_bidder),
        (mine, "submit", cast.noor_bidder),
        (theirs, "replace", cast.ofoq_bidder),
        (theirs, "withdraw", cast.ofoq_bidder),
    ):
        with pytest.raises(Refused, match="after the deadline"):
            perform(request, name, by=person, papers=life.papers(call))
    assert (again(mine).state, again(theirs).version) == ("draft", 1)
    with pytest.raises(Refused, match="after the deadline"):
        life.begun(again(call), cast.ofoq, cast.ofoq_bidder)


def test_a_company_applies_once_and_after_withdrawing_again(cast, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    with pytest.raises(IntegrityError), transaction.atomic():
        life.begun(call, cast.noor, cast.noor_owner)
    perform(request, "withdraw", by=cast.noor_bidder)
    life.submitted(call, cast.noor, cast.noor_owner)
    assert QualificationRequest.objects.handed_in().count() == 1


def test_only_registered_companies_apply(cast, call):
    request = life.begun(call, cast.noor, cast.noor_bidder)
    perform(cast.noor, "suspend", by=cast.registrar, remarks="Unpaid fees.")
    with pytest.raises(Refused, match="not registered"):
        perform(request, "submit", by=cast.noor_bidder, papers=life.papers(call))


# --- nobody knows --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn"])
def test_until_the_deadline_nobody_but_the_applicant_knows(cast, call, state):
    if state == "draft":
        request = life.begun(call, cast.noor, cast.noor_bidder)
    else:
        request = life.submitted(call, cast.noor, cast.noor_bidder)
        if state == "withdrawn":
            request = perform(request, "withdraw", by=cast.noor_bidder)
    life.pass_deadline(call)  # and the clock has not closed it
    for who, person in cast.everybody.items():
        knows = QualificationRequest.objects.visible_to(cast.fresh(person)).exists()
        assert knows == (who in OWN), who
        if who not in OWN:
            assert not QualificationRequest.objects.waiting_for(cast.fresh(person)).exists(), who
    seen = readable_by(cast.fresh(cast.auditor))
    assert not seen.filter(subject_label=request.reference).exists()
    assert not seen.filter(verb__startswith="document").exists()
    told = Notice.objects.filter(event__subject_kind="qualification_request")
    assert set(told.values_list("to", flat=True)) <= {cast.noor_owner.pk, cast.noor_bidder.pk}


def test_after_the_closing_the_agency_knows_what_was_handed_in_and_nothing_else(cast, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    life.begun(call, cast.ofoq, cast.ofoq_bidder)
    call = life.closed(call)
    assert QualificationRequest.objects.visible_to(cast.fresh(cast.evaluator)).get() == request
    assert QualificationRequest.objects.waiting_for(cast.fresh(cast.evaluator)).get() == request
    assert not QualificationRequest.objects.waiting_for(cast.fresh(cast.noor_owner)).exists()
    for who in ("noor_viewer", "other_officer", "stranger"):
        person = cast.fresh(getattr(cast, who))
        assert not QualificationRequest.objects.visible_to(person).exists()
    seen = readable_by(cast.fresh(cast.auditor)).filter(subject_label=request.reference)
    assert seen.filter(verb="qualification_request.submitted").exists()
    assert "Applications received: 1" in Notice.objects.get(to=cast.evaluator).body_en


def test_a_call_cancelled_before_the_deadline_never_tells_who_applied(cast, call):
    life.submitted(call, cast.noor, cast.noor_bidder)
    call = perform(call, "cancel", by=cast.approver, reason="No money.")
    assert not QualificationRequest.objects.visible_to(cast.fresh(cast.officer)).exists()
    assert Notice.objects.filter(to=cast.noor_owner, event__verb="qualification.cancelled").exists()
    with pytest.raises(WrongState):
        perform(call, "close", by=None)


def test_what_an_official_may_do_does_not_tell_whether_their_company_applied(cast, call):
    other = life.published(cast)
    life.submitted(call, cast.noor, cast.noor_bidder)
    person = give_role(cast.noor_viewer, "procurement_approver", cast.health).user
    give_role(person, "evaluator", cast.health)
    for one in (call, other):
        assert not may(person, one, "cancel")
    # Where it ended before it was closed nobody ever learns it.
    for one in (call, other):
        one = perform(one, "cancel", by=cast.approver, reason="No money.")
        assert not may(cast.fresh(person), one, "cancel")
    draft = life.draft(cast)
    assert may(cast.fresh(person), draft, "cancel")


def test_the_clock_closes_it(cast, call):
    assert clockwork.run(database_now()) == 0
    life.pass_deadline(call)
    assert clockwork.run(database_now()) == 1
    call = again(call)
    assert (call.state, call.closed_at is not None) == ("closed", True)
    assert clockwork.run(database_now()) == 0


# --- judging and outcome -------------------------------------------------------------------


def test_each_criterion_is_judged_and_what_is_not_met_has_a_reason(cast, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    with pytest.raises(Refused, match="not being judged now"):
        life.judged(cast, request)
    call = life.closed(call)
    first, second = call.criteria.all()
    half = {first.pk: {"is_met": True, "reason": ""}}
    with pytest.raises(Refused, match="criterion 2 whether"):
        perform(request, "judge", by=cast.evaluator, findings=half)
    bare = {**half, second.pk: {"is_met": False, "reason": " "}}
    with pytest.raises(Refused, match="why criterion 2"):
        perform(request, "judge", by=cast.evaluator, findings=bare)
    request = life.judged(cast, request, 2)
    assert request.is_fit is False
    request = life.judged(cast, request)  # judged anew, both stay in the trail
    assert request.is_fit is True
    assert Event.objects.filter(verb="qualification_request.judged").count() == 2


def test_whoever_acted_for_an_applicant_neither_judges_nor_concludes(cast, call):
    give_role(cast.noor_viewer, "evaluator", cast.health)
    give_role(cast.noor_viewer, "procurement_approver", cast.health)
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    assert not may(cast.noor_viewer, request, "judge")
    assert not may(cast.noor_viewer, call, "conclude")
    assert not may(cast.noor_viewer, call, "cancel")


def test_the_short_list_is_of_those_who_meet_every_criterion(cast, call, settings, tmp_path):
    settings.VAR_DIR, settings.SIGNING_OWN_KEY = tmp_path, True
    good = life.submitted(call, cast.noor, cast.noor_bidder)
    bad = life.submitted(call, cast.ofoq, cast.ofoq_bidder)
    call = life.closed(call)
    life.judged(cast, good)
    with pytest.raises(Refused, match=f"not judged yet: {bad.reference}"):
        perform(call, "conclude", by=cast.approver)
    life.judged(cast, bad, 1)
    call = perform(call, "conclude", by=cast.approver)
    assert (again(good).state, again(bad).state) == ("qualified", "not_qualified")
    told = Notice.objects.get(to=cast.ofoq_owner, event__verb="qualification_request.turned_down")
    assert "Criterion 1, “Five years of experience”, is not met: Three only." in told.body_en
    letters = Paper.objects.filter(kind="qualification_letter")
    assert [papers.issue(p.pk).status for p in letters] == ["issued", "issued"]
    event = Event.objects.get(verb="qualification.concluded")
    assert event.public["qualified"] == ["Al Noor Trading"]
    with pytest.raises(WrongState):
        perform(call, "conclude", by=cast.approver)


def test_with_too_few_it_is_unsuccessful_and_cannot_be_concluded(cast):
    call = life.published(cast, least=2)
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    life.judged(cast, request)
    with pytest.raises(Refused, match="but 1 meets"):
        perform(call, "conclude", by=cast.approver)
    call = perform(call, "declare_unsuccessful", by=cast.approver, reason="One is not enough.")
    assert (call.state, again(request).state) == ("unsuccessful", "not_qualified")
    assert again(request).outcome_reason == "One is not enough."


def test_with_enough_it_is_not_declared_unsuccessful(cast, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    life.judged(cast, request)
    with pytest.raises(Refused, match="Enough companies"):
        perform(call, "declare_unsuccessful", by=cast.approver, reason="No.")


def test_with_too_many_those_listed_are_chosen_with_a_reason(cast):
    call = life.published(cast, most=1)
    first = life.submitted(call, cast.noor, cast.noor_bidder)
    second = life.submitted(call, cast.ofoq, cast.ofoq_bidder)
    call = life.closed(call)
    life.judged(cast, first)
    life.judged(cast, second)
    with pytest.raises(Refused, match="at most 1"):
        perform(call, "conclude", by=cast.approver)
    with pytest.raises(Refused, match="at most 1"):
        perform(call, "conclude", by=cast.approver, chosen=[first, second], reason="Both.")
    with pytest.raises(Refused, match="Say why"):
        perform(call, "conclude", by=cast.approver, chosen=[first], reason="")
    perform(call, "conclude", by=cast.approver, chosen=[first], reason="Drawn by lot.")
    assert (again(first).state, again(second).state) == ("qualified", "not_qualified")
    told = Notice.objects.get(to=cast.ofoq_owner, event__verb="qualification_request.turned_down")
    assert "meets every criterion, but is not on the short list" in told.body_en
    assert "Drawn by lot." in told.body_en


def test_an_application_gets_its_outcome_with_its_call_only(cast, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    with pytest.raises(Refused, match="follows from the conclusion"):
        perform(request, "qualify", by=cast.approver)
    assert may(cast.approver, request, "qualify")
    assert not may(cast.evaluator, request, "qualify")


def test_the_applicant_does_not_read_the_judgement_before_the_outcome(cast, client, call):
    request = life.submitted(call, cast.noor, cast.noor_bidder)
    call = life.closed(call)
    life.judged(cast, request, 1)
    client.force_login(cast.noor_owner)
    assert "Three only" not in client.get(request.get_absolute_url()).content.decode()
    client.force_login(cast.officer)
    assert "Three only" in client.get(request.get_absolute_url()).content.decode()


def test_a_call_comes_from_the_plan_where_it_was_planned(cast):
    item = planned_item(cast)
    call = life.draft(cast, plan_item=item)
    assert list(item.qualifications.all()) == [call]
