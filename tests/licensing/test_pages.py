"""The pages of licensing: the catalogue, applying, filling in, the register; in both languages."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from documents.attach import attachments_of
from licensing.models import Application, Licence
from tests.licensing.conftest import pdf
from workflow.gate import perform

LANGUAGES = ["en", "ar"]


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


def act_url(case, name, language="en"):
    return url("act", case.kind, case.reference, name, language=language)


def text_of(answer):
    return answer.content.decode()


def typed(**other):
    """What a person types about a food shop, and the files they choose."""
    return {
        "q_premises": "45 Madinah Street",
        "q_floor_area": "80.5",
        "q_goods": "chilled",
        "q_chillers": "3",
        "q_opening": "2027-01-15",
        "d_lease": SimpleUploadedFile("lease.pdf", pdf("lease")),
        **other,
    }


# --- the catalogue ---------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_the_catalogue(licensing, client, language):
    page = text_of(client.get(url("licences", language=language)))
    names = {"en": ["Food shop licence", "75.500"], "ar": ["رخصة محل مواد غذائية", "75.500"]}
    for words in names[language]:
        assert words in page
    page = text_of(client.get(url("licence_type", "food-shop", language=language)))
    lease = {"en": "Lease or title deed", "ar": "عقد الإيجار أو سند الملكية"}
    assert lease[language] in page
    assert url("apply", "food-shop", language=language) in page


def test_a_type_without_a_version_in_force_is_not_offered(licensing, client):
    version = licensing.food.current
    perform(version, "retire", by=licensing.cast.licensing_approver)
    assert "Food shop" not in text_of(client.get(url("licences")))
    assert client.get(url("licence_type", "food-shop")).status_code == 404
    assert client.get(url("licence_type", "nothing-like-it")).status_code == 404


# --- beginning -------------------------------------------------------------------------


def test_applying_begins_a_draft_for_the_chosen_company(cast, licensing, client):
    client.force_login(cast.noor_owner)
    page = client.get(url("apply", "food-shop"))
    assert "Al Noor Trading" in text_of(page)
    answer = client.post(url("apply", "food-shop"), {"company": cast.noor.pk})
    case = Application.objects.get()
    assert answer["Location"] == case.get_absolute_url()
    assert (case.company, case.version, case.state) == (cast.noor, licensing.food.current, "draft")


def test_a_form_sent_twice_begins_one_application(cast, licensing, client):
    client.force_login(cast.noor_owner)
    data = {"company": cast.noor.pk, "once": str(uuid.uuid4())}
    answers = [client.post(url("apply", "food-shop"), data) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("stranger", "Register a company"),
        ("sanabel_owner", "not registered yet"),
        ("noor_viewer", "Ask its owner"),
    ],
)
def test_whoever_cannot_apply_is_told_what_to_do(cast, licensing, client, who, words):
    client.force_login(getattr(cast, who))
    page = client.get(url("apply", "food-shop"))
    assert words in text_of(page)
    assert client.post(url("apply", "food-shop"), {"company": cast.noor.pk}).status_code == 422
    assert not Application.objects.exists()


def test_nobody_applies_for_a_company_of_others(cast, licensing, client):
    client.force_login(cast.ofoq_owner)
    answer = client.post(url("apply", "food-shop"), {"company": cast.noor.pk})
    assert answer.status_code == 422
    assert not Application.objects.exists()


def test_a_second_application_leads_to_the_first(cast, licensing, client):
    first = licensing.draft(licensing.home)
    client.force_login(cast.noor_owner)
    page = text_of(client.post(url("apply", "home-business"), {"company": cast.noor.pk}))
    assert first.reference in page
    assert first.get_absolute_url() in page
    assert Application.objects.count() == 1


def test_applying_asks_to_sign_in_first(licensing, client):
    answer = client.get(url("apply", "food-shop"))
    assert answer.status_code == 302
    assert "next=/en/licences/food-shop/apply/" in answer["Location"].replace("%2F", "/")


# --- filling in ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_is_saved_incomplete_and_goes_on_later(cast, licensing, client, language):
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    edit = act_url(case, "edit", language)
    assert client.post(edit, {"q_premises": "45 Madinah Street"}).status_code == 302
    assert client.post(edit, typed()).status_code == 302
    case = Application.objects.get(pk=case.pk)
    assert case.answers == {
        "premises": "45 Madinah Street",
        "floor_area": 80.5,
        "goods": "chilled",
        "chillers": 3,
        "opening": "2027-01-15",
    }
    assert [a.name for a in attachments_of(case, "lease")] == ["lease.pdf"]
    page = text_of(client.get(edit, {"step": "all"}))
    assert "45 Madinah Street" in page
    assert "lease.pdf" in page


def test_a_wrong_answer_is_answered_beside_the_question_and_everything_is_kept(
    cast, licensing, client
):
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    page = client.post(act_url(case, "edit"), typed(q_floor_area="-80", q_chillers="many"))
    text = text_of(page)
    assert page.status_code == 422
    assert "id_q_floor_area_error" in text
    assert "id_q_chillers_error" in text
    assert "45 Madinah Street" in text
    assert "lease.pdf" in text
    assert not Application.objects.get(pk=case.pk).answers


def test_a_forged_file_is_refused_in_a_sentence(cast, licensing, client):
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    forged = SimpleUploadedFile("lease.pdf", b"MZ\x90\x00 this is a program")
    page = client.post(act_url(case, "edit"), typed(d_lease=forged))
    assert page.status_code == 422
    assert "id_d_lease_error" in text_of(page)
    assert not attachments_of(case).exists()


def test_arabic_digits_and_invisible_characters_are_understood(cast, licensing, client):
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    data = typed(q_floor_area="٨٠٫٥", q_chillers="٣", q_premises="شارع\u200b المدينة\u202e 45")
    assert client.post(act_url(case, "edit", "ar"), data).status_code == 302
    answers = Application.objects.get(pk=case.pk).answers
    assert (answers["floor_area"], answers["chillers"]) == (80.5, 3)
    assert answers["premises"] == "شارع المدينة 45"


def test_a_document_can_be_replaced_and_removed(cast, licensing, client):
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    client.post(act_url(case, "edit"), typed())
    newer = SimpleUploadedFile("newer.pdf", pdf("newer"))
    client.post(act_url(case, "edit"), typed(d_lease=newer))
    assert [a.name for a in attachments_of(case, "lease")] == ["newer.pdf"]
    there = attachments_of(case, "lease").get()
    data = {k: v for k, v in typed().items() if k != "d_lease"}
    client.post(act_url(case, "edit"), {**data, "d_lease_remove": str(there.token)})
    assert not attachments_of(case, "lease").exists()


# --- an application's page -------------------------------------------------------------


def test_strangers_do_not_find_an_application_or_an_invoice(cast, licensing, client):
    case = licensing.approved()
    invoice = case.invoices.get()
    for person in (cast.stranger, cast.ofoq_owner, cast.officer, cast.registrar):
        client.force_login(person)
        assert client.get(url("application", case.reference)).status_code == 404
        assert client.get(url("invoice", invoice.reference)).status_code == 404
        assert client.get(act_url(case, "withdraw")).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "story", ["draft", "submitted", "in_review", "recommended", "approved", "issued"]
)
def test_both_sides_read_an_application_in_every_state(cast, licensing, client, story, language):
    make = {
        "draft": lambda: licensing.draft(licensing.food),
        "submitted": lambda: licensing.submitted(licensing.food),
        "in_review": licensing.in_review,
        "recommended": licensing.recommended,
        "approved": licensing.approved,
        "issued": lambda: licensing.issued().applications.get(),
    }
    case = make[story]()
    readers = [cast.noor_owner, cast.noor_viewer]
    if story != "draft":
        readers += [cast.licensing_officer, cast.licensing_approver, cast.cashier, cast.auditor]
    for person in readers:
        client.force_login(person)
        answer = client.get(url("application", case.reference, language=language))
        assert answer.status_code == 200
        assert case.reference in text_of(answer)


def test_the_recommendation_is_for_officers(cast, licensing, client):
    case = licensing.recommended()
    client.force_login(cast.licensing_approver)
    assert "All is in order." in text_of(client.get(case.get_absolute_url()))
    client.force_login(cast.noor_owner)
    page = text_of(client.get(case.get_absolute_url()))
    assert "All is in order." not in page
    assert "Recommendation" not in page


def test_remarks_stand_first_on_a_returned_application(cast, licensing, client):
    case = licensing.in_review()
    perform(case, "give_back", by=cast.licensing_officer, remarks="The plan is not readable.")
    client.force_login(cast.noor_owner)
    page = text_of(client.get(case.get_absolute_url()))
    assert page.index("The plan is not readable.") < page.index("Floor area in square metres")


def test_what_is_missing_is_listed_with_the_way_there(cast, licensing, client):
    case = licensing.draft(licensing.food)
    client.force_login(cast.noor_owner)
    page = text_of(client.get(case.get_absolute_url()))
    assert "Still to be answered: Address of the shop" in page
    assert "Documents still missing: Lease or title deed" in page
    assert f'href="{act_url(case, "edit")}"' in page


def test_the_inbox_shows_each_what_waits_for_them(cast, licensing, client):
    case = licensing.recommended()
    client.force_login(cast.licensing_approver)
    assert case.reference in text_of(client.get(url("inbox")))
    client.force_login(cast.licensing_officer)
    assert case.reference not in text_of(client.get(url("inbox")))


# --- lists -----------------------------------------------------------------------------


def in_register(licensing, count):
    """Many licences, made directly: what matters is the list."""
    first = Licence.objects.first() or licensing.issued()
    copies = [
        Licence(
            reference=f"L-2020-{number:06d}",
            company=first.company,
            agency=first.agency,
            licence_type=first.licence_type,
            type_version=first.type_version,
            anchor=first.anchor,
            valid_from=first.valid_from,
            valid_until=first.valid_until,
            is_exclusive=False,
        )
        for number in range(Licence.objects.count(), count)
    ]
    Licence.objects.bulk_create(copies)
    return first


def found(client, **query):
    answer = client.get(url("register"), query)
    return {row["cells"][0] for row in answer.context["rows"]}


def test_the_register_is_searched_by_number_name_type_and_state(cast, licensing, client):
    food = licensing.issued()
    home = licensing.issued(licensing.home)
    perform(home, "suspend", by=None, reasons="Noise.")
    assert found(client) == {food.reference, home.reference}
    assert found(client, q=food.reference.lower()) == {food.reference}
    assert found(client, q="noor trading") == {food.reference, home.reference}
    assert found(client, q="النور") == {food.reference, home.reference}
    assert found(client, q="شركه النور") == {food.reference, home.reference}
    assert found(client, q="ofoq") == set()
    assert found(client, type="food-shop") == {food.reference}
    assert found(client, state="suspended") == {home.reference}
    assert found(client, state="nonsense") == {food.reference, home.reference}
    assert found(client, q="\u200b\u202e%_'\"") == set()


def test_the_register_pages_by_key(licensing, client):
    in_register(licensing, 60)
    seen, address = [], url("register")
    while address:
        answer = client.get(address)
        seen += [row["cells"][0] for row in answer.context["rows"]]
        last = answer
        more = answer.context["next_url"]
        address = url("register") + more if more else ""
    assert len(seen) == len(set(seen)) == 60
    back = client.get(url("register") + last.context["previous_url"])
    assert [row["cells"][0] for row in back.context["rows"]] == seen[25:50]


def test_lists_cost_the_same_however_long(
    cast, licensing, client, django_assert_max_num_queries, django_assert_num_queries
):
    in_register(licensing, 2)
    with django_assert_max_num_queries(8) as few:
        client.get(url("register"))
    in_register(licensing, 25)
    with django_assert_num_queries(len(few)):
        client.get(url("register"))
    client.force_login(cast.noor_owner)
    client.get(url("applications"))
    with django_assert_max_num_queries(14) as few:
        client.get(url("applications"))
    for _number in range(5):
        licensing.draft(licensing.food)
    with django_assert_num_queries(len(few)):
        client.get(url("applications"))


def test_the_list_of_applications_is_each_ones_own(cast, licensing, client):
    mine, sent = licensing.draft(licensing.food), licensing.submitted(licensing.food)

    def listed(person):
        client.force_login(person)
        rows = client.get(url("applications")).context["rows"]
        return {row["cells"][0] for row in rows}

    assert listed(cast.noor_owner) == {mine.reference, sent.reference}
    assert listed(cast.licensing_officer) == {sent.reference}
    assert listed(cast.ofoq_owner) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_a_licence(licensing, client, language):
    licence = licensing.issued()
    page = text_of(client.get(url("licence", licence.reference, language=language)))
    name = {"en": "Al Noor Trading", "ar": "شركة النور للتجارة"}
    assert name[language] in page
    assert "45 Madinah Street" in page
    # What was asked in confidence is not published.
    assert "square metres" not in page
    assert client.get(url("licence", "L-1999-000001")).status_code == 404
