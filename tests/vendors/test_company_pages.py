"""The pages of companies: who sees what of them, in both languages, and what bad input gets."""

import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from documents.attach import attachments_of
from tests.vendors.registration import (
    approved,
    begun,
    filled_in,
    in_review,
    pdf,
    registered,
    upload,
)
from vendors.models import Company, CompanyMember
from workflow.gate import perform

LANGUAGES = ["en", "ar"]


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


def act_url(company, action, language="en"):
    return address("act", "company", company.reference, action, language=language)


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


# --- beginning a registration ----------------------------------------------------------


def test_whoever_registers_a_company_becomes_its_owner(cast, signed_in):
    answer = signed_in(cast.stranger).post(address("new_company"), filled_in())
    company = Company.objects.get(registration_number="200123456")
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/companies/{company.reference}/"
    assert company.agency == cast.trade
    member = CompanyMember.objects.get(company=company)
    assert (member.user, member.role) == (cast.stranger, "owner")
    assert [a.name for a in attachments_of(company, "register_extract")] == ["extract.pdf"]
    assert [c.code for c in company.categories.all()] == ["45000000"]


def test_a_form_sent_twice_begins_one_company(cast, signed_in):
    client, once = signed_in(cast.stranger), str(uuid.uuid4())
    answers = [client.post(address("new_company"), filled_in(once=once)) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Company.objects.filter(registration_number="200123456").count() == 1


def test_invisible_characters_and_arabic_digits_are_understood(cast, signed_in):
    signed_in(cast.stranger).post(
        address("new_company"),
        filled_in(
            name_ar="\u202bشركة  الريادة\u202c\u200f",
            name_en="Al\u200b Riyada\u202e",
            registration_number="\u2066٢٠٠١٢٣\u2069",
            phone="٠٧٩٥٠٠٠٠٠٠",
        ),
    )
    company = Company.objects.get(registration_number="200123")
    assert (company.name_ar, company.name_en) == ("شركة الريادة", "Al Riyada")
    assert company.phone == "0795000000"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_ar": "Al Riyada"}, "name_ar"),
        ({"name_en": "الريادة"}, "name_en"),
        ({"registration_number": "--"}, "registration_number"),
        ({"tax_number": "12x"}, "tax_number"),
        ({"email": "office@"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"categories": []}, "categories"),
        ({"categories": ["999999"]}, "categories"),
        ({"address": "x" * 301}, "address"),
        ({"name_en": "\u200b\u202e"}, "name_en"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_values_are_explained_beside_their_field_and_kept(
    cast, signed_in, wrong, field, language
):
    answer = signed_in(cast.stranger).post(
        address("new_company", language=language), filled_in(**wrong)
    )
    assert answer.status_code == 422
    form = answer.context["form"]
    assert field in form.errors
    assert "45 Queen Rania Street" in answer.content.decode() or field == "address"
    # The file that came with it is kept too, and named on the page.
    assert "extract.pdf" in answer.content.decode()
    assert not Company.objects.filter(created_by=cast.stranger).exists()


@pytest.mark.parametrize(
    "file",
    [
        upload("extract.pdf", b""),
        upload("extract.pdf", b"MZ this is a program"),
        upload("extract.pdf", b"%PDF-1.4 half of it"),
        upload("page.html", b"<script>alert(1)</script>"),
        upload("extract.png", pdf()),
        upload("extract.pdf", pdf() + b" " * (10 * 1024 * 1024 + 1)),
    ],
    ids=["empty", "program", "damaged", "page", "misnamed", "large"],
)
def test_wrong_files_are_refused_with_a_sentence(cast, signed_in, file):
    file.seek(0)
    answer = signed_in(cast.stranger).post(address("new_company"), filled_in(register_extract=file))
    assert answer.status_code == 422
    assert answer.context["form"].errors["register_extract"]
    assert not Company.objects.filter(created_by=cast.stranger).exists()


def test_the_extract_is_asked_for(cast, signed_in):
    data = filled_in()
    del data["register_extract"]
    answer = signed_in(cast.stranger).post(address("new_company"), data)
    assert answer.status_code == 422
    assert "register_extract" in answer.context["form"].errors


def test_one_registry_is_not_asked_for_and_of_two_one_is_chosen(cast, signed_in):
    client = signed_in(cast.stranger)
    assert "agency" not in client.get(address("new_company")).context["form"].fields
    cast.city.registers_companies = True
    cast.city.save()
    assert client.post(address("new_company"), filled_in()).status_code == 422
    client.post(address("new_company"), filled_in(agency=cast.city.pk))
    assert Company.objects.get(registration_number="200123456").agency == cast.city


def test_without_a_registry_nothing_can_be_begun(cast, signed_in):
    type(cast.trade).objects.update(registers_companies=False)
    client = signed_in(cast.stranger)
    assert "No agency registers companies" in client.get(address("new_company")).content.decode()
    assert client.post(address("new_company"), filled_in()).status_code == 422
    assert not Company.objects.filter(created_by=cast.stranger).exists()


@pytest.mark.parametrize("name", ["new_company", "my_companies"])
def test_signing_in_comes_first(cast, client, name):
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


# --- changing and sending --------------------------------------------------------------


def test_editing_starts_with_what_stands_and_keeps_the_document(cast, signed_in):
    company = begun(cast, cast.stranger)
    client = signed_in(cast.stranger)
    page = client.get(act_url(company, "edit"), {"step": "all"}).content.decode()
    assert "45 Queen Rania Street" in page
    assert "extract.pdf" in page
    data = filled_in(city="Irbid")
    del data["register_extract"]
    assert client.post(act_url(company, "edit"), data).status_code == 302
    assert Company.objects.get(pk=company.pk).city == "Irbid"
    assert attachments_of(company).count() == 1


def test_a_newer_document_takes_the_place_of_the_older(cast, signed_in):
    company = begun(cast, cast.stranger)
    newer = upload("extract-2.pdf", pdf("newer"))
    data = filled_in(register_extract=newer, tax_certificate=upload("tax.pdf", pdf("tax")))
    signed_in(cast.stranger).post(act_url(company, "edit"), data)
    names = {a.purpose: a.name for a in attachments_of(company)}
    assert names == {"register_extract": "extract-2.pdf", "tax_certificate": "tax.pdf"}


def test_a_number_taken_meanwhile_can_be_corrected(cast, signed_in):
    perform(begun(cast, cast.noor_owner), "submit", by=cast.noor_owner)
    company = begun(cast, cast.stranger, registration_number="555")
    client = signed_in(cast.stranger)
    answer = client.post(act_url(company, "edit"), filled_in())
    assert answer.status_code == 422
    assert "registration_number" in answer.context["form"].errors
    Company.objects.filter(pk=company.pk).update(registration_number="200123456")
    # The page of the change itself stays open, whatever stands in the way of sending.
    assert answer.context["form"] is not None
    assert client.get(act_url(company, "edit")).context["form"] is not None
    data = filled_in(registration_number="556")
    assert client.post(act_url(company, "edit"), data).status_code == 302


def test_sending_twice_sends_once(cast, signed_in):
    company, once = begun(cast, cast.stranger), str(uuid.uuid4())
    client = signed_in(cast.stranger)
    for _ in range(2):
        assert client.post(act_url(company, "submit"), {"once": once}).status_code == 302
    late = client.post(act_url(company, "submit"), {"once": str(uuid.uuid4())})
    assert late.status_code == 409


def test_remarks_are_asked_for(cast, signed_in):
    company = in_review(cast, cast.stranger)
    client = signed_in(cast.registrar)
    answer = client.post(act_url(company, "send_back"), {"remarks": " \u200b ", "remark_parts": []})
    assert answer.status_code == 422
    assert "remarks" in answer.context["form"].errors
    assert Company.objects.get(pk=company.pk).state == Company.State.IN_REVIEW


# --- who sees what ---------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "who"),
    [("draft", "stranger"), ("draft", "auditor")]
    + [
        (state, who)
        for state in ("in_review", "returned", "registered", "suspended")
        for who in ("stranger", "registrar", "auditor")
    ],
)
def test_the_page_of_a_company_reads_in_both_languages(cast, signed_in, language, state, who):
    company = company_in(cast, state)
    answer = signed_in(getattr(cast, who)).get(
        address("company", company.reference, language=language)
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "شركة الريادة للمقاولات" in page
    assert "Al Riyada Contracting" in page
    assert "+962 6 500 0000" in page
    assert f'lang="{language}"' in page


def company_in(cast, state):
    if state == "draft":
        return begun(cast, cast.stranger)
    if state == "in_review":
        return in_review(cast, cast.stranger)
    if state == "returned":
        return perform(in_review(cast, cast.stranger), "send_back", by=cast.registrar, remarks="X")
    company = registered(cast, cast.stranger)
    if state == "suspended":
        return perform(company, "suspend", by=cast.registrar, remarks="Court order 17.")
    return company


@pytest.mark.parametrize("state", ["draft", "in_review", "returned", "suspended"])
@pytest.mark.parametrize("who", ["noor_owner", "officer", "other_officer"])
def test_strangers_get_404(cast, signed_in, state, who):
    company = company_in(cast, state)
    client = signed_in(getattr(cast, who))
    assert client.get(address("company", company.reference)).status_code == 404
    assert client.get(address("company_people", company.reference)).status_code == 404
    for action in company.actions():
        assert client.get(act_url(company, action)).status_code == 404


def test_a_draft_is_hidden_from_the_registry_until_it_is_sent(cast, signed_in):
    company = begun(cast, cast.stranger)
    client = signed_in(cast.registrar)
    assert client.get(address("company", company.reference)).status_code == 404
    perform(company, "submit", by=cast.stranger)
    assert client.get(address("company", company.reference)).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [None, "noor_owner", "officer"])
def test_the_public_sees_of_a_registered_company_what_the_register_says(
    cast, client, language, who
):
    company = registered(cast, cast.stranger)
    if who:
        client.force_login(getattr(cast, who))
    answer = client.get(address("company", company.reference, language=language))
    assert answer.status_code == 200
    page = answer.content.decode()
    for public in ("شركة الريادة للمقاولات", "Al Riyada Contracting", "200123456", "Amman"):
        assert public in page
    for private in ("500 0000", "12345678", "Queen Rania", "extract.pdf", "riyada.example.org"):
        assert private not in page
    assert "Jad Someone" not in page
    assert "Mona Tahan" not in page


def test_remarks_reach_the_parties_and_nobody_else(cast, client):
    company = in_review(cast, cast.stranger)
    remark = "Page two of the extract is missing"
    company = perform(
        company, "send_back", by=cast.registrar, remarks=remark, remark_parts=["documents"]
    )
    client.force_login(cast.stranger)
    assert remark in client.get(act_url(company, "edit")).content.decode()
    company = perform(company, "submit", by=cast.stranger)
    company = perform(company, "start_review", by=cast.registrar)
    company = approved(company, cast.registrar)
    for person, sees in ((cast.stranger, True), (cast.registrar, True), (cast.noor_owner, False)):
        client.force_login(person)
        page = client.get(address("company", company.reference)).content.decode()
        assert (remark in page) is sees


def test_the_other_side_of_a_company_is_served_its_documents_and_strangers_are_not(cast, client):
    company = registered(cast, cast.stranger)
    url = attachments_of(company).get().get_absolute_url()
    for person, status in ((cast.stranger, 200), (cast.registrar, 200), (cast.noor_owner, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
