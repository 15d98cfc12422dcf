"""One running demonstration and one Chromium for all walks."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from config.setup_environment import ROOT
from portal.demo.files import pdf
from tests.browser.visitor import Visitor
from tests.house import demonstration_in

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
]  # fmt: skip


# Playwright keeps a loop running in the thread of the tests: it ends with the file that needs
# it, because Django's database layer refuses to work beside one.
@pytest.fixture(scope="session")
def house(tmp_path_factory, shared_folder):
    """bin/serve with its demonstration: one for all walks of a worker."""
    folder = tmp_path_factory.mktemp("demonstration") / "mizan"
    house = demonstration_in(folder, shared_folder / "demonstration")
    house.start()
    yield house
    house.stop(signal.SIGTERM)
    house.kill_all()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def password(house) -> str:
    return (house.var / "keys" / "demo_password").read_text().strip()


@pytest.fixture
def visit(chromium, house, password):
    """Open a window: visit("en"), visit("ar", "officer@health.example", phone=True)."""
    opened: list[Visitor] = []

    def open_window(language: str, address: str = "", *, phone: bool = False) -> Visitor:
        visitor = Visitor(chromium, f"http://127.0.0.1:{house.port}", language, phone=phone)
        opened.append(visitor)
        return visitor.sign_in(address, password) if address else visitor

    yield open_window
    for visitor in opened:
        visitor.leave()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the walks put their pictures: docs/tour/ when MIZAN_TOUR=1, else under .cache."""
    wanted = os.environ.get("MIZAN_TOUR") == "1"
    return ROOT / "docs" / "tour" if wanted else ROOT / ".cache" / "tour"


@pytest.fixture(scope="session")
def scan(tmp_path_factory) -> Path:
    """A PDF to upload."""
    path = tmp_path_factory.mktemp("scans") / "document.pdf"
    path.write_bytes(pdf("A document"))
    return path
