"""A tender whose method asks for a qualification invites its short list, all of it and no other."""

from typing import Any

import pytest
from django.urls import reverse

from procurement import methods
from procurement.models import Method, Tender
from tests.procurement import life, qualify_life
from workflow.blockers import Refused
from workflow.gate import perform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def restricted(cast, **fields):
    """A draft by the restricted method, justified; two companies are enough here."""
    tender = life.draft(cast, code="restricted", **fields)
    Method.objects.filter(code="restricted").update(invitations=2)
    return perform(tender, "set_terms", by=cast.officer, justification="Few can do it.")


def chosen(cast, tender, call):
    return perform(tender, "set_qualification", by=cast.officer, qualification=call)


def test_without_a_concluded_call_it_is_not_submitted(cast):
    tender = restricted(cast)
    with pytest.raises(Refused, match="concluded call for qualification"):
        perform(tender, "submit_for_approval", by=cast.officer)
    with pytest.raises(Refused, match="is not concluded"):
        chosen(cast, tender, qualify_life.published(cast))


def test_its_short_list_is_invited_by_itself(cast):
    call = qualify_life.concluded(cast)
    tender = chosen(cast, restricted(cast), call)
    assert {i.company for i in tender.invitations.all()} == {cast.noor, cast.ofoq}
    assert perform(tender, "submit_for_approval", by=cast.officer).state == "in_review"
    assert list(call.tenders.all()) == [tender]


def test_nobody_is_added_and_nobody_left_out_without_a_reason(cast):
    tender = chosen(cast, restricted(cast), qualify_life.concluded(cast))
    noor, sanabel = ({"company": c, "reason": ""} for c in (cast.noor, cast.sanabel))
    with pytest.raises(Refused, match="Only companies on the short list"):
        perform(tender, "invite", by=cast.officer, invited=[noor, sanabel])
    with pytest.raises(Refused, match="Al Ofoq Est"):
        perform(tender, "invite", by=cast.officer, invited=[noor])
    why = "It was debarred since."
    tender = perform(tender, "invite", by=cast.officer, invited=[noor], left_out_reason=why)
    assert tender.invitations.get().company == cast.noor
    Method.objects.filter(code="restricted").update(invitations=1)
    assert perform(tender, "submit_for_approval", by=cast.officer).state == "in_review"


def test_what_was_written_past_the_form_is_found_at_submission(cast):
    tender = chosen(cast, restricted(cast), qualify_life.concluded(cast))
    tender.invitations.create(company=cast.sanabel)
    with pytest.raises(Refused, match="Only companies on the short list"):
        perform(tender, "submit_for_approval", by=cast.officer)
    tender.invitations.filter(company__in=[cast.sanabel, cast.ofoq]).delete()
    with pytest.raises(Refused, match="invite them, or say why not"):
        perform(tender, "submit_for_approval", by=cast.officer)


def test_a_call_of_another_agency_or_for_another_purpose_is_refused(cast):
    tender = restricted(cast)
    call = qualify_life.concluded(cast)
    type(call).objects.filter(pk=call.pk).update(agency=cast.city)
    with pytest.raises(Refused, match="another agency"):
        chosen(cast, tender, life.again(call))
    type(call).objects.filter(pk=call.pk).update(agency=cast.health, purpose="first_stage")
    with pytest.raises(Refused, match="another purpose"):
        chosen(cast, tender, life.again(call))


def test_a_method_without_a_short_list_takes_none(cast):
    call = qualify_life.concluded(cast)
    with pytest.raises(Refused, match="asks for no qualification"):
        chosen(cast, life.draft(cast, code="open"), call)


def test_in_a_second_stage_only_those_of_the_first_bid(cast):
    method = Method.objects.create(
        code="stages", name_ar="م", name_en="Stages", minimum_days=1, stages=2
    )
    tender = life.draft(cast, code="stages")
    words: dict[str, Any] = {"first_stage_ar": "اقتراح", "first_stage_en": "A proposal"}
    tender = perform(tender, "set_terms", by=cast.officer, **words)
    with pytest.raises(Refused, match="concluded call"):
        perform(tender, "submit_for_approval", by=cast.officer)
    call = qualify_life.concluded(cast, purpose="first_stage")
    tender = chosen(cast, tender, call)
    assert method.rules().is_by_invitation
    why = "It withdrew."
    row = {"company": cast.noor, "reason": ""}
    tender = perform(tender, "invite", by=cast.officer, invited=[row], left_out_reason=why)
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    life.bid_draft(tender, cast.noor, cast.noor_bidder)
    with pytest.raises(Refused, match="yours is not among them"):
        life.bid_draft(tender, cast.ofoq, cast.ofoq_bidder)


def test_the_tender_is_started_from_the_short_list(cast, client):
    methods.seed()
    item = life.in_plan(cast, code="restricted")
    call = qualify_life.concluded(cast, plan_item=item)
    client.force_login(cast.officer)
    assert "Start the tender" in client.get(call.get_absolute_url()).content.decode()
    assert call.reference in client.get(reverse("start_tender")).content.decode()
    url = reverse("new_tender_from_qualification", args=[call.reference])
    page = client.get(url).content.decode()
    assert 'value="Maintenance"' in page
    sent = {
        "agency": cast.health.pk,
        "method": Method.objects.get(code="restricted").pk,
        "title_ar": "صيانة",
        "title_en": "Maintenance",
        **{f"{p}-{k}_FORMS": "0" for p in ("lots", "item_rows") for k in ("TOTAL", "INITIAL")},
    }
    answer = client.post(url, sent)
    tender = Tender.objects.get(reference=answer.url.rstrip("/").split("/")[-1])
    assert (tender.qualification, tender.plan_item) == (call, item)
    assert tender.invitations.count() == 2
    assert life.again(item).state == "tendered"
    page = client.get(tender.get_absolute_url()).content.decode()
    assert call.get_absolute_url() in page
    assert tender.reference in client.get(call.get_absolute_url()).content.decode()
    client.force_login(cast.other_officer)
    assert client.get(url).status_code == 404


def test_the_pages_take_the_choice_and_the_reason(cast, client):
    tender, call = restricted(cast), qualify_life.concluded(cast)
    client.force_login(cast.officer)
    url = tender.action_url("set_qualification")
    assert call.reference in client.get(url).content.decode()
    assert client.post(url, {"qualification": call.pk}).status_code == 302
    url = tender.action_url("invite")
    assert "Al Ofoq Est." in client.get(url).content.decode()
    sent = {
        "invited-TOTAL_FORMS": "2",
        "invited-INITIAL_FORMS": "2",
        "invited-0-company": cast.noor.reference,
        "invited-1-company": cast.ofoq.reference,
        "invited-1-DELETE": "on",
        "left_out_reason": "",
    }
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "invite them, or say why not" in refused.content.decode()
    assert client.post(url, {**sent, "left_out_reason": "It moved away."}).status_code == 302
    assert tender.invitations.get().company == cast.noor
