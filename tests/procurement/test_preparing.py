"""Preparing a tender: the plan, methods and their thresholds, requirements, remarks, copies."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from procurement import copying, drafting, finding
from procurement.checks_prepare import total_weight
from procurement.models import Criterion, Method, PlanItem, Tender
from tests.cast import give_role
from tests.procurement import life
from vendors.models import Category
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import may, perform
from workflow.models import Notice

pytestmark = pytest.mark.django_db
SCORED = {"kind": "scored", "title_ar": "جودة", "title_en": "Quality", "weight": Decimal(40)}
PASSED = {"kind": "pass_fail", "title_ar": "شهادة", "title_en": "Certificate"}


# --- the plan ------------------------------------------------------------------------------


def test_a_plan_item_becomes_a_tender_and_after_it_failed_may_again(cast):
    item = life.in_plan(cast)
    tender = life.draft(cast, plan_item=item)
    with pytest.raises(Refused, match="by making a tender of it"):
        perform(item, "tender_it", by=cast.officer)
    item = perform(item, "tender_it", by=cast.officer, tender=tender)
    assert item.state == "tendered"
    with pytest.raises(WrongState):
        perform(item, "tender_it", by=cast.officer, tender=tender)
    with pytest.raises(Refused, match="has not failed"):
        perform(item, "plan_again", by=cast.officer)
    assert item not in PlanItem.objects.waiting_for(cast.fresh(cast.officer))
    perform(tender, "cancel", by=cast.approver, reason="The budget was cut.")
    assert item in PlanItem.objects.waiting_for(cast.fresh(cast.officer))
    assert item not in PlanItem.objects.waiting_for(cast.fresh(cast.other_officer))
    item = perform(item, "plan_again", by=cast.officer)
    assert item.state == "published"
    second = life.draft(cast, plan_item=item)
    perform(item, "tender_it", by=cast.officer, tender=second)
    assert item not in PlanItem.objects.waiting_for(cast.fresh(cast.officer))


def test_who_planned_it_does_not_approve_it(cast):
    give_role(cast.officer, "procurement_approver", cast.health)
    item = life.planned(cast)
    with pytest.raises(NotAllowed):
        perform(item, "approve", by=cast.officer)
    item = perform(item, "approve", by=cast.approver)
    item = perform(item, "return_to_draft", by=cast.approver, remarks="Later in the year.")
    assert Notice.objects.get(to=cast.officer, event__verb="plan_item.returned")
    assert perform(item, "drop", by=cast.officer, reason="Not needed.").state == "dropped"


def test_a_tender_says_why_it_was_not_planned(cast):
    tender = life.draft(cast, no_plan_reason="")
    with pytest.raises(Refused, match="say why it was not planned"):
        perform(tender, "submit_for_approval", by=cast.officer)


def test_a_tender_begun_from_the_plan_starts_with_its_words(cast, client):
    item = life.in_plan(cast, estimated_value=Decimal("5000"))
    client.force_login(cast.officer)
    url = reverse("new_tender_from_plan", args=[item.reference])
    page = client.get(url).content.decode()
    assert 'value="Furniture"' in page
    assert "5,000.000" in page
    sent = {
        "agency": cast.health.pk,
        "method": item.method.pk,
        "title_ar": "أثاث",
        "title_en": "Furniture",
        **{f"{p}-{k}_FORMS": "0" for p in ("lots", "item_rows") for k in ("TOTAL", "INITIAL")},
    }
    tender = Tender.objects.get(reference=client.post(url, sent).url.rstrip("/").split("/")[-1])
    assert (tender.plan_item_id, life.again(item).state) == (item.pk, "tendered")
    assert Event.objects.get(verb="plan_item.tendered").actor_id == cast.officer.pk
    assert client.post(url, sent).status_code == 422  # somebody was quicker
    assert "“Tendered”" in client.get(url).content.decode()
    assert Tender.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_no_tender_is_made_of_what_is_not_in_the_plan_yet(cast, client, state):
    item = life.planned(cast)
    if state == "approved":
        item = perform(item, "approve", by=cast.approver)
    client.force_login(cast.officer)
    page = client.get(reverse("new_tender_from_plan", args=[item.reference])).content.decode()
    assert "A tender is made of what stands in the plan" in page


def test_categories_of_a_plan_item_are_searched_not_listed(cast, client):
    deep = Category.objects.create(
        scheme="cpv",
        number="33140000",
        code="33140000",
        name="Gauze",
        parent_id=Category.objects.get(code="33000000").pk,
    )
    item = life.planned(cast)
    item.categories.set([deep])
    client.force_login(cast.officer)
    page = client.get(item.action_url("edit")).content.decode()
    assert reverse("categories_found") in page
    assert "Gauze" in page
    assert "Gauze" not in client.get(reverse("new_plan_item")).content.decode()


def test_what_is_searched_is_found_by_words_and_by_digits_of_either_script(cast):
    assert [o.value for o in finding.find_companies("noor  trading")] == [cast.noor.reference]
    assert [o.value for o in finding.find_companies("١٠٠٠٠١")] == [cast.noor.reference]
    assert [o.value for o in finding.find_categories("٣٣٠٠٠٠٠٠")] == ["33000000"]


def test_the_plan_is_public_and_can_be_downloaded(cast, client):
    shown = life.in_plan(cast, title_en="Chairs")
    hidden = life.planned(cast, title_en="Secret desks")
    page = client.get(reverse("plan")).content.decode()
    assert "Chairs" in page
    assert "Secret desks" not in page
    csv = b"".join(client.get(reverse("plan") + "?download=csv")).decode("utf-8-sig")
    assert shown.reference in csv
    assert hidden.reference not in csv
    assert client.get(hidden.get_absolute_url()).status_code == 404


# --- methods -------------------------------------------------------------------------------


def test_a_method_is_refused_above_its_threshold_and_those_that_fit_are_named(cast):
    tender = life.draft(cast, code="request-for-quotations", estimated_value=Decimal("20000.001"))
    with pytest.raises(Refused) as refused:
        perform(tender, "submit_for_approval", by=cast.officer)
    said = str(refused.value)
    assert "up to JOD\u00a020,000.000" in said
    assert "Open tender" in said
    tender.estimated_value = Decimal(20000)
    tender.save()
    assert perform(tender, "submit_for_approval", by=cast.officer).state == "in_review"


def test_a_method_with_thresholds_asks_for_the_value(cast):
    tender = life.draft(cast, code="request-for-quotations")
    with pytest.raises(Refused, match="state the estimated value"):
        perform(tender, "submit_for_approval", by=cast.officer)


@given(st.decimals(0, 10**6, places=3), st.decimals(0, 10**6, places=3))
def test_a_value_is_allowed_exactly_between_the_thresholds(value, bound):
    assert Method(value_to=bound).allows(value) == (value <= bound)
    assert Method(value_from=bound).allows(value) == (value >= bound)
    assert Method().allows(value)


def test_a_direct_purchase_is_justified_names_its_company_and_is_approved_higher_up(cast):
    tender = life.draft(cast, code="direct")
    with pytest.raises(Refused) as refused:
        perform(tender, "submit_for_approval", by=cast.officer)
    assert "needs a justification" in str(refused.value)
    assert "names at least 1 company" in str(refused.value)
    tender = perform(tender, "set_terms", by=cast.officer, justification="Only maker.")
    tender = perform(
        tender, "invite", by=cast.officer, invited=[{"company": cast.noor, "reason": "Maker"}]
    )
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    assert not may(cast.approver, tender, "approve")
    give_role(cast.second_opener, "procurement_approver", cast.state)
    assert perform(tender, "approve", by=cast.second_opener).state == "approved"


def test_only_invited_companies_bid_and_they_are_told(cast):
    method = Method(code="some", name_ar="م", name_en="Some", minimum_days=1, invitations=1)
    method.save()
    tender = life.draft(cast, code="some")
    rows = [{"company": cast.noor, "reason": "Qualified"}]
    tender = perform(tender, "invite", by=cast.officer, invited=rows)
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    assert Notice.objects.filter(to=cast.noor_bidder, event__verb="tender.published").exists()
    assert not Notice.objects.filter(to=cast.ofoq_bidder).exists()
    life.bid_draft(tender, cast.noor, cast.noor_bidder)
    with pytest.raises(Refused, match="yours is not among them"):
        life.bid_draft(tender, cast.ofoq, cast.ofoq_bidder)


def test_what_the_method_asks_is_fixed_at_publication(cast):
    tender = life.published(cast)
    tender.method.committee_size, tender.method.opening_threshold = 5, 3
    tender.method.save()
    tender = life.again(tender)
    assert (tender.method_rules.committee_size, tender.method_rules.opening_threshold) == (3, 2)


def test_rules_of_a_method_that_change_later_change_no_published_tender(cast, client):
    method = Method(code="some", name_ar="م", name_en="Some", minimum_days=1, invitations=1)
    method.is_framework = True
    method.save()
    tender = life.draft(cast, code="some")
    words: dict[str, Any] = {"framework_suppliers": 2, "contract_months": 12}
    words |= {"call_off_rules_ar": "بالترتيب", "call_off_rules_en": "By rank"}
    tender = perform(tender, "set_terms", by=cast.officer, **words)
    rows = [{"company": cast.noor, "reason": "Qualified"}]
    tender = perform(tender, "invite", by=cast.officer, invited=rows)
    tender = perform(tender, "submit_for_approval", by=cast.officer)
    tender = perform(tender, "approve", by=cast.approver)
    tender = life.committee_of(cast).appointed(cast, tender)
    tender = perform(tender, "publish", by=cast.officer)
    Method.objects.filter(pk=method.pk).update(
        invitations=0, is_framework=False, minimum_bidders=2, evaluation="points"
    )
    tender = life.again(tender)
    with pytest.raises(Refused, match="yours is not among them"):
        life.bid_draft(tender, cast.ofoq, cast.ofoq_bidder)
    assert tender.suppliers_a_lot == 2
    life.submitted(tender, cast.noor, cast.noor_bidder, "10", "4")
    assert "Lowest admitted price" in client.get(tender.get_absolute_url()).content.decode()
    life.judged(cast, life.opened(cast, tender))
    assert perform(life.again(tender), "award", by=cast.approver).state == "awarded"


def test_a_rule_that_was_not_pinned_yet_at_publication_is_the_method_s(cast):
    tender = life.published(cast)
    kept = {k: v for k, v in tender.pinned_rules.items() if k not in ("is_framework", "stages")}
    Tender.objects.filter(pk=tender.pk).update(pinned_rules=kept)
    Method.objects.filter(pk=tender.method_id).update(is_framework=True)
    rules = life.again(tender).method_rules
    assert (rules.is_framework, rules.stages) == (True, 1)


def test_what_another_method_asked_for_is_emptied(cast):
    for code, more in (("named", {"invitations": 1, "is_framework": True}), ("plain", {})):
        names = {"name_ar": code, "name_en": code, "minimum_days": 1}
        Method.objects.create(code=code, needs_justification=code == "named", **names, **more)
    words: dict[str, Any] = {
        "framework_suppliers": 2,
        "call_off_rules_ar": "ق",
        "call_off_rules_en": "By rank",
    }
    rows = [{"company": cast.noor, "reason": "Maker"}]
    tender = life.draft(cast, code="named")
    tender = perform(tender, "set_terms", by=cast.officer, justification="One maker.", **words)
    tender = perform(tender, "invite", by=cast.officer, invited=rows)
    assert tender.invitations.exists()
    plain = Method.objects.get(code="plain")
    tender = perform(tender, "edit", by=cast.officer, method=plain)
    assert not tender.invitations.exists()
    assert (tender.framework_suppliers, tender.call_off_rules) == (None, "")
    assert tender.justification == ""


# --- requirements --------------------------------------------------------------------------


def test_points_of_criteria_and_price_make_a_hundred(cast):
    tender = life.draft(cast, code="open-points")
    with pytest.raises(Refused, match="now they make 90"):
        perform(
            tender,
            "set_requirements",
            by=cast.officer,
            criteria=[SCORED, PASSED],
            price_weight=Decimal(50),
        )
    tender = perform(
        tender,
        "set_requirements",
        by=cast.officer,
        criteria=[SCORED, PASSED],
        price_weight=Decimal(60),
        papers=[{"title_ar": "كتيّب", "title_en": "Leaflet", "is_required": True}],
    )
    assert list(tender.criteria.values_list("number", "weight")) == [(1, 40), (2, None)]
    assert tender.required_documents.get().title == "Leaflet"


@given(st.lists(st.decimals("0.01", 100, places=2), max_size=8), st.decimals(0, 100, places=2))
def test_weights_are_added_without_rounding(weights, price):
    rows = [{"kind": "scored", "weight": w} for w in weights]
    rows.append({"kind": "pass_fail", "weight": None})
    assert total_weight(rows, price) == sum(weights, price)


def test_points_where_the_lowest_price_wins_are_refused(cast):
    with pytest.raises(Refused, match="nothing has points"):
        perform(life.draft(cast), "set_requirements", by=cast.officer, criteria=[SCORED])


def test_rows_keep_their_identity_when_they_are_written_again(cast):
    tender = life.draft(cast)
    first, second = tender.items.all()
    rows = [
        {**life.ITEMS[1], "key": second.pk},
        {**life.ITEMS[0], "description_en": "New"},
        {**life.ITEMS[0], "key": first.pk + 1000},
    ]
    drafting.write_items(tender, rows)
    found = list(tender.items.all())
    assert [i.number for i in found] == [1, 2, 3]
    assert found[0].pk == second.pk
    assert first.pk not in [i.pk for i in found]


def test_a_row_of_another_tender_is_not_reached_by_its_key(cast):
    mine, theirs = life.draft(cast), life.draft(cast)
    stolen = theirs.items.first()
    drafting.write_items(mine, [{**life.ITEMS[0], "description_en": "X", "key": stolen.pk}])
    assert life.again(stolen).description_en == "Chair"
    assert theirs.items.count() == 2


def test_the_pages_of_a_draft_take_criteria_and_terms(cast, client):
    tender = life.draft(cast, code="open-points")
    client.force_login(cast.officer)
    url = tender.action_url("set_requirements")
    sent = {
        "price_weight": "٦٠",
        "criteria-TOTAL_FORMS": "1",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-title_ar": "جودة",
        "criteria-0-title_en": "Quality",
        "criteria-0-kind": "scored",
        "criteria-0-weight": "40",
        "papers-TOTAL_FORMS": "0",
        "papers-INITIAL_FORMS": "0",
    }
    assert client.get(url).status_code == 200
    assert client.post(url, sent).status_code == 302
    assert Criterion.objects.get().weight == 40
    url = tender.action_url("set_terms")
    refused = client.post(url, {"bid_validity_days": "90", "security": "percent"})
    assert "Say how much." in refused.content.decode()
    sent = {"bid_validity_days": "90", "security": "percent", "security_percent": "2.5"}
    assert client.post(url, sent).status_code == 302
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "2.5% of the price" in page


def test_what_forms_ask_holds_for_everybody_who_comes_to_the_gate(cast):
    tender = life.draft(cast, code="open-points")
    with pytest.raises(Refused, match="Say how much"):
        perform(tender, "set_terms", by=cast.officer, security="percent")
    bare: dict[str, Any] = {"criteria": [{**SCORED, "weight": None}], "price_weight": Decimal(100)}
    with pytest.raises(Refused, match="scored criterion has points"):
        perform(tender, "set_requirements", by=cast.officer, **bare)
    tender = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    with pytest.raises(Refused, match="Say what has to be changed"):
        perform(tender, "return_to_draft", by=cast.approver, remarks=" ")


# --- remarks -------------------------------------------------------------------------------


def test_remarks_stand_where_they_are_corrected_until_it_is_submitted_again(cast, client):
    tender = perform(life.draft(cast), "submit_for_approval", by=cast.officer)
    client.force_login(cast.approver)
    url = tender.action_url("return_to_draft")
    assert client.post(url, {"remarks": ""}).status_code == 422
    assert client.post(url, {"on_items": "How high?", "on_terms": "Too short."}).status_code == 302
    client.force_login(cast.officer)
    edit = client.get(tender.action_url("edit")).content.decode()
    assert "How high?" in edit
    assert "Too short." not in edit
    assert "Too short." in client.get(tender.action_url("set_terms")).content.decode()
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "How high?" in page
    told = Notice.objects.get(to=cast.officer, event__verb="tender.returned")
    assert "Lots and items: How high?" in told.body_en
    perform(tender, "submit_for_approval", by=cast.officer)
    assert 'id="remarks"' not in client.get(tender.get_absolute_url()).content.decode()


# --- copies and templates ------------------------------------------------------------------


def test_a_copy_brings_items_requirements_and_terms_but_nothing_of_the_one_purchase(cast, client):
    tender = life.draft(cast)
    perform(tender, "set_requirements", by=cast.officer, criteria=[PASSED])
    tender = perform(
        tender,
        "set_terms",
        by=cast.officer,
        security="percent",
        security_percent=Decimal("2.50"),
        justification="Only here.",
    )
    client.force_login(cast.officer)
    page = client.get(reverse("new_tender_like", args=[tender.reference])).content.decode()
    assert 'value="Chair"' in page
    data = copying.as_data(tender)
    other = life.draft(cast)
    copying.write_data(other, data, by=cast.officer)
    assert other.criteria.get().title == "Certificate"
    assert (other.security_percent, other.justification) == (Decimal("2.5"), "")


def test_a_tender_kept_as_a_template_is_offered_to_its_agency_alone(cast, client):
    perform(life.draft(cast), "keep_as_template", by=cast.officer, name_ar="أثاث", name_en="Desks")
    template = cast.health.tender_templates.get()
    url = reverse("new_tender_from_template", args=[template.code])
    client.force_login(cast.officer)
    assert "Desks" in client.get(reverse("start_tender")).content.decode()
    assert 'value="Chair"' in client.get(url).content.decode()
    client.force_login(cast.other_officer)
    assert "Desks" not in client.get(reverse("start_tender")).content.decode()
    assert client.get(url).status_code == 404


def test_a_template_is_renamed_withdrawn_and_offered_again_by_its_own_agency(cast, client):
    perform(life.draft(cast), "keep_as_template", by=cast.officer, name_ar="أثاث", name_en="Desks")
    template = cast.health.tender_templates.get()
    url, start = reverse("tender_template", args=[template.code]), reverse("start_tender")
    client.force_login(cast.other_officer)
    assert client.get(url).status_code == 404
    client.force_login(cast.officer)
    assert url in client.get(start).content.decode()
    names = {"name_ar": "مكاتب", "name_en": "Office desks"}
    assert client.post(url, {**names, "name_en": ""}).status_code == 422
    assert client.post(url, names).status_code == 302
    page = client.get(start).content.decode()
    assert "Office desks" in page
    assert "Offer it again" in page
    begin_with = reverse("new_tender_from_template", args=[template.code])
    assert client.get(begin_with).status_code == 404
    event = Event.objects.get(verb="tender_template.changed")
    assert (event.actor_id, event.public["is_offered"]) == (cast.officer.pk, False)
    assert client.post(url, {**names, "is_offered": "on"}).status_code == 302
    assert client.get(begin_with).status_code == 200


def test_nobody_learns_of_a_plan_that_is_not_published(cast):
    item = life.planned(cast)
    assert item not in PlanItem.objects.visible_to(cast.noor_owner)
    assert item in PlanItem.objects.visible_to(cast.auditor)
    assert item not in PlanItem.objects.visible_to(cast.other_officer)
