"""A company's registration through the gate: sent, returned, approved, rejected, suspended."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from audit.models import Event
from documents.attach import attachments_of
from documents.models import Paper
from tests.cast import give_role
from tests.vendors.registration import approved, begun, in_review, registered
from vendors.models import Company, CompanyMember, CompanyRole
from vendors.registering import snapshot
from vendors.standing import forget_companies
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import blockers, may, offered, perform
from workflow.models import Notice

State = Company.State


def names_of(offers):
    return [action.name for action, found in offers if not found]


def test_a_registration_goes_from_draft_to_registered(cast):
    company = begun(cast, cast.stranger)
    assert names_of(offered(company, cast.stranger)) == ["edit", "declare", "submit"]
    company = perform(company, "submit", by=cast.stranger)
    assert company.state == State.SUBMITTED
    company = perform(company, "start_review", by=cast.registrar)
    company = approved(company, cast.registrar)
    assert company.state == State.REGISTERED
    assert company.registered_at is not None
    assert company.is_registered
    assert company in Company.objects.registered()


def test_approval_asks_for_one_certificate(cast):
    company = registered(cast, cast.stranger)
    paper = Paper.objects.of(company).get()
    assert paper.kind == "registration_certificate"
    assert paper.status == Paper.Status.PENDING


def test_approval_is_public_in_the_trail_and_says_what_the_register_says(cast):
    company = registered(cast, cast.stranger)
    event = Event.objects.get(verb="company.approved", subject_id=str(company.pk))
    assert event.audience == "public"
    assert event.public["registration_number"] == "200123456"
    assert event.public["name_en"] == "Al Riyada Contracting"
    assert "phone" not in event.public


def test_what_was_sent_stays_in_the_private_part_of_the_trail(cast):
    company = perform(begun(cast, cast.stranger), "submit", by=cast.stranger)
    event = Event.objects.get(verb="company.submitted", subject_id=str(company.pk))
    said = event.private_part.data["registration"]
    assert said["phone"] == "+962 6 500 0000"
    assert len(said["documents"]["register_extract"]) == 1
    assert "phone" not in event.public


def test_a_returned_registration_keeps_everything_and_can_be_sent_again(cast):
    company = in_review(cast, cast.stranger)
    before = snapshot(company)
    company = perform(
        company,
        "send_back",
        by=cast.registrar,
        remarks="The extract is older than three months.",
        remark_parts=["documents"],
    )
    assert company.state == State.RETURNED
    assert snapshot(company) == before
    assert attachments_of(company).count() == 1
    assert company.remarks == "The extract is older than three months."
    company = perform(company, "edit", by=cast.stranger, city="Irbid")
    assert company.city == "Irbid"
    company = perform(company, "submit", by=cast.stranger)
    assert company.state == State.SUBMITTED


def test_the_clock_runs_for_the_registry_and_stops_while_the_company_corrects(cast):
    company = begun(cast, cast.stranger)
    assert company.due_on is None
    company = perform(company, "submit", by=cast.stranger)
    due = company.due_on
    assert isinstance(due, date)
    company = perform(company, "start_review", by=cast.registrar)
    assert company.due_on == due
    company = perform(company, "send_back", by=cast.registrar, remarks="Wrong city.")
    assert company.due_on is None


def test_remarks_are_private_and_the_parts_public_to_the_parties(cast):
    company = in_review(cast, cast.stranger)
    perform(
        company, "send_back", by=cast.registrar, remarks="Wrong city.", remark_parts=["address"]
    )
    event = Event.objects.get(verb="company.returned")
    assert event.public["parts"] == ["address"]
    assert "Wrong city." not in str(event.public)
    assert event.private_part.data["remarks"] == "Wrong city."


def test_members_read_the_remarks_in_both_languages(cast):
    company = in_review(cast, cast.stranger)
    perform(
        company, "send_back", by=cast.registrar, remarks="Wrong city.", remark_parts=["address"]
    )
    notice = Notice.objects.get(to=cast.stranger, event__verb="company.returned")
    for body in (notice.body_en, notice.body_ar):
        assert "Wrong city." in body
    assert "The address" in notice.body_en
    assert "Al Riyada Contracting" in notice.body_en
    assert "شركة الريادة" in notice.body_ar


def test_registrars_are_told_that_a_company_waits(cast):
    perform(begun(cast, cast.stranger), "submit", by=cast.stranger)
    assert Notice.objects.filter(to=cast.registrar, event__verb="company.submitted").exists()
    assert not Notice.objects.filter(to=cast.licensing_officer).exists()


def test_a_rejected_company_is_told_why_and_its_number_becomes_free(cast):
    company = in_review(cast, cast.stranger)
    company = perform(
        company, "reject", by=cast.registrar, remarks="The register has no such firm."
    )
    assert company.state == State.REJECTED
    notice = Notice.objects.get(to=cast.stranger, event__verb="company.rejected")
    assert "The register has no such firm." in notice.body_en
    again = begun(cast, cast.noor_owner)
    assert perform(again, "submit", by=cast.noor_owner).state == State.SUBMITTED


def test_a_suspended_company_leaves_the_register_and_comes_back(cast):
    company = registered(cast, cast.stranger)
    company = perform(company, "suspend", by=cast.registrar, remarks="Court order 17.")
    assert company.state == State.SUSPENDED
    assert company not in Company.objects.registered()
    assert Paper.objects.of(company).get().status == Paper.Status.REVOKED
    company = perform(company, "reinstate", by=cast.registrar, remarks="Order lifted.")
    assert company in Company.objects.registered()
    assert Paper.objects.of(company).filter(status=Paper.Status.PENDING).count() == 1


def test_editing_is_over_once_it_is_sent(cast):
    company = perform(begun(cast, cast.stranger), "submit", by=cast.stranger)
    with pytest.raises(WrongState):
        perform(company, "edit", by=cast.stranger, city="Irbid")
    assert Company.objects.get(pk=company.pk).city == "Amman"


def test_only_owners_edit_and_send(cast):
    company = begun(cast, cast.stranger)
    CompanyMember.objects.create(company=company, user=cast.noor_viewer, role=CompanyRole.BIDDER)
    forget_companies(cast.noor_viewer)
    for name in ("edit", "submit"):
        assert not may(cast.noor_viewer, company, name)
        assert not may(cast.registrar, company, name)
        assert not may(cast.administrator, company, name)
        assert may(cast.stranger, company, name)


@pytest.mark.parametrize("who", ["auditor", "administrator", "officer", "licensing_officer"])
def test_nobody_but_registrars_decides(cast, who):
    company = in_review(cast, cast.stranger)
    for name in ("approve", "reject", "send_back"):
        with pytest.raises(NotAllowed):
            perform(company, name, by=getattr(cast, who), remarks="No.")


def test_a_registrar_of_another_registry_decides_nothing(cast):
    give_role(cast.other_officer, "registrar", cast.city)
    company = in_review(cast, cast.stranger)
    assert not may(cast.other_officer, company, "approve")


def test_a_registrar_who_is_or_was_a_member_may_not_decide(cast):
    company = perform(begun(cast, cast.stranger), "submit", by=cast.stranger)
    membership = CompanyMember.objects.create(
        company=company, user=cast.registrar, role=CompanyRole.VIEWER
    )
    forget_companies(cast.registrar)
    with pytest.raises(NotAllowed):
        perform(company, "start_review", by=cast.registrar)
    CompanyMember.objects.filter(pk=membership.pk).update(until=membership.since)
    forget_companies(cast.registrar)
    with pytest.raises(NotAllowed):
        perform(company, "start_review", by=cast.registrar)
    assert Company.objects.get(pk=company.pk).state == State.SUBMITTED


def test_a_registrar_who_began_it_may_not_decide_even_after_leaving(cast):
    company = begun(cast, cast.registrar)
    CompanyMember.objects.filter(company=company).delete()
    forget_companies(cast.registrar)
    assert not may(cast.registrar, company, "start_review")


def test_everything_that_is_missing_is_said_at_once(cast):
    company = cast.sanabel
    company.phone = ""
    company.save()
    said = " ".join(str(b.text) for b in blockers(company, "submit", cast.sanabel_owner))
    assert "telephone" in said
    assert "category" in said
    assert "extract" in said
    assert "owns" in said
    with pytest.raises(Refused) as refused:
        perform(company, "submit", by=cast.sanabel_owner)
    assert len(refused.value.blockers) == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [("name_ar", "Al Riyada"), ("name_en", "الريادة"), ("name_en", "Al الريادة")],
)
def test_names_in_the_wrong_script_are_not_sent(cast, field, value):
    company = begun(cast, cast.stranger, **{field: value})
    with pytest.raises(Refused) as refused:
        perform(company, "submit", by=cast.stranger)
    assert [b.field for b in refused.value.blockers] == [field]


def test_a_second_company_with_a_live_number_is_refused(cast):
    first = begun(cast, cast.stranger, registration_number="A-77")
    rival = begun(cast, cast.noor_owner, registration_number="a-77")
    perform(first, "submit", by=cast.stranger)
    with pytest.raises(Refused) as refused:
        perform(rival, "submit", by=cast.noor_owner)
    assert refused.value.blockers[0].field == "registration_number"


def test_the_database_itself_refuses_a_second_live_number(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.filter(pk=cast.ofoq.pk).update(
            registration_number=cast.noor.registration_number
        )


def test_a_draft_does_not_hold_its_number(cast):
    begun(cast, cast.stranger)
    rival = begun(cast, cast.noor_owner)
    assert perform(rival, "submit", by=cast.noor_owner).state == State.SUBMITTED


def test_the_inbox_shows_registrars_what_was_sent_and_owners_what_came_back(cast):
    company = perform(begun(cast, cast.stranger), "submit", by=cast.stranger)
    assert company in Company.objects.waiting_for(cast.registrar)
    assert company not in Company.objects.waiting_for(cast.stranger)
    company = perform(company, "start_review", by=cast.registrar)
    company = perform(company, "send_back", by=cast.registrar, remarks="Wrong city.")
    assert company not in Company.objects.waiting_for(cast.registrar)
    assert company in Company.objects.waiting_for(cast.stranger)


def test_names_follow_the_reader_and_searching_forgives_spelling(cast):
    company = registered(cast, cast.stranger, name_ar="مؤسسة الإعمار والتنمية")
    with translation.override("ar"):
        assert str(company) == "مؤسسة الإعمار والتنمية"
    with translation.override("en"):
        assert str(company) == "Al Riyada Contracting"
    for words in ("موسسه الاعمار", "التنميه", "riyada", "200123456", "الإعْمار", company.reference):
        assert company in Company.objects.registered().matching(words), words
    assert company not in Company.objects.registered().matching("riyada noor")
