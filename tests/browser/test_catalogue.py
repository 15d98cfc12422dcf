"""An officer who cannot program makes a licence type in the browser; somebody else activates it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

OFFICER, APPROVER = "licensing@trade.example", "decider@trade.example"


def test_an_officer_makes_a_licence_type_and_another_puts_it_into_force(visit):
    officer = visit("en", OFFICER)
    officer.go("/licence-types/")
    officer.follow("/licence-types/new/")
    officer.fill(name_ar="رخصة غسيل السيارات", name_en="Car wash licence")
    officer.send()
    officer.no_errors()
    reference = officer.reference()
    officer.sees("“What it is for” is missing in English.")
    officer.act(
        "edit_about",
        description_ar="لمحلات غسيل السيارات.",
        description_en="For places that wash cars.",
    )
    _build_the_form(officer, reference)
    officer.go(f"/licence-types/{reference}/")
    officer.act(
        "edit_documents",
        **{"papers-0-label_ar": "عقد الإيجار", "papers-0-label_en": "Lease"},
        **{"papers-0-expires": True},
    )
    _set_the_stages(officer)
    officer.sees("2. In parallel:", "Inspection of the place", "10 working days in all")
    _try_it(officer, reference)

    officer.go(f"/licence-types/{reference}/")
    officer.act("propose")
    approver = visit("en", APPROVER)
    approver.go(f"/licence-types/{reference}/")
    approver.act("activate", read=True)
    approver.sees("In force")
    public = visit("ar")
    public.go("/licences/car-wash-licence/")
    public.sees("رخصة غسيل السيارات")


def _build_the_form(officer, reference):
    """Two sections; a question that is asked only after an answer reacts in the preview."""
    page = officer.page
    form = f"/licence-types/{reference}/form/"
    officer.go(form)
    officer.follow("/form/section/new/")
    officer.fill(title_ar="المحل", title_en="The place")
    officer.send()
    officer.no_errors()
    for kind, fields in (
        ("text", {"title_ar": "العنوان", "title_en": "Address of the place"}),
        (
            "one",
            {
                "title_ar": "طريقة الغسيل", "title_en": "How cars are washed",
                "choices-0-label_ar": "يدوي", "choices-0-label_en": "By hand",
                "choices-1-label_ar": "آلي", "choices-1-label_en": "By machine",
            },
        ),
        (
            "whole",
            {"title_ar": "عدد الآلات", "title_en": "Machines", "when": True, "least": "1"},
        ),
    ):  # fmt: skip
        officer.go(form)
        page.locator("summary", has_text="Add a question").first.click()
        officer.follow(f"/{kind}/")
        if fields.pop("when", False):
            page.get_by_label("How cars are washed By machine").check()
        officer.fill(**fields)
        officer.send()
        officer.no_errors()
    preview = page.locator("[data-preview]")
    machines = preview.locator("[name=q_machines]")
    expect(machines).to_be_hidden()
    preview.get_by_label("By machine").check()
    expect(machines).to_be_visible()
    page.locator("#question-up-machines").click()
    expect(page.locator(".outline-rows li").nth(1)).to_contain_text("Machines")
    page.locator(".preview a[lang=ar]").click()
    expect(page.locator("[data-preview]")).to_contain_text("طريقة الغسيل")


def _set_the_stages(officer):
    page = officer.page
    page.locator("main a[href$='/edit_stages/']:visible").first.click()
    page.wait_for_load_state()
    stages = (
        ("screening", "الاكتمال", "Completeness", "1", "2", "licensing_officer", ""),
        ("review", "التنظيم", "Zoning", "2", "3", "licensing_officer", ""),
        ("inspection", "الكشف", "Inspection of the place", "2", "5", "inspector", "Drains"),
        ("decision", "القرار", "Decision", "3", "3", "licensing_approver", ""),
    )
    for number, (kind, arabic, english, group, days, role, points) in enumerate(stages):
        if number:
            page.locator("[data-rows-add]").click()
        at = f"steps-{number}-"
        values = {
            "kind": kind, "title_ar": arabic, "title_en": english, "group": group, "days": days,
            "role": role, "checklist_ar": "المصارف" if points else "", "checklist_en": points,
        }  # fmt: skip
        officer.fill(**{at + name: value for name, value in values.items()})
    officer.send()
    officer.no_errors()


def _try_it(officer, reference):
    """The whole form at once, then every stage, up to the specimen."""
    page = officer.page
    officer.go(f"/licence-types/{reference}/try/?step=all")
    officer.fill(q_address_of_the_place="5 Olive Street", q_how_cars_are_washed="by_hand")
    officer.fill(kept_lease="pretend", until_lease_0="1", until_lease_1="1", until_lease_2="2040")
    officer.send()
    officer.sees("nothing stands in the way")
    passed = page.locator("main button[value^='passed:']")
    while passed.count():
        passed.first.click()
        page.wait_for_load_state()
    officer.sees("Specimen: not a licence", "Pretend Company")
    expect(page).to_have_url(re.compile(r"/try/"))
