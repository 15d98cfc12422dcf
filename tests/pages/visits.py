"""Visits every page of one person in one language, and gathers what is wrong with each."""

import re

from playwright.sync_api import Browser, Error

from tests.pages import checks
from tests.pages.browser import NARROWEST, WIDE, Window
from tests.pages.page import Census, Page
from tests.pages.wire import FIRST, LATER, SEALING, Wire

# The catalogue shows a component several times on one page, headings and landmarks and all.
SPECIMENS = {"design_component"}
# Pages on which the browser makes keys, seals or opens.
SEALS = {"new_personal_key", "check_personal_key", "recover_personal_key", "seal_bid", "open_bids"}
TWICE = re.compile(r"headings of the first order|landmark-")


def faults_of(browser: Browser, census: Census, who: str, language: str) -> list[str]:
    """Everything wrong on the pages of this person: "page: what and where"."""
    window = Window(browser, census, who, language)
    wire = Wire(window.tab)
    found = []
    titles: dict[str, Page] = {}
    for place, page in enumerate(page for page in census.pages if page.who == who):
        try:
            faults = _visit(window, wire, page, language, came_from_another=place > 0)
        except Error as error:
            faults = [f"could not be opened: {error}"]
        title = window.tab.title()
        twin = titles.setdefault(title, page)
        if not title or not _may_share(twin, page):
            faults.append(f"has the title of {twin.name}: {title!r}")
        found += [f"{page.name} ({page.address(language)}): {fault}" for fault in faults]
    window.close()
    return found


def _may_share(one: Page, other: Page) -> bool:
    """Whether two pages may have one title: errors, and the steps of an errand of the account."""
    if one.route == other.route or {one.status, other.status} != {200}:
        return True
    return one.route.startswith("account_") and other.route.startswith("account_")


def _visit(
    window: Window, wire: Wire, page: Page, language: str, *, came_from_another: bool
) -> list[str]:
    answer = window.open(page)
    tab = window.tab
    found = [] if answer.status == page.status else [f"answers {answer.status}"]
    most = SEALING if page.route in SEALS else FIRST
    found += _weight(wire, most, came_from_another=came_from_another and not page.sent)
    found += checks.markup(answer.text(), language)
    found += tab.evaluate(checks.OUTLINE)
    # Offices' pages take half of the suite's time with pages: what does not depend on the language
    # is looked at in English, and what the other direction changes in Arabic.
    is_office = page.name.endswith(".office")
    if language == "en" or not is_office:
        found += checks.accessible(tab, checks.RULES)
        found += checks.stops(tab)
    if language == "en":  # colours are the same in both
        window.dress(WIDE, "dark")
        found += [f"in the dark, {fault}" for fault in checks.accessible(tab, checks.COLOURS)]
    if language == "ar" or not is_office:
        window.dress(NARROWEST, "light")
        narrow = tab.evaluate(checks.SIDEWAYS) + checks.accessible(tab, checks.SIZES)
        found += [f"at {NARROWEST} px, {fault}" for fault in narrow + checks.stops(tab)]
        window.dress(WIDE, "light")
    if page.route in SPECIMENS:
        found = [fault for fault in found if not TWICE.search(fault)]
    return found + [f"the console says {said}" for said in window.complaints]


def _weight(wire: Wire, most: int, *, came_from_another: bool) -> list[str]:
    found = []
    if wire.first() > most:
        found.append(f"a first visit takes {wire.first()} bytes: {wire.heaviest()}")
    # Where the browser does cryptography the scripts for it may come with a later visit, too.
    if came_from_another and wire.new() > (LATER if most == FIRST else most):
        found.append(f"a later visit takes {wire.new()} bytes: {wire.heaviest()}")
    return found
