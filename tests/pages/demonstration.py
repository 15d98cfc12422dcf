"""One running demonstration and one census for all who look at its pages.

The workers of a test run share it over a lock: the first who needs it starts it and walks it,
the last who has done with it stops it. bin/screens uses the same, for itself alone.
"""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.house import House, alone, demonstration_in
from tests.pages.census import take_census
from tests.pages.page import Census


@contextmanager
def demonstration(folder: Path, shared: Path) -> Iterator[Census]:
    """The census of the demonstration in this folder; started if nobody has yet."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "census.json"
    with (folder / "users.lock").open("a") as users:
        with alone(folder / "decision.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            if not written.exists():
                _start(folder / "mizan", shared).save(written)
        try:
            yield Census.load(written)
        finally:
            with alone(folder / "decision.lock"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else still looks
                else:
                    written.unlink()
                    _stop(folder / "mizan")


def _start(tree: Path, shared: Path) -> Census:
    house = demonstration_in(tree, shared)
    try:
        house.start()
        return take_census(f"http://127.0.0.1:{house.port}", told(tree, house.environment()))
    except BaseException:
        house.kill_all()
        raise


def told(tree: Path, environment: dict[str, str]) -> dict[str, Any]:
    """What the demonstration says of itself: its people and its cases."""
    command = [str(tree / "bin" / "manage"), "demo", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout[done.stdout.index("{") :]))


def _stop(tree: Path) -> None:
    """Stop what another process may have started: it is known by its lock."""
    with suppress(psutil.Error, ValueError):
        process = psutil.Process(int((tree / "var" / "lock").read_text()))
        process.send_signal(signal.SIGTERM)
        for _ in range(600):  # somebody else's child stays a zombie until that somebody ends
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                break
            time.sleep(0.1)
    House(tree).kill_all()


def of_running(tree: Path, port: int) -> Census:
    """The census of a bin/serve that somebody runs in a checkout."""
    return take_census(
        f"http://127.0.0.1:{port}", told(tree, {**os.environ, "PORT": str(port), "MIZAN_DEMO": "1"})
    )
