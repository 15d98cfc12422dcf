"""Amendment, transfer, duplicate and surrender of a licence; licences that need another."""

from typing import Any

import pytest
from django.urls import reverse

from documents import papers
from documents.models import Paper
from licensing.models import Application, Licence
from tests.cast import give_role
from vendors.models import Company
from workflow.blockers import NotAllowed, Refused
from workflow.gate import begin_blockers, perform
from workflow.models import Notice

State = Licence.State


def decided(licensing, change):
    """The change, reviewed and approved."""
    cast = licensing.cast
    change = perform(change, "submit", by=cast.noor_owner)
    change = perform(change, "start_review", by=cast.licensing_officer)
    change = perform(
        change,
        "recommend",
        by=cast.licensing_officer,
        recommendation="approve",
        recommendation_reasons="Fine.",
    )
    return perform(change, "approve", by=cast.licensing_approver)


def transfer(licensing, licence, to=None):
    return licensing.changed(licence, "transfer", to_company=to or licensing.cast.ofoq)


def test_an_amendment_makes_a_version_from_a_day_on(cast, licensing):
    licence = licensing.issued()
    change = licensing.changed(licence, "amend")
    assert change.answers["premises"].startswith("45 Madinah")
    answers = {**change.answers, "premises": "9 Gardens Street, Amman"}
    change.answers = answers
    change.save()
    amended = licensing.paid_and_done(decided(licensing, change))
    first, second = amended.versions.order_by("number")
    assert first.facts["answers"]["premises"].startswith("45 Madinah")
    assert second.facts["answers"]["premises"].startswith("9 Gardens")
    assert (second.number, second.application) == (2, Application.objects.get(pk=change.pk))
    assert amended.valid_until == licence.valid_until
    assert amended.terms.count() == 1


def test_a_transfer_needs_the_other_company_first(cast, licensing, client):
    licence = licensing.issued()
    change = transfer(licensing, licence)
    told = Notice.objects.filter(to=cast.ofoq_owner).latest("pk")
    assert "hand a licence over to you" in told.subject_en
    assert change in Application.objects.waiting_for(cast.ofoq_owner)
    with pytest.raises(Refused, match="has not accepted"):
        perform(change, "submit", by=cast.noor_owner)
    with pytest.raises(NotAllowed):
        perform(change, "accept_transfer", by=cast.noor_owner)
    with pytest.raises(NotAllowed):
        perform(change, "accept_transfer", by=cast.ofoq_bidder)
    client.force_login(cast.ofoq_owner)
    assert client.get(change.get_absolute_url()).status_code == 200
    assert client.get(change.action_url("accept_transfer")).status_code == 200
    # Whoever receives it does not fill in the application of the other.
    with pytest.raises(NotAllowed):
        perform(change, "submit", by=cast.ofoq_owner)
    perform(change, "accept_transfer", by=cast.ofoq_owner)
    moved = licensing.paid_and_done(decided(licensing, Application.objects.get(pk=change.pk)))
    assert moved.company == cast.ofoq
    holders = [version.facts["holder_en"] for version in moved.versions.order_by("number")]
    assert holders == ["Al Noor Trading", "Al Ofoq Est."]
    assert "Al Noor Trading" in client.get(moved.get_absolute_url()).content.decode()


def test_a_transfer_that_is_declined_ends_and_leaves_the_way_free(cast, licensing):
    licence = licensing.ending(20)
    change = transfer(licensing, licence)
    declined = perform(change, "decline_transfer", by=cast.ofoq_owner)
    assert declined.state == "withdrawn"
    assert licensing.changed(licence, "renew").state == "draft"


def test_a_company_that_holds_such_a_licence_cannot_take_another(cast, licensing):
    licence = licensing.issued(licensing.home)
    own = licensing.issued(licensing.food)
    licensing.lasting(own, company=cast.ofoq, licence_type=licensing.home, is_exclusive=True)
    change = transfer(licensing, licence)
    with pytest.raises(Refused, match="already holds such a licence"):
        perform(change, "accept_transfer", by=cast.ofoq_owner)


def test_a_company_that_is_no_longer_registered_cannot_take_one(cast, licensing):
    change = transfer(licensing, licensing.issued())
    Company.objects.filter(pk=cast.ofoq.pk).update(state="debarred")
    with pytest.raises(Refused, match="not registered at present"):
        perform(change, "accept_transfer", by=cast.ofoq_owner)


def test_who_takes_it_over_agrees_to_what_is_sent(cast, licensing):
    """What is edited after it was accepted is to be accepted anew; documents' days stay."""
    change = transfer(licensing, licensing.issued())
    facts = {"lease": {"until": "2030-01-01"}}
    Application.objects.filter(pk=change.pk).update(document_facts=facts)
    change = perform(change, "accept_transfer", by=cast.ofoq_owner)
    change = licensing.edited(change, floor_area=200)
    assert (change.accepted_at, change.accepted_by) == (None, None)
    assert change.document_facts == facts
    with pytest.raises(Refused, match="has not accepted"):
        perform(change, "submit", by=cast.noor_owner)
    perform(change, "accept_transfer", by=cast.ofoq_owner)
    assert perform(change, "submit", by=cast.noor_owner).state == "submitted"


def test_a_receiver_that_falls_out_of_the_register_gets_no_licence(cast, licensing):
    licence = licensing.issued()
    change = perform(transfer(licensing, licence), "accept_transfer", by=cast.ofoq_owner)
    ofoq = Company.objects.filter(pk=cast.ofoq.pk)
    ofoq.update(state="debarred")
    with pytest.raises(Refused, match="not registered at present"):
        perform(change, "submit", by=cast.noor_owner)
    ofoq.update(state="registered")
    change = decided(licensing, change)
    licensing.paid_at_counter(change)
    ofoq.update(state="debarred")
    with pytest.raises(Refused, match="not registered at present"):
        perform(change, "issue", by=None)
    ofoq.update(state="registered")
    assert perform(change, "issue", by=None).licence.company == cast.ofoq


def test_nothing_is_handed_over_while_a_hearing_is_open(cast, licensing):
    licence = licensing.issued()
    change = perform(transfer(licensing, licence), "accept_transfer", by=cast.ofoq_owner)
    change = decided(licensing, change)
    licensing.paid_at_counter(change)
    measure = licensing.proposed(licence)
    with pytest.raises(Refused, match="has to be decided first"):
        perform(change, "issue", by=None)
    perform(measure, "drop", by=cast.licensing_approver, reasons="It was a mistake.")
    assert perform(change, "issue", by=None).licence.company == cast.ofoq


def test_no_officer_of_the_receiver_decides(cast, licensing):
    give_role(cast.ofoq_bidder, "licensing_approver", cast.trade)
    change = perform(transfer(licensing, licensing.issued()), "accept_transfer", by=cast.ofoq_owner)
    change = perform(change, "submit", by=cast.noor_owner)
    change = perform(change, "start_review", by=cast.licensing_officer)
    said: dict[str, Any] = {"recommendation": "approve", "recommendation_reasons": "Fine."}
    change = perform(change, "recommend", by=cast.licensing_officer, **said)
    with pytest.raises(NotAllowed):
        perform(change, "approve", by=cast.fresh(cast.ofoq_bidder))


def test_a_second_licence_is_not_issued_where_one_is_allowed(cast, licensing):
    """Granted to the company by another way after its application was approved."""
    case = licensing.submitted(licensing.home)
    licensing.paid_at_counter(case)
    other = licensing.issued(licensing.food)
    licensing.lasting(other, licence_type=licensing.home, is_exclusive=True)
    with pytest.raises(Refused, match="already holds this licence"):
        perform(case, "issue", by=None)
    licensing.lasting(other, state=State.SURRENDERED)
    assert perform(case, "issue", by=None).state == "issued"


def test_the_number_of_the_receiving_company_is_asked_for(cast, licensing, client):
    licence = licensing.issued()
    url = reverse("change_licence", args=[licence.reference, "transfer"])
    client.force_login(cast.noor_owner)
    wrong = client.post(url, {"to_number": "C-1999-1"}).content.decode()
    assert "No registered company has this number" in wrong
    own = client.post(url, {"to_number": cast.noor.reference}).content.decode()
    assert "holds the licence already" in own
    client.post(url, {"to_number": cast.ofoq.registration_number})
    assert Application.objects.get(aim="transfer").to_company == cast.ofoq


def test_only_an_owner_gives_a_licence_away_or_up(cast, licensing):
    licence = licensing.issued()
    for aim in ("transfer", "surrender"):
        with pytest.raises(NotAllowed):
            licensing.changed(licence, aim, by=cast.noor_bidder)


def test_a_duplicate_is_a_further_copy_and_ends_the_paper_before(cast, licensing, signing, client):
    licence = licensing.issued()
    old = papers.issue(Paper.objects.of(licence).get(kind="licence_certificate").pk)
    url = reverse("change_licence", args=[licence.reference, "replace"])
    client.force_login(cast.noor_owner)
    client.post(url, {"why": "lost", "why_words": "On the bus."})
    change = Application.objects.get(aim="replace")
    assert change.state == "awaiting_payment"  # nobody has to decide
    licence = licensing.paid_and_done(change)
    version = licence.versions.order_by("-number").first()
    assert (version.number, version.copy) == (2, 2)
    new = papers.issue(Paper.objects.of(licence).filter(part=2).get().pk)
    old = Paper.objects.get(pk=old.pk)
    assert (old.status, old.replaced_by) == ("replaced", new)
    answer = client.get(reverse("verify_code", args=[old.printed_code])).content.decode()
    assert "a newer one took its place" in answer
    assert new.serial in answer


def test_a_surrender_ends_it_at_once_and_its_paper_says_so(cast, licensing, signing, client):
    licence = licensing.issued()
    paper = papers.issue(Paper.objects.of(licence).get(kind="licence_certificate").pk)
    url = reverse("change_licence", args=[licence.reference, "surrender"])
    client.force_login(cast.noor_owner)
    assert "This field is required" in client.post(url, {"why_words": "Closed."}).content.decode()
    client.post(url, {"why_words": "Closed.", "confirmed": "on"})
    licence = licensing.paid_and_done(Application.objects.get(aim="surrender"))
    assert licence.state == State.SURRENDERED
    answer = client.get(reverse("verify_code", args=[paper.printed_code])).content.decode()
    assert "gave the licence up" in answer
    blocked = begin_blockers(Application.objects.get(aim="surrender"), cast.noor_owner)
    assert "“Surrendered”" in str(blocked[0].text)


def test_a_change_falls_with_the_licence_that_is_revoked(cast, licensing):
    licence = licensing.ending(20)
    change = perform(licensing.changed(licence, "renew"), "submit", by=cast.noor_owner)
    licensing.imposed(licence, "revoke")
    change = Application.objects.get(pk=change.pk)
    assert change.state == "lapsed"
    assert change.invoices.get().state == "void"
    assert (
        "has ended"
        in Notice.objects.filter(to=cast.noor_owner, subject_en__startswith=change.reference)
        .latest("pk")
        .subject_en
    )


# --- licences that need another --------------------------------------------------------


@pytest.fixture
def needing(licensing):
    """A food shop's licence, which needs that of a home business."""
    ground = licensing.ending(20, licensing.home)
    licence = licensing.ending(20)
    licence.type_version.depends_on.add(licensing.home)
    return ground, licence


def test_what_is_needed_must_be_held_and_in_force(cast, licensing, needing):
    ground, licence = needing
    assert licensing.changed(licence, "renew").state == "draft"
    perform(licence.applications.get(aim="renew"), "withdraw", by=cast.noor_owner)
    licensing.lasting(ground, state=State.SUSPENDED)
    with pytest.raises(Refused, match="needs, in force: Home-based business licence"):
        licensing.changed(licence, "renew")
    draft = licensing.filled(licensing.food)
    with pytest.raises(Refused, match="must hold these licences"):
        perform(draft, "submit", by=cast.noor_owner)


def test_both_licences_say_so(cast, licensing, needing, client):
    ground, licence = needing
    assert licence.reference in client.get(ground.get_absolute_url()).content.decode()
    words = client.get(licence.get_absolute_url()).content.decode()
    assert ground.reference in words
    client.force_login(cast.noor_owner)
    url = reverse("change_licence", args=[ground.reference, "surrender"])
    assert licence.reference in client.get(url).content.decode()


@pytest.mark.parametrize("action", ["suspend", "revoke"])
def test_the_holder_is_warned_when_what_is_needed_is_taken_away(cast, licensing, needing, action):
    ground, licence = needing
    perform(ground, action, by=None, reasons="Dirty.")
    told = Notice.objects.filter(to=cast.noor_owner, subject_en__startswith=licence.reference)
    assert ground.reference in told.latest("pk").subject_en
