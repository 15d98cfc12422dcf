"""Walking without a mouse: Tab, and looking at what has the focus."""

import re

from playwright.sync_api import Page

FOCUSED = """() => {
    const e = document.activeElement, s = getComputedStyle(e);
    return {
        name: e.getAttribute("name") || "", href: e.getAttribute("href") || "",
        kind: e.getAttribute("type") || "",
        seen: e === document.body || s.outlineStyle !== "none" || s.boxShadow !== "none",
        top: e.getBoundingClientRect().bottom > 0,
    };
}"""


def tab_to(page: Page, *, limit: int = 80, **wanted: str) -> None:
    """Press Tab until the element has these attributes; whatever is passed shows its focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"], f"focus cannot be seen on {focused}"
        if all(re.search(pattern, focused[name]) for name, pattern in wanted.items()):
            return
    raise AssertionError(f"{wanted} was never reached at {page.url}")
