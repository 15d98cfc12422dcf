"""Renewal: in time, early, late, unchanged or not, and what stands in its way."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from documents.attach import attachments_of
from documents.models import Paper
from licensing import catalogue, renewing
from licensing.models import Application, Licence
from vendors.models import Company
from workflow import clockwork
from workflow.blockers import NotAllowed, Refused
from workflow.gate import perform

State = Licence.State


def page_of(licence, aim="renew"):
    return reverse("change_licence", args=[licence.reference, aim])


def test_an_unchanged_renewal_is_a_confirmation_and_a_payment(cast, licensing, client):
    licence = licensing.ending(20)
    client.force_login(cast.noor_owner)
    assert "45 Madinah Street" in client.get(page_of(licence)).content.decode()
    answer = client.post(page_of(licence), {"changes": "no", "declared": "on"})
    change = Application.objects.get(aim="renew")
    assert answer.url == change.get_absolute_url()
    # No officer had to look at it.
    assert (change.state, change.declared_at is not None) == ("awaiting_payment", True)
    before = licence.valid_until
    renewed = licensing.paid_and_done(change)
    assert renewed.state == State.ACTIVE
    terms = list(renewed.terms.values_list("number", "since", "until"))
    assert terms[1][:2] == (2, before)
    assert renewed.valid_until == terms[1][2]
    assert Paper.objects.of(renewed).filter(kind="licence_certificate").count() == 2


def resting_on(licence, until):
    """The licence rests on a document that holds until a day; as its type asks from now on."""
    version = licence.type_version
    version.documents = [{**row, "expires": True} for row in version.documents]
    version.save(update_fields=["documents"])
    base = renewing.ground(licence)
    there = attachments_of(base).values_list("purpose", flat=True)
    base.document_facts = {key: {"until": until.isoformat()} for key in there}
    Application.objects.filter(pk=base.pk).update(document_facts=base.document_facts)
    return base.document_facts


@pytest.mark.parametrize("aim", ["renew", "amend"])
def test_until_when_a_document_holds_comes_along_with_it(cast, licensing, client, aim):
    licence = licensing.ending(20)
    facts = resting_on(licence, timezone.localdate() + timedelta(days=400))
    client.force_login(cast.noor_owner)
    client.post(page_of(licence, aim), {"changes": "no", "declared": "on"})
    change = Application.objects.get(aim=aim)
    assert facts
    assert change.document_facts == facts
    if aim == "renew":
        assert change.state == "awaiting_payment"


def test_with_a_document_that_holds_no_more_nothing_has_changed_is_not_offered(
    cast, licensing, client
):
    licence = licensing.ending(20)
    resting_on(licence, timezone.localdate() - timedelta(days=3))
    client.force_login(cast.noor_owner)
    page = client.get(page_of(licence)).content.decode()
    assert "Nothing has changed" not in page
    assert ", a current one" in page


def test_it_is_declared_or_not_confirmed(cast, licensing, client):
    licence = licensing.ending(20)
    client.force_login(cast.noor_owner)
    answer = client.post(page_of(licence), {"changes": "no"})
    assert "Declare it, or choose that something has changed" in answer.content.decode()
    assert not Application.objects.filter(aim="renew").exists()


def test_an_early_renewal_keeps_the_anniversary(cast, licensing):
    licence = licensing.ending(80)
    anchor = licence.anchor
    renewed = licensing.renewed(licence)
    assert renewed.terms.order_by("number").last().since == licence.valid_until
    assert renewed.anchor in (anchor, licence.valid_until)
    # The running term is still the present one.
    assert renewed.valid_from == licence.valid_from
    assert renewed.valid_from <= timezone.localdate() < renewed.valid_until


def test_renewing_twelve_years_from_29_february(cast, licensing, monkeypatch):
    monkeypatch.setattr("workflow.gate.database_now", timezone.now)
    with time_machine.travel("2024-02-29 09:00", tick=False):
        licence = licensing.issued(licensing.home)
    for year in range(2025, 2037):
        with time_machine.travel(f"{year}-02-10 09:00", tick=False):
            licence = licensing.renewed(licence)
    terms = list(licence.terms.order_by("number"))
    assert len(terms) == 13
    assert all(a.until == b.since for a, b in pairwise(terms))
    begun = [term.since for term in terms]
    assert [str(day) for day in begun if day.day == 29] == [
        "2024-02-29",
        "2028-02-29",
        "2032-02-29",
        "2036-02-29",
    ]


def test_too_early_and_too_late_are_sentences(cast, licensing, client):
    client.force_login(cast.noor_owner)
    early = licensing.ending(200)
    assert "It is too early" in client.get(page_of(early)).content.decode()
    with pytest.raises(Refused, match="too early"):
        licensing.changed(early, "renew")
    late = licensing.lasting(licensing.ending(-60), state=State.EXPIRED)
    words = client.get(page_of(late)).content.decode()
    assert "It is too late" in words
    assert reverse("apply", args=[catalogue.FOOD_SHOP]) in words
    last_moment = licensing.lasting(licensing.ending(-59), state=State.EXPIRED)
    assert licensing.changed(last_moment, "renew").state == "draft"


def test_a_late_renewal_puts_it_into_force_again_and_says_how_late(cast, licensing):
    licence = licensing.ending(-9)
    clockwork.run(timezone.now())
    licence = Licence.objects.get(pk=licence.pk)
    assert licence.state == State.EXPIRED
    change = licensing.changed(licence, "renew")
    assert change.days_late == 10  # the last valid day was ten days ago
    change = perform(change, "submit", by=cast.noor_owner)
    renewed = licensing.paid_and_done(change)
    assert renewed.state == State.ACTIVE
    # The term follows the one before; in force it is from today.
    assert renewed.terms.last().since == licence.valid_until
    assert renewed.valid_from == timezone.localdate()


def test_in_time_nobody_is_late(cast, licensing):
    assert licensing.changed(licensing.ending(1), "renew").days_late == 0


def test_a_renewal_that_came_back_for_corrections_was_in_time(cast, licensing):
    licence = licensing.ending(2)
    change = licensing.changed(licence, "renew")
    change = licensing.edited(change, chillers=9)
    change = perform(change, "submit", by=cast.noor_owner)
    licensing.lasting(licence, valid_until=timezone.localdate() - timedelta(days=5))
    change = Application.objects.get(pk=change.pk)
    assert change.days_late == 6  # as if sent today
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert Application.objects.get(pk=change.pk).days_late == 6  # and no more afterwards


def test_changed_answers_are_reviewed(cast, licensing):
    change = licensing.changed(licensing.ending(20), "renew")
    assert renewing.is_unchanged(change)
    change = licensing.edited(change, chillers=40)
    assert not renewing.is_unchanged(change)
    assert perform(change, "submit", by=cast.noor_owner).state not in (
        "awaiting_payment",
        "approved",
        "issued",
    )


def test_a_breach_in_the_present_term_is_looked_at(cast, licensing):
    licence = licensing.ending(20)
    measure = licensing.imposed(licence, "conditions", condition_en="Check the chillers daily.")
    assert measure.state == "imposed"
    change = perform(licensing.changed(licence, "renew"), "submit", by=cast.noor_owner)
    assert not renewing.goes_by_rule(change)
    assert change.invoices.count() == 0


def test_a_type_whose_stages_name_renewals_has_them_reviewed(cast, licensing):
    licence = licensing.ending(20)
    version = licence.type_version
    assert not renewing.is_reviewed(version)
    version.stages = [{"key": "check", "kind": "screening", "aims": ["renew"]}]
    assert renewing.is_reviewed(version)


def test_a_suspension_outlasts_a_renewal(cast, licensing):
    licence = licensing.ending(20)
    perform(licence, "suspend", by=None, reasons="Dirty.")
    assert licensing.renewed(Licence.objects.get(pk=licence.pk)).state == State.SUSPENDED
    other = licensing.ending(3)
    perform(other, "suspend", by=None, reasons="Dirty.")
    licensing.lasting(other, valid_until=timezone.localdate())
    clockwork.run(timezone.now())
    other = Licence.objects.get(pk=other.pk)
    assert (other.state, other.ended_suspended) == (State.EXPIRED, True)
    assert licensing.renewed(other).state == State.SUSPENDED


def test_a_renewal_while_an_amendment_is_open_is_refused_with_both_ways_out(
    cast, licensing, client
):
    licence = licensing.ending(20)
    amendment = licensing.changed(licence, "amend")
    with pytest.raises(Refused, match="already under way"):
        licensing.changed(licence, "renew")
    client.force_login(cast.noor_owner)
    words = client.get(page_of(licence)).content.decode()
    assert amendment.get_absolute_url() in words
    assert amendment.action_url("withdraw") in words
    perform(amendment, "withdraw", by=cast.noor_owner)
    assert licensing.changed(licence, "renew").state == "draft"


def test_a_type_changed_while_a_renewal_is_under_way_changes_nothing_about_it(cast, licensing):
    licence = licensing.ending(20)
    change = licensing.changed(licence, "renew")
    newer = licensing.next_version(licensing.food, term_months=24)
    change = perform(change, "submit", by=cast.noor_owner)
    assert (change.version_id != newer.pk, change.state) == (True, "awaiting_payment")
    renewed = licensing.paid_and_done(change)
    last = renewed.terms.last()
    assert 364 <= (last.until - last.since).days <= 367
    # The next change begins under the version in force.
    again = licensing.lasting(renewed, valid_until=timezone.localdate() + timedelta(days=5))
    assert licensing.changed(again, "renew").version_id == newer.pk


def test_a_type_that_asks_for_more_cannot_be_renewed_as_it_is(cast, licensing, client):
    licence = licensing.ending(20)
    schema = dict(licence.type_version.questions)
    schema["properties"] = {
        **schema["properties"],
        "extinguishers": {"type": "integer", "x-title": {"ar": "طفايات", "en": "Extinguishers"}},
    }
    schema["required"] = [*schema["required"], "extinguishers"]
    licensing.next_version(licensing.food, questions=schema)
    client.force_login(cast.noor_owner)
    words = client.get(page_of(licence)).content.decode()
    assert "asks for more" in words
    assert "Extinguishers" in words
    assert 'value="no"' not in words


@pytest.mark.parametrize("state", ["debarred", "suspended", "lapsed"])
def test_a_company_not_in_good_standing_cannot_renew_and_its_licence_says_so(
    cast, licensing, client, state
):
    licence = licensing.ending(20)
    Company.objects.filter(pk=cast.noor.pk).update(state=state)
    with pytest.raises(Refused, match="not in good standing"):
        licensing.changed(licence, "renew")
    words = client.get(licence.get_absolute_url()).content.decode()
    assert "holder is not in good standing" in words
    # It waits for an officer, until somebody has taken note.
    waiting = Licence.objects.waiting_for(cast.licensing_officer)
    assert list(waiting) == [Licence.objects.get(pk=licence.pk)]
    client.force_login(cast.licensing_officer)
    assert licence.reference in client.get(reverse("inbox")).content.decode()
    perform(licence, "note_holder", by=cast.licensing_officer, note="Called them.")
    assert not Licence.objects.waiting_for(cast.licensing_officer).exists()
    # It kept its state, and is in force again with the company.
    Company.objects.filter(pk=cast.noor.pk).update(state="registered")
    words = client.get(licence.get_absolute_url()).content.decode()
    assert "holder is not in good standing" not in words
    assert licensing.renewed(Licence.objects.get(pk=licence.pk)).state == "active"


def test_who_may_begin(cast, licensing, client):
    licence = licensing.ending(20)
    for person in (cast.noor_bidder, cast.ofoq_owner, cast.licensing_officer, cast.stranger):
        with pytest.raises(NotAllowed):
            licensing.changed(licence, "renew", by=person)
        client.force_login(person)
        assert client.get(page_of(licence)).status_code == 403
    client.force_login(cast.noor_owner)
    assert client.get(page_of(licence, "eat")).status_code == 404


def test_my_licences_show_what_ends_and_renew_it(cast, licensing, client):
    near, far = licensing.ending(20), licensing.ending(200)
    client.force_login(cast.noor_owner)
    for language in ("en", "ar"):
        with translation.override(language):
            url = reverse("my_licences")
            page = client.get(url).content.decode()
            assert page.index(near.reference) < page.index(far.reference)
            assert page_of(near) in page
            assert page_of(far) not in page
    client.force_login(cast.ofoq_owner)
    assert near.reference not in client.get(reverse("my_licences")).content.decode()


def test_a_licence_that_ends_while_its_renewal_is_decided_says_both(cast, licensing, client):
    licence = licensing.ending(2)
    change = licensing.changed(licence, "renew")
    change = licensing.edited(change, chillers=40)
    perform(change, "submit", by=cast.noor_owner)
    licensing.lasting(licence, state=State.EXPIRED, valid_until=timezone.localdate())
    words = client.get(licence.get_absolute_url()).content.decode()
    assert "has expired" in words
    assert "renewal was applied for and is not decided yet" in words
