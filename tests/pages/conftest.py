"""The demonstration of this folder's tests, and a Chromium for each file of them."""

import pytest
from playwright.sync_api import sync_playwright

from tests.pages.browser import ARGUMENTS
from tests.pages.demonstration import demonstration


@pytest.fixture(scope="session")
def census(shared_folder):
    """Every page of one demonstration, shared by all workers of this run."""
    with demonstration(shared_folder / "pages", shared_folder / "demonstration") as found:
        yield found


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()
