"""A visit on a phone without a connection: filled in, the page opened anew, sent once."""

import pytest
from playwright.sync_api import expect

from portal.demo.inspections import CHECKLIST, INSPECTOR, _picture

pytestmark = pytest.mark.browser


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
