"""The office's clocks: per stage, warnings before and after, silence, holidays announced later."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from audit.models import database_now
from licensing import escalating
from licensing.models import Application, Escalation, Review
from tests.cast import give_role
from tests.licensing.test_appeals import appeal_against, upheld
from workflow import clockwork
from workflow.blockers import Refused
from workflow.gate import calendar, due_on, perform
from workflow.models import Holiday, Notice, Passage

State = Application.State


def fresh(case):
    return type(case).objects.get(pk=case.pk)


def age(case, days):
    """Let the case have begun so many days earlier, and its clock be computed anew."""
    back = timedelta(days=days)
    Passage.objects.filter(kind=case.kind, case_id=case.pk).update(since=F("since") - back)
    Passage.objects.filter(kind=case.kind, case_id=case.pk, until__isnull=False).update(
        until=F("until") - back
    )
    clockwork.recompute()
    return fresh(case)


def told(person, words):
    return Notice.objects.filter(to=person, subject_en__contains=words).count()


@pytest.fixture
def staged(licensing):
    licensing.staged()
    return licensing


# --- stages ----------------------------------------------------------------------------


def test_a_stage_that_proceeds_counts_silence_as_no_objection(cast, staged):
    case = staged.in_stages()
    staged.concluded(case, "health", cast.health_reviewer)
    review = age(staged.taken(case, "civil", cast.civil_reviewer), 30)
    with pytest.raises(Refused, match="counts as no objection"):  # though no clock has run
        perform(review, "conclude", by=cast.civil_reviewer, recommendation="refuse", reasons="x")
    assert clockwork.run(database_now()) == 1
    review = fresh(review)
    assert (review.state, review.recommendation) == ("done", "silent")
    assert staged.review(case, "inspection").state == "waiting"
    assert told(cast.civil_reviewer, "the time for the review has run out") == 1


def test_a_stage_that_waits_goes_on_waiting(cast, staged):
    case = staged.in_stages()
    review = age(staged.review(case, "health"), 30)
    assert clockwork.run(database_now()) == 0
    assert review.is_late
    staged.concluded(case, "health", cast.health_reviewer)


# --- warnings --------------------------------------------------------------------------


def test_warnings_go_to_the_officer_then_the_approver_then_the_administrator(cast, staged):
    case = staged.in_stages()
    review = staged.taken(case, "health", cast.health_reviewer)
    Application.objects.filter(pk=case.pk).update(due_on=None)
    Review.objects.exclude(pk=review.pk).update(due_on=None)
    days, today = calendar(), timezone.localdate()

    def at(due):
        Review.objects.filter(pk=review.pk).update(due_on=due)
        return escalating.escalate(database_now())

    assert at(days.add(today, 4)) == 0
    assert at(days.add(today, 1)) == 1
    assert at(days.add(today, 1)) == 0  # once
    assert told(cast.health_reviewer, "an answer is due by") == 1
    assert told(cast.licensing_approver, "an answer is due by") == 0
    assert at(today - timedelta(days=1)) == 1
    assert told(cast.health_reviewer, "the time has run out") == 1
    assert told(cast.licensing_approver, "the time has run out") == 1
    assert told(cast.health_administrator, "") == 0
    assert at(today - timedelta(days=21)) == 1
    assert told(cast.health_administrator, "a week late") == 1
    assert told(cast.administrator, "a week late") == 1  # of the agency above
    assert Escalation.objects.count() == 3


def test_a_stage_that_waits_warns_nobody_above_its_officers(cast, staged):
    case = staged.in_stages()
    review = staged.taken(case, "health", cast.health_reviewer)
    Review.objects.filter(pk=review.pk).update(
        on_overdue="wait", due_on=timezone.localdate() - timedelta(days=30)
    )
    Application.objects.update(due_on=None)
    Review.objects.exclude(pk=review.pk).update(due_on=None)
    assert escalating.escalate(database_now()) == 1
    assert told(cast.health_reviewer, "a week late") == 1
    assert told(cast.licensing_approver, "a week late") == 0
    assert told(cast.health_administrator, "a week late") == 0


def test_the_applications_own_clock_warns_its_case_officer(cast, licensing):
    case = licensing.in_review()
    Application.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=30))
    assert escalating.escalate(database_now()) == 1
    assert told(cast.licensing_officer, "a week late") == 1
    assert told(cast.administrator, "is a week late") == 1


def test_a_stopped_clock_warns_nobody(cast, staged):
    case = staged.in_stages()
    staged.asked_in(case, "health")
    age(case, 60)
    assert escalating.escalate(database_now()) == 0


# --- silence ---------------------------------------------------------------------------


@pytest.fixture
def silent(licensing):
    """The food shop is approved by silence after its ten working days."""
    licensing.next_version(licensing.food, tacit_approval=True)
    return licensing


def test_silence_is_consent_where_the_type_says_so(cast, silent):
    case = silent.in_review()
    assert clockwork.run(database_now()) == 0
    case = age(case, 40)
    assert clockwork.run(database_now()) == 1
    assert fresh(case).state == State.AWAITING_PAYMENT
    assert told(cast.noor_owner, "approved, because the time ran out") == 1


def test_what_comes_after_the_silence_is_refused_though_no_clock_has_run(cast, silent):
    case = age(silent.recommended(), 40)
    for name in ("refuse", "approve", "send_back"):
        with pytest.raises(Refused, match="Silence is consent"):
            perform(case, name, by=cast.licensing_approver, remarks="Too late.")


def test_silence_elsewhere_means_nothing(cast, licensing):
    case = age(licensing.in_review(), 40)
    assert clockwork.run(database_now()) == 0
    assert fresh(case).state == State.IN_REVIEW


def test_no_silence_while_the_applicant_has_the_ball(cast, silent):
    case = silent.in_review()
    case = perform(case, "give_back", by=cast.licensing_officer, remarks="The plan.")
    case = age(case, 40)
    Application.objects.filter(pk=case.pk).update(answer_by=timezone.localdate())
    assert clockwork.run(database_now()) == 0
    case = perform(case, "submit", by=cast.noor_owner)
    assert case.due_on is not None


def test_silence_ends_the_reviews_that_are_open(cast, licensing):
    licensing.staged(tacit_approval=True)
    case = licensing.in_stages()
    Review.objects.update(on_overdue="wait")
    age(case, 60)
    assert clockwork.run(database_now()) == 1
    assert set(case.reviews.values_list("state", flat=True)) == {"cancelled"}


def test_a_debarred_company_gains_nothing_by_silence(cast, silent):
    case = age(silent.in_review(), 40)
    type(cast.noor).objects.filter(pk=cast.noor.pk).update(state="debarred")
    assert clockwork.run(database_now()) == 0
    assert fresh(case).state == State.IN_REVIEW


def test_what_silence_cannot_grant_is_left_to_the_officers(cast, silent):
    """The company is out of the register when the time runs out: nobody is locked out of it."""
    asked, waits = silent.in_review(), silent.recommended()
    asked, waits = age(asked, 40), age(waits, 40)
    company = type(cast.noor).objects.filter(pk=cast.noor.pk)
    company.update(state="debarred")
    assert clockwork.run(database_now()) == 0
    asked = perform(
        asked,
        "recommend",
        by=cast.licensing_officer,
        recommendation="refuse",
        recommendation_reasons="It is debarred.",
    )
    assert asked.state == State.AWAITING_DECISION
    with pytest.raises(Refused, match="not registered at present"):
        perform(asked, "approve", by=cast.licensing_approver)
    refused = perform(asked, "refuse", by=cast.licensing_approver, remarks="It is debarred.")
    assert refused.state == State.REFUSED
    # What nobody has decided meanwhile is granted by silence when the company is back.
    company.update(state="registered")
    with pytest.raises(Refused, match="Silence is consent"):
        perform(waits, "refuse", by=cast.licensing_approver, remarks="Too late.")
    assert clockwork.run(database_now()) == 1
    assert fresh(waits).state == State.AWAITING_PAYMENT


def test_silence_changes_no_licence_that_is_not_fit_for_it(cast, silent):
    licence = silent.issued()
    change = perform(silent.changed(licence, "amend"), "submit", by=cast.noor_owner)
    change = age(perform(change, "start_review", by=cast.licensing_officer), 40)
    silent.imposed(licence, "suspend")
    assert clockwork.run(database_now()) == 0
    assert fresh(change).state == State.IN_REVIEW
    change = perform(
        fresh(change),
        "recommend",
        by=cast.licensing_officer,
        recommendation="refuse",
        recommendation_reasons="It is suspended.",
    )
    refused = perform(change, "refuse", by=cast.licensing_approver, remarks="It is suspended.")
    assert refused.state == State.REFUSED


def test_silence_decides_nothing_of_what_an_appeal_has_opened_again(cast, silent):
    case = perform(silent.recommended(), "refuse", by=cast.licensing_approver, remarks="No.")
    give_role(cast.auditor, "licensing_approver", cast.state)
    judge = cast.fresh(cast.auditor)
    upheld(appeal_against(case, cast.noor_owner), judge, "again")
    case = age(case, 60)
    assert clockwork.run(database_now()) == 0
    assert fresh(case).state == State.AWAITING_DECISION
    assert perform(fresh(case), "approve", by=judge).state == State.AWAITING_PAYMENT


def test_holidays_announced_afterwards_move_every_clock(cast, silent):
    case = silent.in_review()
    before = case.due_on
    days = calendar()
    new = [days.add(timezone.localdate(), count) for count in (1, 2, 3)]
    Holiday.objects.bulk_create(Holiday(day=day, name="Announced late") for day in new)
    assert clockwork.recompute() >= 1
    after = fresh(case).due_on
    assert after == calendar().add(before, 3)


def test_a_holiday_announced_at_the_last_moment_holds_the_silence_back(cast, silent):
    """The stored day is not believed: the clock is computed when it is asked."""
    case = silent.in_review()
    yesterday = timezone.localdate() - timedelta(days=1)
    case = age(case, 13)
    while fresh(case).due_on is None or fresh(case).due_on > yesterday:
        case = age(case, 1)
    stale = fresh(case).due_on
    ahead = [stale - timedelta(days=n) for n in range(8)]
    Holiday.objects.bulk_create(Holiday(day=day, name="Announced late") for day in ahead)
    assert due_on(fresh(case)) > yesterday
    assert clockwork.run(database_now()) == 0  # due_on of the row still says yesterday
    assert fresh(case).state == State.IN_REVIEW
