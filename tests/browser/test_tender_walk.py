"""A tender from the plan to the award in a real Chromium, in both languages: officers, an opening
committee and two rival companies, as new users would go about it.

The tests of this file follow one another: while the tenders of both languages take bids, the
files of the server are searched for what was bid.
"""

import re
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs("pdftotext", "pdfsig")]

LANGUAGES = ["en", "ar"]
OFFICER, APPROVER = "officer@health.example", "approver@health.example"
MEMBERS = ["opener@health.example", "opener2@health.example"]
EVALUATOR = "evaluator@health.example"
NOOR, OFOQ = "bidder@noor.example", "owner@ofoq.example"
PRICES = {NOOR: "120.625", OFOQ: "118.375"}  # twenty chairs: 2,412.500 and 2,367.500
TITLES = {"en": "Wheelchairs for clinics", "ar": "كراسي متحركة للعيادات"}


@pytest.fixture(scope="module")
def tenders() -> dict[str, str]:
    """The number of the tender walked in each language."""
    return {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tender_comes_from_the_plan_and_two_rivals_bid(language, visit, tenders, scan, pictures):
    officer, approver = visit(language, OFFICER), visit(language, APPROVER)
    officer.picture(pictures / f"inbox-{language}.png")
    item = _planned(officer, approver)
    officer.go("/tenders/start/")
    officer.follow(f"/tenders/new/plan/{item}/")
    officer.fill(
        **{
            "item_rows-0-description_ar": "كرسي متحرك",
            "item_rows-0-description_en": "Wheelchair",
            "item_rows-0-quantity": "٢٠" if language == "ar" else "20",
        }
    )
    officer.send()
    officer.no_errors()
    tenders[language] = reference = officer.reference()
    _prepare(officer)

    approver.go("/inbox/")
    approver.follow(f"/tenders/{reference}/")
    approver.act("return_to_draft", on_documents="Ask for a guarantee, too.")
    officer.go(f"/tenders/{reference}/")
    officer.sees("Ask for a guarantee, too.")
    officer.act("submit_for_approval")
    approver.go(f"/tenders/{reference}/")
    approver.act("approve")
    officer.go(f"/tenders/{reference}/")
    officer.act("publish")
    officer.sees(TITLES[language])

    _ask_and_answer(language, visit, officer, reference)
    for who in (NOOR, OFOQ):
        _bid(language, visit, reference, who, scan)

    stranger = visit(language, phone=True)
    stranger.go(f"/tenders/{reference}/")
    stranger.sees(TITLES[language])
    assert PRICES[OFOQ] not in stranger.page.content()
    assert "Ofoq" not in stranger.page.content()
    stranger.picture(pictures / f"tender-open-{language}.png")


def _planned(officer: Visitor, approver: Visitor) -> str:
    """An item of the plan, published; returns its number."""
    officer.go("/plan/new/")
    officer.page.locator("[name=method]").select_option(index=_quick(officer.page))
    officer.fill(
        title_ar=TITLES["ar"],
        title_en=TITLES["en"],
        description_ar="عشرون كرسياً مع الكفالة.",
        description_en="Twenty chairs with a guarantee.",
        estimated_value="2,500",
    )
    officer.send()
    officer.no_errors()
    item = officer.reference()
    approver.go(f"/plan/{item}/")
    approver.act("approve")
    officer.go(f"/plan/{item}/")
    officer.act("publish")
    return item


def _quick(page: Page) -> int:
    """The place of the demonstration's method with a bidding period of two minutes."""
    labels = page.locator("[name=method] option").all_inner_texts()
    return next(
        i for i, text in enumerate(labels) if "Quick demonstration" in text or "سريعة" in text
    )


def _prepare(officer: Visitor) -> None:
    """What bids must bring, who opens them; and on to the approver."""
    officer.act(
        "set_requirements",
        **{
            "criteria-0-title_ar": "كفالة سنتين",
            "criteria-0-title_en": "Two years of guarantee",
            "papers-0-title_ar": "كتيّب المنتج",
            "papers-0-title_en": "Leaflet of the product",
        },
    )
    officer.page.locator("main a[href$='/appoint_committee/']:visible").first.click()
    officer.page.locator("main [name=members]").first.wait_for(state="attached")
    for box in officer.page.locator("main [name=members]").all():
        box.check()
    officer.send()
    officer.no_errors()
    officer.act("submit_for_approval")


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


def _bid(language, visit, reference, who, scan) -> None:
    """Written, checked, sealed and handed in; nothing that leaves the browser shows the price."""
    bidder: Visitor = visit(language, who)
    sent: list[bytes] = []
    bidder.page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    bidder.go(f"/tenders/{reference}/")
    bidder.follow(f"/tenders/{reference}/bid/")
    bidder.send()
    bidder.no_errors()
    bidder.follow("/seal/")
    page = bidder.page
    page.locator("[data-bid=page]").wait_for()
    page.locator("[data-bid=check]").click()
    expect(page.locator("[data-bid=problems]")).to_be_visible()
    page.locator("[data-item]").fill(PRICES[who])
    leaflet = page.locator("[data-place][data-requirement='1'] input[type=file]")
    leaflet.set_input_files(scan)
    page.locator("#yes-1").check()
    page.locator("#declaration").check()
    page.locator("[data-bid=check]").click()
    expect(page.locator("[data-bid=summary]")).to_contain_text(PRICES[who])
    page.locator("[data-bid=seal]").click()
    page.locator("[data-bid=done]").wait_for(timeout=60_000)
    digest = page.locator("[data-bid=digest]").inner_text()
    with page.expect_download() as copy:
        page.locator("[data-bid=copy]").click()
    assert PRICES[who] in copy.value.path().read_text()
    page.locator("[data-bid=receipt]").click()
    page.wait_for_load_state()
    bidder.sees(digest)
    assert sent
    assert not any(PRICES[who].encode() in data for data in sent)


def test_the_server_holds_no_price(house, tenders):
    """Neither the database's files, nor the storage, nor a log."""
    assert len(tenders) == len(LANGUAGES)
    wanted = [price.encode() for price in PRICES.values()]
    read = 0
    for path in house.var.rglob("*"):
        if path.is_file() and not path.is_symlink():
            try:
                data = path.read_bytes()
            except OSError:  # it went away meanwhile
                continue
            read += 1
            assert not any(price in data for price in wanted), path
    assert read > 100
    log = house.log.read_text()
    assert "/tenders/" in log
    assert "/bids/" not in log, "the log tells that there are bids"


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_members_open_the_bids_and_everybody_watches(
    language, visit, tenders, password, pictures
):
    reference = tenders[language]
    for place, who in enumerate(MEMBERS):
        member: Visitor = visit(language, who)
        for _ in range(150):
            member.go(f"/tenders/{reference}/")
            if member.page.locator("main a[href$='/opening/member/']").count():
                break
            time.sleep(1)
        member.follow("/opening/member/")
        if not place:
            member.page.fill("#passphrase", "not the passphrase")
            member.page.locator("[data-opening=give]").click()
            expect(member.page.locator("[data-opening=problem]")).to_be_visible(timeout=60_000)
        member.page.fill("#passphrase", f"sealed {password}")
        member.page.locator("[data-opening=give]").click()
        expect(member.page.locator("[data-opening=form]")).to_be_hidden(timeout=60_000)
    public: Visitor = visit(language)
    public.go(f"/tenders/{reference}/opening/")
    expect(public.page.locator("main")).to_contain_text("2,367.500", timeout=60_000)
    public.sees("2,412.500")
    public.picture(pictures / f"tender-opened-{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tender_is_judged_awarded_and_everybody_told(
    language, visit, tenders, pictures, tmp_path
):
    reference = tenders[language]
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
    for paper in approver.papers(tmp_path, at_least=2):
        assert is_signed(paper)
        assert reference in text_of(paper)
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
        assert is_signed(bidder.download(bidder.await_paper(), tmp_path / "letter.pdf"))
        bidder.picture(pictures / f"bid-outcome-{language}-{address.split('@')[1]}.png")
    assert any("No guarantee was offered." in text for text in texts)


def is_signed(paper: Path) -> bool:
    """Whether the paper's signature is valid for poppler."""
    report = subprocess.run(["pdfsig", "-nocert", paper], capture_output=True, text=True).stdout
    return "Signature is Valid" in report


def text_of(paper: Path) -> str:
    """What poppler reads in it."""
    return subprocess.run(
        ["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True
    ).stdout
