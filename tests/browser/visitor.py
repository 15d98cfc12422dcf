"""Somebody at a browser: signs in, follows links, fills in forms, and says what is seen.

Links and buttons are found by where they lead, so that one walk serves both languages; what
people read is checked by the walks themselves.
"""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 360, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 900}


class Visitor:
    """A browser window of one person (or of nobody signed in), in one language."""

    def __init__(self, browser: Browser, base: str, language: str, *, phone: bool = False) -> None:
        context = browser.new_context(
            viewport=PHONE if phone else DESK, locale=language, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()
        self.base, self.language = base, language
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: Any) -> None:
        # A refused form answers 422: the browser notes it, and it is no fault of the page.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        """Open a page of the site by its path without the language."""
        self.page.goto(f"{self.base}/{self.language}{path}")

    def sign_in(self, address: str, password: str) -> "Visitor":
        self.go("/account/login/")
        self.page.fill("[name=login]", address)
        self.page.fill("[name=password]", password)
        self.send()
        expect(self.page).to_have_url(re.compile(r"/inbox/"))
        return self

    def send(self) -> None:
        """Press the button of the page's form."""
        # A form with files is sent by a script, which then puts the answer in place: wait for
        # another main part, however it comes.
        self.page.locator("main").evaluate("main => { main.dataset.old = '1'; }")
        self.page.locator("main form[method=post] button[type=submit]:visible").last.click()
        self.page.wait_for_selector("main:not([data-old])")
        self.page.wait_for_load_state()

    def follow(self, part: str) -> None:
        """Follow the first link in the page's main part whose address contains `part`."""
        self.page.locator(f"main a[href*='{part}']:visible").first.click()
        self.page.wait_for_load_state()

    def act(self, name: str, **fields: Any) -> None:
        """Take an action on the case shown: its button, its form, its confirmation."""
        self.page.locator(f"main a[href$='/{name}/']:visible").first.click()
        self.page.wait_for_load_state()
        self.fill(**fields)
        self.send()
        self.no_errors()

    def act_by_steps(self, name: str, *steps: dict[str, Any]) -> None:
        """Take an action whose form asks one section at a time."""
        self.page.locator(f"main a[href$='/{name}/']:visible").first.click()
        self.page.wait_for_load_state()
        self.answer(*steps)

    def answer(self, *steps: dict[str, Any]) -> None:
        """From the list of steps through all of them, the check of the answers, and the end."""
        self.page.locator("main .buttons a.button:not(.quiet)").first.click()
        for fields in steps:
            self.page.locator("main form.step").wait_for()
            self.fill(**fields)
            self.send()
            self.no_errors()
        expect(self.page).to_have_url(re.compile(r"step=check"))
        self.send()
        self.no_errors()

    def change_step(self, name: str, **fields: Any) -> None:
        """Take an action whose form asks by steps, changing only what the first step asks."""
        self.page.locator(f"main a[href$='/{name}/']:visible").first.click()
        self.page.locator("main .task-list a").first.click()
        self.page.locator("main form.step").wait_for()
        self.fill(**fields)
        self.send()
        self.no_errors()
        self.page.goto(re.sub(r"\?.*", "?step=check", self.page.url))
        self.send()
        self.no_errors()

    def fill(self, **fields: Any) -> None:
        """Fill in fields by name; paths are uploads, True ticks a box,
        a list those of its boxes."""
        for name, value in fields.items():
            if isinstance(value, list):
                for one in value:
                    self.page.locator(f"main [name='{name}'][value='{one}']").check()
                continue
            field = self.page.locator(f"[name='{name}']")
            if isinstance(value, Path):
                field.set_input_files(value)
            elif value is True:
                field.first.check()
            elif field.first.get_attribute("type") in ("radio", "checkbox"):
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif field.first.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(str(value))

    def no_errors(self) -> None:
        """The page that followed complains of nothing."""
        summary = self.page.locator("main .error-summary")
        assert summary.count() == 0, summary.first.inner_text()

    def sees(self, *texts: str) -> None:
        """The page's main part shows these texts."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def reference(self) -> str:
        """The number of the case shown."""
        found = re.search(r"/([A-Z]{1,2}-\d{4}-\d+)/", self.page.url)
        assert found, self.page.url
        return found.group(1)

    def await_paper(self, times: int = 40, *, other_than: str = "") -> str:
        """Reload until a paper of the case has been signed; return its address."""
        links = self.page.locator("main a[href*='/papers/']")
        for _ in range(times):
            for link in links.all():
                if (address := str(link.get_attribute("href"))) != other_than:
                    return address
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"no paper at {self.page.url}")

    def papers(self, folder: Path, *, at_least: int) -> list[Path]:
        """Reload until so many papers of the case have been signed; fetch them all."""
        links = self.page.locator("main a[href*='/papers/']")
        for _ in range(40):
            if links.count() >= at_least:
                break
            self.page.wait_for_timeout(1000)
            self.page.reload()
        found = [str(link.get_attribute("href")) for link in links.all()]
        assert len(found) >= at_least, self.page.url
        return [self.download(href, folder / f"{n}.pdf") for n, href in enumerate(found)]

    def download(self, address: str, to: Path) -> Path:
        """Fetch a paper as this person."""
        answer = self.page.request.get(self.base + address if address[0] == "/" else address)
        assert answer.ok, (address, answer.status)
        assert answer.headers["content-type"] == "application/pdf"
        to.write_bytes(answer.body())
        return to

    def picture(self, path: Path) -> None:
        """Photograph the whole page; no page scrolls sideways, whatever its width."""
        width, shown = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width <= shown, f"{self.page.url} scrolls sideways"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)

    def leave(self) -> None:
        """Close the window; nothing was complained of in its console."""
        self.page.context.close()
        assert not self.complaints, self.complaints
