"""The officers' desk: notes, case officers, workload, many instant cases at once."""

import pytest
from django.urls import reverse

from audit.models import Event
from documents.models import Paper
from licensing import bulk, workload
from licensing.models import Application, Note
from tests.cast import give_role, with_second_factor
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform
from workflow.history import history_of

State = Application.State


@pytest.fixture
def staged(licensing):
    licensing.staged()
    return licensing


# --- notes -----------------------------------------------------------------------------


def test_notes_are_read_by_every_agency_concerned_and_never_by_the_applicant(cast, client, staged):
    case = staged.in_stages()
    perform(case, "note", by=cast.licensing_officer, text="The owner is a cousin of nobody.")
    perform(staged.review(case, "health"), "note", by=cast.health_reviewer, text="Ask the lab.")
    assert set(Note.objects.values_list("agency__code", flat=True)) == {"trade", "health"}
    for person in (cast.licensing_officer, cast.civil_reviewer, cast.licensing_approver):
        client.force_login(person)
        page = client.get(case.get_absolute_url()).content.decode()
        assert "Ask the lab." in page
        assert "cousin of nobody" in page
    for person in (cast.noor_owner, cast.noor_viewer):
        client.force_login(person)
        page = client.get(case.get_absolute_url()).content.decode()
        assert "Ask the lab." not in page
        assert "Notes among officers" not in page
        assert "Note written" not in page
        assert not [e for e in history_of(case, person) if e["text"] == "Note written"]


def test_an_officer_of_the_company_reads_no_notes(cast, client, staged):
    case = staged.in_stages()
    give_role(cast.noor_owner, "licensing_officer", cast.trade)
    with_second_factor(cast.noor_owner)
    perform(case, "note", by=cast.licensing_officer, text="Look closely.")
    client.force_login(cast.fresh(cast.noor_owner))
    assert "Look closely." not in client.get(case.get_absolute_url()).content.decode()
    with pytest.raises(NotAllowed):
        perform(case, "note", by=cast.fresh(cast.noor_owner), text="Mine.")


def test_the_trail_says_that_a_note_was_written_and_not_what_it_says(cast, staged):
    case = staged.in_stages()
    perform(case, "note", by=cast.licensing_officer, text="Look closely.")
    event = Event.objects.filter(verb="application.noted").get()
    assert event.audience == "agency"
    assert "closely" not in str(event.public)


def test_nobody_outside_writes_notes(cast, staged):
    case = staged.in_stages()
    for person in (cast.noor_owner, cast.other_officer, cast.auditor, cast.administrator):
        with pytest.raises(NotAllowed):
            perform(case, "note", by=person, text="x")


# --- case officers ---------------------------------------------------------------------


def test_a_case_is_assigned_and_reassigned_with_a_reason(cast, client, licensing):
    other = give_role(cast.auditor, "licensing_officer", cast.trade).user
    case = licensing.in_review()
    assert case.assigned_to == cast.licensing_officer
    client.force_login(cast.licensing_approver)
    refused = client.post(case.action_url("assign"), {"assigned_to": other.pk})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    sent = {"assigned_to": other.pk, "reasons": "On leave."}
    assert client.post(case.action_url("assign"), sent).status_code == 302
    assert Application.objects.get(pk=case.pk).assigned_to == other


def test_nobody_gets_a_case_of_their_own_company(cast, licensing):
    give_role(cast.noor_viewer, "licensing_officer", cast.trade)
    case = licensing.in_review()
    with pytest.raises(Refused, match="acts, or once acted"):
        perform(
            case, "assign", by=cast.licensing_officer, assigned_to=cast.noor_viewer, reasons="x"
        )


def test_a_case_is_assigned_only_within_the_agency(cast, client, staged):
    review = staged.taken(staged.in_stages(), "health", cast.health_reviewer)
    client.force_login(cast.health_reviewer)
    sent = {"assigned_to": cast.civil_reviewer.pk, "reasons": "x"}
    assert client.post(review.action_url("assign"), sent).status_code == 422


def test_the_workload_counts_open_cases_of_ones_own_agency(cast, client, staged):
    case = staged.in_stages()
    staged.taken(case, "health", cast.health_reviewer)
    [entry] = workload.of(cast.fresh(cast.health_reviewer))
    assert (entry["name"], entry["nobody"]) == ("Ministry of Health", None)
    [row] = entry["rows"]
    assert (row["name"], row["reviews"], row["applications"]) == ("Iman Shami", 1, 0)
    [civil] = workload.of(cast.fresh(cast.civil_reviewer))
    assert civil["nobody"]["reviews"] == 1
    client.force_login(cast.health_reviewer)
    page = client.get(reverse("workload")).content.decode()
    assert "Iman Shami" in page
    assert "Bilal Atiyeh" not in page
    client.force_login(cast.noor_owner)
    assert client.get(reverse("workload")).status_code == 403


def test_the_lists_show_mine_and_nobodys(cast, client, staged):
    case = staged.in_stages()
    review = staged.review(case, "health")
    client.force_login(cast.health_reviewer)
    url = reverse("reviews")
    assert review.reference in client.get(f"{url}?whose=nobody").content.decode()
    staged.taken(case, "health", cast.health_reviewer)
    assert review.reference in client.get(f"{url}?whose=mine").content.decode()
    assert review.reference not in client.get(f"{url}?whose=nobody&state=open").content.decode()


# --- many at once ----------------------------------------------------------------------


def test_only_instant_cases_are_taken_together(cast, client, licensing):
    instant, judged = licensing.submitted(licensing.home), licensing.approved()
    client.force_login(cast.licensing_officer)
    page = client.get(reverse("bulk")).content.decode()
    assert instant.reference in page
    assert judged.reference not in page
    sent = {"act": "remind", "case": [instant.reference, judged.reference]}
    refused = client.post(reverse("bulk"), sent)
    assert refused.status_code == 422
    assert "granted at once" in refused.content.decode()
    assert not Event.objects.filter(verb="application.reminded_of_fee").exists()
    assert client.post(reverse("bulk"), {**sent, "case": [instant.reference]}).status_code == 302
    assert Event.objects.filter(verb="application.reminded_of_fee").count() == 1


def test_finishing_issues_what_is_paid_and_leaves_the_rest(cast, licensing):
    paid = licensing.submitted(licensing.home)
    licensing.paid_at_counter(paid)
    numbers = [paid.reference]
    done, left = bulk.carry_out(bulk.ACTS["finish"], numbers, cast.licensing_officer)
    assert (done, left) == (1, [])
    assert Application.objects.get(pk=paid.pk).state == State.ISSUED
    paper = Paper.objects.get(kind="licence_certificate")
    Paper.objects.filter(pk=paper.pk).update(status="failed")
    assert paid.reference in [row["case"].reference for row in bulk.rows(cast.licensing_officer)]


def test_another_agencys_officer_moves_nothing(cast, licensing):
    case = licensing.submitted(licensing.home)
    with pytest.raises(bulk.NotInstantError):
        bulk.carry_out(bulk.ACTS["remind"], [case.reference], cast.health_reviewer)
