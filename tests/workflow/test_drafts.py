"""Drafts: saved as one types, given back on any machine, ended by the action, never of a bid."""

import uuid
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from documents.attach import attachments_of
from documents.incoming import forget_unused
from documents.models import PendingUpload
from procurement.models import Bid
from tests.cast import give_role
from tests.procurement import life
from tests.vendors.registration import begun, filled_in, upload
from tests.workflow.cases import NO_ROWS, act_url, company
from vendors.models import Company
from workflow import drafts, tasks
from workflow.actions import actions_of
from workflow.models import Draft
from workflow.views.begin import BeginPage

STATE = Company.State
SAVE = {"X-Draft": "save"}


@pytest.fixture
def case(cast):
    return company(cast, STATE.IN_REVIEW)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.registrar)
    return client


def save(client, address, **data):
    return client.post(address, data, headers=SAVE)


def new_page(client, address):
    """Open the page; return what its form carries."""
    page = client.get(address)
    return {"once": page.context["once"], "version": page.context["filling"].version}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- saved, and given back ---------------------------------------------------------------


def test_what_is_typed_is_saved_and_comes_back_on_another_machine(desk, cast, case):
    address = act_url(case, "send_back")
    answer = save(desk, address, remarks="Typed for an hour", **new_page(desk, address))
    assert answer.status_code == 200
    assert answer.json()["text"].startswith("Saved at ")
    other = signed_in(cast.registrar).get(address.replace("/en/", "/ar/", 1))
    shown = other.content.decode()
    assert "Typed for an hour" in shown
    assert 'name="draft" value="discard"' in shown
    assert not other.context["form"].errors, "what is unfinished is not judged"
    assert Company.objects.get(pk=case.pk).state == STATE.IN_REVIEW


def test_only_the_same_person_can_read_it(desk, cast, case):
    give_role(cast.cashier, "registrar", cast.trade)
    address = act_url(case, "send_back")
    save(desk, address, remarks="Mine alone")
    assert "Mine alone" not in signed_in(cast.cashier).get(address).content.decode()
    save(signed_in(cast.cashier), address, remarks="Another's")
    assert "Mine alone" in desk.get(address).content.decode()


def test_who_may_not_act_saves_nothing(client, cast, case):
    client.force_login(cast.stranger)
    assert save(client, act_url(case, "send_back"), remarks="x").status_code == 404
    client.force_login(cast.cashier)
    assert save(client, act_url(case, "send_back"), remarks="x").status_code == 403
    assert not Draft.objects.exists()


def test_passwords_tokens_and_invisible_characters_are_not_kept(desk, case):
    save(
        desk, act_url(case, "send_back"), remarks="a\u0000b", password="secret",
        csrfmiddlewaretoken="t", once=str(uuid.uuid4()), version="0",
    )  # fmt: skip
    assert Draft.objects.get().data[0]["values"] == {"remarks": ["ab"]}


def test_it_ends_with_the_action_and_not_when_the_action_is_refused(desk, case):
    address = act_url(case, "send_back")
    save(desk, address, remarks="The extract is old.")
    assert desk.post(address, {"remarks": " "}).status_code == 422
    assert Draft.objects.exists()
    whole = {"remarks": "The extract is old.", **NO_ROWS}
    assert desk.post(address, whole).status_code == 302
    assert not Draft.objects.exists()


def test_what_was_refused_is_kept_without_any_script(desk, cast, case):
    parts = {"remarks": "", "remark_parts": ["address"]}
    assert desk.post(act_url(case, "send_back"), parts).status_code == 422
    [piece] = Draft.objects.get().data
    assert piece["values"]["remark_parts"] == ["address"]


def test_beginning_again_empty(desk, case):
    address = act_url(case, "send_back")
    save(desk, address, remarks="Typed")
    assert desk.post(address, {"draft": "discard"}, follow=True).status_code == 200
    assert "Typed" not in desk.get(address).content.decode()
    assert not Draft.objects.exists()
    assert Company.objects.get(pk=case.pk).state == STATE.IN_REVIEW


def test_what_arrives_after_the_form_went_through_leaves_nothing(desk, case):
    address, once = act_url(case, "send_back"), str(uuid.uuid4())
    desk.post(address, {"remarks": "Old.", "once": once, **NO_ROWS})
    assert save(desk, address, remarks="Old", once=once).status_code == 302
    assert not Draft.objects.exists()


# --- two pages at once -------------------------------------------------------------------


def test_an_older_page_is_told_of_the_newer_draft_and_overwrites_nothing(desk, cast, case):
    address = act_url(case, "send_back")
    older, newer = new_page(desk, address), new_page(signed_in(cast.registrar), address)
    save(desk, address, remarks="first", **older)
    assert save(desk, address, remarks="first, longer", **older).status_code == 200
    answer = save(desk, address, remarks="second", **newer)
    assert answer.status_code == 409
    assert "newer draft" in answer.json()["text"]
    assert "first, longer" in desk.get(address).content.decode()
    kept = save(
        desk, address, remarks="second", once=newer["once"], version=answer.json()["version"]
    )
    assert kept.status_code == 200, "who says so keeps what stands here"
    assert save(desk, address, remarks="first again", **older).status_code == 409


# --- limits, and an end ------------------------------------------------------------------


def test_a_draft_has_a_size_and_a_person_a_number_of_them(desk, cast, case, monkeypatch):
    address = act_url(case, "send_back")
    assert save(desk, address, remarks="x" * (drafts.LARGEST + 1)).status_code == 413
    assert not Draft.objects.exists()
    monkeypatch.setattr(drafts, "MOST", 3)
    for number in range(5):
        drafts.save(cast.registrar, f"/{number}/", {"a": [str(number)]})
    drafts.save(cast.officer, "/0/", {"a": ["x"]})
    kept = Draft.objects.filter(person=cast.registrar).order_by("pk")
    assert [draft.path for draft in kept] == ["/2/", "/3/", "/4/"]
    assert Draft.objects.filter(person=cast.officer).count() == 1


def test_a_draft_is_forgotten_after_a_month(cast):
    drafts.save(cast.registrar, "/a/", {"a": ["1"]})
    drafts.save(cast.registrar, "/b/", {"a": ["1"]})
    old = timezone.now() - timedelta(days=31)
    Draft.objects.filter(path="/a/").update(saved_at=old)
    assert tasks.forget_old_drafts() == 1
    assert [draft.path for draft in Draft.objects.all()] == ["/b/"]


# --- uploads -----------------------------------------------------------------------------


def test_an_upload_stays_as_long_as_the_draft_that_names_it(client, cast):
    client.force_login(cast.stranger)
    wrong = filled_in(name_en="", register_extract=upload("extract.pdf"))
    assert client.post(reverse("new_company"), wrong).status_code == 422
    PendingUpload.objects.update(touched_at=timezone.now() - timedelta(days=3))
    assert forget_unused()[0] == 0
    page = signed_in(cast.stranger).get(reverse("new_company"), {"step": "all"})
    assert "extract.pdf" in page.content.decode()
    drafts.forget(cast.stranger, reverse("new_company"))
    PendingUpload.objects.update(touched_at=timezone.now() - timedelta(days=3))
    assert forget_unused()[0] == 1


def test_a_document_that_was_removed_stays_removed_through_a_refusal(client, cast):
    company = begun(cast, cast.stranger)
    client.force_login(cast.stranger)
    document = company_document(company)
    data = filled_in(name_en="", register_extract_remove=document)
    del data["register_extract"]
    page = client.post(act_url(company, "edit"), data)
    assert page.status_code == 422
    hidden = f'<input type="hidden" name="register_extract_remove" value="{document}">'
    assert hidden in page.content.decode()


def company_document(company) -> str:
    return str(attachments_of(company).get().token)


# --- sealed: bids ------------------------------------------------------------------------


def _pages(patterns=None):
    for entry in patterns or get_resolver().url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from _pages(entry.url_patterns)
        elif hasattr(entry.callback, "view_class"):
            yield entry.callback.view_class


def test_no_form_of_a_bidder_is_saved_on_the_server():
    """What is bid is typed on a page of its own, whose inputs have no names to be sent by."""
    theirs = [one for one in actions_of(Bid).values() if one.who == "procurement.make_bid"]
    assert len(theirs) >= 4
    assert not [one.name for one in theirs if one.form]
    begins = [page for page in _pages() if issubclass(page, BeginPage) and page.model is Bid]
    assert begins
    assert all(page.drafts_at(reference="T-1") != "server" for page in begins)


def test_a_secret_case_is_never_drafted_whatever_its_form_declares(client, cast):
    bid = life.bid_draft(life.published(cast), cast.noor, cast.noor_bidder)
    client.force_login(cast.noor_bidder)
    saved = save(client, act_url(bid, "withdraw"), **{"prices-0-unit_price": "118.250"})
    assert saved.status_code in (403, 404, 409)
    assert not Draft.objects.exists()
    assert not PendingUpload.objects.exists()


def test_the_technical_administration_shows_no_draft():
    assert Draft not in admin.site._registry


def test_saving_without_a_session_says_so_and_keeps_nothing(desk, case):
    address = act_url(case, "send_back")
    desk.get(address)
    desk.cookies.pop("sessionid", None)
    answer = save(desk, address, remarks="Typed")
    assert answer.status_code == 401
    assert "kept in this tab" in answer.json()["text"]
    assert not Draft.objects.exists()
