"""An application from its draft to the licence, both lives, step by step through the gate."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Event
from documents.models import Paper
from licensing import catalogue, fees
from licensing.catalogue_parts import base, w
from licensing.models import Application, Invoice, Licence
from licensing.terms import anniversary
from tests.cast import give_role
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import begin, blockers, perform
from workflow.models import Notice

State = Application.State


def verbs(case):
    events = Event.objects.filter(subject_kind=case.kind, subject_id=str(case.pk))
    return [e.verb.split(".")[1] for e in events.order_by("pk")]


def told(person, case):
    """What a person was told of a case: subjects and bodies, in English."""
    notices = Notice.objects.filter(to=person, event__subject_id=str(case.pk)).order_by("pk")
    return [f"{n.subject_en}\n{n.body_en}" for n in notices]


# --- the two lives ---------------------------------------------------------------------


def test_an_instant_licence_needs_no_officer(cast, licensing):
    case = licensing.submitted(licensing.home)
    assert case.state == State.AWAITING_PAYMENT
    assert verbs(case)[-3:] == ["submitted", "approved_by_rule", "billed"]
    invoice = case.invoices.get()
    assert (invoice.state, invoice.exact, invoice.currency) == ("issued", Decimal("15.000"), "JOD")
    licensing.paid_at_counter(case)
    issued = perform(case, "issue", by=None)
    assert issued.state == State.ISSUED
    assert issued.licence.state == Licence.State.ACTIVE
    assert not told(cast.licensing_officer, case)


def test_a_reviewed_licence_passes_two_people(cast, licensing):
    case = licensing.approved()
    assert case.state == State.AWAITING_PAYMENT
    assert case.recommended_by == cast.licensing_officer
    licensing.paid_at_counter(case)
    licence = perform(case, "issue", by=None).licence
    assert licence.company == cast.noor
    assert licence.valid_until == anniversary(licence.valid_from, 12)
    term, version = licence.terms.get(), licence.versions.get()
    assert (term.since, term.until) == (licence.valid_from, licence.valid_until)
    assert version.facts["holder_en"] == "Al Noor Trading"
    assert version.facts["answers"] == {"premises": "45 Madinah Street (floor 2), Amman"}
    assert version.application == case


def test_a_licence_without_a_fee_skips_payment(cast, licensing):
    version = licensing.home.current
    version.fees = {}
    version.save()
    case = licensing.submitted(licensing.home)
    assert case.state == State.ISSUED
    assert not case.invoices.exists()


def test_issuing_asks_for_the_certificate_and_payment_for_the_receipt(cast, licensing):
    licence = licensing.issued()
    assert Paper.objects.of(licence).get().kind == "licence_certificate"
    assert Paper.objects.of(licence.applications.get().invoices.get()).get().kind == (
        "payment_receipt"
    )


def test_the_clock_issues_what_is_paid_and_was_not_issued(cast, licensing):
    case = licensing.approved()
    licensing.paid_at_counter(case)
    assert Application.objects.get(pk=case.pk).state == State.AWAITING_PAYMENT
    taken = clockwork.run(Event.objects.latest("pk").at)
    assert taken == 1
    assert Application.objects.get(pk=case.pk).state == State.ISSUED
    assert clockwork.run(Event.objects.latest("pk").at) == 0
    assert Licence.objects.count() == 1


def test_an_application_keeps_the_version_it_began_under(cast, licensing):
    case = licensing.filled(licensing.food)
    dearer = {"rows": [base("licence", w("رسم", "Fee"), "900")]}
    licensing.next_version(licensing.food, fees=dearer)
    done = perform(case, "submit", by=cast.noor_owner)
    assert (done.state, done.version.number) == (State.SUBMITTED, 1)
    assert fees.of_application(done).total == Decimal("75.500")
    kind = type(licensing.food).objects.get(pk=licensing.food.pk)
    assert (kind.current.number, fees.lowest(kind.current)) == (2, (Decimal(900), True))


# --- what the office asks back, refuses, or is asked not to do -------------------------


def test_a_return_stops_the_clock_and_reaches_the_applicant(cast, licensing):
    case = licensing.in_review()
    assert case.due_on is not None
    returned = perform(
        case, "give_back", by=cast.licensing_officer, remarks="The plan is not readable."
    )
    assert (returned.state, returned.due_on) == (State.RETURNED, None)
    assert "The plan is not readable." in told(cast.noor_owner, case)[-1]
    again = perform(returned, "submit", by=cast.noor_owner)
    assert again.state == State.IN_REVIEW  # back to where it was
    assert again.due_on is not None
    assert again.remarks == ""


def test_the_reasons_of_a_refusal_reach_the_whole_company(cast, licensing):
    case = licensing.recommended()
    reasons = "The shop is 20 metres from a school (rule 7)."
    refused = perform(case, "refuse", by=cast.licensing_approver, remarks=reasons)
    assert refused.state == State.REFUSED
    for person in (cast.noor_owner, cast.noor_bidder, cast.noor_viewer):
        assert reasons in told(person, case)[-1]
    arabic = Notice.objects.filter(to=cast.noor_owner, event__subject_id=str(case.pk)).latest("pk")
    assert reasons in arabic.body_ar
    assert "شركة النور" in arabic.body_ar
    assert not case.invoices.exists()


def test_reasons_stay_out_of_the_public_part_of_the_trail(cast, licensing):
    case = licensing.recommended()
    perform(case, "refuse", by=cast.licensing_approver, remarks="Too near a school.")
    event = Event.objects.filter(verb="application.refused").get()
    assert "school" not in str(event.public)
    assert event.private_part.data == {"reasons": "Too near a school."}


def test_an_approver_may_send_it_back_to_the_reviewer(cast, licensing):
    case = licensing.recommended()
    back = perform(case, "send_back", by=cast.licensing_approver, remarks="Measure again.")
    assert back.state == State.IN_REVIEW
    assert "Measure again." in told(cast.licensing_officer, case)[-1]
    assert not any("Measure" in text for text in told(cast.noor_owner, case))


def test_a_withdrawal_voids_what_was_owed(cast, licensing):
    case = licensing.approved()
    gone = perform(case, "withdraw", by=cast.noor_owner)
    assert gone.state == State.WITHDRAWN
    assert case.invoices.get().state == Invoice.State.VOID


def test_what_is_paid_is_given_back_on_withdrawal(cast, licensing):
    case = licensing.approved()
    licensing.paid_at_counter(case)
    perform(case, "withdraw", by=cast.noor_owner)
    assert Application.objects.get(pk=case.pk).state == State.WITHDRAWN
    refund = case.invoices.get().refunds.get()
    assert (refund.state, refund.amount) == ("due", case.invoices.get().amount)


# --- what must hold --------------------------------------------------------------------


def test_everything_missing_is_named_at_once(cast, licensing):
    case = licensing.draft(licensing.food)
    with pytest.raises(Refused) as refused:
        perform(case, "submit", by=cast.noor_owner)
    texts = [str(b.text) for b in refused.value.blockers]
    assert texts == [
        (
            "Still to be answered: Address of the shop, Floor area in square metres, What food will "
            "you sell? and Number of fridges and chillers."
        ),
        (
            "Documents still missing: Lease or title deed, Plan of the shop and Health certificates "
            "of staff."
        ),
    ]
    assert all(b.link.endswith("/edit/") for b in refused.value.blockers)
    assert texts == [str(b.text) for b in blockers(case, "submit", cast.noor_owner)]


def test_an_answer_that_does_not_fit_stops_submission(cast, licensing):
    case = licensing.filled(licensing.food, floor_area=-3, goods="gold")
    with pytest.raises(Refused, match="Floor area in square metres and What food"):
        perform(case, "submit", by=cast.noor_owner)


def test_a_suspended_company_is_granted_nothing(cast, licensing):
    case = licensing.recommended()
    perform(cast.noor, "suspend", by=cast.registrar, remarks="Unpaid penalties.")
    with pytest.raises(Refused, match="not registered at present"):
        perform(case, "approve", by=cast.licensing_approver)


def test_a_company_holds_one_of_a_type_that_allows_one(cast, licensing):
    case = licensing.submitted(licensing.home)
    licensing.paid_at_counter(case)
    licence = perform(case, "issue", by=None).licence
    with pytest.raises(Refused, match=licence.reference):
        licensing.submitted(licensing.home)


def test_a_company_may_hold_several_of_a_type_that_allows_it(cast, licensing):
    first = licensing.issued()
    licensing.draft(licensing.food)
    licensing.draft(licensing.food)
    assert first.state == Licence.State.ACTIVE


# --- who may ---------------------------------------------------------------------------


def test_only_owners_and_applicants_apply_for_a_company(cast, licensing):
    for person in (cast.noor_bidder, cast.noor_viewer, cast.ofoq_owner, cast.stranger):
        with pytest.raises(NotAllowed):
            begin(
                Application.under(licensing.home.current, cast.noor),
                by=person,
                who="licensing.begin_application",
            )


def test_who_recommended_does_not_decide(cast, licensing):
    give_role(cast.licensing_officer, "licensing_approver", cast.trade)
    case = licensing.recommended()
    officer = cast.fresh(cast.licensing_officer)
    with pytest.raises(NotAllowed):
        perform(case, "approve", by=officer)
    assert perform(case, "approve", by=cast.licensing_approver).state == State.AWAITING_PAYMENT


@pytest.mark.parametrize("role", ["licensing_officer", "licensing_approver", "cashier"])
def test_nobody_acts_for_the_agency_on_their_own_company(cast, licensing, role):
    data: dict[str, Any]
    if role == "licensing_officer":
        case, name, data = licensing.submitted(licensing.food), "start_review", {}
    elif role == "licensing_approver":
        case, name, data = licensing.recommended(), "approve", {}
    else:
        case = licensing.approved().invoices.get()
        name, data = "record_payment", {"amount": case.exact, "receipt_number": "1"}
    give_role(cast.noor_owner, role, cast.trade)
    owner = cast.fresh(cast.noor_owner)
    with pytest.raises(NotAllowed):
        perform(case, name, by=owner, **data)


def test_officers_of_another_kind_and_strangers_may_not_act(cast, licensing):
    case = licensing.submitted(licensing.food)
    for person in (cast.cashier, cast.auditor, cast.administrator, cast.registrar, cast.stranger):
        with pytest.raises(NotAllowed):
            perform(case, "start_review", by=person)


def test_nobody_takes_the_systems_own_actions(cast, licensing):
    case = licensing.submitted(licensing.food)
    for name in ("approve_by_rule", "bill", "issue"):
        with pytest.raises(NotAllowed):
            perform(case, name, by=cast.licensing_approver)


def test_drafts_are_seen_by_the_company_alone(cast, licensing):
    case = licensing.draft(licensing.food)
    seen = Application.objects.visible_to
    assert seen(cast.noor_viewer).filter(pk=case.pk).exists()
    for person in (cast.licensing_officer, cast.auditor, cast.ofoq_owner, cast.anonymous):
        assert not seen(person).filter(pk=case.pk).exists()
    sent = licensing.submitted(licensing.home)
    assert seen(cast.licensing_officer).filter(pk=sent.pk).exists()
    assert seen(cast.auditor).filter(pk=sent.pk).exists()
    assert not seen(cast.registrar).filter(pk=sent.pk).exists()


def test_an_action_that_somebody_else_has_taken_says_so(cast, licensing):
    case = licensing.recommended()
    perform(case, "approve", by=cast.licensing_approver)
    with pytest.raises(WrongState, match="Nothing was changed"):
        perform(case, "refuse", by=cast.licensing_approver, remarks="No.")


def test_the_clock_counts_the_working_days_of_the_version(cast, licensing):
    case = licensing.submitted(licensing.food)
    assert case.due_on - case.submitted_at.date() >= timedelta(days=10)
    assert case.version.review_days == 10
    assert catalogue.seed(cast.trade).keys() == {"home-business", "food-shop"}
