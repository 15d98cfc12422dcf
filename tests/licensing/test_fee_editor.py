"""Officers write fees and who may apply in the browser; the calculator shows what comes of it."""

import copy
import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict

from licensing import catalogue, fee_checking, versions
from licensing import fee_schedule as fs
from licensing.catalogue_parts import base, w
from licensing.forms_fees import FeesForm
from licensing.models import Application, LicenceTypeVersion
from licensing.rows_fees import read_slabs, write_slabs
from licensing.views import fee
from vendors.models import Category, Company
from workflow.blockers import NotAllowed, Refused, WrongState
from workflow.gate import begin, perform

EVERY = ("fixed", "slabs", "units", "late", "exemptions")


@pytest.fixture
def draft(cast, licensing):
    """The next version of the food shop's licence, in preparation."""
    return versions.begin_next(licensing.food, by=cast.licensing_officer)


def posted(form):
    """What the browser sends back of a form as it was shown."""
    data = QueryDict(mutable=True)
    data["currency"] = "JOD"
    for name, formset in form.formsets.items():
        data[f"{name}-TOTAL_FORMS"] = str(len(formset.forms))
        data[f"{name}-INITIAL_FORMS"] = str(len(formset.initial))
        for row in formset.forms:
            for field in row.visible_fields() + row.hidden_fields():
                value = field.value()
                if value not in (None, "", []):
                    data.setlist(field.html_name, value if isinstance(value, list) else [value])
    return data


def test_a_schedule_comes_back_as_it_was(cast, draft, licensing):
    before = draft.fees
    form = FeesForm(None, None, case=draft, by=cast.licensing_officer)
    form = FeesForm(posted(form), None, case=draft, by=cast.licensing_officer)
    assert form.is_valid(), [form.errors, [f.errors for f in form.formsets.values()]]
    after = form.values()["fees"]
    assert {row["key"] for row in after["rows"]} == {row["key"] for row in before["rows"]}
    for answers in ({"floor_area": 80, "chillers": 9}, {"floor_area": 301}):
        for aim, days in (("new", 0), ("renew", 45), ("replace", 0), ("transfer", 0)):
            about = fs.Given(aim, answers, size="micro", days_late=days)
            costs = [fs.total(fs.lines(some, about, lambda a: a)) for some in (before, after)]
            assert costs[0] == costs[1]


@pytest.mark.parametrize("slug", [entry["slug"] for entry in catalogue.TYPES])
def test_every_type_of_the_demonstration_can_be_opened_and_saved(cast, slug):
    catalogue.seed(cast.trade, (slug,))
    version = LicenceTypeVersion.objects.get(licence_type__slug=slug)
    assert fee_checking.problem(version.fees, version.questions) == ""
    form = FeesForm(None, None, case=version, by=cast.licensing_officer)
    form = FeesForm(posted(form), None, case=version, by=cast.licensing_officer)
    assert form.is_valid(), [form.errors, [f.errors for f in form.formsets.values()]]


def test_an_officer_adds_slabs_in_the_browser(cast, draft, client):
    client.force_login(cast.licensing_officer)
    address = draft.action_url("edit_fees")
    page = client.get(address, {"step": "slabs"})
    assert page.status_code == 200
    assert "100 = 35.500" in page.content.decode()
    data: dict[str, Any] = {
        f"{name}-{total}_FORMS": 0 for name in EVERY for total in ("TOTAL", "INITIAL")
    }
    data |= {
        "once": str(uuid4()),
        "currency": "jod",
        "slabs-TOTAL_FORMS": 1,
        "slabs-0-label_ar": "رسم المساحة",
        "slabs-0-label_en": "By area",
        "slabs-0-aims": ["new"],
        "slabs-0-value": "floor_area",
        "slabs-0-unit_en": "m²",
        "slabs-0-slabs": "٥٠ = ١٠\n1,000: 20.5\nأكثر = 90",
        "slabs-0-mode": "whole",
    }
    done = client.post(address, data)
    assert done.status_code == 302, done.content.decode()[:3000]
    kept = LicenceTypeVersion.objects.get(pk=draft.pk)
    assert kept.fees["rows"][0]["slabs"] == [
        {"to": "50", "amount": "10"},
        {"to": "1000", "amount": "20.5"},
        {"to": None, "amount": "90"},
    ]
    shown = client.get(f"/en/licence-types/{draft.reference}/fees/", {"q_floor_area": "60"})
    assert "20.500" in shown.content.decode()
    page = client.get(f"/en/licence-types/{draft.reference}/").content.decode()
    assert "up to 50" in page


def test_a_row_that_nobody_touched_is_no_fee(cast, draft):
    """A browser sends the first of the figures to choose from, and the boxes ticked beforehand."""
    form = FeesForm(None, None, case=draft, by=cast.licensing_officer)
    data = posted(form)
    for name in ("slabs", "units"):
        number = int(data[f"{name}-TOTAL_FORMS"]) - 1
        offered = form.formsets[name].forms[number].fields["value"].choices
        data[f"{name}-{number}-value"] = offered[0][0]
    form = FeesForm(data, None, case=draft, by=cast.licensing_officer)
    assert form.is_valid(), [f.errors for f in form.formsets.values()]
    assert len(form.values()["fees"]["rows"]) == len(draft.fees["rows"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100 = 5", "The last slab must be open"),
        ("100 = 5\n50 = 6\nabove = 7", "greater than the one before"),
        ("much", "is no slab"),
        ("100 = x\nabove = 1", "is no figure"),
        ("above = 1\nabove = 2", "Only the last"),
        ("100 = -5\nabove = 1", "is no figure"),
        ("100 = NaN\nabove = 1", "is no figure"),
    ],
)
def test_slabs_that_make_no_sense_are_explained(text, said):
    with pytest.raises(Exception, match=said):
        read_slabs(text)


def test_slabs_are_read_as_they_are_written():
    slabs: list[dict[str, Any]] = [{"to": "100", "amount": "35.5"}, {"to": None, "amount": "0"}]
    assert read_slabs(write_slabs(slabs)) == slabs


def test_fees_of_a_question_that_is_gone_keep_a_version_from_being_proposed(cast, draft):
    LicenceTypeVersion.objects.filter(pk=draft.pk).update(questions={"properties": {}})
    with pytest.raises(Refused, match="not in the form any more"):
        perform(draft, "propose", by=cast.licensing_officer)


def test_a_version_in_force_is_not_changed_and_strangers_change_none(cast, draft, licensing):
    given: dict[str, Any] = {"currency": "JOD", "fees": {}}
    with pytest.raises(WrongState):
        perform(licensing.food.current, "edit_fees", by=cast.licensing_officer, **given)
    for person in (cast.noor_owner, cast.licensing_approver, cast.officer):
        with pytest.raises(NotAllowed):
            perform(draft, "edit_fees", by=person, **given)


def test_the_calculator_answers_everybody(licensing, client):
    address = "/en/licences/food-shop/fee/"
    assert client.get(address).status_code == 200
    given = {
        "q_floor_area": "86.5",
        "q_chillers": "7",
        "size": "micro",
        "aim": "renew",
        "days": "31",
    }
    text = client.get(address, given).content.decode()
    # 40 + 35.5 + 2 × 4 − half of 35.5, and twice 10 % of that.
    assert "78.900" in text
    assert client.get(address, {"q_floor_area": "x", "days": "-1"}).status_code == 200
    assert client.get("/en/licences/none/fee/").status_code == 404


def test_the_calculator_asks_what_decides_whether_an_answer_counts(cast, licensing, client):
    """The fee is for chillers; they are asked for only where chilled goods are sold, and that
    only where there is a shop at all."""
    schema = copy.deepcopy(licensing.food.current.questions)
    asked = schema["properties"]
    asked["chillers"]["x-when"] = {"goods": ["chilled"]}
    asked["goods"]["x-when"] = {"shop": ["yes"]}
    asked["shop"] = {
        "type": "string", "enum": ["yes", "no"], "title": {"ar": "محل؟", "en": "A shop?"},
        "x-options": {"yes": {"ar": "نعم", "en": "Yes"}, "no": {"ar": "لا", "en": "No"}},
    }  # fmt: skip
    version = licensing.food.current
    version.questions = schema
    assert {"chillers", "goods", "shop"} <= set(fee.asked_for(version))


def test_who_may_apply_is_written_and_checked(cast, draft, client, licensing):
    client.force_login(cast.licensing_officer)
    address = draft.action_url("edit_eligibility")
    assert client.get(address).status_code == 200
    division = Category.objects.get(code="I47")
    done = client.post(
        address,
        {
            "once": str(uuid4()),
            "activities": [division.pk],
            "sizes": ["micro"],
            "cities": "Amman\nعمّان",
            "places": ["shop"],
            "goods_en": "food bread",
            "depends_on": [licensing.home.pk],
        },
    )
    assert done.status_code == 302, done.content.decode()[:3000]
    kept = LicenceTypeVersion.objects.get(pk=draft.pk)
    assert (kept.isic_codes, list(kept.depends_on.all())) == ("47", [licensing.home])
    assert kept.finder["goods"] == {"ar": [], "en": ["food", "bread"]}
    proposed = perform(kept, "propose", by=cast.licensing_officer)
    perform(proposed, "activate", by=cast.licensing_approver)
    Company.objects.filter(pk=cast.noor.pk).update(size="large", city="Aqaba")
    noor = Company.objects.get(pk=cast.noor.pk)
    case = Application.under(LicenceTypeVersion.objects.get(pk=draft.pk), noor)
    with pytest.raises(Refused) as refused:
        begin(case, by=cast.noor_owner, who="licensing.begin_application")
    text = str(refused.value)
    assert "Al Noor Trading is Large" in text
    assert "is in Aqaba" in text
    Company.objects.filter(pk=cast.noor.pk).update(size="micro", city="عمان")
    noor = Company.objects.get(pk=cast.noor.pk)
    case = Application.under(LicenceTypeVersion.objects.get(pk=draft.pk), noor)
    assert begin(case, by=cast.noor_owner, who="licensing.begin_application").pk
    page = client.get("/en/licences/food-shop/").content.decode()
    assert "Size of the company: Micro." in page
    assert "Home-based business licence" in page


def test_the_next_version_begins_with_the_same_fees_and_activities(cast, draft, licensing):
    before = licensing.food.versions.get(number=1)
    assert draft.fees == before.fees
    assert draft.isic_codes == before.isic_codes == "4711, 472"


def test_the_check_of_the_answers_shows_the_fee(cast, licensing, client):
    case = licensing.filled(licensing.food)
    client.force_login(cast.noor_owner)
    page = client.get(case.action_url("edit") + "?step=check").content.decode()
    assert "The fee, from these answers" in page
    assert "75.500" in page


def test_an_empty_schedule_costs_nothing(licensing):
    assert fs.total(fs.lines({}, fs.Given("new"), lambda amount: amount)) == Decimal(0)
    assert fee_checking.problem({}, {}) == ""
    twice = {"rows": [base("a", w("أ", "a"), "1"), base("a", w("أ", "a"), "2")]}
    assert fee_checking.problem(twice, {})


def test_fees_are_written_step_by_step_and_kept_at_the_check(cast, draft, client):
    client.force_login(cast.licensing_officer)
    address = draft.action_url("edit_fees")
    before = draft.fees
    form = posted(FeesForm(None, None, case=draft, by=cast.licensing_officer))
    sent = {name: form.getlist(name) for name in form if name.startswith("units-")}
    sent["units-0-amount"] = ["6.250"]
    done = client.post(f"{address}?step=units", {**sent, "step": "units", "once": str(uuid4())})
    assert done.status_code == 302, done.content.decode()[-3000:]
    check = client.get(f"{address}?step=check")
    assert "6.250" in check.content.decode()
    assert "100 = 35.500" in check.content.decode()
    version = re.findall(r'name="version" value="(\d*)"', check.content.decode())[0]
    sent = {"step": "check", "once": str(uuid4()), "version": version}
    done = client.post(f"{address}?step=check", sent)
    assert done.status_code == 302, done.content.decode()[-3000:]
    after = LicenceTypeVersion.objects.get(pk=draft.pk).fees
    assert [row["amount"] for row in after["rows"] if row["kind"] == "per_unit"] == ["6.25"]
    assert len(after["rows"]) == len(before["rows"])
    kept = [
        {k: row[k] for k in ("key", "rows", "sizes", "percent", "basis")}
        for row in after["exemptions"]
    ]
    assert kept == [{k: row[k] for k in kept[0]} for row in before["exemptions"]]
