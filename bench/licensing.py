"""Licensing at the size of an authority: 100,000 licences, their nightly clock, 20,000 renewals in
a day, and instant licences in the running system.

The nightly clock is held against a plain SQL update of the same rows in the same run; renewals
against the plainest insert of the rows they leave.
"""

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from audit.models import database_now
from bench import _instant, _licences
from bench.__main__ import Result
from bench._memory import Memory
from licensing.models import Licence
from workflow import clockwork


def main(quick: bool) -> Result:
    """Measure; see the module."""
    licences, ended, sittings = (5_000, 1_000, 8) if quick else (100_000, 20_000, 60)
    with tempfile.TemporaryDirectory(prefix="mizan-licensing-") as name:
        folder = Path(name)
        settings.MEDIA_ROOT = folder / "media"
        plainly = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.STORAGES["staticfiles"] = {"BACKEND": plainly}
        say(f"making {licences:,} licences")
        ends = f"CASE WHEN n <= {ended} THEN CURRENT_DATE ELSE CURRENT_DATE + 100 + n % 250 END"
        stage = _licences.stage(licences, ends)
        night = _night(stage, ended)
        waiting = _instant.prepare(stage, sittings)
        say(f"{sittings} businesses pay, one every two seconds")
        _instant.run(folder, waiting, 2.0)
    instant = _instant.figures(waiting)
    figures = {"licences": licences, **night, **instant}
    return Result(f"{licences:,} licences", [
        ("expired by the clock", f"{ended:,}"),
    ], figures)  # fmt: skip


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _night(stage: Any, ended: int) -> dict[str, Any]:
    """The clock over all of them, and the plain update of the same rows."""
    say("the nightly clock")
    plain = _plain_update(stage.ids(0, ended))
    with Memory() as memory:
        begun = time.perf_counter()
        taken = clockwork.run(database_now())
        seconds = time.perf_counter() - begun
    left = Licence.objects.filter(state="expired").count()
    if taken < ended or left != ended:
        raise RuntimeError(f"{taken} acts, {left} expired of {ended}")
    return {
        "expired": ended,
        "clock_seconds": round(seconds, 1),
        "clock_per_second": round(ended / seconds),
        "plain_seconds": round(plain, 2),
        "clock_ratio": round(seconds / plain, 1),
        "clock_grown_mb": round(memory.grown / 1e6, 1),
        "clock_peak_mb": round(memory.peak / 1e6),
    }


def _plain_update(ids: range) -> float:
    """Seconds of the plainest way: one UPDATE of the same rows, undone again."""
    with transaction.atomic(), connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(
            "UPDATE licensing_licence SET state = 'expired' WHERE id BETWEEN %s AND %s",
            [ids[0], ids[-1]],
        )
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds
