"""What this machine can do: tests that need a missing program are left out by name.

Never in CI (CI=true): there a missing program fails the test that needs it.
"""

import gc
import os
import shutil
from typing import Any

import pytest

PACKAGES = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pdfsig": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "zbarimg": "zbar-tools",
}
FIRST = (
    "/pages/test_arabic.py",
    "/tests/test_permissions.py",
    "/licensing/test_reminders.py",
    "/setup/test_serve.py",
    "/pages/",
)
TO_RUN = "to run it: apt-get install "


def _needed(item: pytest.Item) -> set[str]:
    """Return the programs a test asks for by its markers."""
    programs = {"chromium"} if item.get_closest_marker("browser") else set()
    for marker in item.iter_markers("needs"):
        programs.update(marker.args)
    return programs


def _is_walk(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _place(item: pytest.Item) -> int:
    """Return where in the order a test stands.

    The first worker makes the demonstration for all; meanwhile the second has something to do
    that needs none.
    """
    path = item.path.as_posix()
    for place, part in enumerate(FIRST):
        if part in path:
            return place
    return len(FIRST) + (not _is_walk(item))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out tests whose programs are missing, except in CI; what takes longest goes first.

    A file of pages or of walks takes minutes: begun last, it would keep one processor waiting.
    """
    items.sort(key=_place)
    for item in items:
        missing = sorted(name for name in _needed(item) if not shutil.which(name))
        if missing and os.environ.get("CI") != "true":
            packages = " ".join(sorted({PACKAGES.get(name, name) for name in missing}))
            item.add_marker(pytest.mark.skip(reason=f"{TO_RUN}{packages}"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the garbage collector what was loaded: it would go through all of it again and again.

    A tenth of the processor's time went there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In CI a missing program is a failure."""
    missing = sorted(name for name in _needed(item) if not shutil.which(name))
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{', '.join(missing)} missing on this machine", pytrace=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List by name the tests that were left out for want of a program."""
    left_out: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if TO_RUN in reason:
            left_out.setdefault(reason.partition(TO_RUN)[2], []).append(report.nodeid)
    for packages, names in left_out.items():
        terminalreporter.section(f"left out; to run them: apt-get install {packages}")
        for name in names:
            terminalreporter.write_line(name)
