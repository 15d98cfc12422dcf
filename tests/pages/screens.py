"""bin/screens: pictures of every page of the demonstration, under var/screens/.

Each page is loaded once in each language, as whoever it is for, and photographed at both widths
in light and in dark. One Chromium for each language works on its own core.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Error, sync_playwright

from config.setup_environment import ROOT, say, step
from tests.pages.album import write_index
from tests.pages.browser import ARGUMENTS, Window
from tests.pages.demonstration import demonstration, of_running
from tests.pages.page import Census

LANGUAGES = ["en", "ar"]
SCENES = [(1280, "light"), (1280, "dark"), (360, "dark"), (360, "light")]
QUICK = [(1280, "light"), (360, "light")]
TALLEST = 6000  # of a very long page the beginning is enough


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="bin/screens", description=__doc__)
    parser.add_argument("--only", default="", metavar="PART", help="pages with this in their name")
    parser.add_argument("--quick", action="store_true", help="in light alone")
    parser.add_argument(
        "--running", nargs="?", const=str(ROOT), metavar="FOLDER",
        help="of the bin/serve that runs in this checkout (PORT, if it is not 8000), "
        "instead of a demonstration started for this",
    )  # fmt: skip
    parser.add_argument("--list", action="store_true", help="only say which pages there are")
    return parser.parse_args()


@contextmanager
def census_of(running: str | None) -> Iterator[Census]:
    """The pages, of a demonstration that runs or of a new one, which ends with the block."""
    if running:
        yield of_running(Path(running), int(os.environ.get("PORT") or 8000))
        return
    say("Starting a demonstration and walking through it …")
    with (
        tempfile.TemporaryDirectory(prefix="mizan-screens-") as folder,
        demonstration(Path(folder), Path(folder) / "made") as census,
    ):
        yield census


def photograph(job: tuple[Path, Census, str, list[tuple[int, str]], str]) -> list[str]:
    """Take all pictures in one language; return what could not be photographed."""
    folder, census, language, scenes, only = job
    failed = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for who in census.people():
            pages = [page for page in census.pages if page.who == who and only in page.name]
            if not pages:
                continue
            window = Window(chromium, census, who, language)
            for page in pages:
                try:
                    window.open(page)
                    for width, theme in scenes:
                        window.dress(width, theme)
                        path = folder / f"{language}-{width}-{theme}" / f"{page.name}.png"
                        window.picture(path, TALLEST)
                except Error as error:
                    failed.append(f"{language} {page.name}: {str(error).splitlines()[0]}")
            window.close()
        chromium.close()
    return failed


def main() -> int:
    """Photograph what was asked for; return 1 when a page could not be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    wanted = arguments()
    django.setup()
    scenes = QUICK if wanted.quick else SCENES
    folder = Path(os.environ.get("MIZAN_VAR") or ROOT / "var") / "screens"
    begun = time.monotonic()
    with census_of(wanted.running) as census:
        pages = [page for page in census.pages if wanted.only in page.name]
        if wanted.list or not pages:
            print("\n".join(f"{page.name:<44} {page.who or '-':<26} {page.path}" for page in pages))
            return 0 if pages else 1
        if not wanted.only:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        many = len(pages) * len(scenes) * len(LANGUAGES)
        jobs = [(folder, census, language, scenes, wanted.only) for language in LANGUAGES]
        with (
            step(f"Taking {many} pictures of {len(pages)} pages"),
            multiprocessing.get_context("spawn").Pool(len(LANGUAGES)) as pool,
        ):
            failed = [line for lines in pool.map(photograph, jobs) for line in lines]
        write_index(folder, census.pages)
    for line in failed:
        print(f"  {line}", file=sys.stderr)
    say(f"{folder / 'index.html'} (in {time.monotonic() - begun:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
