"""What this machine can do: tests that need a missing program are left out by name.

Never in CI (CI=true): there a missing program fails the test that needs it.
"""

import os
import shutil

import pytest

PACKAGES = {
    "chromium": "chromium",
    "pdftotext": "poppler-utils",
    "pdffonts": "poppler-utils",
    "pdfsig": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "zbarimg": "zbar-tools",
}
_left_out = pytest.StashKey[dict[str, list[str]]]()


def _needed(item: pytest.Item) -> set[str]:
    """Return the programs a test asks for by its markers."""
    programs = {"chromium"} if item.get_closest_marker("browser") else set()
    for marker in item.iter_markers("needs"):
        programs.update(marker.args)
    return programs


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose programs are missing, remembering their names for the summary."""
    left_out: dict[str, list[str]] = {}
    for item in items:
        missing = sorted(name for name in _needed(item) if not shutil.which(name))
        if missing and os.environ.get("CI") != "true":
            packages = " ".join(sorted({PACKAGES.get(name, name) for name in missing}))
            item.add_marker(pytest.mark.skip(reason=f"to run it: apt-get install {packages}"))
            left_out.setdefault(packages, []).append(item.nodeid)
    config.stash[_left_out] = left_out


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In CI a missing program is a failure."""
    missing = sorted(name for name in _needed(item) if not shutil.which(name))
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{', '.join(missing)} missing on this machine", pytrace=False)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """List by name the tests that were left out for want of a program."""
    for packages, names in config.stash.get(_left_out, {}).items():
        terminalreporter.section(f"left out: they need {packages}")
        for name in names:
            terminalreporter.write_line(name)
