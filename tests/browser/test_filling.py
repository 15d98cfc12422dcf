"""Filling in a form by steps in a real Chromium: with keys alone, in two browsers, interrupted."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keys import tab_to
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
NEW = "/companies/new/"
NEWCOMER = "newcomer@people.example"


@pytest.fixture
def another(chromium, house, password):
    """The same person at another machine: windows that share nothing."""
    opened = []

    def machine(language: str) -> Visitor:
        visitor = Visitor(chromium, f"http://127.0.0.1:{house.port}", language)
        opened.append(visitor)
        return visitor.sign_in(NEWCOMER, password)

    yield machine
    for visitor in opened:
        visitor.leave()


def type_in(page, name, text) -> None:
    tab_to(page, name=f"^{name}$")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def begin_afresh(visitor) -> None:
    """Whatever an earlier test left is put aside."""
    visitor.go(NEW)
    discard = visitor.page.locator("main button[name=draft]")
    if discard.count():
        discard.click()
        visitor.page.wait_for_load_state()


def is_saved(page) -> None:
    said = page.locator("[data-saved]:not(.failed)")
    expect(said).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=15_000)


def test_a_company_is_registered_by_keys_alone_left_and_finished_elsewhere(another, scan):
    first = another("ar")
    begin_afresh(first)
    page = first.page
    tab_to(page, href=r"step=company")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("step=company"))
    type_in(page, "name_ar", "شركة الخطوات")
    type_in(page, "name_en", "Steps Company")
    type_in(page, "registration_number", "٨٨٠٠٠١")
    page.keyboard.press("Enter")

    # The tax number is missing: the summary has the focus, its link leads to the field.
    summary = page.locator("main .error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("خطأ")
    tab_to(page, href="#id_tax_number")
    page.keyboard.press("Enter")
    expect(page.locator("[name=tax_number]")).to_be_focused()
    page.keyboard.type("88000145")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("step=contact"))
    type_in(page, "city", "إربد")
    is_saved(page)

    # At another machine, in the other language: everything is there, also what was only typed.
    second = another("en")
    second.go(NEW)
    page = second.page
    expect(page.locator("main .draft-notice")).to_be_visible()
    tab_to(page, href=r"step=contact")
    page.keyboard.press("Enter")
    expect(page.locator("[name=city]")).to_have_value("إربد")
    type_in(page, "address", "5 Main Street")
    type_in(page, "phone", "+962790000000")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("step=business"))
    page.locator("[name=categories]").first.focus()
    page.keyboard.press("Space")
    tab_to(page, kind="submit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("step=documents"))
    page.wait_for_load_state("networkidle")
    # The browser is asked to tell of its dialog before the way there, not between two keys.
    with page.expect_file_chooser() as chooser:
        tab_to(page, name="^register_extract$")
        page.keyboard.press("Space")
    chooser.value.set_files(scan)
    tab_to(page, kind="submit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("step=check"))
    second.sees("شركة الخطوات", "Steps Company", "إربد", "document.pdf")

    # Going back and on again changes nothing; a double press begins one company.
    page.go_back()
    expect(page).to_have_url(re.compile("step=documents"))
    page.go_forward()
    expect(page).to_have_url(re.compile("step=check"))
    page.locator("main form button[type=submit]").last.dblclick()
    expect(page).to_have_url(re.compile(r"/companies/C-"))
    second.sees("Steps Company")
    second.go("/companies/mine/")
    assert page.locator("main").inner_text().count("Steps Company") == 1
    second.go(NEW)
    assert page.locator("main .draft-notice").count() == 0, "the draft ended with the action"


def test_a_session_that_ends_in_the_middle_loses_nothing(another, password):
    visitor = another("ar")
    begin_afresh(visitor)
    page = visitor.page
    visitor.go(f"{NEW}?step=contact")
    visitor.fill(city="الكرك", address="شارع القلعة")
    is_saved(page)
    page.context.clear_cookies(name="sessionid")
    visitor.fill(phone="٠٧٩٠٠٠٠٠٠٠", address="شارع القلعة 7")
    page.locator("main form.step button[type=submit]").last.click()
    page.wait_for_url(re.compile("/login/"))
    visitor.fill(login=NEWCOMER, password=password)
    visitor.send()
    expect(page).to_have_url(re.compile("step=contact"))
    expect(page.locator("[name=address]")).to_have_value("شارع القلعة 7")
    expect(page.locator("[name=city]")).to_have_value("الكرك")
    visitor.send()
    visitor.no_errors()
    expect(page).to_have_url(re.compile("step=business"))


def test_an_older_page_hears_of_the_newer_draft(another):
    one, two = another("en"), another("en")
    begin_afresh(one)
    for visitor in (one, two):
        visitor.go(f"{NEW}?step=contact")
    one.page.locator("[name=city]").press_sequentially("Amman")
    is_saved(one.page)
    two.page.locator("[name=city]").press_sequentially("Zarqa")
    expect(two.page.locator("[data-newer]")).to_be_visible(timeout=15_000)
    two.page.locator("[data-newer-keep]").click()
    is_saved(two.page)
    one.page.reload()
    expect(one.page.locator("[name=city]")).to_have_value("Zarqa")


def test_without_a_connection_the_tab_keeps_what_is_typed_and_says_so(another):
    visitor = another("en")
    begin_afresh(visitor)
    page = visitor.page
    visitor.go(f"{NEW}?step=contact")
    page.context.set_offline(True)
    page.locator("[name=city]").press_sequentially("Ajloun")
    expect(page.locator("[data-saved].failed")).to_be_visible(timeout=15_000)
    page.context.set_offline(False)
    visitor.complaints.clear()  # the browser notes that it was offline
    is_saved(page)
    page.reload()
    expect(page.locator("[name=city]")).to_have_value("Ajloun")
    begin_afresh(visitor)
