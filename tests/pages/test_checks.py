"""The checks themselves: each finds, on a small page, the fault it is there to find."""

import pytest

from tests.pages import checks
from tests.pages.browser import NARROWEST

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="{language}" dir="{direction}"><head><title>T</title>
<style>a:focus-visible {{ outline: 3px solid #000 }} a {{ display: inline-block; padding: 10px }}
{css}</style></head>
<body><main><h1>Title</h1>{body}</main></body></html>"""


@pytest.fixture
def tab(chromium):
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    yield page
    page.close()


def shown(tab, body, *, css="", direction="ltr"):
    language = "ar" if direction == "rtl" else "en"
    tab.set_content(GOOD.format(body=body, css=css, direction=direction, language=language))
    return tab


def test_a_good_page_passes(tab):
    shown(tab, '<a href="#1">one</a> <a href="#2">two</a><br><a href="#3">three</a>')
    assert checks.accessible(tab, checks.RULES) == []
    assert checks.stops(tab) == []
    assert tab.evaluate(checks.SIDEWAYS) == []
    assert tab.evaluate(checks.OUTLINE) == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_an_order_against_reading_is_found(tab, direction):
    body = '<div class="row"><a href="#first">one</a><a href="#second">two</a></div>'
    shown(tab, body, direction=direction)
    assert checks.stops(tab) == []
    css = ".row { display: flex; flex-direction: row-reverse }"
    shown(tab, body, css=css, direction=direction)
    assert any("#second comes after A #first" in fault for fault in checks.stops(tab))


def test_a_stop_far_above_is_found(tab):
    body = '<a href="#first">one</a><br><a class="up" href="#second">two</a>'
    shown(tab, body, css=".up { position: absolute; top: 0; left: 0 } h1 { margin-top: 90px }")
    assert any("comes after" in fault for fault in checks.stops(tab))


def test_a_focus_that_cannot_be_seen_is_found(tab):
    shown(tab, '<a class="x" href="#1">one</a>', css=".x:focus-visible { outline: none }")
    assert checks.stops(tab) == ["focus does not show on A #1"]


def test_a_page_that_scrolls_sideways_is_found(tab):
    shown(tab, '<p class="wide">wide</p>', css=".wide { width: 500px }")
    tab.set_viewport_size({"width": NARROWEST, "height": 600})
    assert any("scrolls sideways" in fault for fault in tab.evaluate(checks.SIDEWAYS))


def test_twin_ids_a_second_heading_a_style_and_a_tabindex_are_found(tab):
    shown(tab, '<h1 id="a">x</h1><p id="a" style="color: red" tabindex="3">y</p>')
    assert len(tab.evaluate(checks.OUTLINE)) == 4


def test_what_axe_finds_is_told_with_its_rule_and_place(tab):
    shown(
        tab,
        '<img src="data:," class="pale"><p class="pale">pale words</p>',
        css=".pale { color: #eee }",
    )
    found = checks.accessible(tab, checks.RULES)
    assert any(fault.startswith("image-alt at img") for fault in found)
    assert any(fault.startswith("color-contrast at ") for fault in found)
    only = checks.accessible(tab, checks.COLOURS)
    assert only
    assert all(fault.startswith("color-contrast") for fault in only)


def test_bad_markup_and_the_wrong_language_are_found():
    good = '<!doctype html><html lang="ar" dir="rtl"><head><title>x</title></head><body></body>'
    assert checks.markup(good, "ar") == []
    assert checks.markup(good, "en") == ["not a page in en, ltr"]
    assert checks.markup(good + "<p><div></p>", "ar")
