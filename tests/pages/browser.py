"""A window in which the pages of the census are opened, as whoever they are for."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Response
from playwright.sync_api import Page as Tab

from tests.pages.page import CROWDED, EMPTY, FORGED, Census, Page

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
    "--hide-scrollbars",
]  # fmt: skip
WIDE, PHONE, NARROWEST = 1280, 360, 320
HEIGHT = 900
# Sends the form of the page as it stands, past the browser's own checks and our scripts.
SEND = """manner => {
    const forms = [...document.querySelectorAll("main form")];
    const form = forms.find(f => f.method === "post" && !f.action.includes("/logout/")
        && f.querySelector("input:not([type=hidden]), textarea, select")) || forms[0];
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (manner === "forged") token.value = "x".repeat(64);
    if (manner === "crowded") for (let i = 0; i < 6000; i++) {
        const more = document.createElement("input");
        more.type = "hidden"; more.name = "more" + i; form.append(more);
    }
    HTMLFormElement.prototype.submit.call(form);
}"""


class Window:
    """One person's window in one language; `complaints` is what its console said."""

    def __init__(self, browser: Browser, census: Census, who: str, language: str) -> None:
        self.census, self.who, self.language = census, who, language
        locale = {"en": "en-GB", "ar": "ar-JO"}[language]
        self.context = browser.new_context(
            locale=locale, viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce"
        )
        self.context.add_cookies([*census.cookies.get(who, [])])  # type: ignore[list-item]
        self.tab: Tab = self.context.new_page()
        self.complaints: list[str] = []
        self.tab.on("console", self._listen)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: Any) -> None:
        # A refused form answers with 422: the browser notes it, and it is no fault of the page.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def open(self, page: Page) -> Response:
        """Open a page, send its form if that is what leads to it, and return what answered."""
        self.complaints.clear()
        answer = self._go(page)
        if page.sent in (EMPTY, FORGED, CROWDED):
            with self.tab.expect_navigation() as sent:
                self.tab.evaluate(SEND, page.sent)
            answer = sent.value
        assert answer is not None
        return answer

    def _go(self, page: Page) -> Response | None:
        url = self.census.site + page.address(self.language)
        answer = self.tab.goto(url)
        if "/reauthenticate/" in self.tab.url and "reauthenticate" not in page.route:
            # The census signed in some time ago, and pages of safety ask once more.
            self.tab.fill("[name=password]", self.census.password_of(self.who))
            self.tab.locator("main form[method=post] button[type=submit]").first.click()
            self.tab.wait_for_load_state()
            answer = self.tab.goto(url)
        return answer

    def dress(self, width: int, theme: str) -> None:
        """Show what is open at another width, in light or dark, without loading it again."""
        self.tab.set_viewport_size({"width": width, "height": HEIGHT})
        self.tab.emulate_media(color_scheme="dark" if theme == "dark" else "light")

    def picture(self, path: Path, tallest: int) -> None:
        """Photograph the page from its top, to the end or as far as `tallest` pixels."""
        path.parent.mkdir(parents=True, exist_ok=True)
        width, height = self.tab.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, tallest)}
        self.tab.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]

    def close(self) -> None:
        self.context.close()
