"""A personal key in a real Chromium: made, checked, replaced and recovered, in both languages.

What the browser sends while it is done is listened to: no passphrase, code or private key.
"""

import json
import re
import subprocess

import pytest
from playwright.sync_api import expect

from accounts import personal_keys
from accounts.exact import to_text
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

FIRST, SECOND = "harbour lantern seven figs", "quiet copper bridge and rain"
WHO = {"en": "approver@health.example", "ar": "evaluator@health.example"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_key_is_made_checked_recovered_and_replaced(language, visit, password, tmp_path):
    person = visit(language, WHO[language])
    sent: list[str] = []
    person.page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    file, code = _make(person, FIRST, password, tmp_path / "one.json")
    _check(person, "not the passphrase at all")
    expect(person.page.locator("[data-key=problem]")).to_be_visible()
    _check(person, FIRST)
    expect(person.page).to_have_url(re.compile(r"/account/keys/$"))
    shown = _fingerprint(person)

    person.follow("/recover/")
    _prove_who(person, password)
    person.page.set_input_files("#file", file)
    person.page.fill("#typed", code.lower().replace("-", " "))
    person.page.fill("#passphrase", SECOND)
    person.page.fill("#again", SECOND)
    person.page.locator("button[data-key=recover]").click()
    expect(person.page).to_have_url(re.compile(r"/check/$"))
    _check(person, SECOND)
    expect(person.page).to_have_url(re.compile(r"/account/keys/$"))
    assert _fingerprint(person) == shown

    _make(person, FIRST, password, tmp_path / "two.json")
    _check(person, FIRST)
    expect(person.page).to_have_url(re.compile(r"/account/keys/$"))
    assert _fingerprint(person) != shown
    person.sees(shown)  # among the older ones
    everything = " ".join(sent)
    private = to_text(personal_keys.recover(json.loads(file.read_text()), code).private)
    for secret in (FIRST, SECOND, FIRST.replace(" ", "+"), code, private):
        assert secret not in everything


def _make(person: Visitor, passphrase: str, password: str, path):
    person.go("/account/keys/new/")
    _prove_who(person, password)
    page = person.page
    page.fill("#passphrase", "short")
    page.locator("button[data-key=make]").click()
    expect(page.locator("[data-key=problem]")).to_be_visible()
    page.fill("#passphrase", passphrase)
    page.fill("#again", passphrase)
    page.locator("button[data-key=make]").click()
    expect(page.locator("[data-key=second]")).to_be_visible()
    with page.expect_download() as download:
        page.locator("[data-key=download]").click()
    download.value.save_as(path)
    code = page.locator("[data-key=code]").inner_text()
    page.set_input_files("#file", path)
    page.fill("#typed", code[:-1] + ("A" if code[-1] != "A" else "B"))
    page.locator("button[data-key=finish]").click()
    expect(page.locator("[data-key=problem]")).to_be_visible()
    page.fill("#typed", code)
    page.locator("button[data-key=finish]").click()
    expect(page).to_have_url(re.compile(r"/check/$"))
    return path, code


def _check(person: Visitor, passphrase: str) -> None:
    person.page.fill("#passphrase", passphrase)
    person.page.keyboard.press("Enter")
    person.page.wait_for_function(
        "() => !document.querySelector('button[data-key=check]')?.disabled"
    )


def _prove_who(person: Visitor, password: str) -> None:
    """Pages of keys ask once more who it is."""
    if "/reauthenticate/" in person.page.url:
        person.page.fill("[name=password]", password)
        person.send()


def _fingerprint(person: Visitor) -> str:
    return person.page.locator(".summary-list bdi[dir=ltr]").first.inner_text()


def test_nothing_of_a_passphrase_is_in_the_logs(house):
    """After the walks above."""
    found = subprocess.run(
        ["grep", "-rlaE", "harbour lantern|quiet copper", str(house.var)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""
