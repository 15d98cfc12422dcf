"""A visit on a phone without a connection: filled in, the page opened anew, sent once."""

import pytest
from playwright.sync_api import Error, expect

from portal.demo.inspections import CHECKLIST, INSPECTOR, _picture

pytestmark = pytest.mark.browser
OTHER = "inspector@civil.example"

KEPT = """async () => {
  const rows = {};
  const open = indexedDB.open("mizan-visits");
  open.onupgradeneeded = () => open.transaction.abort();
  const base = await new Promise((good) => {
    open.onsuccess = () => good(open.result);
    open.onerror = () => good(null);
  });
  for (const kind of base ? ["visits", "work", "photos"] : []) {
    const asked = base.transaction(kind).objectStore(kind).getAllKeys();
    rows[kind] = await new Promise((good) => { asked.onsuccess = () => good(asked.result.length); });
  }
  base?.close();
  const addresses = (await (await caches.open("mizan-visits")).keys()).map(({url}) => url);
  return {...rows, page: addresses.some((url) => !url.includes("/static/"))};
}"""


# How often a visit that was shown is taken away or moved.
MOVED = """
window.moved = 0;
new MutationObserver((changes) => {
  for (const { removedNodes } of changes) {
    for (const node of removedNodes) window.moved += Boolean(node.matches?.("details.visit"));
  }
}).observe(document, { childList: true, subtree: true });
"""


def sign_out(visitor, said: list[str]) -> None:
    """Sign out by the menu; what the page asks first is answered with yes."""

    def answer(dialog):
        said.append(dialog.message)
        dialog.accept()

    visitor.page.on("dialog", answer)
    visitor.page.locator("details.account summary").click()
    visitor.page.get_by_role("button", name="Sign out").click()
    expect(visitor.page.locator("form[data-leave]")).to_have_count(0)
    visitor.page.wait_for_load_state()
    visitor.page.remove_listener("dialog", answer)


def test_signing_out_takes_the_visits_off_the_phone_but_loses_nothing(visit, password):
    visitor = visit("en", INSPECTOR, phone=True)
    page, context = visitor.page, visitor.page.context
    said: list[str] = []
    visitor.go("/inspections/day/")
    expect(page.locator("[data-visits=ready]")).to_be_visible(timeout=20_000)
    expect(page.locator("details.visit").first).to_be_visible()
    assert page.evaluate(KEPT)["visits"] > 0
    # Everything was received: nothing stays, and nobody is asked.
    sign_out(visitor, said)
    kept = page.evaluate(KEPT)
    assert (kept["visits"], kept["work"], kept["photos"], kept["page"]) == (0, 0, 0, False)
    assert said == []

    # Something was not received: the person is told, and it stays.
    visitor.sign_in(INSPECTOR, password)
    visitor.go("/inspections/day/")
    expect(page.locator("[data-visits=ready]")).to_be_visible(timeout=20_000)
    context.route("**/notes/", lambda route: route.abort())
    card = page.locator("details.visit").first
    number = card.locator("[data-visit=number]").inner_text()
    card.locator("summary").click()
    card.locator("fieldset.point").first.get_by_label("Remark").fill("The door is stuck.")
    card.locator("fieldset.point").first.get_by_label("Not in order").check()
    expect(page.locator("[data-visits=said]")).to_contain_text("Only on this phone so far")
    sign_out(visitor, said)
    assert len(said) == 1
    assert "shown to nobody but you" in said[0]
    kept = page.evaluate(KEPT)
    assert (kept["visits"], kept["work"], kept["page"]) == (1, 1, False)

    # Somebody else on the same phone is shown nothing of it, with a connection or without.
    visitor.sign_in(OTHER, password)
    visitor.go("/inspections/")
    assert "The door is stuck" not in page.content()
    context.set_offline(True)
    with pytest.raises(Error):
        page.goto(f"{visitor.base}/inspections/day/")
    context.set_offline(False)
    visitor.go("/inspections/")
    assert page.evaluate(KEPT)["work"] == 1
    sign_out(visitor, said)
    assert len(said) == 1

    # Its owner finds it where it was, and it is sent.
    visitor.complaints.clear()
    context.unroute("**/notes/")
    visitor.sign_in(INSPECTOR, password)
    visitor.go("/inspections/day/")
    card = page.locator("details.visit").filter(has_text=number)
    card.locator("summary").click()
    expect(card.get_by_label("Remark").first).to_have_value("The door is stuck.")
    expect(page.locator("[data-visits=said]")).to_contain_text("Everything has been received")
    sign_out(visitor, said)
    assert len(said) == 1
    assert page.evaluate(KEPT)["work"] == 0
    visitor.complaints.clear()


def test_a_visit_is_filled_in_offline_and_sent_once(visit, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(_picture(1))
    visitor = visit("en", INSPECTOR, phone=True)
    page, context = visitor.page, visitor.page.context
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method in ("PUT", "POST") else None)
    visitor.go("/inspections/day/")
    expect(page.locator("[data-visits=ready]")).to_be_visible(timeout=20_000)
    number = page.locator("[data-visit=number]").first.inner_text()

    context.set_offline(True)
    page.add_init_script(MOVED)
    page.reload()  # from the service worker
    expect(page.locator("[data-visits=offline]")).to_be_visible()
    card = page.locator("details.visit").first
    card.locator("summary").click()
    points = card.locator("fieldset.point")
    for index in range(len(CHECKLIST)):
        points.nth(index).get_by_label("In order", exact=True).check()
    points.first.locator("input[type=file]").set_input_files(photo)
    expect(points.first.locator("canvas")).to_be_visible()
    page.reload()
    card = page.locator("details.visit").first
    card.locator("summary").click()
    expect(card.get_by_label("In order", exact=True).first).to_be_checked()
    expect(card.locator("canvas")).to_be_visible()
    expect(page.locator("[data-visits=said]")).to_contain_text("answers 3, photos 1")
    # A visit that somebody is about to touch stays where it is while the others come.
    assert page.locator("details.visit").count() > 1
    assert page.evaluate("window.moved") == 0
    card.get_by_label("Passed", exact=True).check()
    card.get_by_label("Met on site").fill("Hadi Sanabel")
    card.get_by_role("button", name="Finish the visit").click()
    expect(card.locator("[data-visit=status]")).to_contain_text("Finished on this phone")
    page.wait_for_timeout(500)

    # The browser notes each request that found no network: not a fault of the page.
    visitor.complaints.clear()
    context.set_offline(False)
    expect(card.locator("[data-visit=status]")).to_contain_text(
        "finished and received", timeout=30_000
    )
    assert len([url for url in sent if url.endswith(f"/{number}/finish/")]) == 1
    assert len([url for url in sent if "/photos/" in url]) == 1
    visitor.go(f"/inspections/{number}/")
    visitor.sees("Passed", "Hadi Sanabel", "Taken")
