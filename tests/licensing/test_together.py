"""Several licences in one go: all or none, once, and what one learns all learn."""

import io
from uuid import uuid4

import pytest

from documents import storage
from documents.attach import attachments_of
from licensing import catalogue
from licensing.models import Application, LicenceTypeVersion
from tests.licensing.conftest import pdf
from vendors.models import Company
from workflow.gate import perform

TOGETHER = "/en/licences/together/"


@pytest.fixture
def types(cast):
    """Every licence type of the demonstration."""
    return catalogue.seed(cast.trade, catalogue.ALL)


def send(client, company, *slugs, once=None):
    query = "&".join(f"type={slug}" for slug in slugs)
    return client.post(f"{TOGETHER}?{query}", {"company": company.pk, "once": once or uuid4()})


def bundle_of(company):
    return list(Application.objects.filter(company=company).order_by("pk"))


def test_one_application_is_begun_for_each_and_they_stand_on_one_page(cast, types, client):
    client.force_login(cast.noor_owner)
    page = client.get(TOGETHER, {"type": ["restaurant", "shop-sign"]})
    assert b"Restaurant or caf" in page.content
    done = send(client, cast.noor, "restaurant", "shop-sign")
    cases = bundle_of(cast.noor)
    assert [case.licence_type.slug for case in cases] == ["restaurant", "shop-sign"]
    assert len({case.bundle for case in cases}) == 1
    assert done["Location"].endswith(f"/applications/together/{cases[0].bundle}/")
    text = client.get(done["Location"]).content.decode()
    assert all(case.reference in text for case in cases)
    assert "0 of 2 applications sent" in text
    assert "Still to be answered" in text
    own = client.get(f"/en/applications/{cases[0].reference}/").content.decode()
    assert str(cases[0].bundle) in own


def test_the_same_form_twice_begins_once(cast, types, client):
    client.force_login(cast.noor_owner)
    once = uuid4()
    first = send(client, cast.noor, "restaurant", "shop-sign", once=once)
    again = send(client, cast.noor, "restaurant", "shop-sign", once=once)
    assert first["Location"] == again["Location"]
    assert len(bundle_of(cast.noor)) == 2


def test_what_stands_in_the_way_of_one_stops_all_and_is_said(cast, types, client):
    client.force_login(cast.noor_owner)
    send(client, cast.noor, "home-business")
    Company.objects.filter(pk=cast.noor.pk).update(size="large")
    refused = send(client, cast.noor, "home-business", "salon", "shop-sign")
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "There is already an open application" in text
    assert "Al Noor Trading is Large" in text
    assert "type=shop-sign" in text
    assert len(bundle_of(cast.noor)) == 1


def test_nobody_applies_for_a_company_that_is_not_theirs(cast, types, client):
    client.force_login(cast.ofoq_owner)
    assert send(client, cast.noor, "shop-sign").status_code == 422
    assert bundle_of(cast.noor) == []


def test_a_bundle_is_seen_by_its_company_and_by_the_office_once_it_is_sent(cast, types, client):
    client.force_login(cast.noor_owner)
    address = send(client, cast.noor, "shop-sign")["Location"]
    for person, answer in ((cast.noor_viewer, 200), (cast.ofoq_owner, 404), (cast.stranger, 404)):
        client.force_login(person)
        assert client.get(address).status_code == answer
    client.force_login(cast.licensing_officer)
    assert client.get(address).status_code == 404


def test_answers_and_documents_are_given_once(cast, types, client):
    client.force_login(cast.noor_owner)
    send(client, cast.noor, "restaurant", "shop-sign", "pharmacy")
    restaurant, sign, pharmacy = bundle_of(cast.noor)
    perform(pharmacy, "edit", by=cast.noor_owner, answers={"premises": "Elsewhere 1"}, documents={})
    file = storage.keep(io.BytesIO(pdf()), "pdf")
    perform(
        restaurant,
        "edit",
        by=cast.noor_owner,
        answers={"premises": "Rainbow Street 7", "floor_area": 90, "seats": 30},
        documents={"lease": file, "health": file},
    )
    sign = Application.objects.get(pk=sign.pk)
    pharmacy = Application.objects.get(pk=pharmacy.pk)
    # The pharmacy's answer went to those that had none, and was not overwritten by theirs.
    assert sign.answers == {"premises": "Elsewhere 1"}
    assert pharmacy.answers == {"premises": "Elsewhere 1", "floor_area": 90}
    assert [a.purpose for a in attachments_of(sign)] == ["lease"]
    assert [a.purpose for a in attachments_of(pharmacy)] == ["lease"]


def test_what_was_sent_is_left_alone(cast, types, client):
    client.force_login(cast.noor_owner)
    send(client, cast.noor, "restaurant", "shop-sign")
    restaurant, sign = bundle_of(cast.noor)
    perform(sign, "withdraw", by=cast.noor_owner)
    perform(restaurant, "edit", by=cast.noor_owner, answers={"premises": "Street 1"}, documents={})
    assert Application.objects.get(pk=sign.pk).answers == {}


def test_a_needed_licence_may_be_under_way_at_submission(cast, types, licensing):
    version = LicenceTypeVersion.objects.get(licence_type__slug="food-shop", state="active")
    version.depends_on.add(types["restaurant"])
    case = licensing.filled(licensing.food)
    with pytest.raises(Exception, match="or have applied for them: Restaurant"):
        perform(case, "submit", by=cast.noor_owner)
    under_way = licensing.draft(types["restaurant"])
    type(under_way).objects.filter(pk=under_way.pk).update(submitted_at="2026-01-01T00:00Z")
    sent = perform(case, "submit", by=cast.noor_owner)
    assert sent.state == Application.State.SUBMITTED
