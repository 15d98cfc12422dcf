"""The main journeys by keys alone, in both languages; each stop shows its focus, in view.

They only add to the demonstration, which is looked at by others meanwhile. An officer's way from
signing in to an action is walked in tests/browser/test_walks.py.
"""

import re

import pytest
from playwright.sync_api import expect

from portal.demo.files import pdf
from tests.browser import keys
from tests.pages.browser import Window

pytestmark = pytest.mark.browser
LANGUAGES = ["en", "ar"]


@pytest.fixture
def sit_down(chromium, census):
    """Open a window for somebody: sit_down("en", "bidder@noor.example", "/")."""
    opened = []

    def sit(language: str, who: str, path: str):
        window = Window(chromium, census, who, language)
        opened.append(window)
        window.tab.goto(f"{census.site}/{language}{path}")
        return window.tab

    yield sit
    for window in opened:
        complaints = list(window.complaints)
        window.close()
        assert not complaints


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tender_is_found_and_a_question_asked(sit_down, language):
    page = sit_down(language, "bidder@noor.example", "/")
    keys.tab_to(page, name="^q$")
    page.keyboard.type({"en": "ambulances", "ar": "إسعاف"}[language])
    keys.enter(page)
    keys.follow(page, r"/tenders/T-[-\d]+/")
    keys.follow(page, "/ask/$")
    keys.complete(page, {"question": {"en": "Which colour?", "ar": "ما اللون؟"}[language]})
    expect(page).to_have_url(re.compile(r"/questions/Q-"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_corrects_a_draft_from_the_inbox(sit_down, language):
    page = sit_down(language, "officer@health.example", "/inbox/")
    keys.follow(page, r"/tenders/T-[-\d]+/")
    expect(page).to_have_url(re.compile(r"/tenders/T-[-\d]+/"))
    keys.follow(page, r"/do/tender/")
    expect(page).to_have_url(re.compile(r"/do/tender/"))
    keys.tab_to(page, href=r"^/\w\w/tenders/T-[-\d]+/$")  # the way back is reached by keys too


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_licence_is_applied_for(sit_down, language):
    page = sit_down(language, "owner@noor.example", "/licences/")
    keys.follow(page, "/licences/food-shop/")
    keys.follow(page, "/apply/$")
    keys.complete(page, {"company": "yes"})
    expect(page).to_have_url(re.compile(r"/applications/LA-"))
    keys.follow(page, r"/do/application/[-\w]+/edit/")
    keys.follow(page, r"[?&]step=(?!all|check)")
    before = page.url
    keys.complete(page, {"q_premises": "Rainbow Street 7", "q_floor_area": "86.5", "q_goods": "x"})
    assert page.url != before, "the first answers lead on"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_company_is_registered(sit_down, language, tmp_path):
    extract = tmp_path / "extract.pdf"
    extract.write_bytes(pdf("An extract"))
    number = {"en": "880011", "ar": "880012"}[language]
    page = sit_down(language, "newcomer@people.example", "/companies/mine/")
    keys.follow(page, "/companies/new/")
    keys.follow(page, r"[?&]step=(?!all|check)")
    answers = {
        "name_ar": "شركة المفاتيح", "name_en": "Keys Company", "registration_number": number,
        "tax_number": f"{number}45", "address": "Main Street 5", "city": "Amman",
        "phone": "+962790000000", "categories": "yes", "register_extract": extract,
    }  # fmt: skip
    for _ in range(8):
        if re.search(r"/companies/C-", page.url):
            break
        keys.complete(page, answers)
    expect(page).to_have_url(re.compile(r"/companies/C-"))
