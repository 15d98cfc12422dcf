"""Walking without a mouse: Tab, looking at what has the focus, typing, pressing Enter.

Every stop on the way has to show its focus and be in view; otherwise the walk fails there.
"""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

FOCUSED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect();
    const ring = s => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
        || s.boxShadow !== "none";
    const label = e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`);
    const worn = [getComputedStyle(e), getComputedStyle(e, "::after"),
        ...(label ? [getComputedStyle(label), getComputedStyle(label, "::before")] : [])];
    // A card that is one link wears the ring itself.
    for (let up = e.parentElement, i = 0; up && i < 3; up = up.parentElement, i++)
        if (up.matches(":has(:focus-visible)")) worn.push({
            outlineStyle: getComputedStyle(up).outlineStyle, boxShadow: "none",
            outlineWidth: getComputedStyle(up).outlineWidth,
        });
    return {
        name: e.getAttribute("name") || "", href: e.getAttribute("href") || "",
        kind: e.getAttribute("type") || (e.tagName === "BUTTON" ? "submit" : ""),
        tag: e.tagName.toLowerCase(), role: e.getAttribute("role") || "",
        value: e.value || "", checked: Boolean(e.checked),
        inMain: Boolean(e.closest("main")), form: e.form ? e.form.method : "",
        // Inside a date the browser itself shows which of its parts has the focus.
        seen: e === document.body || e.matches("main, [type=date], [type=datetime-local]") || worn.some(ring),
        top: e === document.body || e.matches("main")
            || (box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth),
    };
}"""
Stop = dict[str, Any]


def tab(page: Page) -> Stop:
    """Go to the next stop and return what it is; it shows its focus, in view."""
    page.keyboard.press("Tab")
    stop: Stop = page.evaluate(FOCUSED)
    assert stop["seen"], f"focus cannot be seen on {stop} at {page.url}"
    assert stop["top"], f"focus is out of view on {stop} at {page.url}"
    return stop


def tab_to(page: Page, *, limit: int = 120, **wanted: str) -> None:
    """Press Tab until the element has these attributes."""
    for _ in range(limit):
        stop = tab(page)
        if all(re.search(pattern, stop[name]) for name, pattern in wanted.items()):
            return
    raise AssertionError(f"{wanted} was never reached at {page.url}")


def follow(page: Page, href: str) -> None:
    """Tab to a link and press Enter."""
    tab_to(page, href=href)
    enter(page)


def complete(page: Page, answers: dict[str, str | Path]) -> None:
    """Tab through the page's form, answering what `answers` names, and send it with Enter.

    A radio or checkbox is taken with the space bar, a list by typing what it should show. The
    dialogue in which a file is chosen is the system's own: there the file is put in. The button
    that throws an earlier draft away is passed by.
    """
    for _ in range(200):
        stop = tab(page)
        if not stop["inMain"]:
            continue
        answer = answers.get(stop["name"])
        if stop["tag"] == "button" and stop["kind"] == "submit" and stop["form"] == "post":
            if stop["name"] == "draft":
                continue
            enter(page)
            return
        if answer is None or stop["kind"] in ("submit", "button"):
            continue
        if isinstance(answer, Path):
            page.locator(f"[name='{stop['name']}']").first.set_input_files(answer)
        elif stop["kind"] in ("radio", "checkbox"):
            if not stop["checked"]:
                page.keyboard.press("Space")
        else:
            page.keyboard.press("Control+a")
            page.keyboard.type(answer)
    raise AssertionError(f"no button was reached at {page.url}")


def enter(page: Page) -> None:
    """Press Enter, and wait for the page that follows."""
    page.locator("main").evaluate("main => { main.dataset.old = '1'; }")
    page.keyboard.press("Enter")
    page.wait_for_selector("main:not([data-old])")
    page.wait_for_load_state()
