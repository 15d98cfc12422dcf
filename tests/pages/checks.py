"""What every page has to stand: each check returns what it finds wrong, as sentences.

The checks that look into the page run in the browser, over what a person is shown; the one of
the HTML reads what came over the wire.
"""

import re
from pathlib import Path
from typing import Any

import html5lib
from playwright.sync_api import Page as Tab

from config.setup_environment import NODE_MODULES

AXE = Path(NODE_MODULES / "axe-core" / "axe.min.js").read_text()
TAGS = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}
RULES = sorted(TAGS)
COLOURS = ["color-contrast", "link-in-text-block"]
SIZES = ["target-size"]

RUN_AXE = """async only => (await axe.run(document, {
    runOnly: only, resultTypes: ["violations"],
})).violations.flatMap(v => v.nodes.map(n =>
    `${v.id} at ${n.target.join(" ")}: ${n.failureSummary.split("\\n").slice(1, 2).join("").trim()}`
))"""

SIDEWAYS = """() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(e => {
        const box = e.getBoundingClientRect();
        return box.width && (box.right > root.clientWidth + 1 || box.left < -1);
    });
    return [`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}, because of `
        + wide.slice(0, 4).map(e => e.tagName + "." + e.className).join(", ")];
}"""

OUTLINE = """() => {
    const found = [], ids = new Map();
    for (const e of document.querySelectorAll("[id]")) ids.set(e.id, (ids.get(e.id) || 0) + 1);
    for (const [id, times] of ids) if (times > 1) found.push(`id ${id} stands ${times} times`);
    const heads = document.querySelectorAll("h1").length;
    if (heads !== 1) found.push(`${heads} headings of the first order`);
    for (const e of document.querySelectorAll("[style]"))
        if (!e.closest("svg")) found.push(`a style of its own on ${e.outerHTML.slice(0, 80)}`);
    for (const e of document.querySelectorAll("[tabindex]"))
        if (e.tabIndex > 0) found.push(`tabindex ${e.tabIndex} on ${e.outerHTML.slice(0, 80)}`);
    return found;
}"""

# Goes to each stop of the keyboard in the order in which Tab does (nothing has a tabindex of its
# own), asks whether the focus shows, and whether the order is the one in which people read: a
# stop is below the one before it, or further on in the line.
STOPS = """() => {
    const found = [];
    const say = e => (e.tagName + " " + (e.name || e.getAttribute("href") || e.id || "")).trim();
    const look = e => {
        const s = getComputedStyle(e), a = getComputedStyle(e, "::after");
        const own = [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor];
        const label = e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`);
        const l = label ? getComputedStyle(label) : null;
        const parts = [s, a, ...(l ? [l, getComputedStyle(label, "::before")] : [])];
        // A card that is one link wears the ring itself.
        for (let up = e.parentElement, i = 0; up && i < 3; up = up.parentElement, i++)
            parts.push(getComputedStyle(up));
        return own.join() + parts.map(p => p.outlineStyle + p.outlineWidth + p.boxShadow).join();
    };
    const selector = "a[href], button, input:not([type=hidden]), select, textarea, summary, "
        + "[tabindex='0']";
    const stops = [...document.querySelectorAll(selector)].filter(e =>
        !e.disabled && e.tabIndex >= 0
        && e.checkVisibility({ visibilityProperty: true })
        && e.getBoundingClientRect().width > 0);
    // Where it stands on the page; within a box that scrolls in itself, where in that box.
    const boxOf = e => {
        for (let up = e.parentElement; up && up !== document.scrollingElement; up = up.parentElement)
            if (up.scrollHeight > up.clientHeight && getComputedStyle(up).overflowY !== "visible")
                return up;
        return null;
    };
    const place = (e, down = 0) => {
        const { left, right, top, bottom } = e.getBoundingClientRect();
        return { left, right, top: top + scrollY + down, bottom: bottom + scrollY + down };
    };
    let before = null;
    for (const e of stops) {
        document.activeElement.blur();
        const plain = look(e);
        e.focus({ preventScroll: false });
        if (document.activeElement !== e) continue;
        if (look(e) === plain) found.push(`focus does not show on ${say(e)}`);
        const box = e.getBoundingClientRect();
        if (box.bottom <= 0 || box.top >= innerHeight) found.push(`out of view: ${say(e)}`);
        const rtl = e.parentElement.closest("[dir=rtl], [dir=ltr]").dir === "rtl";
        const inside = boxOf(e);
        const at = { rtl, inside, own: place(e, inside?.scrollTop), seen: place(inside || e) };
        if (before && !e.matches(".skip-link")) {
            // Arabic within English is read from its own side.
            const last = before.at, kind = inside === last.inside ? "own" : "seen";
            const here = at[kind], there = last[kind], below = here.top >= there.bottom - 6;
            const further = at.rtl && last.rtl ? here.right <= there.right + 2
                : at.rtl || last.rtl ? true : here.left >= there.left - 2;
            if (!below && !further) found.push(`${say(e)} comes after ${say(before.e)}, `
                + "which stands behind it");
        }
        if (!e.matches(".skip-link")) before = { e, at };
    }
    document.activeElement.blur();
    scrollTo(0, 0);
    return found;
}"""


def markup(text: str, language: str) -> list[str]:
    """Errors of a strict HTML parser, and a document in the wrong language."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    found = [f"line {place[0]}: {code} {more}" for place, code, more in parser.errors]
    direction = "rtl" if language == "ar" else "ltr"
    if not re.search(rf'<html lang="{language}" dir="{direction}"', text):
        found.append(f"not a page in {language}, {direction}")
    return found


def accessible(tab: Tab, only: list[str]) -> list[str]:
    """What axe-core finds, by these tags of rules or by these rules."""
    if not tab.evaluate("Boolean(window.axe)"):
        tab.evaluate(AXE)
    wanted: dict[str, Any] = {"type": "tag" if TAGS.issuperset(only) else "rule", "values": only}
    return list(tab.evaluate(RUN_AXE, wanted))


def stops(tab: Tab) -> list[str]:
    """Whether the keyboard's stops show, and follow the order of reading."""
    tab.keyboard.press("Tab")  # from here on the browser knows that keys are used
    return list(tab.evaluate(STOPS))
