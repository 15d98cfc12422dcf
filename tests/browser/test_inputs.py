"""What the inputs do in a browser: dates picked, lists searched, files listed, rows repeated.

The page is one form, drawn by our own templates and served with our own sheets and scripts
straight to the browser: nothing of the house has to run.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.utils.translation import override
from playwright.sync_api import expect

from accounts.inputs import DayField, MomentField, MoneyField, Option, SearchedChoice
from accounts.tidy import TidyForm
from config.setup_environment import NODE_MODULES, ROOT
from documents.fields import UploadField
from documents.uses import Use, register

pytestmark = pytest.mark.browser

USE = register(Use("test_browser", "Test", ("pdf", "png"), max_bytes=100_000, max_files=3))
UNITS = ["piece", "set", "pack", "kilogram", "tonne", "litre", "metre", "hour", "day", "month"]
UNITS += ["إسعاف", "مسطرة", "كتاب"]
SCRIPTS = ["forms", "upload", "inputs", "dates", "choices"]
SHEETS = ["tokens", "components", "forms"]


class Example(TidyForm):
    by = None
    use_required_attribute = False
    due = DayField(label="Due")
    at = MomentField(label="At", required=False)
    price = MoneyField(currency="JOD", label="Price", required=False)
    unit = forms.ChoiceField(label="Unit", choices=[("", "Choose"), *((u, u) for u in UNITS)])
    many = forms.MultipleChoiceField(
        label="Many", choices=[(u, u) for u in UNITS], widget=forms.CheckboxSelectMultiple
    )
    goods = SearchedChoice(label="Goods", find=lambda words: [], source="/found")
    papers = UploadField(label="Papers", use=USE, multiple=True, required=False)


class Row(TidyForm):
    what = forms.CharField(label="What")
    until = DayField(label="Until")


ROWS = forms.formset_factory(Row, extra=1, can_delete=True, max_num=3)


def drawn(language: str, *, script: bool = True) -> str:
    with override(language):
        rows: Any = ROWS(prefix="rows")
        rows.row_label = "Item"
        body = f"{Example()}{rows}"
    head = "".join(f'<link rel="stylesheet" href="/static/css/{n}.css">' for n in SHEETS)
    if script:
        head += "".join(f'<script type="module" src="/static/js/{n}.js"></script>' for n in SCRIPTS)
    side = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{side}"><meta charset="utf-8">{head}'
        f'<main id="main" class="wrap"><form class="form" method="get" action="/sent">{body}'
        '<button type="submit">Send</button></form></main>'
    )


@pytest.fixture
def window(chromium):
    """Open the form: window("en") gives the page; `sent(page)` what it sends."""
    opened, complaints = [], []

    def answer(route):
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            path = ROOT / address.path.lstrip("/")
            known = path.exists()
            return route.fulfill(path=path) if known else route.fulfill(status=404)
        if address.path == "/found":
            words = parse_qs(address.query)["q"][0]
            fits = [Option("33190", f"Devices for {words}"), Option("33191", "Others")]
            rows = [{"value": o.value, "label": o.label} for o in fits]
            return route.fulfill(body=json.dumps(rows), content_type="application/json")
        return route.fulfill(body=pages[address.path], content_type="text/html; charset=utf-8")

    pages = {"/sent": "<!doctype html><title>Sent</title>"}

    def open_(language, *, script=True, width=1280):
        pages["/"] = drawn(language, script=script)
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        context.set_default_timeout(5000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto("http://inputs.example/")
        opened.append(context)
        return page

    yield open_
    for context in opened:
        context.close()
    assert not complaints


def sent(page) -> dict[str, list[str]]:
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/sent**")
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def value(page, name: str) -> str:
    return page.locator(f"[name={name}]").input_value()


@pytest.mark.parametrize("text", ["2026-11-22", "22/11/2026", "٢٢/١١/٢٠٢٦"])
def test_a_whole_date_in_the_first_box_fills_all_three(window, text):
    page = window("en")
    page.locator("[name=due_0]").fill(text)
    assert [value(page, f"due_{i}") for i in range(3)] == ["22", "11", "2026"]
    hijri = page.locator("#id_due [data-day-hijri]")
    expect(hijri).to_have_text("12 Jumada al-Akhirah 1448 AH")


@pytest.mark.parametrize(("language", "later"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_a_day_is_picked_by_keys_and_the_focus_comes_back(window, language, later):
    page = window(language)
    page.locator("[name=due_0]").fill("2026-11-30")
    button = page.locator("#id_due [data-day-pick]")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    month = {"en": "November 2026", "ar": "تشرين الثاني 2026"}[language]
    expect(dialog.locator("h2")).to_have_text(month)
    assert page.evaluate("document.activeElement.innerText").split()[0] == "30"
    page.keyboard.press(later)
    month = {"en": "December 2026", "ar": "كانون الأول 2026"}[language]
    expect(dialog.locator("h2")).to_have_text(month)
    page.keyboard.press("PageDown")
    page.keyboard.press("Shift+PageUp")
    page.keyboard.press("ArrowDown")
    label = page.evaluate("document.activeElement.textContent")
    assert re.search(r"8 .* 2026", label)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert [value(page, f"due_{i}") for i in range(3)] == ["8", "1", "2026"]
    assert page.evaluate("document.activeElement.hasAttribute('data-day-pick')")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert value(page, "due_0") == "8"


def test_an_amount_is_grouped_when_left_and_plain_when_entered(window):
    page = window("en")
    price = page.locator("[name=price]")
    price.fill("١٢٥٠٫٥")
    price.blur()
    assert price.input_value() == "1,250.500"
    price.focus()
    assert price.input_value() == "1250.500"
    price.fill("1,5")
    price.blur()
    assert price.input_value() == "1,5"


def test_a_long_select_is_searched_and_the_select_is_what_is_sent(window):
    page = window("en")
    page.evaluate(
        "window.heard = []; document.addEventListener('change', (e) => heard.push(e.target.name))"
    )
    unit = page.get_by_role("combobox", name="Unit")
    unit.click()
    expect(page.get_by_role("option")).to_have_count(14)
    unit.fill("kilo")
    expect(page.get_by_role("option")).to_have_text(["kilogram"])
    page.keyboard.press("Enter")
    expect(unit).to_have_value("kilogram")
    assert value(page, "unit") == "kilogram"
    assert page.evaluate("heard") == ["unit"]
    unit.fill("مسطره")
    expect(page.get_by_role("option")).to_have_text(["مسطرة"])
    page.keyboard.press("Escape")
    expect(unit).to_have_value("kilogram")
    unit.fill("اسعاف")
    page.keyboard.press("Tab")
    assert value(page, "unit") == "إسعاف"
    # Set from outside, as when a kept form is filled in again.
    page.locator("[name=unit]").evaluate(
        "e => { e.value = 'hour'; e.dispatchEvent(new Event('change')); }"
    )
    expect(unit).to_have_value("hour")
    assert sent(page)["unit"] == ["hour"]


def test_one_of_thousands_is_asked_of_the_server(window):
    page = window("en")
    goods = page.get_by_role("combobox", name="Goods")
    goods.press_sequentially("eyes")
    expect(page.get_by_role("option").first).to_have_text("Devices for eyes (33190)")
    page.keyboard.press("Enter")
    assert sent(page)["goods"] == ["Devices for eyes (33190)"]


def test_many_check_boxes_are_filtered_and_chosen_ones_listed(window):
    page = window("en")
    page.get_by_label("Search in this list").fill("tonne")
    page.get_by_label("tonne", exact=True).check()
    page.get_by_label("Search in this list").fill("")
    page.get_by_label("litre", exact=True).check()
    chosen = page.locator(".chosen button")
    expect(chosen).to_have_count(2)
    chosen.first.click()
    assert sent(page)["many"] == ["litre"]


def test_files_are_listed_refused_and_removed_before_they_are_sent(window):
    page = window("en")
    papers = page.locator("[name=papers]")
    pdf = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    large = {**pdf, "name": "large.pdf", "buffer": b"x" * 200_000}
    papers.set_input_files([pdf, large, {**pdf, "name": "virus.exe"}])
    problems = page.locator(".problems p")
    expect(problems).to_have_count(2)
    expect(problems.first).to_contain_text("is 195 KB. A file here may be 98 KB at most.")
    expect(problems.last).to_contain_text("cannot be taken here. Welcome here: PDF and PNG image.")
    papers.set_input_files([{**pdf, "name": "lease.pdf", "buffer": b"%PDF-1.5 "}])
    names = page.locator(".drop .kept bdi")
    expect(names).to_have_text(["plan.pdf", "lease.pdf"])
    page.get_by_role("button", name="Remove plan.pdf").click()
    expect(names).to_have_text(["lease.pdf"])
    assert papers.evaluate("e => [...e.files].map(f => f.name)") == ["lease.pdf"]


def test_rows_are_added_numbered_taken_away_and_brought_back(window):
    page = window("en")
    add = page.locator("[data-rows-add]")
    add.click()
    assert page.evaluate("document.activeElement.name") == "rows-1-what"
    page.keyboard.type("second")
    page.locator("[name=rows-1-until_0]").fill("2026-11-22")
    assert value(page, "rows-1-until_2") == "2026"
    add.click()
    expect(add).to_be_hidden()
    titles = page.locator("[data-row-title]:visible")
    expect(titles).to_have_text(["Item 1", "Item 2", "Item 3"])
    page.get_by_role("button", name="Remove Item 1").click()
    expect(titles).to_have_text(["Item 1", "Item 2"])
    expect(page.locator("[data-rows-said]")).to_have_text("Removed: Item 1.")
    page.locator("[data-rows-undo]").click()
    expect(titles).to_have_text(["Item 1", "Item 2", "Item 3"])
    page.get_by_role("button", name="Remove Item 3").click()
    found = sent(page)
    assert found["rows-TOTAL_FORMS"] == ["3"]
    assert found["rows-2-DELETE"] == ["on"]
    assert "rows-0-DELETE" not in found


def test_everything_is_there_without_scripts(window):
    page = window("ar", script=False)
    page.locator("[name=due_0]").fill("22")
    page.locator("[name=unit]").select_option("hour")
    page.locator("[name=goods]").fill("33190")
    page.locator("[name=papers]").wait_for()
    expect(page.locator("[data-day-pick]").first).to_be_hidden()
    assert sent(page)["due_0"] == ["22"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_scrolls_sideways_and_axe_finds_nothing(window, language):
    page = window(language, width=320)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    page.get_by_role("combobox", name="Unit").click()
    page.evaluate((NODE_MODULES / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("axe.run('form')")["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    page.keyboard.press("Escape")
    page.locator("#id_due [data-day-pick]").click()
    found = page.evaluate("axe.run('dialog')")["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    assert page.locator("dialog").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
