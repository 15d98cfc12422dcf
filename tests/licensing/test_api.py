"""The programming interface: one licence, a thousand at once, CSV, signed; its errors and limits."""

import csv
import io
import json
from datetime import timedelta

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import papers, statements
from documents.models import Paper
from licensing import api
from licensing.models import Licence, LicenceVersion
from portal.api import document
from tests.cast import give_role
from tests.licensing.importing import imported, row, undone
from workflow.gate import perform

MANY = "/api/licences/verify"


@pytest.fixture
def licence(licensing):
    return licensing.issued()


@pytest.fixture
def certificate(licence, settings, tmp_path):
    """Its certificate, issued."""
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    settings.SIGNING_OWN_KEY = True
    return papers.issue(Paper.objects.of(licence).get().pk)


def ask(client, body, **headers):
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(MANY, text, content_type=headers.pop("content_type", "application/json"),
                       headers=headers)  # fmt: skip


def conforms(name, value):
    whole = document()
    schema = {"$ref": f"#/components/schemas/{name}", "components": whole["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def test_one_licence_says_what_everybody_may_know(licence, client):
    answer = client.get(f"/api/licences/{licence.reference}")
    said = answer.json()
    conforms("Licence", said)
    assert said["number"] == licence.reference
    assert (said["found"], said["state"], said["in_force"]) == (True, "active", True)
    assert said["valid_through"] == licence.period.last_day.isoformat()
    assert said["holder"]["ar"] == "شركة النور للتجارة"
    assert said["holder"]["en"] == "Al Noor Trading"
    assert said["type"]["code"] == "food-shop"
    assert said["agency"]["code"] == "trade"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    text = answer.content.decode()
    assert "example.org" not in text  # no address of a person or a company
    assert "965000000" not in text


def test_an_unchanged_licence_costs_nothing_and_a_changed_one_is_told(cast, licence, client):
    address = f"/api/licences/{licence.reference}"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    perform(licence, "suspend", by=None, reasons="Dirty.")
    after = client.get(address, headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert (after.json()["state"], after.json()["in_force"]) == ("suspended", False)


def test_a_term_that_is_over_counts_as_expired_though_no_clock_has_run(licence, client):
    today = timezone.localdate()
    Licence.objects.update(valid_from=today - timedelta(days=9), valid_until=today)
    said = client.get(f"/api/licences/{licence.reference}").json()
    assert (said["state"], said["in_force"]) == ("expired", False)
    Licence.objects.update(valid_from=today + timedelta(3), valid_until=today + timedelta(days=9))
    said = client.get(f"/api/licences/{licence.reference}").json()
    assert (said["state"], said["in_force"]) == ("active", False)


def test_what_was_entered_by_mistake_says_so(cast, licensing, client):
    batch = imported(cast, [row("A-1")])
    undone(cast, batch)
    said = client.get(f"/api/licences/{Licence.objects.get().reference}").json()
    assert (said["found"], said["state"], said["in_force"]) == (True, "annulled", False)


def test_many_at_once_are_answered_in_their_order(licence, certificate, client):
    code = certificate.printed_code
    asked = [
        licence.reference,
        "L-1999-000001",
        code.lower().replace("-", " "),
        {"number": licence.reference, "code": code},
        {"number": licence.reference, "code": "0000-0000-0000"},
        "nonsense",
        licence.reference.lower(),
    ]
    answer = ask(client, {"licences": asked})
    said = answer.json()
    conforms("Answers", said)
    results = said["results"]
    assert [one["found"] for one in results] == [True, False, True, True, True, False, True]
    assert [one.get("certificate", {}).get("status") for one in results] == [
        None, None, "current", "current", "unknown", None, None,
    ]  # fmt: skip
    assert [one["asked"] for one in results][:2] == asked[:2]


@pytest.mark.parametrize("code", ["7KQ4-M2XD", "not a code", "U" * 12, "x" * 500, "…"])
def test_a_code_that_can_be_none_is_not_passed_over(licence, certificate, client, code):
    """Whoever sends a code wants to know of the paper in their hand."""
    address = f"/api/licences/{licence.reference}"
    alone = client.get(address, {"code": code}).json()
    asked = [{"number": licence.reference, "code": code},
             {"number": certificate.printed_code, "code": code}]  # fmt: skip
    many = ask(client, {"licences": asked}).json()
    conforms("Answers", many)
    for one in (alone, *many["results"]):
        conforms("Licence", one)
        assert one["number"] == licence.reference
        assert one["certificate"] == {"code": code[:60], "status": "unknown"}
    sheet = ask(client, f"{licence.reference},{code}\n", content_type="text/csv",
                Accept="text/csv").content.decode("utf-8-sig")  # fmt: skip
    (line,) = csv.DictReader(io.StringIO(sheet))
    assert (line["found"], line["certificate"]) == ("true", "unknown")


@pytest.mark.parametrize("code", ["", "  ", "\u200f"])
def test_no_code_asks_about_no_certificate(licence, certificate, client, code):
    said = client.get(f"/api/licences/{licence.reference}", {"code": code}).json()
    assert "certificate" not in said
    by_code = client.get(f"/api/licences/{certificate.printed_code}", {"code": code}).json()
    assert by_code["certificate"]["status"] == "current"


def test_a_code_beside_another_code_is_judged_by_itself(licence, certificate, client):
    asked = [{"number": certificate.code, "code": "0000-0000-0000"},
             {"number": certificate.code, "code": certificate.printed_code}]  # fmt: skip
    results = ask(client, {"licences": asked}).json()["results"]
    assert [one["number"] for one in results] == [licence.reference] * 2
    assert [one["certificate"]["status"] for one in results] == ["unknown", "current"]


def test_the_licence_says_its_own_activity_before_that_of_its_type(cast, licensing, client):
    imported(cast, [row("A-1", activity_ar="بيع الزهور", isic="4773"), row("A-2")])
    flowers, foods = Licence.objects.order_by("pk")
    said = [client.get(f"/api/licences/{one.reference}").json() for one in (flowers, foods)]
    # Where it says it in one language only, that is said in both, and nothing of its type's.
    assert said[0]["activity"] == {"ar": "بيع الزهور", "en": "بيع الزهور", "isic": "4773"}
    kind = foods.type_version
    assert said[1]["activity"] == {
        "ar": kind.activity_ar, "en": kind.activity_en, "isic": kind.isic_codes,
    }  # fmt: skip
    check, own = reverse("check_licence"), flowers.get_absolute_url()
    for address in (check, check.replace("/en/", "/ar/"), own, own.replace("/en/", "/ar/")):
        page = client.get(address, {"number": flowers.reference}).content.decode()
        assert "بيع الزهور" in page
        assert kind.activity_ar not in page
        assert kind.activity_en not in page
    assert kind.activity_en in client.get(check, {"number": foods.reference}).content.decode()
    # One of which nothing was ever written down says what its type says.
    LicenceVersion.objects.filter(licence=flowers).update(facts={})
    said_now = client.get(f"/api/licences/{flowers.reference}").json()
    assert said_now["activity"] == said[1]["activity"]


def test_what_an_amended_licence_says_is_what_it_said_last(licence, client):
    facts = {**licence.versions.get().facts, "activity_ar": "بيع الزهور", "activity_en": "Flowers"}
    licence.versions.create(
        number=2, since=licence.valid_from, type_version=licence.type_version, facts=facts
    )
    said = client.get(f"/api/licences/{licence.reference}").json()
    assert (said["activity"]["ar"], said["activity"]["en"]) == ("بيع الزهور", "Flowers")


def test_a_licence_whose_holder_is_debarred_is_not_in_force(cast, licence, client):
    give_role(cast.auditor, "registrar", cast.trade)
    registrar = cast.fresh(cast.auditor)
    perform(cast.noor, "debar", by=registrar, ground="fraud", remarks="Forged.",
            until=licence.valid_until)  # fmt: skip
    said = client.get(f"/api/licences/{licence.reference}").json()
    assert (said["state"], said["in_force"]) == ("active", False)
    page = client.get(reverse("check_licence"), {"number": licence.reference}).content.decode()
    assert "Not in force today" in page


def test_an_imported_licence_of_a_holder_who_never_registered_is_in_force(cast, licensing, client):
    imported(cast, [row("A-1", holder_number="", holder_ar="مخبز السنابل")])
    said = client.get(f"/api/licences/{Licence.objects.get().reference}").json()
    assert (said["state"], said["in_force"]) == ("active", True)


def test_a_certificate_that_no_longer_counts_is_told(cast, licence, certificate, client):
    code = certificate.printed_code
    for status, word in ((Paper.Status.REPLACED, "superseded"), (Paper.Status.REVOKED, "revoked")):
        Paper.objects.filter(pk=certificate.pk).update(status=status)
        (one,) = ask(client, {"licences": [code]}).json()["results"]
        assert one["certificate"]["status"] == word
    Paper.objects.filter(pk=certificate.pk).update(
        status=Paper.Status.ISSUED, valid_through=timezone.localdate() - timedelta(days=1)
    )
    (one,) = ask(client, {"licences": [code]}).json()["results"]
    assert one["certificate"]["status"] == "expired"


def test_a_thousand_cost_as_many_queries_as_one(
    cast, licensing, certificate, client, django_assert_max_num_queries
):
    imported(cast, [row(f"A-{n}") for n in range(30)])
    numbers = list(Licence.objects.values_list("reference", flat=True))
    numbers += [f"L-1999-{n:06d}" for n in range(1000 - len(numbers) - 1)]
    for asked in ([numbers[0]], [*numbers, certificate.printed_code]):
        with django_assert_max_num_queries(3):
            answer = ask(client, {"licences": asked})
        assert len(answer.json()["results"]) == len(asked)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ({"licences": ["x"] * 1001}, "application/json", 413, "too_many"),
        ({"licences": []}, "application/json", 422, "empty"),
        ({"licences": "L-2026-000001"}, "application/json", 422, "no_list"),
        ({"licences": [1]}, "application/json", 422, "no_list"),
        ({"licences": [{"code": 7}]}, "application/json", 422, "no_list"),
        ([], "application/json", 422, "no_list"),
        ("{", "application/json", 400, "not_json"),
        (b"\xff\xfe\x00", "application/json", 400, "not_json"),
        ("[" * 100_000, "application/json", 400, "not_json"),
        ('{"licences": ["\\ud800"]}', "application/json", 400, "not_json"),
        (
            '{"licences": [{"number": "L-2026-000001", "code": "\\udfff"}]}',
            "application/json",
            400,
            "not_json",
        ),
        ("x" * (1024 * 1024 + 1), "application/json", 413, "too_large"),
        ("<a/>", "application/xml", 415, "unknown_type"),
        ("licence\n" + "x\n" * 1001, "text/csv", 413, "too_many"),
        ("licence\n\n", "text/csv", 422, "empty"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_both_languages(db, client, body, kind, status, code):
    answer = ask(client, body, content_type=kind)
    assert answer.status_code == status
    said = answer.json()
    conforms("Error", said)
    assert said["error"]["code"] == code
    assert said["error"]["message"]["en"]


def test_a_list_as_csv_is_answered_as_csv(licence, certificate, client):
    body = f"\ufefflicence,code\r\n{licence.reference},{certificate.printed_code}\r\n=1+1,\r\n"
    answer = ask(client, body, content_type="text/csv", Accept="text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["number"] == licence.reference
    assert (rows[0]["state"], rows[0]["in_force"], rows[0]["certificate"]) == (
        "active", "true", "current",
    )  # fmt: skip
    assert rows[0]["holder_ar"] == "شركة النور للتجارة"
    assert (rows[1]["asked"], rows[1]["found"]) == ("'=1+1", "false")


def test_a_signed_answer_holds_and_a_changed_one_does_not(licence, certificate, client):
    one = client.get(f"/api/licences/{licence.reference}?signed=1").json()
    many = ask(client, {"licences": [licence.reference], "signed": True}).json()
    for said in (one, many):
        conforms("Signed", said)
        statement, _certificate = statements.check(said)
        assert statement["format"] == api.FORMAT
        assert statement["results"][0]["number"] == licence.reference
    many["statement"]["results"][0]["in_force"] = False
    with pytest.raises(statements.NotGenuine):
        statements.check(many)


def test_without_a_key_nothing_is_answered_as_if_it_were_signed(licence, client, settings):
    settings.SIGNING_PKCS12, settings.SIGNING_OWN_KEY = "", False
    answer = client.get(f"/api/licences/{licence.reference}?signed=1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_signature")


def test_methods_limits_and_what_other_sites_may(licence, monkeypatch):
    client = Client(enforce_csrf_checks=True)
    address = f"/api/licences/{licence.reference}"
    assert ask(client, {"licences": [licence.reference]}).status_code == 200  # no token needed
    refused = client.delete(address)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    asked = client.options(address)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Access-Control-Allow-Origin" not in client.options(MANY).headers
    assert client.get("/api/licences/L-1999-000009").status_code == 404
    for _n in range(api.POSTS_A_MINUTE):
        last = ask(client, {"licences": ["x"]})
    assert last.status_code == 429
    assert last["Retry-After"] == "60"
    assert client.get(address).status_code == 200  # counted apart


def test_the_description_is_openapi_and_names_each_address(licence, client):
    answer = client.get("/api/openapi.json")
    whole = answer.json()
    assert whole["openapi"] == "3.1.0"
    assert set(whole["paths"]) == {"/api/licences/{number}", "/api/licences/verify"}
    assert reverse("api_licence", args=["x"]) == "/api/licences/x"
    assert reverse("api_verify_licences") == "/api/licences/verify"
    for schema in whole["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    text = answer.content.decode()
    for used in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert used in whole["components"]["schemas"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_people_read_about_it_with_a_number_that_is_there(licence, client, language):
    page = client.get(reverse("api").replace("/en/", f"/{language}/")).content.decode()
    assert f"/api/licences/{licence.reference}" in page
    assert "annulled" in page


def test_a_licence_is_checked_by_its_number_and_its_code(licence, certificate, client):
    address = reverse("check_licence")
    assert client.get(address).status_code == 200
    good = client.get(address, {"number": licence.reference, "code": certificate.printed_code})
    text = good.content.decode()
    assert "In force today" in text
    assert "is the current one" in text
    Paper.objects.filter(pk=certificate.pk).update(status=Paper.Status.REPLACED)
    cache_free = client.get(address, {"number": licence.reference, "code": certificate.code})
    assert "a newer one took its place" in cache_free.content.decode()
    foreign = client.get(address, {"number": licence.reference, "code": "0000-0000-0000"})
    assert "Do not rely on it" in foreign.content.decode()
    for code in ("7KQ4-M2XD", "nothing like it"):
        short = client.get(address, {"number": licence.reference, "code": code})
        assert short.status_code == 200
        text = short.content.decode()
        assert "In force today" in text
        assert "Do not rely on it" in text
        assert "A code has twelve letters and digits" in text
        assert f'value="{code}"' in text
    assert "There is no licence" in client.get(address, {"number": "L-1-1"}).content.decode()
    assert client.get(address, {"number": "", "code": "x"}).status_code == 422
