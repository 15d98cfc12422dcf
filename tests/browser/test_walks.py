"""Both paths from end to end in a real Chromium, in both languages, as their people walk them.

The tests of this file follow one another: while the tenders of both languages take bids, the
licences are walked. Pictures land in docs/tour/ when MIZAN_TOUR=1.
"""

import re
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.keys import FOCUSED, tab_to
from tests.browser.visitor import Visitor
from vendors import checklist

pytestmark = [pytest.mark.browser, pytest.mark.needs("pdftotext", "pdfsig")]

LANGUAGES = ["en", "ar"]
OFFICER, APPROVER = "officer@health.example", "approver@health.example"
OPENER, EVALUATOR = "opener@health.example", "evaluator@health.example"
NOOR, OFOQ = "bidder@noor.example", "owner@ofoq.example"
TITLES = {"en": "Wheelchairs for clinics", "ar": "كراسي متحركة للعيادات"}


@pytest.fixture(scope="module")
def tenders() -> dict[str, str]:
    """The number of the tender walked in each language."""
    return {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tender_is_prepared_approved_published_and_bid_for(
    language, visit, tenders, scan, pictures
):
    officer = visit(language, OFFICER)
    officer.picture(pictures / f"inbox-{language}.png")
    officer.go("/tenders/new/")
    officer.page.locator("[name=method]").select_option(index=_quick(officer.page))
    officer.fill(
        title_ar=TITLES["ar"],
        title_en=TITLES["en"],
        description_ar="عشرون كرسياً مع الكفالة.",
        description_en="Twenty chairs with a guarantee.",
        no_plan_reason="Two broke down this week.",
        **{
            "item_rows-0-description_ar": "كرسي متحرك",
            "item_rows-0-description_en": "Wheelchair",
            "item_rows-0-quantity": "٢٠" if language == "ar" else "20",
        },
    )
    officer.send()
    officer.no_errors()
    tenders[language] = reference = officer.reference()
    officer.act("submit_for_approval")

    approver = visit(language, APPROVER)
    approver.go("/inbox/")
    approver.follow(f"/tenders/{reference}/")
    approver.act("approve")

    officer.go(f"/tenders/{reference}/")
    officer.act("publish")
    officer.sees(TITLES[language])

    _ask_and_answer(language, visit, officer, reference)
    _bid(language, visit, reference, NOOR, "120.500", scan, pictures)
    _bid(language, visit, reference, OFOQ, "118.250", scan, None)

    stranger = visit(language, phone=True)
    stranger.go(f"/tenders/{reference}/")
    stranger.sees(TITLES[language])
    assert "118.250" not in stranger.page.content()
    assert "Ofoq" not in stranger.page.content()
    stranger.picture(pictures / f"tender-open-{language}.png")


def _quick(page) -> int:
    """The place of the demonstration's method with a bidding period of two minutes."""
    labels = page.locator("[name=method] option").all_inner_texts()
    return next(
        i for i, text in enumerate(labels) if "Quick demonstration" in text or "سريعة" in text
    )


def _ask_and_answer(language, visit, officer, reference) -> None:
    asker = visit(language, OFOQ)
    asker.go(f"/tenders/{reference}/")
    asker.follow(f"/tenders/{reference}/ask/")
    question = {"en": "Are folding chairs accepted?", "ar": "هل تُقبل الكراسي القابلة للطي؟"}
    asker.fill(question=question[language])
    asker.send()
    asker.no_errors()
    number = asker.reference()
    officer.go(f"/questions/{number}/")
    officer.act("reply", answer={"en": "Yes, they are.", "ar": "نعم، تُقبل."}[language])
    public = visit(language)
    public.go(f"/tenders/{reference}/")
    public.sees(question[language])
    assert "Ofoq" not in public.page.content()


def _bid(language, visit, reference, address, price, scan, pictures) -> None:
    bidder = visit(language, address)
    bidder.go(f"/tenders/{reference}/")
    bidder.follow(f"/tenders/{reference}/bid/")
    if "/bids/" not in bidder.page.url:
        bidder.send()
    bidder.no_errors()
    if pictures:
        # A negative price is refused beside its field, and the upload is kept.
        bidder.page.locator("main a[href$='/submit/']").first.click()
        bidder.fill(**{"prices-0-unit_price": "-5", "attachments": scan, "declaration": True})
        bidder.send()
        assert bidder.page.locator("main .error-summary").count() == 1
        bidder.sees("document.pdf")
        bidder.picture(pictures / f"bid-refused-{language}.png")
        bidder.fill(**{"prices-0-unit_price": price, "declaration": True})
        bidder.send()
        bidder.no_errors()
        bidder.sees("document.pdf")
    else:
        bidder.act("submit", **{"prices-0-unit_price": price, "declaration": True})


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
    _is_signed(paper)
    assert "Trial Scales Company" in _text(paper)


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
        owner.go("/inbox/")
        owner.follow("/applications/")
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
    _pay(owner)
    owner.go(f"/invoices/{invoice}/")
    owner.follow("/applications/")
    owner.follow("/register/")
    owner.picture(pictures / f"licence-{language}.png")
    paper = owner.download(owner.await_paper(), tmp_path / "licence.pdf")
    _is_signed(paper)

    public = visit(language)
    public.go("/register/")
    public.sees(owner.reference())
    public.go(f"/register/{owner.reference()}/")
    public.follow("/verify/")
    public.picture(pictures / f"verify-{language}.png")


def _pay(owner) -> None:
    """Confirm, and tell the dummy provider that the money came."""
    if owner.page.locator("[name=status]").count() == 0:
        owner.send()
    owner.page.locator("[name=status]").first.wait_for()
    owner.fill(status="confirmed")
    owner.send()
    owner.no_errors()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reviewed_licence_is_recommended_decided_paid_and_issued(
    language, visit, scan, pictures, tmp_path
):
    owner = visit(language, "owner@noor.example")
    owner.go("/licences/food-shop/")
    owner.picture(pictures / f"licence-type-{language}.png")
    owner.follow("/licences/food-shop/apply/")
    owner.page.locator("main form[method=post] [name=company]").first.check()
    owner.send()
    owner.no_errors()
    reference = owner.reference()
    owner.go(f"/applications/{reference}/")
    area = "٨٦٫٥" if language == "ar" else "86.5"
    owner.act_by_steps(
        "edit",
        {"q_premises": "Rainbow Street 7", "q_floor_area": area},
        {"q_goods": "chilled", "q_chillers": "3"},
        {"d_lease": scan, "d_plan": scan, "d_health": scan},
    )
    owner.act("submit")
    officer = visit(language, "licensing@trade.example")
    officer.go("/inbox/")
    officer.follow(f"/applications/{reference}/")
    officer.act("start_review")
    officer.act("recommend", recommendation="approve", recommendation_reasons="In order.")
    decider = visit(language, "decider@trade.example")
    decider.go(f"/applications/{reference}/")
    decider.picture(pictures / f"application-{language}.png")
    decider.act("approve")
    owner.go(f"/applications/{reference}/")
    owner.follow("/pay/")
    _pay(owner)
    owner.go(f"/applications/{reference}/")
    owner.follow("/register/")
    paper = owner.download(owner.await_paper(), tmp_path / "licence.pdf")
    _is_signed(paper)
    assert owner.reference() in _text(paper)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tender_is_opened_judged_awarded_and_everybody_told(
    language, visit, tenders, pictures, tmp_path
):
    reference = tenders[language]
    opener = visit(language, OPENER)
    for _ in range(150):
        opener.go(f"/tenders/{reference}/")
        if opener.page.locator("main a[href$='/open/']").count():
            break
        time.sleep(1)
    opener.act("open")
    opener.sees("2,365.000")
    opener.picture(pictures / f"tender-opened-{language}.png")

    evaluator = visit(language, EVALUATOR)
    for name in ("admit", "reject"):
        evaluator.go(f"/tenders/{reference}/")
        evaluator.page.locator("main a[href*='/bids/']").nth(0 if name == "admit" else 1).click()
        evaluator.page.wait_for_load_state()
        if name == "admit":
            evaluator.act("admit")
        else:
            evaluator.act("reject", reason="No guarantee was offered.")

    approver = visit(language, APPROVER)
    approver.go(f"/tenders/{reference}/")
    approver.act("award")
    record = approver.download(approver.await_paper(), tmp_path / "record.pdf")
    _is_signed(record)
    assert reference in _text(record)
    approver.picture(pictures / f"tender-awarded-{language}.png")
    _is_told(language, visit, tmp_path, pictures)


def _is_told(language, visit, tmp_path: Path, pictures: Path) -> None:
    """Both bidders have a notice; the one who lost reads the reason, and both have letters."""
    texts = []
    for address in (NOOR, OFOQ):
        bidder = visit(language, address)
        bidder.go("/notices/")
        texts.append(bidder.page.locator("main").inner_text())
        bidder.page.locator("main form[action*='/open/'] button").first.click()
        bidder.page.wait_for_load_state()
        expect(bidder.page).to_have_url(re.compile(r"/bids/"))
        _is_signed(bidder.download(bidder.await_paper(), tmp_path / "letter.pdf"))
        bidder.picture(pictures / f"bid-outcome-{language}-{address.split('@')[1]}.png")
    assert any("No guarantee was offered." in text for text in texts)


def _is_signed(paper: Path) -> None:
    report = subprocess.run(["pdfsig", "-nocert", paper], capture_output=True, text=True).stdout
    assert "Signature is Valid" in report, report


def _text(paper: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True
    ).stdout
