"""Companies and licences in a real Chromium, in both languages, as their people walk them.

The tests of this file follow one another. Pictures land in docs/tour/ when MIZAN_TOUR=1.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.keys import FOCUSED, tab_to
from tests.browser.test_tender_walk import is_signed, text_of
from tests.browser.visitor import Visitor
from vendors import checklist

pytestmark = [pytest.mark.browser, pytest.mark.needs("pdftotext", "pdfsig")]

LANGUAGES = ["en", "ar"]
OFOQ = "owner@ofoq.example"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_company_is_registered_returned_and_certified(
    language, visit, house, scan, pictures, tmp_path
):
    person = visit(language)
    _sign_up(person, f"new.{language}@people.example")
    person.go("/companies/mine/")
    person.follow("/companies/new/")
    number = {"en": "771001", "ar": "771002"}[language]
    person.answer(
        {
            "name_ar": "شركة الميزان التجريبية",
            "name_en": "Trial Scales Company",
            "registration_number": number,
            "tax_number": f"{number}45",
        },
        {"address": "Main Street 5", "city": "Amman", "phone": "+962790000000"},
        {"categories": True},
        {"register_extract": scan},
    )
    reference = person.reference()
    person.act("declare", no_owners=True, employees="12", turnover="400000")
    person.act("submit")

    registrar = visit(language, "registrar@trade.example")
    registrar.go("/inbox/")
    registrar.follow(f"/companies/{reference}/")
    registrar.act("start_review")
    registrar.act("send_back", remarks="The extract is unreadable.")
    person.go(f"/companies/{reference}/")
    person.sees("The extract is unreadable.")
    person.act("submit")
    registrar.go(f"/companies/{reference}/")
    registrar.act("start_review")
    registrar.act("approve", checklist=list(checklist.ALL))
    registrar.picture(pictures / f"company-{language}.png")

    person.go(f"/companies/{reference}/")
    paper = person.download(person.await_paper(), tmp_path / "certificate.pdf")
    assert is_signed(paper)
    assert "Trial Scales Company" in text_of(paper)


def _sign_up(person, address: str) -> None:
    """Register, and follow the link in the mail, which lands in the outbox page."""
    person.go("/account/signup/")
    person.fill(
        name="New Person", email=address, password1="a-long-Secret-7", password2="a-long-Secret-7"
    )
    person.send()
    person.no_errors()
    for _ in range(20):
        person.go(f"/outbox/?to={address}")
        found = re.search(r"https?://[^\s\"<]+/confirm-email/[^\s\"<]+", person.page.content())
        if found:
            break
        time.sleep(0.5)
    assert found, "no mail came"
    person.page.goto(found.group(0))
    if person.page.locator("main form[method=post]").count():
        person.send()
    if "login" in person.page.url:
        person.fill(login=address, password="a-long-Secret-7")
        person.send()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instant_licence_is_paid_and_issued_at_once(language, visit, scan, pictures, tmp_path):
    owner = visit(language, {"en": OFOQ, "ar": "owner@sanabel.example"}[language])
    if language == "ar":
        owner.go("/applications/")
        row = owner.page.locator("main tr, main li", has_text="رخصة مزاولة الأعمال من المنزل")
        row.locator("a[href*='/applications/']").first.click()
        owner.page.wait_for_load_state()
        owner.act_by_steps(
            "edit",
            {"q_trade": "حلويات"},
            {"q_home_address": "عمّان", "q_visitors": "no"},
            {"d_residence": scan},
        )
        owner.act("submit")
    owner.go("/inbox/")
    owner.follow("/invoices/")
    invoice = owner.reference()
    owner.follow(f"/invoices/{invoice}/pay/")
    pay(owner)
    owner.go(f"/invoices/{invoice}/")
    owner.follow("/applications/")
    owner.follow("/register/")
    owner.picture(pictures / f"licence-{language}.png")
    paper = owner.download(owner.await_paper(), tmp_path / "licence.pdf")
    assert is_signed(paper)

    public = visit(language)
    public.go("/register/")
    public.sees(owner.reference())
    public.go(f"/register/{owner.reference()}/")
    public.follow("/verify/")
    public.picture(pictures / f"verify-{language}.png")


def pay(owner) -> None:
    """Confirm, and tell the dummy provider that the money came."""
    if owner.page.locator("[name=status]").count() == 0:
        owner.send()
    owner.page.locator("[name=status]").first.wait_for()
    owner.fill(status="confirmed")
    owner.send()
    owner.no_errors()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_signs_in_finds_a_case_and_acts_by_keys_alone(
    language, chromium, house, password
):
    visitor = Visitor(chromium, f"http://127.0.0.1:{house.port}", language)
    page = visitor.page
    visitor.go("/account/login/")
    tab_to(page, name="^login$")
    page.keyboard.type("registrar@trade.example")
    tab_to(page, name="^password$")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/inbox/"))

    # The first stop on every page leads past what stands above the main part.
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["href"] == "#main"
    page.keyboard.press("Enter")
    tab_to(page, href=r"/companies/C-")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/companies/C-"))

    tab_to(page, href=r"/do/company/")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/do/company/"))
    # Whatever has to be ticked off is ticked off.
    for _box in range(page.locator("main input[type=checkbox]").count()):
        tab_to(page, kind="checkbox")
        page.keyboard.press("Space")
    tab_to(page, kind="submit")
    while not page.evaluate("Boolean(document.activeElement.closest('main'))"):
        tab_to(page, kind="submit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/companies/C-"))
    visitor.no_errors()
    visitor.leave()
