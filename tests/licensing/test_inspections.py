"""The life of an inspection: booked, moved, missed, done; findings and what becomes of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.models import Paper
from licensing import inspecting, visit_booking
from licensing.models import Finding, Inspection
from licensing.slots import Slot
from tests.cast import give_role
from tests.licensing.visiting import CHECKLIST, Visits
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import may, perform
from workflow.models import Holiday, Notice


@pytest.fixture
def visits(licensing) -> Visits:
    made = Visits(licensing)
    made.calendar()
    return made


def test_a_stage_pins_its_checklist_and_the_company_is_asked_for_a_time(visits):
    case = visits.needed()
    assert case.checklist == CHECKLIST
    assert case.state == "to_schedule"
    assert Notice.objects.filter(to=visits.cast.noor_owner, subject_en__contains="choose a time")


def test_a_company_books_a_free_time_and_the_inspector_knows(visits):
    case = visits.booked()
    assert case.state == "scheduled"
    assert case.inspector == visits.cast.inspector
    assert case.place == "1 Main St."
    assert case.starts_at - timezone.now() >= timedelta(days=1)
    assert Notice.objects.filter(to=visits.cast.inspector, subject_en__contains="visit on")


def test_a_time_that_is_gone_is_refused_with_the_next_free_ones(visits):
    first = visits.booked()
    other = visits.needed(visits.licensing.submitted(visits.licensing.home))
    slot = Slot(first.starts_at, first.ends_at)
    with pytest.raises(Refused) as refused:
        perform(other, "book", by=visits.cast.noor_owner, slot=slot)
    assert "The next that are" in str(refused.value)
    assert Inspection.objects.get(pk=other.pk).state == "to_schedule"


def test_a_company_moves_a_visit_until_a_day_before(visits):
    case = visits.booked()
    first = case.starts_at
    slot = visit_booking.offers(case, timezone.now())[3].slot
    case = perform(case, "rebook", by=visits.cast.noor_owner, slot=slot)
    assert case.starts_at != first
    assert case.bookings.filter(is_held=True).count() == 1
    case = visits.at(case, timezone.now() + timedelta(hours=20))
    with pytest.raises(Refused, match="until 1 day before"):
        perform(case, "rebook", by=visits.cast.noor_owner, slot=slot)


def test_a_holiday_announced_afterwards_takes_its_slots_away_and_frees_the_company_to_move(visits):
    case = visits.booked()
    day = case.day
    assert not visit_booking.must_move(case)
    Holiday.objects.create(day=day, name="A day of rest")
    assert visit_booking.must_move(case)
    offered = visit_booking.offers(
        visits.needed(visits.licensing.filled(visits.licensing.home)), timezone.now()
    )
    assert day not in {one.slot.starts.astimezone(case.zone).date() for one in offered}
    case = visits.at(case, case.starts_at - timedelta(seconds=0))
    slot = visit_booking.offers(case, timezone.now())[0].slot
    moved = perform(case, "rebook", by=visits.cast.noor_owner, slot=slot)
    assert not visit_booking.must_move(moved)


def test_the_office_sets_a_time_but_not_upon_another_visit(visits):
    first = visits.booked()
    other = visits.needed(visits.licensing.submitted(visits.licensing.home))
    values = {"calendar": first.calendar, "minutes": 45, "place": "Here"}
    officer = visits.cast.licensing_officer
    with pytest.raises(Refused, match="another visit at this time"):
        perform(
            other,
            "set_time",
            by=officer,
            starts_at=first.starts_at + timedelta(minutes=30),
            **values,
        )
    done = perform(other, "set_time", by=officer, starts_at=first.ends_at, **values)
    assert done.state == "scheduled"
    assert done.ends_at - done.starts_at == timedelta(minutes=45)


def test_an_assigned_inspector_has_no_other_visit_and_never_acted_for_the_company(visits):
    cast, first = visits.cast, visits.booked()
    pool = visits.calendar(None)
    other = perform(
        visits.needed(visits.licensing.submitted(visits.licensing.home)),
        "set_time",
        by=cast.licensing_officer,
        calendar=pool,
        starts_at=first.starts_at,
        minutes=60,
    )
    assert other.inspector is None
    with pytest.raises(Refused, match="another visit at that time"):
        perform(other, "assign", by=cast.licensing_officer, inspector=cast.inspector)
    give_role(cast.noor_viewer, "inspector", cast.trade)
    with pytest.raises(Refused, match="once acted for the company"):
        perform(other, "assign", by=cast.licensing_officer, inspector=cast.noor_viewer)


def test_no_inspector_goes_who_acts_for_the_company_that_takes_the_licence_over(visits):
    cast, licensing = visits.cast, visits.licensing
    give_role(cast.ofoq_bidder, "inspector", cast.trade)
    tied = cast.fresh(cast.ofoq_bidder)
    change = licensing.changed(licensing.issued(), "transfer", to_company=cast.ofoq)
    theirs = visits.calendar(tied)
    case = visits.needed(change)
    assert [one.inspector for one in visit_booking.calendars_for(case)] == [cast.inspector]
    with pytest.raises(Refused, match="once acted for the company"):
        perform(
            case,
            "set_time",
            by=cast.licensing_officer,
            calendar=theirs,
            starts_at=timezone.now() + timedelta(days=3),
            minutes=60,
        )
    with pytest.raises(Refused, match="once acted for the company"):
        perform(case, "assign", by=cast.licensing_officer, inspector=tied)


@pytest.mark.parametrize(
    "slot",
    ["0001-01-01T00:00:00+23:59/9999-12-31T23:59:59-23:59", "tomorrow", "2026-11-23T09:00/x", "/"],
)
def test_a_time_that_the_page_never_offered_is_no_choice(visits, client, slot):
    case = visits.needed()
    client.force_login(visits.cast.noor_owner)
    answer = client.post(case.action_url("book"), {"slot": slot, "place": "1 Main St."})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == "to_schedule"


def test_a_missed_visit_is_booked_again(visits):
    case = visits.today()
    case = perform(
        case, "miss", by=visits.cast.inspector, missed_by="company", remarks="Nobody was there."
    )
    assert case.state == "missed"
    assert not case.bookings.filter(is_held=True).exists()
    assert visits.booked(case).state == "scheduled"


def test_a_company_has_not_missed_what_has_not_begun(visits):
    with pytest.raises(Refused, match="not begun yet"):
        perform(
            visits.booked(),
            "miss",
            by=visits.cast.licensing_officer,
            missed_by="company",
            remarks="?",
        )


def test_nobody_but_the_assigned_inspector_concludes_and_not_before_the_day(visits):
    case = visits.booked()
    give_role(visits.cast.evaluator, "inspector", visits.cast.trade)
    assert not may(visits.cast.evaluator, case, "conclude")
    assert not may(visits.cast.licensing_officer, case, "conclude")
    with pytest.raises(Refused, match="The visit is on"):
        visits.done(case)


def test_a_visit_that_passed_ends_in_a_report_for_the_company(visits):
    case = visits.done()
    assert (case.state, case.result) == ("done", "passed")
    assert case.findings.count() == 0
    assert Paper.objects.of(case).filter(kind=inspecting.REPORT).exists()
    assert Notice.objects.filter(to=visits.cast.noor_viewer, subject_en__contains="Passed")


@pytest.mark.parametrize(
    ("result", "cold", "words"),
    [
        ("passed", {"answer": "not_ok", "remark": "Warm", "severity": "major"}, "does not fit"),
        ("passed", {"answer": "not_ok", "severity": "minor"}, "Say what was found"),
        ("passed_with_conditions", {}, "needs something"),
        (
            "passed_with_conditions",
            {"answer": "not_ok", "remark": "Warm", "put_right_by": timezone.localdate()},
            "must come after",
        ),
    ],
)
def test_a_result_that_does_not_agree_with_what_was_noted_is_refused(visits, result, cold, words):
    with pytest.raises(Refused, match=words):
        visits.done(result=result, **cold)


def test_every_point_needs_its_answer(visits):
    with pytest.raises(Refused, match="Cold storage"):
        perform(
            visits.today(),
            "conclude",
            by=visits.cast.inspector,
            answers=[visits.answer("exits")],
            result="passed",
            summary="",
            met="A",
        )


def test_what_is_dangerous_is_seen_again_and_what_was_found_in_order_is_settled(visits):
    case = visits.conditions("critical")
    finding = case.findings.get()
    visit = case.follow_ups.get()
    assert finding.follow_up == visit
    assert visit.not_before == finding.put_right_by
    assert visit.checklist[0]["label"]["en"] == finding.words
    visit = visits.today(visits.booked(visit))
    perform(
        visit,
        "conclude",
        by=visits.cast.inspector,
        answers=[visits.answer(f"f{finding.pk}")],
        result="passed",
        summary="",
        met="Amal",
    )
    finding.refresh_from_db()
    assert finding.state == "settled"


def test_what_is_found_again_gets_a_new_day(visits):
    case = visits.conditions("critical")
    finding = case.findings.get()
    visit = visits.today(visits.booked(case.follow_ups.get()))
    day = timezone.localdate() + timedelta(days=40)
    perform(
        visit,
        "conclude",
        by=visits.cast.inspector,
        answers=[
            visits.answer(
                f"f{finding.pk}", "not_ok", remark="Still", severity="major", put_right_by=day
            )
        ],
        result="passed_with_conditions",
        summary="",
        met="Amal",
    )
    finding.refresh_from_db()
    assert (finding.state, finding.put_right_by) == ("open", day)
    assert visit.findings.count() == 0


def test_an_officer_accepts_what_the_company_shows_and_the_follow_up_falls_away(visits):
    case = visits.conditions("critical")
    finding = perform(
        case.findings.get(), "put_right", by=visits.cast.noor_owner, report="New", proof=[]
    )
    perform(finding, "accept", by=visits.cast.licensing_officer)
    assert case.follow_ups.get().state == "cancelled"


def test_a_page_that_was_open_long_does_not_bring_an_earlier_visit_back(visits):
    """Between the page and the button the finding was found again, and belongs to no visit now."""
    case = visits.conditions("critical")
    finding = case.findings.get()
    assert finding.follow_up is not None
    Finding.objects.filter(pk=finding.pk).update(follow_up=None)
    perform(finding, "drop", by=visits.cast.licensing_officer, remarks="The shop has moved.")
    assert Finding.objects.get(pk=finding.pk).follow_up is None


def test_an_officer_sends_an_inspector_again_on_one_way_for_all(visits):
    finding = visits.reported()
    finding = perform(finding, "send_inspector", by=visits.cast.licensing_officer)
    assert finding.state == "to_check"
    assert finding.follow_up.checklist[0]["key"] == f"f{finding.pk}"
    assert finding.follow_up.not_before == timezone.localdate()


def test_a_withdrawn_application_needs_no_visit(visits):
    application = visits.licensing.in_review()
    case = visits.booked(visits.needed(application))
    perform(application, "withdraw", by=visits.cast.noor_owner)
    clockwork.run(timezone.now())
    case.refresh_from_db()
    assert case.state == "cancelled"
    with pytest.raises(WrongState):
        perform(case, "cancel", by=visits.cast.licensing_officer, remarks="x")


def test_a_company_sees_nothing_of_a_surprise_before_it_is_over(visits):
    cast = visits.cast
    case = visits.surprise(visits.licensing.issued())
    assert not Inspection.objects.visible_to(cast.noor_owner).filter(pk=case.pk).exists()
    assert not may(cast.noor_owner, case, "book")
    calendar = cast.trade.inspectioncalendar_set.get()
    case = perform(
        case,
        "set_time",
        by=cast.licensing_officer,
        calendar=calendar,
        starts_at=timezone.now() + timedelta(hours=1),
        minutes=30,
    )
    assert not Notice.objects.filter(to=cast.noor_owner, subject_en__startswith=case.reference)
    case = visits.done(visits.today(case))
    assert Inspection.objects.visible_to(cast.noor_owner).filter(pk=case.pk).exists()
    assert Notice.objects.filter(to=cast.noor_owner, subject_en__startswith=case.reference)


def test_another_agency_sees_no_inspection(visits):
    case = visits.needed()
    for who in (visits.cast.other_officer, visits.cast.ofoq_owner, visits.cast.stranger):
        assert not Inspection.objects.visible_to(who).filter(pk=case.pk).exists()
    with pytest.raises(NotAllowed):
        perform(case, "cancel", by=visits.cast.other_officer, remarks="x")


def test_what_was_found_falls_away_with_an_application_that_is_withdrawn(visits):
    application = visits.licensing.in_review()
    case = visits.conditions(
        "critical", case=visits.today(visits.booked(visits.needed(application)))
    )
    perform(application, "withdraw", by=visits.cast.noor_owner)
    assert case.findings.get().state == "dropped"
    assert case.follow_ups.get().state == "cancelled"
