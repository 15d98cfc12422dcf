"""A checkout of its own with bin/serve running in it: for tests of set-up and for walks in a
browser. It shares the installed packages.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg2
import redis

from config import embedded
from config.setup_environment import NODE_MODULES, ROOT, VENV

NOT_OURS = {"DATABASE_URL", "REDIS_URL", "MIZAN_VAR", "CI", "PORT", "DJANGO_SETTINGS_MODULE"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """A checkout of its own, and the bin/serve that runs in it."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        self.folder = folder
        self.demo = demo
        self.var = folder / "var"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.log = folder.parent / "serve.log"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        kept |= {"MIZAN_VENV": str(VENV), "MIZAN_NODE_MODULES": str(NODE_MODULES)}
        return kept | {"PORT": str(self.port), "DEMO_DATA": "yes" if self.demo else "no"} | more

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [self.folder / "bin" / "serve"],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        deadline = time.monotonic() + 300
        while "Mizan is ready" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def refused(self, **environment: str) -> str:
        """Start where it cannot; return the one sentence it says."""
        done = subprocess.run(
            [self.folder / "bin" / "serve"],
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr.strip()

    def stop(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def healthz(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def let_finish(self, seconds: int = 180) -> None:
        """Wait until its papers are signed and its mail is sent, or so long."""
        broker, queues = self.broker(), ("papers", "celery", "mail")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not any(broker.llen(name) for name in queues) and not broker.hlen("unacked"):
                return
            time.sleep(0.5)

    def processes(self) -> list[psutil.Process]:
        """Return every process that runs in this checkout or over its data."""
        found = []
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline())
                if str(self.folder) in words or process.cwd().startswith(str(self.folder)):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill_all(self) -> None:
        for process in self.processes():
            with suppress(psutil.Error):
                process.kill()

    def sql(self, statement: str) -> list[tuple]:
        url = embedded.Cluster(self.var / "pg", embedded.socket_folder(self.var)).url()
        connection = psycopg2.connect(url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def broker(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(embedded.socket_folder(self.var) / "redis.sock"))


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock among the workers of a run."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def demonstration_in(folder: Path, shared: Path) -> House:
    """A house of its own with the demonstration in it, not started.

    The demonstration is made once for all workers of a run, in `shared`, as a new user would:
    bin/serve in a fresh checkout. Who comes later takes a copy of the data.
    """
    made = House(shared / "mizan", demo=True)
    with alone(shared / "making.lock"):
        if not (shared / "made").exists():
            copy_of_the_tree(made.folder)
            try:
                made.start()
                made.let_finish()
                made.stop(signal.SIGTERM)
            finally:
                made.kill_all()
            (shared / "made").touch()
    copy_of_the_tree(folder)
    (folder / "var").mkdir()
    for part in made.var.iterdir():
        if part.name not in {"lock", "log", "run"}:  # what belongs to one that runs
            subprocess.run(["cp", "-a", part, folder / "var" / part.name], check=True)
    return House(folder, demo=True)


def copy_of_the_tree(folder: Path) -> None:
    """Copy the checkout, without what git ignores, to `folder`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
