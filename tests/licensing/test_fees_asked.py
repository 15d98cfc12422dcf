"""What is asked for an application: when it is computed, what an invoice keeps and shows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from licensing import catalogue, fees, papers
from licensing.catalogue_parts import base, w
from licensing.models import Application, Invoice, LicenceTypeVersion
from vendors.models import Company
from workflow.gate import perform


def computed(case):
    invoice = case.invoices.get()
    return [(line["key"], line["amount"]) for line in invoice.lines]


def test_an_invoice_says_how_it_was_computed_in_both_languages(cast, licensing):
    case = licensing.approved()
    invoice = case.invoices.get()
    assert computed(case) == [("licence", "40.000"), ("area", "35.500")]
    area = invoice.lines[1]
    assert area["label"] == {"ar": "رسم مساحة المحل", "en": "Fee for the floor area"}
    assert area["how"]["en"] == "80\u00a0m²: the slab up to 100\u00a0m²"
    assert "م²" in area["how"]["ar"]
    assert invoice.exact == sum(Decimal(line["amount"]) for line in invoice.lines)


def test_a_fee_changed_between_submission_and_payment_changes_nothing(cast, licensing):
    case = licensing.recommended()
    dearer = {"rows": [base("licence", w("رسم", "Fee"), "900")]}
    licensing.next_version(licensing.food, fees=dearer)
    approved = perform(case, "approve", by=cast.licensing_approver)
    assert approved.invoices.get().exact == Decimal("75.500")
    cheaper = {"rows": [base("licence", w("رسم", "Fee"), "1")]}
    kind = type(licensing.food).objects.get(pk=licensing.food.pk)
    licensing.next_version(kind, fees=cheaper)
    licensing.paid_at_counter(approved)
    issued = perform(approved, "issue", by=None)
    assert issued.state == Application.State.ISSUED
    assert issued.invoices.get().exact == Decimal("75.500")
    later = licensing.draft(type(kind).objects.get(pk=kind.pk))
    assert fees.of_application(later).total == 1


def test_an_exemption_follows_the_company_on_the_day_of_approval(cast, licensing):
    case = licensing.recommended()
    Company.objects.filter(pk=cast.noor.pk).update(size="micro")
    approved = perform(case, "approve", by=cast.licensing_approver)
    assert computed(approved)[-1] == ("micro", "-17.750")
    line = approved.invoices.get().lines[-1]
    assert line["how"]["en"].endswith("Licence fee instructions of 2024, article 7")
    Company.objects.filter(pk=cast.noor.pk).update(size="")
    licensing.paid_at_counter(approved)
    assert perform(approved, "issue", by=None).state == Application.State.ISSUED


def test_whoever_is_wholly_exempt_is_sent_no_invoice(cast, licensing):
    version = licensing.home.current
    everything = {"key": "all", "label": w("إعفاء", "Exempt"), "percent": "100", "basis": {}}
    version.fees = {**version.fees, "exemptions": [everything]}
    version.save()
    case = licensing.submitted(licensing.home)
    assert case.state == Application.State.ISSUED
    assert not Invoice.objects.filter(application=case).exists()


@pytest.mark.parametrize(
    ("days", "penalty"), [(-1, []), (0, ["7.550"]), (29, ["7.550"]), (30, ["15.100"])]
)
def test_a_late_renewal_is_counted_from_the_end_of_the_term(cast, licensing, days, penalty):
    licence = licensing.issued()
    today = timezone.localdate()
    type(licence).objects.filter(pk=licence.pk).update(
        valid_from=today - timedelta(days=400), valid_until=today - timedelta(days=days)
    )
    licence = type(licence).objects.get(pk=licence.pk)
    case = Application.under(licensing.food.current, cast.noor)
    case.aim, case.licence = "renew", licence
    case.answers = {"floor_area": 80, "chillers": 0}
    found = fees.of_application(case)
    assert [str(line.amount) for line in found.lines if line.kind == "late"] == penalty


def test_what_is_not_asked_costs_nothing(licensing):
    version = licensing.food.current
    version.questions["x-sections"] = [
        {"name": "shop", "title": w("أ", "a"), "questions": ["floor_area", "goods", "premises"]},
        {
            "name": "cold",
            "title": w("ب", "b"),
            "questions": ["chillers"],
            "when": {"goods": ["chilled"]},
        },
    ]
    dry = {"floor_area": 80, "goods": "dry", "chillers": 10}
    assert fees.assess(version, aim="new", answers=dry).total == Decimal("75.500")
    cold = {**dry, "goods": "chilled"}
    assert fees.assess(version, aim="new", answers=cold).total == Decimal("95.500")


def test_the_catalogue_says_from_how_much(licensing):
    with translation.override("en"):
        assert fees.in_words(licensing.home.current) == "JOD\u00a015.000"
        assert fees.in_words(licensing.food.current) == "from JOD\u00a075.500"
        table: Any = fees.table(licensing.food.current)
    assert table["rows"][1][1].startswith("up to 100\u00a0m²: JOD\u00a035.500 · up to 300\u00a0m²")
    exempted = table["exemptions"][0]
    assert exempted["share"] == "50\u00a0% of: Fee for the floor area"
    assert exempted["label"].endswith("size of the company: Micro")


def test_the_pages_show_the_estimate_and_then_the_computation(cast, licensing, client):
    draft = licensing.filled(licensing.food)
    client.force_login(cast.noor_owner)
    page = client.get(f"/en/applications/{draft.reference}/").content.decode()
    assert "75.500" in page
    assert "as answered so far" in page
    assert "the slab up to 100" in page
    case = licensing.approved()
    invoice = case.invoices.get()
    for address in (f"/en/invoices/{invoice.reference}/", f"/en/invoices/{invoice.reference}/pay/"):
        page = client.get(address).content.decode()
        assert "How it was computed" in page, address
        assert "35.500" in page, address
    arabic = client.get(f"/ar/invoices/{invoice.reference}/").content.decode()
    assert "رسم مساحة المحل" in arabic


def test_the_receipt_carries_the_computation(cast, licensing):
    case = licensing.approved()
    licensing.paid_at_counter(case)
    context = papers.receipt(case.invoices.get(), None)
    assert [line["figure"] for line in context["lines"]] == ["40.000", "35.500"]


def test_the_least_is_that_of_the_cheapest_answers(cast):
    catalogue.seed(cast.trade, catalogue.ALL)
    versions = LicenceTypeVersion.objects.in_force()
    with translation.override("en"):
        said = {v.licence_type.slug: fees.in_words(v) for v in versions}
        table: Any = fees.table(versions.get(licence_type__slug="restaurant"))
    assert table["rows"][0][0] == "Licence fee · Class of restaurant: Popular or fast food"
    assert said["restaurant"] == "from JOD\u00a060.000"
    assert said["import-export"] == "from JOD\u00a050.000"
    assert said["home-business"] == "JOD\u00a015.000"
    assert said["nursery"] == "from JOD\u00a080.000"
