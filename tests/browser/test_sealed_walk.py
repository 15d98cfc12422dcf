"""A tender with sealed bids in a real Chromium: committee, two rivals, opening, in both languages."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

OFFICER, APPROVER = "officer@health.example", "approver@health.example"
MEMBERS = ["opener@health.example", "opener2@health.example"]
NOOR, OFOQ = "bidder@noor.example", "owner@ofoq.example"
PRICES = {NOOR: "7311.625", OFOQ: "7298.125"}
LANGUAGES = ["en", "ar"]


@pytest.fixture(scope="module")
def tenders() -> dict[str, str]:
    return {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_committee_is_appointed_and_two_rivals_seal_their_bids(
    language, visit, tenders, scan, house
):
    officer = visit(language, OFFICER)
    officer.go("/tenders/new/")
    labels = officer.page.locator("[name=method] option").all_inner_texts()
    sealed = next(i for i, text in enumerate(labels) if "sealed" in text or "مختومة" in text)
    officer.page.locator("[name=method]").select_option(index=sealed)
    officer.fill(
        title_ar="أجهزة تنفس", title_en="Ventilators",
        **{
            "item_rows-0-description_ar": "جهاز تنفس",
            "item_rows-0-description_en": "Ventilator",
            "item_rows-0-quantity": "4",
        },
    )  # fmt: skip
    officer.send()
    officer.no_errors()
    tenders[language] = reference = officer.reference()
    officer.page.locator("main a[href$='/appoint_committee/']:visible").first.click()
    for box in officer.page.locator("[name=members]").all():
        box.check()
    officer.send()
    officer.no_errors()
    officer.act("submit_for_approval")
    approver = visit(language, APPROVER)
    approver.go(f"/tenders/{reference}/")
    approver.act("approve")
    officer.go(f"/tenders/{reference}/")
    officer.act("publish")
    for who in (NOOR, OFOQ):
        _bid(language, visit, reference, who, scan)
    stranger = visit(language)
    stranger.go(f"/tenders/{reference}/")
    assert "Ofoq" not in stranger.page.content()


def _bid(language, visit, reference, who, scan) -> None:
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
    page.set_input_files("#files", scan)
    page.locator("#declaration").check()
    page.context.set_offline(True)  # what was loaded is enough until it is handed in
    page.locator("[data-bid=check]").click()
    expect(page.locator("[data-bid=summary]")).to_contain_text(PRICES[who])
    page.locator("[data-bid=seal]").click()
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    page.locator("[data-bid=done]").wait_for(timeout=60_000)
    digest = page.locator("[data-bid=digest]").inner_text()
    with page.expect_download() as copy:
        page.locator("[data-bid=copy]").click()
    assert PRICES[who] in copy.value.path().read_text()
    page.locator("[data-bid=receipt]").click()
    page.wait_for_load_state()
    bidder.sees(digest)
    assert not any(PRICES[who].encode() in data for data in sent)
    bidder.complaints = [text for text in bidder.complaints if "INTERNET_DISCONNECTED" not in text]


def test_the_server_holds_no_price(house, tenders):
    """Neither the database's files, nor the storage, nor a log."""
    wanted = [price.encode() for price in PRICES.values()]
    for path in house.var.rglob("*"):
        if path.is_file() and not path.is_symlink():
            try:
                data = path.read_bytes()
            except OSError:
                continue
            assert not any(price in data for price in wanted), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_members_open_the_bids(language, visit, tenders, password):
    reference = tenders[language]
    for place, who in enumerate(MEMBERS):
        member: Visitor = visit(language, who)
        for _ in range(90):
            member.go(f"/tenders/{reference}/")
            if member.page.locator("main a[href$='/opening/']").count():
                break
            time.sleep(2)
        member.follow("/opening/")
        if not place:
            member.page.fill("#passphrase", "not the passphrase")
            member.page.locator("[data-opening=give]").click()
            expect(member.page.locator("[data-opening=problem]")).to_be_visible(timeout=60_000)
        member.page.fill("#passphrase", f"sealed {password}")
        member.page.locator("[data-opening=give]").click()
        expect(member.page.locator("[data-opening=form]")).to_be_hidden(timeout=60_000)
    public: Visitor = visit(language)
    for _ in range(60):
        public.go(f"/tenders/{reference}/")
        if re.search(r"29,192\.500", public.page.content()):
            break
        time.sleep(1)
    public.sees("29,192.500", "29,246.500")
