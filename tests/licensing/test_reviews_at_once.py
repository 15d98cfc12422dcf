"""Two people, or a person and the clock, at the same moment: one counts, nothing hangs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from licensing.models import Application, InformationRequest, Review
from tests.cast import give_role
from tests.licensing.test_at_once import no_broker, refusals, together
from workflow.gate import perform

__all__ = ["no_broker"]
pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State


@pytest.fixture
def staged(lasting_licensing):
    lasting_licensing.staged()
    return lasting_licensing


def test_two_officers_take_it_up_at_once(staged):
    cast = staged.cast
    other = cast.fresh(give_role(cast.auditor, "licensing_officer", cast.trade).user)
    case = staged.submitted(staged.food)
    came = together(
        lambda: perform(case, "take_up", by=cast.licensing_officer),
        lambda: perform(case, "take_up", by=other),
    )
    assert len(refusals(came)) == 1
    case = Application.objects.get(pk=case.pk)
    assert case.state == State.SCREENING
    assert case.assigned_to in (cast.licensing_officer, other)


def test_the_last_two_reviews_end_at_once_and_the_next_group_opens_once(staged):
    cast = staged.cast
    case = staged.in_stages()
    health = staged.taken(case, "health", cast.health_reviewer)
    civil = staged.taken(case, "civil", cast.civil_reviewer)

    def conclude(review, by):
        checked = [line["key"] for line in review.checklist]
        return lambda: perform(
            review, "conclude", by=by, recommendation="approve", reasons="x", checked=checked
        )

    came = together(conclude(health, cast.health_reviewer), conclude(civil, cast.civil_reviewer))
    assert refusals(came) == []
    assert case.reviews.filter(key="inspection").count() == 1


def test_a_conclusion_against_a_withdrawal(staged):
    cast = staged.cast
    case = staged.in_stages()
    review = staged.taken(case, "health", cast.health_reviewer)
    came = together(
        lambda: perform(
            review, "conclude", by=cast.health_reviewer, recommendation="refuse", reasons="x"
        ),
        lambda: perform(case, "withdraw", by=cast.noor_owner),
    )
    assert len(refusals(came)) <= 1
    assert Application.objects.get(pk=case.pk).state == State.WITHDRAWN
    assert not Review.objects.open().exists()


def test_both_questions_are_answered_at_once_and_the_clock_restarts_once(staged):
    cast = staged.cast
    case = staged.in_stages()
    first = staged.asked_in(case, "health")[1]
    second = staged.asked_in(case, "civil")[1]

    def answer(request):
        return lambda: perform(
            request, "give_answer", by=cast.noor_owner, answer="Here.", documents={}
        )

    assert refusals(together(answer(first), answer(second))) == []
    case = Application.objects.get(pk=case.pk)
    assert case.state == State.IN_REVIEW
    assert case.due_on is not None


def test_two_agencies_ask_at_once(staged):
    cast = staged.cast
    case = staged.in_stages()
    health = staged.taken(case, "health", cast.health_reviewer)
    civil = staged.taken(case, "civil", cast.civil_reviewer)
    day = timezone.localdate() + timedelta(days=9)

    def ask(review, by):
        return lambda: perform(review, "ask", by=by, question="x", wanted=[], answer_by=day)

    came = together(ask(health, cast.health_reviewer), ask(civil, cast.civil_reviewer))
    assert refusals(came) == []
    assert InformationRequest.objects.open().count() == 2
    assert Application.objects.get(pk=case.pk).state == State.INFORMATION_REQUESTED


def test_an_answer_against_the_lapse(staged):
    cast = staged.cast
    case = staged.in_stages()
    request = staged.asked_in(case, "health")[1]
    yesterday = timezone.localdate() - timedelta(days=1)
    InformationRequest.objects.update(answer_by=yesterday)
    came = together(
        lambda: perform(request, "give_answer", by=cast.noor_owner, answer="x", documents={}),
        lambda: perform(case, "lapse", by=None),
    )
    assert len(refusals(came)) == 1  # the answer, whoever came first
    assert Application.objects.get(pk=case.pk).state == State.LAPSED
    assert InformationRequest.objects.get().state == "lapsed"
