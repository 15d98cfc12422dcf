"""The page of a bid in a real Chromium: what is written survives, uploads go on, colleagues take
over, two envelopes, documents of the company's file, and folders sealed offline.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser import asking
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

BIDDER, OWNER, RIVAL = "bidder@noor.example", "owner@noor.example", "owner@ofoq.example"
PASSPHRASE = "a long passphrase"
PRICES = ["1,500.500", "٧٫٢٥"]


@pytest.fixture(scope="module")
def tender(house) -> str:
    return asking.published(house, 1)


@pytest.fixture(scope="module")
def two(house) -> str:
    return asking.published(house, 2)


@pytest.fixture(scope="module")
def big(tmp_path_factory) -> Path:
    """A document of some megabytes."""
    path = tmp_path_factory.mktemp("files") / "عرض كبير.pdf"
    path.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 20_000)
    return path


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return str(match[1])


class Desk:
    """The page of one bid, as its bidder uses it."""

    def __init__(self, visitor: Visitor, reference: str) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.puts: list[str] = []
        self.page.on("request", self._count)
        visitor.go(f"/tenders/{reference}/bid/")
        visitor.send()
        there = self.page.locator("main .error-summary a")
        if there.count():  # begun by a colleague
            there.first.click()
            self.page.wait_for_load_state()
        self.bid = found(r"/bids/([^/]+)/", self.page.url)
        self.open()

    def _count(self, request: Any) -> None:
        if request.method == "PUT" and "/parts/" in request.url:
            self.puts.append(request.url)

    def open(self) -> None:
        self.visitor.go(f"/bids/{self.bid}/seal/")
        self.part("page").wait_for()

    def reload(self) -> None:
        self.page.reload()
        self.part("page").wait_for()

    def part(self, name: str) -> Any:
        return self.page.locator(f"[data-bid={name}]")

    def place(self, number: int, envelope: str = "") -> Any:
        wanted = f"[data-place][data-requirement='{number}']"
        return self.page.locator(wanted + (f"[data-envelope={envelope}]" if envelope else ""))

    def choose(self, number: int, path: Path) -> None:
        self.place(number).locator("input[type=file]").set_input_files(path)
        expect(self.place(number).locator("[data-chosen] li").first).to_be_visible()

    def write(self) -> None:
        """Prices, answers and a note."""
        for field, price in zip(self.page.locator("[data-item]").all(), PRICES, strict=True):
            field.fill(price)
        self.page.locator("#yes-1").check()
        self.page.locator("#yes-2").check()
        self.page.fill("#how-1", "منذ 2011")
        self.page.fill("#note", "Thanks")

    def check(self) -> None:
        self.page.locator("#declaration").check()
        self.part("check").click()
        expect(self.part("problems")).to_be_hidden()
        expect(self.part("confirm")).to_be_visible()

    def seal(self) -> str:
        self.part("seal").click()
        return self.done()

    def done(self) -> str:
        self.part("done").wait_for(timeout=60_000)
        digest: str = self.part("digest").inner_text()
        return digest

    def is_kept(self) -> None:
        """Wait until what stands on the page is in the store."""
        self.page.wait_for_timeout(400)

    def stored(self) -> list[str]:
        """What the browser still keeps, by kind."""
        script = """async () => {
          const found = [];
          const request = indexedDB.open("mizan-bids", 1);
          const db = await new Promise((done) => { request.onsuccess = () => done(request.result); });
          for (const kind of db.objectStoreNames) {
            const keys = await new Promise((done) => {
              const all = db.transaction(kind).objectStore(kind).getAllKeys();
              all.onsuccess = () => done(all.result);
            });
            found.push(...keys.map(() => kind));
          }
          db.close();
          return found;
        }"""
        kinds: list[str] = self.page.evaluate(script)
        return sorted(kinds)


def offline(page: Page, is_so: bool) -> None:
    page.context.set_offline(is_so)


def calm(visitor: Visitor) -> None:
    """Being cut off is no fault of the page."""
    visitor.complaints = [text for text in visitor.complaints if "net::ERR" not in text]


def test_all_that_is_missing_is_told_at_once_and_leads_to_its_place(visit, tender):
    desk = Desk(visit("en", BIDDER), tender)
    desk.part("check").click()
    problems = desk.part("problems").locator("li")
    expect(problems).to_have_count(8)
    desk.part("problems").locator("a", has_text="Registration").click()
    expect(desk.place(2).locator("input[type=file]")).to_be_focused()
    expect(desk.part("confirm")).to_be_hidden()


def test_what_was_written_and_chosen_is_back_after_a_reload(visit, tender, scan):
    desk = Desk(visit("en", BIDDER), tender)
    desk.write()
    desk.choose(1, scan)
    desk.is_kept()
    desk.reload()
    fields = desk.page.locator("[data-item]").all()
    assert [field.input_value() for field in fields] == PRICES
    assert desk.page.input_value("#how-1") == "منذ 2011"
    expect(desk.page.locator("#yes-2")).to_be_checked()
    expect(desk.place(1).locator("[data-chosen]")).to_contain_text("document.pdf")
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.part("discard").click()
    expect(desk.page.locator("#note")).to_have_value("")
    desk.is_kept()
    desk.reload()
    expect(desk.page.locator("#price-1")).to_have_value("")
    assert "files" not in desk.stored()


def test_an_upload_broken_off_by_a_reload_goes_on_with_what_is_lacking(visit, tender, big, scan):
    visitor = visit("en", BIDDER)
    desk = Desk(visitor, tender)
    desk.write()
    desk.choose(1, big)
    desk.choose(2, scan)
    desk.choose(1000, scan)
    desk.check()
    page = desk.page
    page.route(
        re.compile(r"/parts/[^/]+/2/$"),
        lambda route: route.abort() if route.request.method == "PUT" else route.continue_(),
    )
    with page.expect_event("requestfailed"):
        desk.part("seal").click()
    page.wait_for_timeout(300)
    before = len([url for url in desk.puts if not url.endswith("/2/")])
    assert before == 2
    page.unroute_all()
    desk.reload()
    expect(desk.part("broken-off")).to_be_visible()
    desk.puts.clear()
    digest = desk.seal()
    # five chunks of the big one, of which two were there; the other files, and the bid itself
    assert len(desk.puts) == 3 + 1 + 1 + 1
    assert desk.stored() == ["earlier"]
    with page.expect_download() as copy:
        desk.part("copy").click()
    text = copy.value.path().read_text(encoding="utf-8")
    for expected in ("1,500.500 × 4", "6,031.000 JOD", "عرض كبير.pdf", "Thanks", digest):
        assert expected in text
    desk.part("receipt").click()
    page.wait_for_load_state()
    visitor.sees(digest)
    calm(visitor)


def test_a_change_after_sealing_begins_anew_under_another_key(visit, tender, scan):
    desk = Desk(visit("en", BIDDER), tender)  # now: replaces what was handed in
    first = _keys_of(desk, scan)
    desk.part("back").click()
    desk.page.fill("#price-1", "1400")
    desk.check()
    desk.page.route("**/hand-in/", lambda route: route.abort())
    with desk.page.expect_event("requestfailed"):
        desk.part("seal").click()
    assert _sending(desk)["key"] != first["key"]
    assert not set(first["salts"]) & set(_sending(desk)["salts"])
    desk.part("back").click()
    calm(desk.visitor)


def _keys_of(desk: Desk, scan: Path) -> dict[str, Any]:
    desk.write()
    for number in (1, 2, 1000):
        desk.choose(number, scan)
    desk.check()
    desk.page.route("**/hand-in/", lambda route: route.abort())
    with desk.page.expect_event("requestfailed"):
        desk.part("seal").click()
    return _sending(desk)


def _sending(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.page.evaluate(
        """async () => {
          const request = indexedDB.open("mizan-bids", 1);
          const db = await new Promise((done) => { request.onsuccess = () => done(request.result); });
          const [job] = await new Promise((done) => {
            const all = db.transaction("sending").objectStore("sending").getAll();
            all.onsuccess = () => done(all.result);
          });
          db.close();
          const [envelope] = job.envelopes;
          const text = (bytes) => [...bytes].join();
          return {
            key: text(envelope.key),
            salts: [envelope.own, ...envelope.files].map(({ salt }) => text(salt)),
          };
        }"""
    )
    return found


def test_offline_the_hand_in_waits_and_goes_on_by_itself(visit, tender, scan):
    visitor = visit("ar", RIVAL)
    desk = Desk(visitor, tender)
    offline(desk.page, True)
    expect(desk.part("offline")).to_be_visible()
    desk.write()
    for number in (1, 2, 1000):
        desk.choose(number, scan)
    desk.check()
    desk.part("seal").click()
    expect(desk.part("waiting")).to_be_visible(timeout=30_000)
    offline(desk.page, False)
    desk.done()
    expect(desk.part("offline")).to_be_hidden()
    calm(visitor)


def test_one_document_that_is_refused_is_named_and_tried_again_alone(visit, tender, scan, big):
    desk = Desk(visit("en", RIVAL), tender)
    desk.write()
    for number in (1, 2, 1000):
        desk.choose(number, big if number == 1 else scan)
    desk.check()
    refusal = json.dumps({"errors": ["No room."]})
    desk.page.route(
        re.compile(r"/parts/[^/]+/4/$"),
        lambda route: route.fulfill(status=422, body=refusal, content_type="application/json"),
    )
    desk.part("seal").click()
    failed = desk.part("failed")
    expect(failed).to_contain_text("عرض كبير.pdf", timeout=30_000)
    expect(failed).to_contain_text("No room.")
    expect(failed.locator("li")).to_have_count(1)
    desk.page.unroute_all()
    desk.puts.clear()
    desk.part("retry").click()
    desk.done()
    assert len(desk.puts) == 2  # the chunk that was refused, and the bid itself


def test_two_envelopes_and_a_document_of_the_companys_own_file(visit, two, scan, house):
    desk = Desk(visit("en", BIDDER), two)
    desk.write()
    desk.choose(1, scan)
    reuse = desk.place(2)
    reuse.locator("summary").click()
    reuse.locator("[data-use]").click()
    expect(reuse.locator("[data-chosen] li")).to_have_count(1)
    desk.choose(1000, scan)
    assert desk.place(1000).get_attribute("data-envelope") == "financial"
    # answers that an earlier bid gave are there to be copied, without its prices
    expect(desk.part("earlier")).to_be_hidden()
    desk.check()
    desk.seal()
    headers = house.sql(
        "SELECT e.kind, e.header FROM procurement_envelope e "
        "JOIN procurement_bid b ON b.id = e.bid_id "
        f"WHERE b.reference = '{desk.bid}' ORDER BY e.id"
    )
    assert [kind for kind, _header in headers] == ["technical", "financial"]
    assert [len(json.loads(header)["parts"]) for _kind, header in headers] == [3, 2]


def test_answers_of_an_earlier_bid_are_copied_and_prices_are_not(visit, tender, two, scan):
    visitor = visit("en", RIVAL)
    desk = Desk(visitor, two)
    desk.write()
    for number in (1, 2, 1000):
        desk.choose(number, scan)
    desk.check()
    desk.seal()
    other = Desk(visitor, tender)
    expect(other.part("earlier")).to_be_visible()
    other.part("earlier-copy").click()
    expect(other.page.locator("#yes-1")).to_be_checked()
    expect(other.page.locator("#how-1")).to_have_value("منذ 2011")
    expect(other.page.locator("#note")).to_have_value("Thanks")
    expect(other.page.locator("#price-1")).to_have_value("")


def test_a_colleague_takes_the_draft_over_and_the_server_cannot_read_it(visit, house, scan):
    asking.give_keys(house, [BIDDER, OWNER], PASSPHRASE)
    reference = asking.published(house, 1)
    desk = Desk(visit("en", BIDDER), reference)
    desk.write()
    desk.choose(1, scan)
    desk.part("shared-save").click()
    expect(desk.part("shared-state")).to_contain_text("Saved for your colleagues")
    [(body,)] = house.sql("SELECT body FROM procurement_sealeddraft")
    assert not any(text in body for text in ("1,500", "منذ", "Thanks", "document.pdf"))
    colleague = Desk(visit("ar", OWNER), reference)
    expect(colleague.part("shared-newer")).to_be_visible()
    colleague.page.fill("#passphrase", "another passphrase")
    colleague.page.keyboard.press("Enter")
    expect(colleague.part("shared-state")).to_have_class(re.compile("failed"), timeout=20_000)
    colleague.page.fill("#passphrase", PASSPHRASE)
    colleague.page.keyboard.press("Enter")
    expect(colleague.page.locator("#price-1")).to_have_value(PRICES[0], timeout=20_000)
    expect(colleague.page.locator("#how-1")).to_have_value("منذ 2011")
    expect(colleague.part("lost")).to_contain_text("document.pdf")
    colleague.page.fill("#price-1", "1200")
    colleague.part("shared-save").click()
    expect(colleague.part("shared-newer")).to_be_hidden()
    colleague.page.wait_for_timeout(800)
    # The first one is told before anything is overwritten.
    desk.page.fill("#note", "Mine")
    desk.part("shared-save").click()
    expect(desk.part("shared-newer")).to_be_visible()
    for number in (1, 2, 1000):
        colleague.choose(number, scan)
    colleague.check()
    colleague.seal()
    assert house.sql("SELECT count(*) FROM procurement_sealeddraft") == [(0,)]


def test_a_folder_sealed_offline_is_checked_and_handed_in(visit, house, tmp_path, scan):
    reference = asking.published(house, 2)
    visitor = visit("en", BIDDER)
    desk = Desk(visitor, reference)
    sheet = tmp_path / "sheet.json"
    answer = visitor.page.request.get(f"{visitor.base}/en/tenders/{reference}/sealing-sheet.json")
    sheet.write_bytes(answer.body())
    (tmp_path / "prices.csv").write_text("item,unit_price\n1,1500\n2,7\n")
    (tmp_path / "answers.csv").write_text("criterion,meets,text\n1,yes,\n2,yes,\n")
    command = desk.page.locator("pre", has_text="seal_bid").text_content()
    company = found(r"--company (\S+)", command or "")
    call_command(
        "seal_bid", "--tender", str(sheet), "--lot", "1", "--bid", desk.bid, "--company", company,
        "--prices", str(tmp_path / "prices.csv"), "--answers", str(tmp_path / "answers.csv"),
        *(f"--document={number}={scan}" for number in (1, 2, 1000)),
        "--out", str(tmp_path / "sealed"),
    )  # fmt: skip
    folders = {
        kind: sorted((tmp_path / "sealed" / kind).iterdir()) for kind in ("technical", "financial")
    }
    desk.page.locator("summary", has_text="sealed offline").click()
    for kind, other in (("technical", "financial"), ("financial", "technical")):
        desk.page.set_input_files(f"#folder-{kind}", folders[other])
    desk.part("offline-send").click()
    expect(desk.part("problems")).to_contain_text("another tender, lot, bid or committee")
    for kind, files in folders.items():
        desk.page.set_input_files(f"#folder-{kind}", files)
    part = folders["technical"][1]
    whole = part.read_bytes()
    part.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    desk.page.set_input_files("#folder-technical", folders["technical"])
    desk.part("offline-send").click()
    expect(desk.part("problems")).to_contain_text("altered")
    part.write_bytes(whole)
    desk.page.set_input_files("#folder-technical", folders["technical"])
    desk.part("offline-send").click()
    digest = desk.done()
    expect(desk.part("copy")).to_be_hidden()
    desk.part("receipt").click()
    visitor.sees(digest)


def test_the_same_bid_in_a_second_window_is_told(visit, tender):
    desk = Desk(visit("en", OWNER), tender)
    second = desk.page.context.new_page()
    second.goto(desk.page.url)
    expect(second.locator("[data-bid=problems]")).to_contain_text("another window")
    expect(second.locator("[data-bid=page]")).to_be_hidden()
