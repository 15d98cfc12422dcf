"""Forms in steps: one section at a time, every step saved, the action taken at the end."""

import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from documents.attach import attachments_of
from licensing import catalogue, questions
from licensing.forms import ApplicationForm
from licensing.models import Application, LicenceTypeVersion
from tests.licensing.conftest import ANSWERS, Licensing
from tests.vendors.registration import begun, filled_in, upload
from tests.workflow.cases import act_url
from vendors.forms import CompanyForm
from vendors.models import Company
from workflow import steps
from workflow.gate import perform
from workflow.models import Draft

SECTIONS = {
    "company": ["name_ar", "name_en", "registration_number", "tax_number"],
    "contact": ["address", "city", "contact_name", "email", "phone"],
    "business": ["categories"],
    "documents": ["register_extract"],
}


@pytest.fixture
def new_company():
    return reverse("new_company")


@pytest.fixture
def owner(client, cast):
    client.force_login(cast.stranger)
    return client


def take(client, url, place, back="", **data):
    """Open a step as a person does, fill it in, and press Continue."""
    query = {"step": place, **({"back": back} if back else {})}
    page = client.get(url, query)
    assert page.status_code == 200
    filling = page.context["filling"]
    sent = {"step": place, "version": filling.version, "once": page.context["once"], **data}
    return client.post(f"{url}?{urlencode(query)}", sent)


def fill_in(client, address, **other):
    """All four steps of a registration."""
    data = filled_in(**other)
    for step, names in SECTIONS.items():
        answer = take(client, address, step, **{n: data[n] for n in names if n in data})
        assert answer.status_code == 302, answer.context["form"].errors
    return answer


def finish(client, address, page=None):
    """Check the answers and press the last button."""
    page = page or client.get(address, {"step": "check"})
    sent = {
        "step": "check",
        "version": page.context["filling"].version,
        "once": page.context["once"],
    }
    return client.post(f"{address}?step=check", sent)


def states(client, address):
    return [task["state"] for task in client.get(address).context["filling"].tasks]


# --- the way through ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_company_is_registered_step_by_step(owner, new_company, language):
    address = new_company.replace("/en/", f"/{language}/", 1)
    assert states(owner, address) == ["not_started"] * 4
    last = fill_in(owner, address)
    assert last.url == f"{address}?step=check"
    page = owner.get(last.url)
    shown = page.content.decode()
    for text in ("شركة الريادة للمقاولات", "Al Riyada Contracting", "extract.pdf", "200123456"):
        assert text in shown
    assert states(owner, address) == ["done"] * 4
    assert not Company.objects.filter(registration_number="200123456").exists()
    answer = finish(owner, address, page)
    company = Company.objects.get(registration_number="200123456")
    assert answer.url.endswith(company.get_absolute_url().split("/", 2)[2])
    assert [a.name for a in attachments_of(company)] == ["extract.pdf"]
    assert [c.code for c in company.categories.all()] == ["45000000"]
    assert not Draft.objects.exists()


def test_each_step_shows_and_judges_its_own_questions_alone(owner, new_company):
    page = owner.get(new_company, {"step": "contact"})
    shown = page.content.decode()
    assert 'name="city"' in shown
    assert 'name="name_ar"' not in shown
    assert "Step 2 of 5" in shown
    answer = take(owner, new_company, "contact", city="Amman")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"address", "contact_name", "email", "phone"}
    assert "<title>Error:" in answer.content.decode()


def test_a_step_refused_keeps_what_was_typed(owner, new_company, cast):
    take(owner, new_company, "contact", city="Irbid")
    other = Client()
    other.force_login(cast.stranger)
    page = other.get(new_company, {"step": "contact"})
    assert "Irbid" in page.content.decode()
    assert states(other, new_company)[1] == "attention"
    assert states(other, new_company)[0] == "not_started"


def test_a_change_on_the_way_back_leads_to_the_check_again(owner, new_company):
    fill_in(owner, new_company)
    answer = take(owner, new_company, "business", back="check", categories=[])
    assert answer.status_code == 422
    data = filled_in(city="Irbid")
    names = SECTIONS["contact"]
    answer = take(owner, new_company, "contact", back="check", **{n: data[n] for n in names})
    assert answer.url == f"{new_company}?step=check"
    assert states(owner, new_company) == ["done", "done", "attention", "done"]


def test_going_back_and_sending_a_step_again_is_harmless(owner, new_company):
    page = owner.get(new_company, {"step": "contact"})
    once, version = page.context["once"], page.context["filling"].version
    data = {n: filled_in()[n] for n in SECTIONS["contact"]}
    for city in ("Amman", "Zarqa"):
        sent = {**data, "city": city, "step": "contact", "once": once, "version": version}
        assert owner.post(f"{new_company}?step=contact", sent).status_code == 302
    assert "Zarqa" in owner.get(new_company, {"step": "contact"}).content.decode()


def test_another_page_with_older_answers_is_told_and_overwrites_nothing(owner, new_company):
    pages = [owner.get(new_company, {"step": "contact"}) for _page in range(2)]
    data = {n: filled_in()[n] for n in SECTIONS["contact"]}
    answers = []
    for city, page in zip(("Amman", "Zarqa"), pages, strict=True):
        sent = {**data, "city": city, "step": "contact", "once": page.context["once"], "version": 0}
        answers.append(owner.post(f"{new_company}?step=contact", sent))
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Zarqa" in answers[1].content.decode(), "what was typed still stands there"
    assert "Amman" in owner.get(new_company, {"step": "contact"}).content.decode()
    sent |= {"version": answers[1].context["filling"].version}
    assert owner.post(f"{new_company}?step=contact", sent).status_code == 302


def test_nothing_is_sent_but_what_was_read(owner, new_company):
    fill_in(owner, new_company)
    page = owner.get(new_company, {"step": "check"})
    take(owner, new_company, "contact", **{n: filled_in()[n] for n in SECTIONS["contact"][1:]})
    answer = finish(owner, new_company, page)
    assert answer.status_code == 409
    assert not Company.objects.filter(registration_number="200123456").exists()


def test_the_last_button_pressed_twice_begins_one_company(owner, new_company):
    fill_in(owner, new_company)
    page = owner.get(new_company, {"step": "check"})
    answers = [finish(owner, new_company, page) for _press in range(2)]
    assert answers[0].url == answers[1].url
    assert Company.objects.filter(registration_number="200123456").count() == 1


def test_what_is_missing_at_the_end_leads_to_its_step(owner, new_company):
    data = filled_in()
    take(owner, new_company, "company", **{n: data[n] for n in SECTIONS["company"]})
    answer = finish(owner, new_company)
    assert answer.status_code == 422
    assert f'href="{new_company}?step=documents&amp;back=check#' in answer.content.decode()
    assert not Company.objects.filter(registration_number="200123456").exists()


def test_a_session_that_ends_in_a_step_loses_nothing(owner, new_company, cast):
    owner.get(new_company, {"step": "contact"})
    owner.cookies.pop("sessionid", None)
    sent = {"step": "contact", "city": "Madaba", "register_extract": upload("late.pdf")}
    answer = owner.post(f"{new_company}?step=contact", sent)
    assert "step%3Dcontact" in answer.url
    owner.force_login(cast.stranger)
    assert "Madaba" in owner.get(new_company, {"step": "contact"}).content.decode()


def test_the_whole_form_on_one_page_starts_with_the_steps_that_were_saved(owner, new_company):
    data = filled_in()
    take(owner, new_company, "company", **{n: data[n] for n in SECTIONS["company"]})
    shown = owner.get(new_company, {"step": "all"}).content.decode()
    assert "Al Riyada Contracting" in shown
    assert 'name="city"' in shown
    assert owner.post(new_company, data).status_code == 302
    assert not Draft.objects.exists()


def test_an_unknown_step_is_the_list_of_steps(owner, new_company):
    page = owner.get(new_company, {"step": "nothing"})
    assert page.context["filling"].is_overview


# --- what stands already -----------------------------------------------------------------


def test_a_step_of_a_case_starts_with_what_stands_and_changes_it_alone(owner, cast):
    company = begun(cast, cast.stranger)
    address = act_url(company, "edit")
    assert states(owner, address) == ["done"] * 4
    data = {n: filled_in(city="Irbid")[n] for n in SECTIONS["contact"]}
    assert "45 Queen Rania Street" in owner.get(address, {"step": "contact"}).content.decode()
    assert take(owner, address, "contact", **data).status_code == 302
    assert finish(owner, address).status_code == 302
    changed = Company.objects.get(pk=company.pk)
    assert (changed.city, changed.name_en) == ("Irbid", "Al Riyada Contracting")
    assert [a.name for a in attachments_of(changed)] == ["extract.pdf"]
    assert changed.categories.count() == 1


def test_a_blocker_of_the_gate_leads_to_its_step(owner, cast):
    perform(begun(cast, cast.noor_owner), "submit", by=cast.noor_owner)
    company = begun(cast, cast.stranger, registration_number="555")
    address = act_url(company, "edit")
    data = {n: filled_in()[n] for n in SECTIONS["company"]}
    take(owner, address, "company", **data)
    answer = finish(owner, address)
    assert answer.status_code == 422
    assert f'href="{address}?step=company&amp;back=check#' in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_application_is_filled_in_by_its_sections(client, cast, language):
    licensing = Licensing(cast)
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    address = act_url(case, "edit").replace("/en/", f"/{language}/", 1)
    assert states(client, address) == ["not_started"] * 3
    answers = {f"q_{name}": value for name, value in ANSWERS[catalogue.FOOD_SHOP].items()}
    shop = {"q_premises": answers["q_premises"], "q_floor_area": "80"}
    assert take(client, address, "shop", **shop).status_code == 302
    assert take(client, address, "goods", q_goods="chilled", q_chillers="3").status_code == 302
    papers = {f"d_{key}": upload(f"{key}.pdf") for key in ("lease", "plan", "health")}
    assert take(client, address, "documents", **papers).status_code == 302
    assert states(client, address) == ["done"] * 3
    assert finish(client, address).status_code == 302
    case = Application.objects.get(pk=case.pk)
    assert case.answers == ANSWERS[catalogue.FOOD_SHOP]
    assert attachments_of(case).count() == 3


# --- sections that apply only after certain answers --------------------------------------


def _conditional():
    """The food shop's questions, the chillers asked only of who sells chilled goods."""
    schema = {**catalogue.FOOD_QUESTIONS}
    title = {"ar": "التبريد", "en": "Cooling"}
    cold = {"name": "cold", "title": title, "questions": ["chillers"]}
    cold["when"] = {"goods": ["chilled", "fresh"]}
    first, second = schema["x-sections"]
    schema["x-sections"] = [first, {**second, "questions": ["goods"]}, cold]
    return schema


def test_a_section_is_asked_only_where_its_condition_holds(client, cast):
    licensing = Licensing(cast)
    case = licensing.draft(licensing.food)
    LicenceTypeVersion.objects.filter(pk=case.version_id).update(questions=_conditional())
    client.force_login(cast.noor_owner)
    address = act_url(case, "edit")
    take(client, address, "goods", q_goods="chilled")
    assert "cold" in [step.name for step in client.get(address).context["filling"].steps]
    take(client, address, "cold", q_chillers="3")
    take(client, address, "goods", q_goods="dry")
    assert "cold" not in [step.name for step in client.get(address).context["filling"].steps]
    assert finish(client, address).status_code == 302
    assert Application.objects.get(pk=case.pk).answers == {"goods": "dry"}


def test_what_is_not_asked_is_not_missing():
    schema = _conditional()
    given = {"premises": "x", "floor_area": 5, "goods": "dry"}
    assert questions.unanswered(schema, given) == []
    assert questions.unanswered(schema, {**given, "goods": "fresh"}) == [
        questions.label(schema, "chillers")
    ]
    assert questions.shape_problem(schema) == ""
    schema["x-sections"][2]["when"] = {"nothing": ["x"]}
    assert "nothing" in questions.shape_problem(schema)


# --- forms in steps, as declared ---------------------------------------------------------


@pytest.mark.parametrize("form", [CompanyForm, ApplicationForm])
def test_every_field_of_a_form_in_steps_has_its_section(form, cast):
    if form is CompanyForm:
        made = form(case=Company(), by=cast.stranger)
    else:
        licensing = Licensing(cast)
        made = form(case=licensing.draft(licensing.home), by=cast.noor_owner)
    assert made.pace == "steps"
    names = [step.name for step in steps.steps_of(made)]
    assert "more" not in names
    assert len(names) == len(set(names))
    assert not set(names) & {"", "all", "check"}


def test_what_a_browser_would_send_is_what_stands(cast):
    company = begun(cast, cast.stranger)
    sent = steps.as_sent(CompanyForm(case=company, by=cast.stranger))
    assert sent["city"] == "Amman"
    assert sent.getlist("categories") == [str(c.pk) for c in company.categories.all()]
    form = CompanyForm(sent, case=company, by=cast.stranger)
    assert form.is_valid(), form.errors
    assert form.values()["register_extract"] is not None


def test_the_pages_of_steps_ask_the_database_no_more_as_drafts_grow(
    owner, new_company, django_assert_max_num_queries
):
    fill_in(owner, new_company)
    with django_assert_max_num_queries(30):
        owner.get(new_company, {"step": "check"})
    assert uuid.UUID(owner.get(new_company, {"step": "check"}).context["once"])
