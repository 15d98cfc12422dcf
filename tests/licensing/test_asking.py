"""Requests for information: several at once, clocks that stand still, reminders, lapse."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, database_now
from licensing import reminding_answers
from licensing.models import Application, InformationRequest
from tests.licensing.conftest import day_ahead
from vendors.models import Reminder
from workflow import clockwork, notices
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform
from workflow.models import Notice

State = Application.State


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def answer(request, by, words="Here."):
    return perform(fresh(request), "give_answer", by=by, answer=words, documents={})


@pytest.fixture
def staged(licensing):
    licensing.staged()
    return licensing


@pytest.fixture
def case(staged):
    return staged.in_stages()


def overdue(request):
    yesterday = timezone.localdate() - timedelta(days=1)
    InformationRequest.objects.filter(pk=request.pk).update(answer_by=yesterday)


def test_while_something_is_asked_every_clock_stands_still_and_says_so(cast, client, staged, case):
    staged.taken(case, "civil", cast.civil_reviewer)
    staged.asked_in(case, "health")
    case = fresh(case)
    assert (case.state, case.due_on) == (State.INFORMATION_REQUESTED, None)
    assert {(r.state, r.due_on) for r in case.reviews.all()} == {("paused", None)}
    client.force_login(cast.noor_owner)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "The clock is stopped" in page
    assert "Where are the fridges?" in page
    client.force_login(cast.civil_reviewer)
    page = client.get(staged.review(case, "civil").get_absolute_url()).content.decode()
    assert "The clock is stopped" in page


def test_answering_one_of_two_restarts_nothing_and_the_last_one_everything(cast, staged, case):
    staged.taken(case, "civil", cast.civil_reviewer)
    _review, first = staged.asked_in(case, "health")
    review, second = staged.asked_in(case, "civil", "Where is the second exit?")
    assert (fresh(first).state, fresh(second).state) == ("open", "open")
    answer(first, cast.noor_owner)
    assert fresh(case).state == State.INFORMATION_REQUESTED
    assert fresh(case).due_on is None
    assert fresh(review).state == "paused"
    answer(second, cast.noor_owner)
    assert fresh(case).state == State.IN_REVIEW
    assert fresh(case).due_on is not None
    assert fresh(review).state == "in_progress"
    assert fresh(review).due_on is not None


def test_whoever_has_answered_may_be_asked_again(cast, staged, case):
    review, question = staged.asked_in(case, "health")
    answered = answer(question, cast.noor_owner, "In the shop.")
    assert "In the shop." in answered.answer
    again = perform(
        answered,
        "ask_anew",
        by=cast.health_reviewer,
        question="In which room?",
        wanted=["A photograph"],
        answer_by=day_ahead(5),
    )
    assert again.state == "asked_again"
    case = fresh(case)
    assert case.state == State.INFORMATION_REQUESTED
    newest = case.requests.latest("pk")
    assert (newest.question, newest.review, newest.agency) == (
        "In which room?",
        review,
        cast.health,
    )


def test_a_question_taken_back_restarts_the_clock(cast, staged, case):
    _review, question = staged.asked_in(case, "health")
    perform(question, "take_back", by=cast.health_reviewer)
    assert fresh(case).state == State.IN_REVIEW


def test_the_agency_that_grants_may_ask_in_a_review_of_one_go(cast, licensing):
    case = licensing.in_review()
    asked = perform(
        case,
        "request_information",
        by=cast.licensing_officer,
        question="Is the lease registered?",
        wanted=[],
        answer_by=day_ahead(10),
    )
    assert (asked.state, asked.due_on) == (State.INFORMATION_REQUESTED, None)
    answer(asked.requests.get(), cast.noor_owner)
    assert fresh(case).state == State.IN_REVIEW


def test_only_who_applies_answers(cast, staged, case):
    _review, question = staged.asked_in(case, "health")
    for person in (cast.noor_viewer, cast.ofoq_owner, cast.health_reviewer, cast.auditor):
        with pytest.raises(NotAllowed):
            answer(question, person)


def test_the_form_takes_words_and_the_documents_wanted(cast, client, staged, case):
    _review, question = staged.asked_in(case, "health")
    InformationRequest.objects.filter(pk=question.pk).update(wanted=["Plan of the exits"])
    client.force_login(cast.noor_owner)
    url = reverse("act", args=["information_request", question.reference, "give_answer"])
    assert "Plan of the exits" in client.get(url).content.decode()
    refused = client.post(url, {"answer": "Attached."})
    assert refused.status_code == 422
    assert fresh(question).state == "open"


# --- reminders and lapse ---------------------------------------------------------------


@pytest.mark.parametrize(("days", "sent"), [(8, 0), (7, 1), (4, 1), (3, 1), (1, 1)])
def test_reminders_come_seven_three_and_one_days_before_once_each(cast, staged, case, days, sent):
    staged.asked_in(case, "health", days=days)
    assert reminding_answers.remind(database_now()) == sent
    assert reminding_answers.remind(database_now()) == 0
    told = Notice.objects.filter(
        to=cast.noor_owner, subject_en__contains="or the application lapses"
    )
    assert told.count() == sent


def test_reminders_killed_in_the_middle_go_on_without_repeating(cast, staged, case, monkeypatch):
    staged.asked_in(case, "health", days=3)
    staged.asked_in(case, "civil", days=3)
    real, calls = notices.store, []

    def dies(*args):
        calls.append(args)
        if len(calls) == 2:
            raise SystemExit
        return real(*args)

    monkeypatch.setattr(notices, "store", dies)
    with pytest.raises(SystemExit):
        reminding_answers.remind(database_now())
    assert Reminder.objects.filter(kind="information_request").count() == 1
    monkeypatch.setattr(notices, "store", real)
    assert reminding_answers.remind(database_now()) == 1
    told = Notice.objects.filter(
        to=cast.noor_owner, subject_en__contains="or the application lapses"
    )
    assert told.count() == 2


def test_who_is_asked_and_does_not_answer_lets_the_application_lapse(cast, staged, case):
    _review, question = staged.asked_in(case, "health")
    assert clockwork.run(database_now()) == 0
    overdue(question)
    assert clockwork.run(database_now()) == 1
    case = fresh(case)
    assert (case.state, fresh(question).state) == (State.LAPSED, "lapsed")
    assert set(case.reviews.values_list("state", flat=True)) == {"cancelled"}
    assert Notice.objects.filter(to=cast.noor_owner, subject_en__contains="has lapsed").exists()


def test_an_answer_after_the_end_is_refused_though_no_clock_has_run(cast, staged, case):
    _review, question = staged.asked_in(case, "health")
    overdue(question)
    with pytest.raises(Refused, match="the application has lapsed"):
        answer(question, cast.noor_owner)
    with pytest.raises(Refused, match="the application has lapsed"):
        perform(fresh(question), "take_back", by=cast.health_reviewer)


def test_one_of_two_in_time_does_not_save_the_other(cast, staged, case):
    _review, first = staged.asked_in(case, "health")
    _review, second = staged.asked_in(case, "civil")
    overdue(first)
    with pytest.raises(Refused, match="the application has lapsed"):
        answer(second, cast.noor_owner)


def test_more_time_is_given_before_the_end(cast, staged, case):
    _review, question = staged.asked_in(case, "health", days=2)
    with pytest.raises(Refused, match="Choose a later one"):
        perform(question, "extend", by=cast.health_reviewer, answer_by=day_ahead(1))
    later = perform(question, "extend", by=cast.health_reviewer, answer_by=day_ahead(9))
    assert later.answer_by == day_ahead(9)


def test_what_is_returned_and_not_sent_again_lapses(cast, licensing):
    case = perform(
        licensing.in_review(), "give_back", by=cast.licensing_officer, remarks="The plan."
    )
    assert case.answer_by == day_ahead(case.version.answer_days)
    Application.objects.filter(pk=case.pk).update(answer_by=day_ahead(3))
    assert reminding_answers.remind(database_now()) == 1
    Application.objects.filter(pk=case.pk).update(answer_by=day_ahead(-1))
    with pytest.raises(Refused, match="the application has lapsed"):
        perform(case, "submit", by=cast.noor_owner)
    assert clockwork.run(database_now()) == 1
    assert fresh(case).state == State.LAPSED
    assert Event.objects.filter(verb="application.lapsed").count() == 1


def test_drafts_never_lapse(cast, licensing):
    case = licensing.filled(licensing.food)
    Application.objects.filter(pk=case.pk).update(answer_by=day_ahead(-400))
    clockwork.run(database_now())
    assert fresh(case).state == State.DRAFT
